//! The statutory report, from the command line and the console, read by programs that know nothing of the floor.

use std::{fs, path::Path};

use calamine::Data;
use floor_tests::{
    people::Role,
    program::{Server, run, said},
};
use tempfile::TempDir;

use super::readers;

const PATH: &str = "/quan-tri/bao-cao";

/// The report's sentences of the floor of 2019.
const STANDING: &str = "Sàn có 498 thành viên";
const STALLS: &str = "202 gian hàng";
const OFFERED: &str = "duy trì tin chào bán cho 200 trong tổng số 502 sản phẩm";
const LOGINS: &str = "47.770 lượt đăng nhập của thành viên";
const MOST: &str = "Các sản phẩm được xem nhiều nhất là Cam Khe Mây, Bưởi Phúc Trạch và Cu đơ.";

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn report(data: &Path, period: &str, format: &str, more: &[&str]) -> Vec<u8> {
    let file = data.join(format!("bao-cao.{format}"));
    let mut arguments = vec!["report", "--period", period, "--format", format, "--output", file.to_str().unwrap()];
    arguments.extend(more);
    let done = run(data, &arguments);
    assert!(done.status.success(), "{}", said(&done));
    fs::read(file).unwrap()
}

/// The row of a sheet that begins with that text.
fn row<'a>(sheets: &'a [(String, Vec<Vec<Data>>)], sheet: &str, first: &str) -> &'a [Data] {
    let (_, rows) = sheets.iter().find(|(name, _)| name.contains(sheet)).unwrap_or_else(|| panic!("no sheet {sheet}"));
    let begins = |row: &&Vec<Data>| row.iter().any(|cell| cell == &Data::String(first.to_owned()));
    rows.iter().find(begins).unwrap_or_else(|| panic!("no row {first}: {rows:?}"))
}

#[test]
fn the_floor_of_2019_is_reported_exactly() {
    let folder = TempDir::new().unwrap();
    let data = folder.path();
    let filled = run(data, &["demo", "--profile", "2019", "--fill-only"]);
    assert!(filled.status.success(), "{}", said(&filled));

    for period in ["2019", "2019-H2"] {
        let text = words(&readers::pdf(&report(data, period, "pdf", &[])));
        let docx = words(&readers::docx(&report(data, period, "docx", &[])));
        for part in [STANDING, STALLS, OFFERED, LOGINS, MOST] {
            assert!(text.contains(part), "{period}: {part}\n{text}");
            assert!(docx.contains(part), "{period}: {part}\n{docx}");
        }
        assert!(!text.contains("Số liệu tạm tính"), "{text}");

        let sheets = readers::xlsx(&report(data, period, "xlsx", &[]));
        for (name, figure) in [
            ("Thành viên", 498.0),
            ("Gian hàng", 202.0),
            ("Sản phẩm", 502.0),
            ("Sản phẩm có chào bán", 200.0),
            ("Lượt đăng nhập của thành viên", 47_770.0),
        ] {
            assert_eq!(row(&sheets, "chỉ tiêu chung", name)[1], Data::Float(figure), "{period}: {name}");
        }
        for (place, name) in [(1.0, "Cam Khe Mây"), (2.0, "Bưởi Phúc Trạch"), (3.0, "Cu đơ")] {
            assert_eq!(row(&sheets, "Mặt hàng được xem", name)[0], Data::Float(place));
        }
        let sums = row(&sheets, "Theo loại hình", "Cộng");
        assert_eq!(sums[1..5], [498.0, 202.0, 502.0, 47_770.0].map(Data::Float), "{period}");
        adds_up(&sheets, "Theo loại hình", 4);
        adds_up(&sheets, "Theo xã, phường", 4);
        adds_up(&sheets, "Theo nhóm ngành", 2);
    }
    every_form_has_the_same_figures(data);
    what_is_not_counted_is_said(data);
    periods_that_cannot_be_reported_are_refused(data);
    charts_draw_what_their_tables_say(folder);
}

/// The rows of a table add up to its last.
fn adds_up(sheets: &[(String, Vec<Vec<Data>>)], sheet: &str, columns: usize) {
    let (_, rows) = sheets.iter().find(|(name, _)| name.contains(sheet)).unwrap();
    let end = rows.iter().position(|row| row[0] == Data::String("Cộng".to_owned())).unwrap();
    for column in 1..=columns {
        let number = |row: &Vec<Data>| if let Data::Float(n) = row[column] { n } else { panic!("{row:?}") };
        let sum: f64 = rows[2..end].iter().map(number).sum();
        assert!((sum - number(&rows[end])).abs() < 0.5, "{sheet}, column {column}: {sum}");
    }
}

/// CSV says what XLSX says, figure by figure.
fn every_form_has_the_same_figures(data: &Path) {
    let sheets = readers::xlsx(&report(data, "2019", "xlsx", &[]));
    let file = report(data, "2019", "csv", &[]);
    let text = std::str::from_utf8(&file).unwrap().trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut compared = 0;
    for (_, rows) in &sheets[1..] {
        let Data::String(title) = &rows[0][0] else { panic!("a title") };
        let of_table: Vec<_> = records.iter().filter(|record| &record[0] == title).collect();
        assert!(of_table.len() > 1, "{title}");
        for (record, row) in of_table.iter().zip(&rows[1..]) {
            for (at, cell) in row.iter().enumerate() {
                if let Data::Float(number) = cell {
                    let written: f64 = record[at + 1].parse().unwrap();
                    let same = (written - number).abs() < 0.01 || (written - number * 100.0).abs() < 0.11;
                    assert!(same, "{title}: {record:?} and {row:?}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 300, "{compared} figures compared");
}

fn what_is_not_counted_is_said(data: &Path) {
    let text = words(&readers::pdf(&report(data, "2019-H1", "pdf", &[])));
    assert!(text.contains("Chưa thống kê: lượt đăng nhập của thành viên."), "{text}");
    let year = report(data, "2019", "xlsx", &[]);
    let sheets = readers::xlsx(&year);
    let missing = Data::String("chưa thống kê".to_owned());
    assert_eq!(row(&sheets, "Số liệu hằng năm", "Khiếu nại tiếp nhận")[1], missing);
    let (_, general) = sheets.iter().find(|(name, _)| name.contains("chỉ tiêu chung")).unwrap();
    assert!(general.iter().flatten().any(|cell| cell.to_string().contains("được thống kê từ ngày 01/07/2019")));
    let english = words(&readers::docx(&report(data, "2019", "docx", &["--lang", "en"])));
    assert!(english.contains("the floor has 498 members") && english.contains("47,770 member logins"), "{english}");
    let against = words(&readers::pdf(&report(data, "2019", "pdf", &["--compare", "2014"])));
    assert!(against.contains("tăng 71,7% so với năm 2014"), "208 more than in 2014: {against}");
}

fn periods_that_cannot_be_reported_are_refused(data: &Path) {
    let out = data.join("khong-co.pdf");
    for (period, why) in
        [("2031", "has not begun"), ("2026-13", "no period"), ("nonsense", "no period"), ("<script>", "no period")]
    {
        let arguments = ["report", "--period", period, "--format", "pdf", "--output", out.to_str().unwrap()];
        let done = run(data, &arguments);
        assert!(!done.status.success() && said(&done).contains(why), "{period}: {}", said(&done));
    }
    assert!(!out.exists(), "nothing is written");
}

#[test]
fn officers_see_figures_and_take_the_report_away() {
    let server = Server::demonstration();
    let mut officer = Role::Moderator.visits(&server);
    let page = officer.open(PATH);
    assert!(page.says("Báo cáo tình hình hoạt động"), "{}", page.main());

    let now = kernel::Ctx::system(kernel::Clock::System.now()).today();
    let year = now.format("%Y").to_string();
    let running = officer.open(&format!("{PATH}?ky={year}"));
    assert!(running.says("Tạm tính"), "a year that goes on is provisional: {}", running.main());
    for wrong in ["ky=abc", "ky=2031-H1", "ky=%3Cscript%3E", "nam=abc", "nam=1999", "ky=2026&nam=%22%3E%3Cscript%3E"] {
        let refused = officer.get(&format!("{PATH}?{wrong}"));
        assert_eq!(refused.status, 422, "{wrong}");
        assert!(!refused.html().contains("<script>alert"), "{wrong}");
    }
    for (format, begins) in [("docx", "PK"), ("pdf", "%PDF"), ("xlsx", "PK")] {
        let file = officer.get(&format!("{PATH}/tai?ky={year}&dang={format}"));
        assert_eq!(file.status, 200, "{format}");
        assert!(file.body.starts_with(begins.as_bytes()), "{format}");
        assert!(file.header("content-disposition").unwrap().contains(&format!("bao-cao-{year}.{format}")));
    }
    let journal = officer.open("/quan-tri/nhat-ky");
    assert!(journal.says("xuất báo cáo hoạt động"), "{}", journal.main());
}

/// The figures of a column, as the page writes them, without what was not counted.
fn column(section: &str, at: usize) -> Vec<i64> {
    let body = section.split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap();
    let rows = body.split("<tr>").skip(1).filter(|row| !row.contains("<strong>"));
    rows.filter_map(|row| {
        let cell = row.split("<td").nth(at + 1).unwrap();
        let text = cell.split_once('>').unwrap().1.split("</td>").next().unwrap();
        text.replace('.', "").trim().parse().ok()
    })
    .collect()
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).unwrap_or_else(|| panic!("no {from}")).1.split(to).next().unwrap()
}

/// What the marks of that kind say in their tooltips, and the length of each.
fn marks(picture: &str, begin: &str, length: &str) -> Vec<(i64, f64)> {
    let mark = |mark: &str| {
        let tip = between(mark, "<title>", "</title>");
        let told = tip.rsplit(": ").next().unwrap().replace('.', "").parse().unwrap_or_else(|_| panic!("{tip}"));
        (told, between(mark, length, if length.ends_with('"') { "\"" } else { " " }).parse().unwrap())
    };
    picture.split(begin).skip(1).map(mark).collect()
}

/// Lengths go with the figures: of any two marks, from `zero` on.
fn in_proportion(code: &str, marks: &[(i64, f64)], zero: f64) {
    #[allow(clippy::cast_precision_loss)]
    let scales = marks.iter().filter(|(told, _)| *told > 0).map(|(told, at)| (at - zero).abs() / *told as f64);
    let scales: Vec<f64> = scales.collect();
    let (low, high) = scales.iter().fold((f64::MAX, 0.0_f64), |(low, high), one| (low.min(*one), high.max(*one)));
    assert!(high / low < 1.2, "{code}: {scales:?}");
}

fn told(marks: &[(i64, f64)]) -> Vec<i64> {
    marks.iter().map(|(told, _)| *told).collect()
}

/// On the served floor of 2019: the words of each bar, line and stroke, and its length or height, are the table's figures.
fn charts_draw_what_their_tables_say(folder: TempDir) {
    let server = Server::start(folder, &["demo"], &[]);
    let mut officer = Role::Moderator.visits(&server);
    let page = officer.open(&format!("{PATH}?ky=2019"));
    for part in [STANDING, STALLS, OFFERED, LOGINS, MOST] {
        assert!(page.says(part), "{part}: {}", page.main());
    }
    assert!(page.says("Đã chốt"), "the year is closed");
    let section = |page: &floor_tests::html::Page, code: &str| {
        between(page.html(), &format!("<h2 id=\"{code}\">"), "</section>").to_owned()
    };
    // The axis stands where a height is nought: the foot of every bar.
    const FOOT: f64 = 240.0;
    let bars = |section: &str| marks(section, "<rect ", "height=\"");
    let month = section(&page, "theo-thang");
    assert_eq!(told(&bars(&month)), column(&month, 3), "pages by month");
    in_proportion("theo-thang", &bars(&month), 0.0);

    // A year beside the year before; a month, by its days, beside the month before and the same of another year.
    let december = officer.open(&format!("{PATH}?ky=2019-12&nam=2018"));
    let year = section(&page, "luot-truy-cap");
    let (days, hours) = (section(&december, "luot-truy-cap"), section(&december, "theo-gio"));
    for (name, section, places, lines) in [("year", &year, 12, 1), ("days", &days, 31, 2), ("hours", &hours, 24, 2)] {
        assert_eq!(column(section, 1).len(), places, "{name}");
        assert_eq!(told(&bars(section)), column(section, 1), "{name}");
        in_proportion(name, &bars(section), 0.0);
        for line in 0..lines {
            let class = ["<g class=\"second\">", "<g class=\"fourth\">"][line];
            let points = marks(between(section, class, "</g>"), "<circle ", "cy=\"");
            assert_eq!(told(&points), column(section, line + 2), "{name}, line {line}");
            assert!(!points.is_empty(), "{name}, line {line}");
            in_proportion(name, &points, FOOT);
        }
    }
    assert!(days.contains("Tháng 11 năm 2019") && days.contains("Tháng 12 năm 2018"), "{days}");

    for (code, value, before) in [
        ("mat-hang", 2, 4),
        ("san-pham", 2, 4),
        ("gian-hang", 2, 4),
        ("tu-khoa", 2, 4),
        ("dang-nhap", 2, 4),
        ("nguon", 2, 4),
        ("loai-hinh", 1, 8),
        ("nganh-hang", 1, 5),
        ("huyen-cu", 1, 7),
        ("ocop", 1, 5),
    ] {
        let section = section(&page, code);
        let (bars, strokes) = (marks(&section, "<rect ", "width=\""), marks(&section, "class=\"stroke\" ", "d=\"M"));
        assert_eq!(told(&bars), column(&section, value), "{code}");
        assert_eq!(told(&strokes), column(&section, before), "{code}");
        in_proportion(code, &bars, 0.0);
        let ends: Vec<(i64, f64)> = strokes.iter().map(|(told, at)| (*told, at - 3.0)).chain(bars).collect();
        in_proportion(code, &ends, 0.0);
    }
    let old = officer.get("/quan-tri/thong-ke?den=2019-12-31");
    assert_eq!((old.status, old.header("location")), (303, Some("/quan-tri/bao-cao?ky=2019-12")), "the old address");
}
