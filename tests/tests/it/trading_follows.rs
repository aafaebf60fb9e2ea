//! What the floor does by itself about offers: it hides them with what stands behind them, ends them after their last day, tells both
//! sides of every step.

use floor_tests::{client::Client, db, letters, people::Role, program::Server, until, walk::Things};

use super::{steps::decide, trading_steps::*};

/// Waits until everybody finds the offer, or nobody does.
fn until_public(server: &Server, offer: &str, wanted: bool) {
    let list = offer.rsplit_once('/').unwrap().0;
    let mut visitor = server.client();
    until(&format!("{offer} is public: {wanted}"), 30, || {
        let (status, listed) = (visitor.get(offer).status, visitor.open(list).links().contains(&offer.to_owned()));
        ((status == 200) == wanted && listed == wanted).then_some(())
    });
    let feed = visitor.open(&format!("{list}.rss"));
    assert_eq!(feed.html().contains(offer), wanted, "the feed says the same");
}

#[test]
fn a_suspended_member_takes_its_offers_along_tells_the_open_talks_and_brings_all_back() {
    let mut floor = Floor::new();
    let offer = floor.sells();
    let talk = quotes(&mut floor.buyer, &offer, "40k", "100");
    let wish = floor.buys("Cam nhiều người báo giá", "deal");
    quotes(&mut floor.seller, &wish, "31k", "100");
    until_public(&floor.server, &offer, true);
    let member = format!("/quan-tri/thanh-vien/{}", Things::own(&floor.server).member);
    decide(&mut floor.officer, &member, "tam-ngung", "Có khiếu nại về hàng.");
    until_public(&floor.server, &offer, false);
    let page = floor.buyer.open(&talk);
    assert!(page.says("chào hàng tạm ẩn"), "{}", page.main());
    assert!(!page.links().contains(&offer), "no link to what nobody finds");
    let own = floor.seller.open(&offer.replace("/chao-ban/", "/giao-dich/chao-hang/"));
    assert!(own.says("Tự hiện lại khi sản phẩm, gian hàng và tài khoản hoạt động trở lại"), "{}", own.main());
    // Nothing is agreed on meanwhile, and both read why.
    let accept = floor.seller.open(&talk).form("/tu-choi").get("quote").to_owned();
    let refused = floor.seller.post(&format!("{talk}/chap-nhan"), &[("quote", &accept)]);
    assert!(matches!(refused.status, 403 | 409), "{}", refused.status);
    assert_eq!(floor.count("deal"), 0);
    until_public(&floor.server, &wish, true);

    decide(&mut floor.officer, &member, "khoi-phuc", "");
    until_public(&floor.server, &offer, true);
    let page = floor.buyer.open(&talk);
    assert!(page.says("chào hàng hiện trở lại") && page.links().contains(&offer), "{}", page.main());
    accepts(&mut floor.seller, &talk);
}

#[test]
fn an_offer_goes_with_its_product_and_never_outlives_its_listing() {
    let mut floor = Floor::new();
    let offer = floor.sells();
    let talk = quotes(&mut floor.buyer, &offer, "40k", "100");
    let (product, ..) = floor_tests::offers::product(&floor.server);
    let desk = format!("/kenh-ban-hang/san-pham/{product}");
    let form = floor.seller.open(&desk).form("/an");
    floor.seller.accepted(&form);
    until_public(&floor.server, &offer, false);
    assert!(floor.buyer.open(&talk).says("chào hàng tạm ẩn"));
    let form = floor.seller.open(&desk).form("/hien");
    floor.seller.accepted(&form);
    until_public(&floor.server, &offer, true);
    let form = floor.seller.open(&format!("{desk}/luu-tru")).form("/luu-tru");
    floor.seller.accepted(&form);
    until_public(&floor.server, &offer, false);
    let page = floor.buyer.open(&talk);
    assert!(
        page.says("Hàng không còn trên Sàn nên chào hàng đã đóng") && page.find_form("/rut").is_none(),
        "{}",
        page.main()
    );
    let own = floor.seller.open(&offer.replace("/chao-ban/", "/giao-dich/chao-hang/"));
    assert!(own.says("Sản phẩm không còn trên Sàn nên chào bán cũng khép lại"), "{}", own.main());
}

#[test]
fn a_locked_buyers_offers_are_hidden_until_he_is_unlocked() {
    let mut floor = Floor::new();
    let wish = floor.buys("Cam của người bị khoá", "deal");
    let talk = quotes(&mut floor.seller, &wish, "31k", "100");
    until_public(&floor.server, &wish, true);
    let account = db::id(&floor.server, "SELECT id FROM account WHERE email = 'nguoi-mua@mau.example'");
    let page = format!("/quan-tri/tai-khoan/{account}");
    let form = floor.officer.open(&page).form("/khoa");
    let form =
        if form.names.iter().any(|name| name == "reason") { form.set("reason", "Có phản ánh.") } else { form };
    floor.officer.accepted(&form);
    until_public(&floor.server, &wish, false);
    assert!(floor.seller.open(&talk).says("chào hàng tạm ẩn"));
    let form = floor.officer.open(&page).form("/mo-khoa");
    let form = if form.names.iter().any(|name| name == "reason") { form.set("reason", "Đã rõ.") } else { form };
    floor.officer.accepted(&form);
    until_public(&floor.server, &wish, true);
    assert!(floor.seller.open(&talk).says("chào hàng hiện trở lại"));
}

#[test]
fn what_has_expired_is_ended_by_the_serving_process() {
    let mut floor = Floor::new();
    let (offer, other) = (floor.sells(), floor.sells());
    let talk = quotes(&mut floor.buyer, &offer, "40k", "100");
    let second = quotes(&mut floor.buyer, &other, "40k", "100");
    let id = |path: &str| path.rsplit('/').next().unwrap().replace('-', "").to_uppercase();
    db::execute(
        &floor.server,
        &format!("UPDATE offer SET valid_until = '2020-01-01' WHERE hex(id) = '{}'", id(&offer)),
    );
    db::execute(
        &floor.server,
        &format!("UPDATE quote SET valid_until = '2020-01-01' WHERE hex(thread_id) = '{}'", id(&second)),
    );
    // At once for everybody who asks, whatever is written down; soon it is written down.
    assert_eq!(floor.server.client().get(&format!("/en{offer}")).status, 410);
    let own = offer.replace("/chao-ban/", "/giao-dich/chao-hang/");
    until("the offer has ended", 60, || floor.seller.open(&own).says("Đã qua ngày hiệu lực").then_some(()));
    for (talk, words) in [(&talk, "Chào hàng đã hết hạn; báo giá kết thúc"), (&second, "báo giá đã hết hạn")]
    {
        until("its quote has ended", 60, || floor.buyer.open(talk).says(words).then_some(()));
    }
    assert_eq!(floor.server.client().get(&other).status, 200, "the other offer stands");
    let mut seller = floor.seller.clone();
    until("its owner is told", 20, || seller.open("/thong-bao").says("đã hết hạn").then_some(()));
    until("and whoever had quoted", 20, || floor.buyer.open("/thong-bao").says("Báo giá cho").then_some(()));
}

struct Told {
    alerts: Vec<String>,
    letters: usize,
}

fn told(server: &Server, client: &mut Client, email: &str) -> Told {
    let page = client.open("/thong-bao");
    let html = page.html();
    let alerts = html.split("href=\"/thong-bao/").skip(1).map(|rest| {
        let text = rest.split("</a>").next().unwrap_or_default();
        floor_tests::html::decode(&text[text.find('>').map_or(0, |at| at + 1)..])
            .replace("<strong>", "")
            .replace("</strong>", "")
    });
    Told { alerts: alerts.collect(), letters: letters::letters(server, email).len() }
}

#[test]
fn both_sides_are_told_of_every_step_once_even_when_events_come_again() {
    let mut floor = Floor::new();
    let (seller, buyer) = (Role::Owner.email(), Role::Buyer.email());
    let title = floor_tests::offers::product(&floor.server).1;
    let offer = floor.sells();
    // What is waited for, in order: who is told, of what, and whether a mail goes out at once.
    let hears = |server: &Server, client: &mut Client, email: &str, words: &str, mailed: bool| {
        let words = words.replace("{}", &title);
        until(&format!("{email}: {words}"), 20, || client.open("/thong-bao").says(&words).then_some(()));
        if mailed {
            // Mail folds long lines, so the letter is looked for by its beginning.
            let start: String = words.chars().take(20).collect();
            letters::letter(server, email, &start);
        }
    };
    let talk = quotes(&mut floor.buyer, &offer, "40k", "100");
    hears(&floor.server, &mut floor.seller, seller, "Bạn nhận được báo giá cho “{}”", true);
    counters(&mut floor.seller, &talk, "44k", "100");
    hears(&floor.server, &mut floor.buyer, buyer, "Bên kia trả giá lại cho “{}”", true);
    says(&mut floor.buyer, &talk, "Tôi đồng ý.");
    hears(&floor.server, &mut floor.seller, seller, "Bạn có tin nhắn mới về “{}”", false);
    let deal = accepts(&mut floor.buyer, &talk);
    hears(&floor.server, &mut floor.seller, seller, "Báo giá của bạn cho “{}” đã được chấp nhận", true);
    let cancel = floor.buyer.open(&deal).form("/huy").set("reason", "Xe hỏng");
    floor.buyer.accepted(&cancel);
    hears(&floor.server, &mut floor.seller, seller, "Thoả thuận về “{}” đã bị huỷ", true);
    // Another round, declined; a third, withdrawn; a fourth, completed.
    let again = quotes(&mut floor.buyer, &offer, "41k", "50");
    assert_eq!(again, talk, "one talk of one party on one offer");
    let form = floor.seller.open(&talk).form("/tu-choi").set("reason", "Giá thấp");
    floor.seller.accepted(&form);
    hears(&floor.server, &mut floor.buyer, buyer, "Báo giá của bạn cho “{}” đã bị từ chối", true);
    quotes(&mut floor.buyer, &offer, "42k", "50");
    let form = floor.buyer.open(&talk).form("/rut");
    floor.buyer.accepted(&form);
    hears(&floor.server, &mut floor.seller, seller, "Bên kia đã rút báo giá cho “{}”", false);
    quotes(&mut floor.buyer, &offer, "43k", "50");
    let deal = accepts(&mut floor.seller, &talk);
    hears(&floor.server, &mut floor.buyer, buyer, "Báo giá của bạn cho “{}” đã được chấp nhận", true);
    let form = floor.seller.open(&deal).form("/hoan-thanh");
    floor.seller.accepted(&form);
    hears(&floor.server, &mut floor.buyer, buyer, "Thoả thuận về “{}” đã hoàn thành", false);
    // Officers' decisions.
    let form = buy_form(&mut floor.buyer, "Bưởi chờ duyệt");
    let id = sent(&mut floor.buyer, form);
    let review = format!("/quan-tri/chao-hang/{id}");
    decide(&mut floor.officer, &review, "bo-sung", "Ghi rõ cỡ quả.");
    hears(&floor.server, &mut floor.buyer, buyer, "Chào hàng “Bưởi chờ duyệt” của bạn cần bổ sung", true);
    letters::letter(&floor.server, buyer, "Ghi rõ cỡ quả.");
    let edit = format!("/giao-dich/chao-hang/{id}/sua");
    let form = floor.buyer.open(&edit).form("/sua").set("quality", "Trái trên 1 kg").press("hanh_dong", "gui");
    floor.buyer.accepted(&form);
    decide(&mut floor.officer, &review, "duyet", "");
    hears(&floor.server, &mut floor.buyer, buyer, "Chào hàng “Bưởi chờ duyệt” của bạn đã được duyệt", true);
    decide(&mut floor.officer, &review, "tam-ngung", "Có phản ánh.");
    hears(&floor.server, &mut floor.buyer, buyer, "Chào hàng “Bưởi chờ duyệt” của bạn đang tạm ẩn", true);

    let quiet = |server: &Server| {
        until("nothing waits", 30, || {
            (db::number(server, "SELECT count(*) FROM outbox WHERE done_at IS NULL AND dead_at IS NULL") == 0)
                .then_some(())
        });
    };
    quiet(&floor.server);
    let both = |floor: &mut Floor| {
        [told(&floor.server, &mut floor.seller, seller), told(&floor.server, &mut floor.buyer, buyer)]
    };
    let before = both(&mut floor);
    for one in &before {
        assert!(one.alerts.len() > 4 && one.letters > 2, "{:?} {}", one.alerts, one.letters);
    }
    // Nobody is told of what he did himself.
    assert!(!before[1].alerts.iter().any(|alert| alert.contains("Bạn nhận được báo giá")), "{:?}", before[1].alerts);
    assert!(!before[0].alerts.iter().any(|alert| alert.contains("trả giá lại")), "{:?}", before[0].alerts);
    let replay = "UPDATE outbox SET done_at = NULL, claimed_by = NULL, claimed_until = NULL WHERE kind LIKE 'quote.%'
        OR kind LIKE 'deal.%' OR kind LIKE 'offer.%' OR kind LIKE 'message.%'";
    db::execute(&floor.server, replay);
    quiet(&floor.server);
    for (before, after) in before.iter().zip(both(&mut floor)) {
        assert_eq!(before.alerts, after.alerts);
        assert_eq!(before.letters, after.letters, "no mail twice");
    }
}
