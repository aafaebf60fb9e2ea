//! The officers' desk of offers over HTTP: the queue, the decisions, trust, figures, lists.

use ::offers::{HiddenBy, State, Terms};
use floor_tests::{
    client::Client,
    db,
    html::Page,
    offers::{self, buy, dealt, furnish, opened, product, resubmitted, seen_by, sell, submitted, trader},
    people::Role,
    program::Server,
};
use kernel::OfferId;

use super::steps::{EN, VI, at, decide, decision, in_queue, moderator};

fn review(id: OfferId) -> String {
    format!("/quan-tri/chao-hang/{id}")
}

fn csv(client: &mut Client, path: &str) -> Vec<String> {
    let page = client.open(path);
    assert!(page.header("content-type").unwrap().starts_with("text/csv"), "{path}");
    page.html().trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
}

/// The cells of a table's row that begins so, as a reader sees them.
fn row(page: &Page, begins: &str) -> Vec<String> {
    let lines = page.html().split("<tr>").map(|line| line.split("</tr>").next().unwrap_or_default());
    let cells = |line: &str| {
        let cells = line.split("</td>").map(|cell| {
            let mut text = String::new();
            let mut inside = false;
            for one in cell.chars() {
                inside = one == '<' || (inside && one != '>');
                if !inside && one != '>' {
                    text.push(one);
                }
            }
            text.trim().to_owned()
        });
        cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>()
    };
    lines.map(cells).find(|cells| cells.first().is_some_and(|first| first == begins)).unwrap_or_default()
}

#[test]
fn an_officer_sees_everything_about_an_offer_and_decides_once() {
    let server = Server::demonstration();
    let owner = trader(&server, Role::Owner);
    let (_, goods, price) = product(&server);
    let id = submitted(&server, &owner, &sell(&server));
    let mut officer = moderator(&server);
    let queue = officer.open("/quan-tri/cho-duyet?loai=chao-hang");
    assert!(queue.says(&goods) && queue.says("Chào bán · 500 kg"), "{}", queue.main());
    let seen = officer.open(&review(id));
    let listed = kernel::Money(price).format(kernel::Locale::Vi).replace('\u{a0}', " ");
    let offered = kernel::Money(price * 9 / 10);
    for words in [
        &goods,
        &format!("thấp hơn 10% so với {listed}/kg"),
        &offered.in_words(kernel::Locale::Vi),
        "Loại 1, không dập",
        "VietGAP",
        "Giao bằng xe lạnh",
        "từ 100 kg",
        "dự kiến 2.000 kg",
        "Không có cảnh báo tự động",
    ] {
        assert!(seen.says(words), "{words} in {}", seen.main());
    }
    let english = officer.open(&at(EN, &review(id)));
    assert!(english.says("10% below") && english.says("expected 2,000 kg"), "{}", english.main());
    let again = decision(&seen).press("viec", "duyet");
    let next = officer.accepted(&again);
    assert!(next.says("Đã duyệt"), "{}", next.main());
    assert_eq!(seen_by(&server, &owner, id).state, State::Open);
    // The other officer, whose page is older, changes nothing and is told so.
    let late = Role::Administrator.visits(&server).submit(&again);
    assert_eq!(late.status, 409);
    assert!(late.says("Chưa thực hiện") && late.says("Đang mở"), "{}", late.main());
    assert_eq!(seen_by(&server, &owner, id).state, State::Open);
}

#[test]
fn an_owner_reads_what_to_mend_and_why_it_was_refused() {
    let server = Server::demonstration();
    let owner = trader(&server, Role::Owner);
    let id = submitted(&server, &owner, &sell(&server));
    let mut officer = moderator(&server);
    let page = officer.open(&review(id));
    let silent = officer.submit(&decision(&page).press("viec", "bo-sung"));
    assert_eq!((silent.status, silent.wrong_fields()), (422, vec!["reason".to_owned()]));
    let form = decision(&page).set("mau", "chat-luong").set("reason", "Ghi rõ cỡ quả.").press("viec", "bo-sung");
    officer.accepted(&form);
    let seen = seen_by(&server, &owner, id);
    assert_eq!(seen.state, State::ChangesRequested);
    assert!(
        seen.reason.starts_with("Chất lượng, quy cách") && seen.reason.ends_with("Ghi rõ cỡ quả."),
        "{}",
        seen.reason
    );
    resubmitted(&server, &owner, id);
    decide(&mut officer, &review(id), "tu-choi", "Chào hàng trùng.");
    let seen = seen_by(&server, &owner, id);
    assert_eq!((seen.state, seen.reason.as_str()), (State::Rejected, "Chào hàng trùng."));
    // Both decisions stand in its history, with who and why.
    let page = officer.open(&review(id));
    for words in ["yêu cầu bổ sung chào hàng", "Ghi rõ cỡ quả.", "từ chối chào hàng", "Chào hàng trùng."]
    {
        assert!(page.says(words), "{words} in {}", page.main());
    }
    assert!(page.find_form(&review(id)).is_none(), "nothing is left to decide");
}

#[test]
fn only_officers_see_offers_and_nobody_judges_his_own() {
    let server = Server::demonstration();
    let (officer, buyer) = (trader(&server, Role::Moderator), trader(&server, Role::Buyer));
    let (id, thread) = furnish(&server);
    let talk = format!("{}/trao-doi/{thread}", review(id));
    for path in [&review(id), &talk, "/quan-tri/chao-hang", "/quan-tri/ban-chao-hang.csv", "/quan-tri/tin-cay"] {
        assert_eq!(Role::Buyer.visits(&server).get(path).status, 403, "{path}");
        assert_eq!(Role::Owner.visits(&server).get(path).status, 403, "{path}");
    }
    let mut client = moderator(&server);
    let other = opened(&server, &buyer, &buy(&server, "Bưởi"));
    for path in [
        "/quan-tri/chao-hang/khong-phai-ma".to_owned(),
        review(OfferId(thread.0)),
        format!("{}/trao-doi/{thread}", review(other)),
        format!("{}/trao-doi/{id}", review(id)),
        "/quan-tri/ban-chao-hang.csv?bang=khong-co".to_owned(),
    ] {
        assert_eq!(client.get(&path).status, 404, "{path}");
    }
    let own = submitted(&server, &officer, &buy(&server, "Chè xanh"));
    let page = client.open(&review(own));
    assert_eq!(client.submit(&decision(&page).press("viec", "duyet")).status, 403);
    assert_eq!(seen_by(&server, &officer, own).state, State::Submitted);
}

#[test]
fn forbidden_words_of_an_offer_are_flagged_wherever_officers_meet_it() {
    let server = Server::demonstration();
    let buyer = trader(&server, Role::Buyer);
    let terms =
        Terms { quality: "Điều trị dứt điểm đau lưng".into(), ..buy(&server, "Mua NGÀ VOI thật") };
    let id = submitted(&server, &buyer, &terms);
    let fine = submitted(&server, &buyer, &buy(&server, "Cam chín cây"));
    let mut officer = moderator(&server);
    let page = in_queue(&mut officer, VI, "Mua NGÀ VOI thật");
    assert_eq!(page.path.split('?').next(), Some(review(id).as_str()));
    for page in [page, officer.open("/quan-tri/cho-duyet?loai=chao-hang"), officer.open("/quan-tri/chao-hang")] {
        assert!(page.says("Từ ngữ về hàng cấm"), "{}", page.main());
    }
    assert!(!officer.open(&review(fine)).says("Từ ngữ về hàng cấm"));
    let lines = csv(&mut officer, "/quan-tri/chao-hang.csv");
    assert!(lines.iter().any(|line| line.contains("NGÀ VOI") && line.contains("Từ ngữ về hàng cấm")), "{lines:#?}");
}

#[test]
fn an_open_offer_is_suspended_and_comes_back_when_nothing_stands_in_the_way() {
    let server = Server::demonstration();
    let owner = trader(&server, Role::Owner);
    let id = opened(&server, &owner, &sell(&server));
    let mut officer = moderator(&server);
    let page = officer.open(&review(id));
    assert_eq!(officer.submit(&decision(&page).press("viec", "tam-ngung")).status, 422, "it needs a reason");
    decide(&mut officer, &review(id), "tam-ngung", "Có phản ánh về giá.");
    let seen = seen_by(&server, &owner, id);
    assert_eq!((seen.state, seen.reason.as_str()), (State::Hidden(HiddenBy::Officer), "Có phản ánh về giá."));
    // The product is not listed for the moment: the page says why it can't be restored, and a form from before does nothing.
    let restore = decision(&officer.open(&review(id))).press("viec", "khoi-phuc");
    let product = seen.product_id.unwrap().0.simple().to_string().to_uppercase();
    let set = |state: &str| format!("UPDATE product SET state = '{state}' WHERE hex(id) = '{product}'");
    db::execute(&server, &set("hidden"));
    assert!(officer.open(&review(id)).says("không còn chọn được nên không mở được"));
    assert_eq!(officer.submit(&restore).status, 409);
    db::execute(&server, &set("listed"));
    decide(&mut officer, &review(id), "khoi-phuc", "Đã kiểm tra, giá đúng.");
    assert_eq!(seen_by(&server, &owner, id).state, State::Open);
    assert!(officer.open(&review(id)).says("Đã kiểm tra, giá đúng."), "the reason stands in the history");
}

#[test]
fn officers_read_a_negotiation_and_every_reading_is_noted() {
    let server = Server::demonstration();
    let (owner, buyer) = (trader(&server, Role::Owner), trader(&server, Role::Buyer));
    let id = opened(&server, &owner, &sell(&server));
    let thread = dealt(&server, &owner, &buyer, id, (50, 40_000));
    let mut officer = moderator(&server);
    let page = officer.open(&review(id));
    assert!(page.says("450 kg") && page.says("2.000.000"), "what remains, and the deal: {}", page.main());
    let noted = "SELECT count(*) FROM audit WHERE action = 'offer.thread_read'";
    assert_eq!(db::number(&server, noted), 0);
    let talk = format!("{}/trao-doi/{thread}", review(id));
    assert!(page.links().contains(&talk));
    let page = officer.open(&talk);
    for words in ["Cho tôi xem giấy kiểm dịch nhé.", "Thanh toán khi nhận hàng", "50 kg × 40.000", "Đã chấp nhận"]
    {
        assert!(page.says(words), "{words} in {}", page.main());
    }
    assert_eq!(db::number(&server, noted), 1);
    assert!(officer.open(&review(id)).says("đọc trao đổi của chào hàng"));
    // A file of theirs opens, and that is noted too.
    let file = page.link(&format!("{talk}/tep/"));
    assert_eq!(officer.open(&file).header("content-type"), Some("application/pdf"));
    assert_eq!(Role::Buyer.visits(&server).get(&file).status, 403);
    assert!(officer.open(&review(id)).says("Phiếu đặt hàng.pdf"));
    let elsewhere = file.replace(&id.to_string(), &thread.to_string());
    assert_eq!(officer.get(&elsewhere).status, 404);
    // The log says what happened in sentences and leads to the negotiation.
    let log = officer.open("/quan-tri/nhat-ky");
    for words in ["mở chào hàng", "gửi báo giá", "nhắn tin khi trao đổi", "chấp nhận báo giá", "chốt thoả thuận"]
    {
        assert!(log.says(words), "{words} in {}", log.main());
    }
    assert!(log.links().contains(&talk) && log.links().contains(&review(id)));
    assert!(!log.says("chưa có tên"), "{}", log.main());
    let only = officer.open("/quan-tri/nhat-ky?viec=deal.");
    assert!(only.says("chốt thoả thuận") && !only.says("mở chào hàng"), "{}", only.main());
}

#[test]
fn a_trusted_members_offers_open_at_once_until_the_trust_ends() {
    let server = Server::demonstration();
    let owner = trader(&server, Role::Owner);
    let member = format!("/quan-tri/thanh-vien/{}", owner.member.unwrap());
    let mut officer = moderator(&server);
    assert!(!officer.open("/quan-tri/tin-cay").says("Hai năm không có khiếu nại"));
    let page = officer.open(&member);
    let silent = officer.submit(&page.form("/tin-cay"));
    assert_eq!(silent.status, 422);
    assert_eq!(silent.wrong_fields(), ["tin-cay"], "{}", silent.main());
    let page = officer.accepted(&page.form("/tin-cay").set("reason", "Hai năm không có khiếu nại."));
    assert!(page.says("Tin cậy: chào hàng mở ngay") && page.says("Hai năm không có khiếu nại."), "{}", page.main());
    let id = submitted(&server, &owner, &sell(&server));
    assert_eq!(seen_by(&server, &owner, id).state, State::Open);
    let list = officer.open("/quan-tri/tin-cay");
    assert!(list.links().contains(&member) && list.says("Hai năm không có khiếu nại."), "{}", list.main());
    let lines = csv(&mut officer, "/quan-tri/tin-cay.csv");
    assert_eq!(lines.len(), 2);
    let page = officer.open(&member);
    officer.accepted(&page.form("/bo-tin-cay").set("reason", "Có khiếu nại."));
    let id = submitted(&server, &owner, &sell(&server));
    assert_eq!(seen_by(&server, &owner, id).state, State::Submitted);
    let page = officer.open(&member);
    assert!(page.says("bỏ tin cậy thành viên") && page.says("tin cậy thành viên: chào hàng mở ngay"));
}

#[test]
fn the_desks_figures_are_what_was_done() {
    let server = Server::demonstration();
    offers::clear(&server);
    let (owner, buyer) = (trader(&server, Role::Owner), trader(&server, Role::Buyer));
    let (mut first, mut second) = (moderator(&server), Role::Administrator.visits(&server));
    let ids: Vec<OfferId> =
        (0..6).map(|number| submitted(&server, &buyer, &buy(&server, &format!("Cam {number}")))).collect();
    let sold: Vec<OfferId> = (0..2).map(|_| submitted(&server, &owner, &sell(&server))).collect();
    decide(&mut first, &review(ids[0]), "duyet", "");
    decide(&mut first, &review(ids[1]), "bo-sung", "Ghi rõ cỡ quả.");
    decide(&mut first, &review(ids[2]), "tu-choi", "Trùng.");
    decide(&mut second, &review(ids[3]), "duyet", "");
    // Two offers of one product are one product.
    decide(&mut second, &review(sold[0]), "duyet", "");
    decide(&mut second, &review(sold[1]), "duyet", "");
    resubmitted(&server, &buyer, ids[1]);
    decide(&mut first, &review(ids[1]), "duyet", "");

    let page = first.open("/quan-tri/ban-chao-hang");
    let listed = db::number(&server, "SELECT count(*) FROM product WHERE state = 'listed'");
    assert!(page.says(&format!("1 trên {listed}")), "{}", page.main());
    let text = page.main();
    assert!(text.contains("2 chào hàng đang chờ duyệt"), "{text}");
    assert!(text.contains("7 quyết định trong khoảng thời gian"), "{text}");
    let today = kernel::date::day(kernel::Locale::Vi, offers::day(&server, 0));
    assert_eq!(row(&page, &today), [today.as_str(), "5", "1", "1", "7"]);
    let officers = csv(&mut first, "/quan-tri/ban-chao-hang.csv?bang=theo-can-bo");
    let counts: Vec<&str> = officers[1..].iter().map(|line| line.split_once("\",").unwrap().1).collect();
    assert_eq!(counts, ["\"2\",\"1\",\"1\",\"4\"", "\"3\",\"0\",\"0\",\"3\""]);
    let days = csv(&mut first, "/quan-tri/ban-chao-hang.csv");
    assert_eq!(days.len(), 31, "the last thirty days under their head");
    assert_eq!(days[1], format!("\"{today}\",\"5\",\"1\",\"1\",\"7\""));
    // Before the first day there is nothing.
    let before = first.open("/quan-tri/ban-chao-hang?tu=2020-01-01&den=2020-01-31");
    assert!(before.says("Chưa có quyết định nào"), "{}", before.main());
    // The bar of today, named without its year.
    let bar = format!("<title>{}: 7</title>", today.rsplit_once('/').unwrap().0);
    assert!(page.html().contains("<svg class=\"chart\"") && page.html().contains(&bar), "{bar}");
}

#[test]
fn the_list_of_offers_is_filtered_paged_and_exported() {
    let server = Server::demonstration();
    offers::clear(&server);
    let (owner, buyer) = (trader(&server, Role::Owner), trader(&server, Role::Buyer));
    for number in 0..51 {
        submitted(&server, &buyer, &buy(&server, &format!("Bưởi số {number}")));
    }
    let sold = opened(&server, &owner, &sell(&server));
    let mut officer = moderator(&server);
    let links = |page: &Page| page.links().into_iter().filter(|link| link.starts_with("/quan-tri/chao-hang/")).count();
    let first = officer.open("/quan-tri/chao-hang");
    assert_eq!(links(&first), 50);
    let rest = officer.open(&first.link("/quan-tri/chao-hang?sau="));
    assert_eq!(links(&rest), 2);
    let fruit = db::text(&server, "SELECT parent_code FROM category WHERE code = '0101'");
    let other = db::text(&server, "SELECT code FROM category WHERE parent_code IS NULL ORDER BY code DESC LIMIT 1");
    let sought = officer.open("/quan-tri/chao-hang").form("/quan-tri/chao-hang");
    let count = |officer: &mut Client, name: &str, value: &str| {
        let page = officer.submit(&sought.clone().set(name, value));
        links(&page)
    };
    assert_eq!(count(&mut officer, "loai", "sell"), 1);
    assert_eq!(count(&mut officer, "trang-thai", "open"), 1);
    assert_eq!(count(&mut officer, "nganh", &fruit), 50);
    assert_eq!(count(&mut officer, "nganh", &other), 0);
    assert_eq!(count(&mut officer, "q", Role::Buyer.email()), 50);
    assert_eq!(count(&mut officer, "q", "không ai tên như vậy"), 0);
    let of_member = officer.open(&format!("/quan-tri/chao-hang?thanh-vien={}", owner.member.unwrap()));
    assert!(of_member.links().contains(&review(sold)) && links(&of_member) == 1);
    assert_eq!(csv(&mut officer, "/quan-tri/chao-hang.csv").len(), 53);
    assert_eq!(csv(&mut officer, "/quan-tri/chao-hang.csv?loai=sell").len(), 2);
    assert_eq!(csv(&mut officer, "/en/quan-tri/cho-duyet.csv?loai=chao-hang").len(), 52);
}
