//! The price board and the season calendar over HTTP, on the demonstration's year of trade.

use floor_tests::{client::Client, db, html::Page, program::Server};
use serde_json::Value;

/// The newest week of the board, as its address says it.
fn newest(client: &mut Client) -> String {
    let list = client.open("/api/v1/prices?per_page=1").json();
    list["items"][0]["week"].as_str().unwrap().to_owned()
}

/// A commodity with prices asked, and its line.
fn traded(client: &mut Client) -> Value {
    let list = client.open("/api/v1/prices?per_page=100").json();
    let items = list["items"].as_array().unwrap();
    let asked = |item: &&Value| !item["commodity"].is_null() && item["asked"]["parties"].as_u64() >= Some(2);
    items.iter().find(asked).unwrap_or_else(|| panic!("nothing is traded: {list}")).clone()
}

fn lines(page: &Page) -> Vec<Vec<String>> {
    let text = String::from_utf8(page.body.clone()).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark").to_owned();
    let line = |line: &str| line.trim_matches('"').split("\",\"").map(ToOwned::to_owned).collect();
    text.lines().map(line).collect()
}

#[test]
fn the_board_shows_what_the_table_holds_in_both_languages() {
    let server = Server::demonstration();
    let mut client = server.client();
    let line = traded(&mut client);
    let (slug, median) = (line["commodity"]["slug"].as_str().unwrap(), line["asked"]["median"].as_i64().unwrap());
    let category = line["category"]["slug"].as_str().unwrap();
    let page = client.open(&format!("/bang-gia?category={category}"));
    assert!(
        page.html().contains(&kernel::Money(median).format(kernel::Locale::Vi)),
        "{median} of {slug}: {}",
        page.main()
    );
    assert!(page.says("Bảng giá được tính thế nào") && page.says("một phần tư hoặc cao hơn bốn lần trung vị"));
    let english = client.open(&format!("/en/bang-gia?category={category}"));
    assert!(english.html().contains(&kernel::Money(median).format(kernel::Locale::En)), "{}", english.main());
    assert!(page.links().iter().any(|link| link.starts_with(&format!("/bang-gia/{slug}?unit="))));
}

#[test]
fn a_commoditys_page_draws_what_its_table_says() {
    let server = Server::demonstration();
    let mut client = server.client();
    let line = traded(&mut client);
    let (slug, unit) = (line["commodity"]["slug"].as_str().unwrap(), line["unit"].as_str().unwrap());
    for prefix in ["", "/en"] {
        let page = client.open(&format!("{prefix}/bang-gia/{slug}?unit={unit}"));
        assert!(page.body.len() <= 50_000, "{} weighs {} bytes", page.path, page.body.len());
        assert_eq!(page.tags("desc").len(), 1, "the chart says what it shows");
        let history = client.open(&format!("/api/v1/prices?commodity={slug}&from=2000-W01&per_page=100")).json();
        let items = history["items"].as_array().unwrap().clone();
        let asked = items.iter().filter(|item| item["unit"] == line["unit"] && !item["asked"]["median"].is_null());
        let bid = items.iter().filter(|item| item["unit"] == line["unit"] && !item["bid"]["median"].is_null());
        let points = page.tags("circle").len();
        // The chart holds a year, the board one week more.
        assert!((asked.count() + bid.count()).abs_diff(points) <= 2, "{slug}: {points} points");
        assert!(points > 4, "{slug}: {points} points");
    }
    let page = client.open(&format!("/bang-gia/{slug}?unit={unit}"));
    assert!(page.links().contains(&format!("/chao-ban?mat-hang={slug}")));
    assert!(page.says("Theo xã, phường"));
}

#[test]
fn files_hold_the_figures_of_the_pages() {
    let server = Server::demonstration();
    let mut client = server.client();
    let (line, week) = (traded(&mut client), newest(&mut client));
    let slug = line["commodity"]["slug"].as_str().unwrap();
    for path in ["/bang-gia.csv".to_owned(), format!("/bang-gia/{slug}.csv"), format!("/en/bang-gia/{slug}.csv")] {
        let page = client.open(&path);
        assert_eq!(page.header("content-type"), Some("text/csv; charset=utf-8"), "{path}");
        let lines = lines(&page);
        assert_eq!(lines[0].len(), 21, "{:?}", lines[0]);
        assert_eq!(lines[0][0], if path.starts_with("/en") { "Week" } else { "Tuần" });
        let median = line["asked"]["median"].to_string();
        assert!(lines.iter().any(|cells| cells[0] == week && cells[10] == median), "{path}: no {median} in {week}");
    }
    // The same address is asked for twice: a file is never kept as a page.
    let again = client.open(&format!("/bang-gia/{slug}.csv"));
    assert_eq!(again.header("content-type"), Some("text/csv; charset=utf-8"));
}

#[test]
fn wrong_addresses_say_what_is_wrong() {
    let server = Server::demonstration();
    let mut client = server.client();
    for (path, field) in [
        ("/bang-gia?tuan=2026-W99", "tuan"),
        ("/bang-gia?tuan=hom-nay", "tuan"),
        ("/bang-gia?commune=khong-co", "commune"),
        ("/bang-gia?category=khong-co", "category"),
        ("/bang-gia/cam-khe-may?tuan=2026-W99", "tuan"),
        ("/bang-gia/cam-khe-may?commune=khong-co", "commune"),
        ("/en/bang-gia?tuan=2026-W99", "tuan"),
    ] {
        let page = client.get(path);
        assert_eq!((page.status, page.wrong_fields()), (422, vec![field.to_owned()]), "{path}");
    }
    for (path, status) in [
        ("/bang-gia?page=0", 422),
        ("/bang-gia?page=abc", 422),
        ("/bang-gia/cam-khe-may?unit=khong-co", 422),
        ("/bang-gia.csv?tuan=2026-W99", 422),
        ("/bang-gia/khong-co", 404),
        ("/bang-gia/khong-co.csv", 404),
        ("/bang-gia/nganh-khong-co", 404),
        ("/lich-mua-vu?thang=13", 422),
        ("/lich-mua-vu?thang=0", 422),
        ("/lich-mua-vu?thang=abc", 422),
        ("/api/v1/prices?from=2026-W99", 422),
        ("/api/v1/prices?commodity=khong-co", 422),
        ("/api/v1/prices?commune=khong-co", 422),
        ("/api/v1/prices?from=2026-W40&until=2026-W30", 422),
        ("/api/v1/prices?page=11&per_page=100", 422),
    ] {
        assert_eq!(client.get(path).status, status, "{path}");
    }
    let problem = client.get("/api/v1/prices?commodity=khong-co&until=morgen").json();
    assert_eq!(problem["errors"].as_object().unwrap().len(), 2, "{problem}");
}

#[test]
fn where_nothing_was_offered_the_page_helps() {
    let server = Server::demonstration();
    let mut client = server.client();
    for (path, words) in [
        ("/bang-gia?tuan=2001-W05", "Tuần này chưa có giá"),
        ("/bang-gia?tuan=2001-W05&category=trai-cay", "Chưa có giá cho lựa chọn này"),
        ("/bang-gia/cam-khe-may?tuan=2001-W05", "Chưa có giá"),
        ("/en/bang-gia?tuan=2001-W05", "No prices in this week"),
    ] {
        let page = client.open(path);
        assert!(page.says(words), "{path}: {}", page.main());
    }
}

#[test]
fn categories_that_share_a_commoditys_address_have_their_own() {
    let server = Server::demonstration();
    let mut client = server.client();
    let (commodity, category) = (client.open("/bang-gia/nuoc-mam"), client.open("/bang-gia/nganh-nuoc-mam"));
    assert!(commodity.links().contains(&"/chao-ban?mat-hang=nuoc-mam".to_owned()));
    assert!(category.says("Mặt hàng trong ngành"), "{}", category.main());
    assert!(client.open("/bang-gia/trai-cay").says("Mặt hàng trong ngành"));
}

#[test]
fn the_calendar_shows_a_month_and_the_harvests_offered_ahead() {
    let server = Server::demonstration();
    let mut client = server.client();
    let page = client.open("/lich-mua-vu?thang=9");
    assert!(page.says("Bưởi Phúc Trạch") && page.says("Bắt đầu vào mùa tháng 10"), "{}", page.main());
    assert!(!client.open("/lich-mua-vu?thang=4").main().contains("Bưởi Phúc Trạch"));
    let english = client.open("/en/lich-mua-vu?thang=9");
    assert!(english.says("Phuc Trach pomelo") && english.says("September"), "{}", english.main());
    let mut shown = 0;
    for month in 1..=12 {
        let page = client.open(&format!("/lich-mua-vu?thang={month}"));
        assert!(page.body.len() <= 50_000, "{} weighs {} bytes", page.path, page.body.len());
        let offers = page.links().into_iter().filter(|link| link.starts_with("/chao-ban/")).count();
        shown += offers;
        if offers > 0 {
            assert!(page.says("Thu hoạch"), "{}", page.path);
        }
    }
    let forward = "SELECT COUNT(*) FROM offer WHERE state = 'open' AND harvest_from IS NOT NULL";
    assert!(shown > 0 && db::number(&server, forward) > 0, "{shown} are shown");
}

#[test]
fn the_serving_floor_keeps_the_board_in_step() {
    let folder = floor_tests::program::demonstration_folder();
    let server = Server::start(folder, &["demo"], &[("FLOOR__BOARD__REFRESH_SECONDS", "1")]);
    let mut client = server.client();
    let week = newest(&mut client);
    let offers = |server: &Server| {
        let of_week = "SELECT CAST(SUM(asked_offers) AS BIGINT) FROM price_board WHERE commune_code = ''";
        db::number(server, &format!("{of_week} AND week = (SELECT MAX(week) FROM price_board_week)"))
    };
    let before = offers(&server);
    db::execute(
        &server,
        "UPDATE offer SET state = 'withdrawn', ended_at = updated_at WHERE state = 'open' AND kind = 'sell'",
    );
    db::execute(
        &server,
        "INSERT INTO outbox (kind, subject_id, payload, created_at, available_at, attempts, done_at)
         SELECT 'offer.withdrawn', subject_id, '{}', at, at, 0, at FROM audit LIMIT 1",
    );
    floor_tests::until("the board is computed anew", 30, || (offers(&server) < before).then_some(()));
    assert_eq!(newest(&mut client), week);
}
