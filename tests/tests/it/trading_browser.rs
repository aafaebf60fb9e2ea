//! An offer to buy from its form to the deal, in a real Chromium on a phone: every page on the way is right for everybody.

use floor_tests::{
    browser::{Browser, Screen, Script, is_there},
    client::Client,
    people::Role,
    program::Server,
    until,
};

use super::{
    steps::{decide, in_queue, moderator},
    trading_steps::*,
};

/// One who trades, with a phone in the hand.
struct Phone<'a> {
    browser: Browser,
    script: Script,
    wrong: &'a std::cell::RefCell<Vec<String>>,
}

impl<'a> Phone<'a> {
    fn of(server: &Server, visitor: &Client, script: Script, wrong: &'a std::cell::RefCell<Vec<String>>) -> Self {
        let browser = Browser::new(server, Screen::Phone, script);
        browser.becomes(visitor);
        Self { browser, script, wrong }
    }

    /// Looks at the page as everybody has to be able to: nothing wider than the screen, nothing that axe finds.
    fn look(&self) {
        let path = self.browser.path();
        let mut found = Vec::new();
        let over = self.browser.overflow();
        if over > 0 {
            found.push(format!("{over} points too wide"));
        }
        if self.script == Script::On {
            found.extend(self.browser.axe());
        }
        self.wrong.borrow_mut().extend(found.into_iter().map(|one| format!("{path}: {one}")));
    }

    fn go(&self, path: &str) {
        self.browser.go(path);
        self.look();
    }

    /// Presses what sends a form; the next page is looked at.
    fn sends(&self, button: &str) {
        let before = self.browser.html();
        self.browser.clicks(button);
        until(&format!("after {button}"), 20, || (self.browser.html() != before).then_some(()));
        self.look();
    }
}

fn journey(script: Script) {
    let server = Server::demonstration();
    let wrong = std::cell::RefCell::new(Vec::new());
    let mut sellers = other_sellers(&server).into_iter();
    let mut emails = [sellers.next().unwrap(), sellers.next().unwrap()];
    emails.sort();
    let buyer = Phone::of(&server, &Role::Buyer.visits(&server), script, &wrong);
    let first = Phone::of(&server, &enters(&server, &emails[0]), script, &wrong);
    let second = Phone::of(&server, &enters(&server, &emails[1]), script, &wrong);

    // The buyer forgets how much he wants and mistypes the price.
    buyer.go("/chao-mua");
    buyer.browser.clicks("main a[href='/giao-dich/chao-mua/moi']");
    until("the form", 20, || (buyer.browser.path() == NEW_BUY).then_some(()));
    buyer.look();
    buyer.browser.types("#title", "Cam loại 1 cho cửa hàng");
    buyer.browser.chooses("#category", "0101");
    buyer.browser.chooses("#unit", "kg");
    buyer.browser.types("main #price", "rẻ thôi");
    buyer.browser.chooses("#commune", "18550");
    buyer.browser.types("#quality", "Trái 200–250 g");
    buyer.sends("main .actions button[name=hanh_dong][value=gui]");
    assert!(buyer.browser.text("#quantity-loi").len() > 3 && buyer.browser.text("#price-loi").len() > 3);
    assert!(buyer.browser.title().starts_with("Lỗi: "));
    let typed = |phone: &Phone<'_>, id: &str| phone.browser.value(&format!("main #{id}"));
    assert_eq!(
        (typed(&buyer, "title").as_str(), typed(&buyer, "price").as_str()),
        ("Cam loại 1 cho cửa hàng", "rẻ thôi")
    );
    assert_eq!(buyer.browser.text("#quality"), "Trái 200–250 g");
    buyer.browser.types("main #quantity", "1000");
    buyer.browser.types("main #price", "30k");
    buyer.browser.clicks("input[name=contact][value=deal]");
    buyer.sends("main .actions button[name=hanh_dong][value=gui]");
    buyer.browser.sees("Cán bộ của Sàn đang xem");
    let own = buyer.browser.path().split('?').next().unwrap().to_owned();
    let offer = own.replace("/giao-dich/chao-hang/", "/chao-mua/");
    assert_eq!(server.client().get(&offer).status, 404, "nobody sees it yet");

    // An officer reads and approves it in the console.
    let mut officer = moderator(&server);
    let waiting = in_queue(&mut officer, "", "Cam loại 1 cho cửa hàng");
    let review = waiting.path.split('?').next().unwrap().to_owned();
    assert_eq!(review, own.replace("/giao-dich/", "/quan-tri/"));
    let desk = Phone::of(&server, &officer, script, &wrong);
    desk.go(&review);
    desk.sends("button[name=viec][value=duyet]");

    // Two businesses find it and quote; the first one forgets the price.
    for (phone, price, quantity) in [(&first, "33k", "400"), (&second, "35k", "600")] {
        phone.go("/chao-mua");
        phone.browser.clicks(&format!("main a[href='{offer}']"));
        until("the offer", 20, || (phone.browser.path() == offer).then_some(()));
        phone.browser.sees("Trái 200–250 g");
        phone.look();
        phone.browser.clicks(&format!("main a[href='{offer}/bao-gia']"));
        until("the form of the quote", 20, || phone.browser.path().ends_with("/bao-gia").then_some(()));
        phone.look();
        if price == "33k" {
            phone.browser.types("main #price", "0");
            phone.browser.types("main #quantity", quantity);
            phone.sends("main form[action$='/bao-gia'] button.primary");
            assert!(phone.browser.text("#price-loi").len() > 3);
            assert_eq!(typed(phone, "quantity"), quantity, "what was right is kept");
        }
        phone.browser.types("main #price", price);
        phone.browser.types("main #quantity", quantity);
        phone.browser.types("main #terms", "Giao tận nơi");
        phone.sends("main form[action$='/bao-gia'] button.primary");
        phone.browser.sees("Chờ bên kia trả lời");
    }
    let talk_of = |phone: &Phone<'_>| phone.browser.path().split('?').next().unwrap().to_owned();
    let (talk, other_talk) = (talk_of(&first), talk_of(&second));
    assert!(talk.starts_with("/giao-dich/trao-doi/") && talk != other_talk);

    // The buyer reads both, makes the first a counter-offer and asks.
    buyer.go(&own);
    buyer.browser.sees("400 kg × 33.000 ₫/kg");
    buyer.browser.sees("600 kg × 35.000 ₫/kg");
    buyer.go("/giao-dich");
    buyer.browser.sees("Đến lượt bạn (2)");
    buyer.go(&talk);
    buyer.browser.sees("Thành tiền: 13.200.000 ₫");
    buyer.browser.clicks("details.quick summary");
    buyer.browser.types("form[action$='/tra-gia'] #price", "31.500");
    buyer.sends("form[action$='/tra-gia'] button.primary");
    buyer.browser.sees("400 kg × 31.500 ₫/kg");
    buyer.browser.sees("Chờ bên kia trả lời");
    buyer.browser.types("#body", "Giao trước thứ sáu được không?");
    buyer.browser.attaches("#files", "yeu-cau.pdf", &floor_tests::pictures::pdf());
    buyer.sends("form[action$='/tin-nhan'] button");
    buyer.browser.sees("yeu-cau.pdf");

    // The first one is told and accepts.
    until("the alert", 20, || {
        first.browser.go("/thong-bao");
        first.browser.text("main").contains("trả giá lại").then_some(())
    });
    first.look();
    first.browser.clicks("main ul.tasks a[href^='/thong-bao/']");
    until("the talk", 20, || first.browser.path().starts_with(&talk).then_some(()));
    first.browser.sees("Giao trước thứ sáu được không?");
    first.browser.clicks(&format!("main a[href='{talk}/chap-nhan']"));
    until("the question", 20, || first.browser.path().ends_with("/chap-nhan").then_some(()));
    first.browser.sees("12.600.000");
    first.look();
    first.sends("main form[action$='/chap-nhan'] button.primary");
    first.browser.sees("mười hai triệu sáu trăm nghìn đồng");
    let deal = talk_of(&first);
    assert!(deal.starts_with("/giao-dich/thoa-thuan/"), "{deal}");
    // Now, as he chose, the seller sees whom to call.
    first.browser.sees(Role::Buyer.email());

    // Both see the same figures; the second one is declined.
    for phone in [&first, &buyer] {
        phone.go(&deal);
        for words in ["400 kg", "31.500 ₫/kg", "12.600.000 ₫"] {
            phone.browser.sees(words);
        }
        phone.go("/giao-dich/thoa-thuan");
        phone.browser.sees("400 kg × 31.500 ₫/kg = 12.600.000 ₫");
    }
    buyer.go(&other_talk);
    buyer.browser.clicks("details.quick:last-of-type summary");
    buyer.browser.types("#reason", "Đã đủ hàng đợt này");
    buyer.sends("form[action$='/tu-choi'] button.danger");
    buyer.browser.sees("từ chối báo giá");
    second.go(&other_talk);
    second.browser.sees("Đã đủ hàng đợt này");
    second.browser.sees("Gửi báo giá khác");
    assert_eq!(enters(&server, &emails[1]).get(&deal).status, 404, "the deal of others");
    second.go(&offer);
    second.browser.sees("600 kg");

    // The rest of the pages, as the two sides find them afterwards.
    for path in [
        "/chao-ban",
        "/bang-gia",
        "/lich-mua-vu",
        "/giao-dich/chao-hang",
        "/giao-dich/bao-gia?phia=gui",
        NEW_SELL,
        "/theo-doi",
        "/thong-bao",
    ] {
        first.go(path);
    }
    for path in [
        &own,
        &format!("{own}/dong"),
        &format!("{own}/rut"),
        "/giao-dich/bao-gia",
        "/en/giao-dich",
        &format!("/en{talk}"),
        &format!("/en{deal}"),
        &format!("/en{offer}"),
    ] {
        buyer.go(path);
    }
    desk.go(&review);
    desk.go(&talk.replace("/giao-dich/", &format!("{review}/")));
    if script == Script::On {
        feeds(&first.browser);
    }
    decide(&mut officer, &review, "tam-ngung", "Thử tạm ngừng.");
    buyer.go(&own);
    buyer.browser.sees("Thử tạm ngừng.");
    let wrong = wrong.into_inner();
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
}

/// The feeds in a real parser of XML.
fn feeds(browser: &Browser) {
    for path in ["/chao-mua.rss", "/en/chao-mua.rss", "/chao-ban.rss"] {
        let read = browser.run(&format!(
            "const ask = new XMLHttpRequest(); ask.open('GET', '{path}', false); ask.send();
             const feed = new DOMParser().parseFromString(ask.responseText, 'application/xml');
             const broken = feed.querySelector('parsererror');
             return broken ? broken.textContent : feed.documentElement.nodeName + ' ' + feed.querySelectorAll('channel > item > link').length"
        ));
        let read = read.as_str().unwrap_or_default().to_owned();
        assert!(read.starts_with("rss "), "{path}: {read}");
        assert!(path.contains("chao-ban") || read != "rss 0", "{path}: {read}");
    }
}

#[test]
fn a_buyer_and_two_sellers_come_to_a_deal_on_the_phone() {
    if is_there() {
        journey(Script::On);
    }
}

#[test]
fn a_buyer_and_two_sellers_come_to_a_deal_without_scripts() {
    if is_there() {
        journey(Script::Off);
    }
}
