//! Long lists taken away: written beside, followed, cancelled, and nobody else's.

use std::collections::BTreeSet;

use floor_tests::{client::Client, db, html::Page, people::Role, program::Server, until};

const LIST: &str = "/quan-tri/nhat-ky.csv";
/// Enough for some seconds of writing.
const LINES: u32 = 60_000;

/// A floor whose audit log is long.
fn furnished() -> Server {
    let server = Server::demonstration();
    lengthen(&server, LINES);
    server
}

fn lengthen(server: &Server, lines: u32) {
    db::execute(
        server,
        &format!(
            "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {lines}) \
             INSERT INTO audit (id, at, actor_kind, action, subject_kind, subject_id, reason, detail) \
             SELECT randomblob(16), '2026-01-01 00:00:00+00:00', 'system', 'product.approved', 'product', randomblob(16), \
             'lý do số ' || n, '{{}}' FROM n"
        ),
    );
}

fn memory_kb(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

/// Asks for the list and gives the page of its export.
fn begun(officer: &mut Client) -> (String, Page) {
    let answer = officer.get(LIST);
    assert_eq!(answer.status, 303, "too long to be the answer itself");
    let path = answer.location().unwrap().trim_end_matches("/tep").to_owned();
    assert!(path.starts_with("/quan-tri/xuat/"), "{path}");
    let page = officer.open(&path);
    (path, page)
}

fn audited(server: &Server, action: &str) -> i64 {
    db::number(server, &format!("SELECT COUNT(*) FROM audit WHERE action = '{action}'"))
}

/// How many exports of the list the floor's figures know.
fn counted(server: &Server) -> i64 {
    db::number(
        server,
        "SELECT COALESCE(SUM(count), 0) FROM counter_text WHERE kind = 'export' AND word = 'export.audit'",
    )
}

fn files(server: &Server) -> usize {
    let folder = server.data().join("blobs/private/exports");
    std::fs::read_dir(folder).map_or(0, |entries| entries.count())
}

#[test]
fn a_long_list_is_written_beside_and_taken_by_its_officer_alone() {
    let server = furnished();
    let mut officer = Role::Moderator.visits(&server);
    let (path, _) = begun(&mut officer);
    let ready = until("the file", 120, || {
        let page = officer.open(&path);
        page.says("Tệp đã sẵn sàng").then_some(page)
    });
    assert!(!ready.html().contains("http-equiv=\"refresh\""));
    let file = officer.get(&format!("{path}/tep"));
    assert_eq!(file.status, 200);

    let text = std::str::from_utf8(&file.body).unwrap().trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let lines: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let reasons: BTreeSet<&str> =
        lines.iter().map(|line| &line[6]).filter(|text| text.starts_with("lý do số")).collect();
    assert_eq!(reasons.len(), LINES as usize, "every line once");
    let told = db::text(&server, "SELECT detail FROM audit WHERE action = 'export.audit'");
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["rows"], lines.len(), "the audit log says how many");
    assert_eq!(told["bytes"], file.body.len());
    assert_eq!((audited(&server, "export.begun"), audited(&server, "export.taken")), (1, 1));
    until("the figure", 10, || (counted(&server) == 1).then_some(()));

    // How fast it is written is the machine's affair: it is looked at half-way, so its state is set.
    db::execute(&server, "UPDATE export SET state = 'running', done = total / 2");
    let (again, page) = begun(&mut officer);
    assert_eq!(again, path, "asked for twice it is written once");
    assert!(page.html().contains("<progress"), "it takes a while: {}", page.main());
    assert!(page.html().contains("http-equiv=\"refresh\""), "followed without scripts");
    db::execute(&server, "UPDATE export SET state = 'done', done = total");

    let mut other = Role::Administrator.visits(&server);
    for address in [path.clone(), format!("{path}/tep")] {
        assert_eq!(other.get(&address).status, 404, "{address} is nobody else's");
    }
    db::execute(&server, "UPDATE export SET expires_at = '2025' || substr(expires_at, 5)");
    assert_eq!(officer.get(&format!("{path}/tep")).status, 404, "its day is over");
    until("the file's removal", 90, || (files(&server) == 0).then_some(()));
}

#[test]
fn a_list_four_times_as_long_takes_no_more_memory() {
    let server = furnished();
    let mut officer = Role::Moderator.visits(&server);
    let mut written = || {
        let (path, _) = begun(&mut officer);
        until("the file", 240, || officer.open(&path).says("Tệp đã sẵn sàng").then_some(()));
        let file = db::number(&server, "SELECT MAX(bytes) FROM export") / 1_000;
        (memory_kb(&server), file)
    };
    // Caches of the database's connections, 2 MB each, fill for a while.
    written();
    let (before, _) = written();
    lengthen(&server, 3 * LINES);
    let (after, file) = written();
    let grown = after - before;
    // A list that was held in memory would be as large as its file, and more.
    assert!(grown < file.unsigned_abs() / 4, "{grown} kB more for a file of {file} kB");
}

#[test]
fn a_cancelled_export_leaves_no_file_and_no_figure() {
    let server = furnished();
    // So long that it is still written when the button is pressed.
    lengthen(&server, 5 * LINES);
    let mut officer = Role::Moderator.visits(&server);
    let (path, page) = begun(&mut officer);
    let page = officer.accepted(&page.form("/huy"));
    assert!(page.says("Đã huỷ"), "{}", page.main());
    assert_eq!(officer.get(&format!("{path}/tep")).status, 404);
    until("the end of the writing", 20, || (files(&server) == 0).then_some(()));
    assert_eq!((audited(&server, "export.cancelled"), audited(&server, "export.audit")), (1, 0));
    // Longer than counts take to be written.
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(counted(&server), 0, "nobody took anything");
    assert!(officer.open(&path).says("Đã huỷ"), "and it stays so");
    // Once more, from the beginning.
    let (next, _) = begun(&mut officer);
    assert_ne!(next, path);
}

#[test]
fn an_export_goes_on_when_the_floor_was_killed() {
    let mut server = furnished();
    let mut officer = Role::Moderator.visits(&server);
    let (path, _) = begun(&mut officer);
    server.kill();
    // As if the minute after which a silent one is taken over had passed.
    db::execute(&server, "UPDATE export SET updated_at = '2025' || substr(updated_at, 5)");
    server.start_again();
    officer.moves_to(server.address);
    until("the file", 120, || officer.open(&path).says("Tệp đã sẵn sàng").then_some(()));
    let file = officer.get(&format!("{path}/tep"));
    assert!(file.body.iter().filter(|byte| **byte == b'\n').count() > LINES as usize);
}

#[test]
fn a_short_list_is_the_answer_itself() {
    let server = Server::demonstration();
    let mut officer = Role::Moderator.visits(&server);
    let file = officer.get("/quan-tri/san-pham.csv");
    assert_eq!(file.status, 200);
    assert!(file.header("content-disposition").unwrap().contains("san-pham.csv"));
    assert!(file.body.starts_with("\u{feff}\"Mã\",".as_bytes()));
    assert_eq!(audited(&server, "export.products"), 1);
}
