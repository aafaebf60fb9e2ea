//! What the pages of trading say: whose turn it is, what is wanted, and what a button is about to do.

use floor_tests::{
    db,
    offers::{buy, opened, trader},
    people::Role,
    until,
};
use kernel::{CommodityId, Quantity};
use offers::{Subject, Terms};

use super::trading_steps::*;

#[test]
fn the_selling_desk_lists_what_waits_for_an_answer_and_leads_to_trade() {
    let mut floor = Floor::new();
    let offer = floor.sells();
    let turn = |page: &floor_tests::html::Page| {
        let main = page.main();
        let before = main.split(" báo giá đang chờ bạn trả lời").next().unwrap().to_owned();
        if before == main { 0 } else { before.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap() }
    };
    let before: u32 = turn(&floor.seller.open("/kenh-ban-hang"));
    let talk = quotes(&mut floor.buyer, &offer, "40k", "100");
    let page = floor.seller.open("/kenh-ban-hang");
    assert_eq!(turn(&page), before + 1, "{}", page.main());
    for path in ["/giao-dich", "/giao-dich/chao-hang", "/giao-dich/bao-gia", "/giao-dich/thoa-thuan"] {
        assert!(page.links().contains(&path.to_owned()), "{path}");
    }
    until("the news of the talk", 20, || {
        floor.seller.open("/kenh-ban-hang").says("trong các cuộc thương lượng").then_some(())
    });
    counters(&mut floor.seller, &talk, "42k", "100");
    assert_eq!(turn(&floor.seller.open("/kenh-ban-hang")), before, "it is the buyer's turn");
}

#[test]
fn the_bell_says_who_quoted_how_much_at_what_price() {
    let mut floor = Floor::new();
    let wish = floor.buys("Cam chín cây", "never");
    quotes(&mut floor.seller, &wish, "31k", "100");
    let other = other_sellers(&floor.server).remove(0);
    quotes(&mut enters(&floor.server, &other), &wish, "32k", "200");
    let page = until("both quotes", 20, || {
        let page = floor.buyer.open("/thong-bao");
        (page.main().matches("Bạn nhận được báo giá cho “Cam chín cây”").count() == 2).then_some(page)
    });
    for words in [": 100 kg × 31.000", ": 200 kg × 32.000"] {
        assert!(page.main().replace('\u{a0}', " ").contains(words), "{words} in {}", page.main());
    }
    assert!(floor.buyer.open("/en/thong-bao").main().contains("₫31,000/kg"), "in the reader's language");
    // Of a private buyer who does not show himself nothing is said.
    let offer = floor.sells();
    let form = quote_form(&mut floor.buyer, &offer, "40k", "100").set("contact", "never");
    floor.buyer.accepted(&form);
    until("the buyer's quote", 20, || {
        floor.seller.open("/thong-bao").says("Người mua cá nhân: 100 kg × 40.000").then_some(())
    });
}

#[test]
fn the_goods_that_a_buyer_chose_stand_beside_his_own_words() {
    let floor = Floor::new();
    let commodity = CommodityId(db::id(&floor.server, "SELECT id FROM commodity WHERE name_vi = 'Cam Khe Mây'"));
    let buyer = trader(&floor.server, Role::Buyer);
    let wanted = |title: &str| Terms {
        subject: Subject::Wanted { commodity: Some(commodity), category: None, title: title.into() },
        quantity: Quantity::whole(4).unwrap(),
        unit_code: "ta".into(),
        ..buy(&floor.server, "")
    };
    let id = opened(&floor.server, &buyer, &wanted("Trái loại 1, ngọt"));
    let mut visitor = floor.server.client();
    let page = visitor.open(&format!("/chao-mua/{id}"));
    assert!(page.says("Mặt hàng Cam Khe Mây"), "{}", page.main());
    assert!(page.links().iter().any(|link| link.starts_with("/chao-ban?mat-hang=")), "{:?}", page.links());
    assert!(visitor.open("/chao-mua").says("Mặt hàng: Cam Khe Mây"));
    assert!(visitor.open("/en/chao-mua").says("Wanted 4 × 100 kg"));
    let mut client = Role::Buyer.visits(&floor.server);
    let page = client.open(&format!("/giao-dich/chao-hang/{id}"));
    assert!(page.says("Mặt hàng Cam Khe Mây") && page.says("Người bán xem được liên hệ của bạn"), "{}", page.main());
    assert!(!page.tags("img").is_empty(), "with a picture");
    // Words that name the goods are enough for the list.
    opened(&floor.server, &buyer, &wanted("Cam khe mây trái to"));
    let page = visitor.open("/chao-mua");
    assert_eq!(page.main().matches("Mặt hàng: Cam Khe Mây").count(), 1, "{}", page.main());
}

#[test]
fn buttons_and_fields_say_what_they_are_about() {
    let mut floor = Floor::new();
    let page = floor.buyer.open(NEW_BUY);
    assert!(page.says("Cần hàng chậm nhất ngày") && page.says("Nhận hàng sớm nhất từ ngày"), "{}", page.main());
    let page = floor.seller.open(NEW_SELL);
    assert!(page.says("Có hàng từ ngày") && !page.says("Cần hàng chậm nhất"), "{}", page.main());
    let offer = floor.sells();
    let own = offer.replace("/chao-ban/", "/giao-dich/chao-hang/");
    let page = floor.seller.open(&own);
    for words in ["bạn hiện lại lúc nào cũng được", "giá vẫn được tính vào bảng giá", "khi đăng nhầm"]
    {
        assert!(page.says(words), "{words} in {}", page.main());
    }
    let talk = quotes(&mut floor.buyer, &offer, "40k", "100");
    assert!(floor.buyer.open(&format!("/en{talk}")).says("Negotiation on"));
    let deal = accepts(&mut floor.seller, &talk);
    let page = floor.seller.open(&deal);
    assert!(page.says("Xác nhận đã giao nhận xong") && page.says("Không hoàn tác được: sau đó"), "{}", page.main());
    floor.seller.accepted(&page.form("/hoan-thanh"));
    assert!(floor.seller.open(&deal).says("Hàng đã giao nhận xong"));
    let mut visitor = floor.server.client();
    for path in ["/bang-gia?category=khong-co", "/lich-mua-vu?thang=13"] {
        let page = visitor.get(path);
        assert!(page.says("Chưa xem được") && !page.says("Chưa gửi được"), "{path}: {}", page.main());
    }
}

#[test]
fn hidden_is_since_it_was_hidden() {
    let mut floor = Floor::new();
    let own = floor.sells().replace("/chao-ban/", "/giao-dich/chao-hang/");
    let form = floor.seller.open(&own).form("/an");
    floor.seller.accepted(&form);
    // Sent and approved long before.
    for column in ["decided_at", "submitted_at", "created_at"] {
        db::execute(
            &floor.server,
            &format!("UPDATE offer SET {column} = '2026-01-02T03:04:05+00:00' WHERE state = 'hidden'"),
        );
    }
    let page = floor.seller.open(&own);
    assert!(page.says("Đang ẩn") && page.says("vừa xong") && !page.says("02/01/2026"), "{}", page.main());
}

#[test]
fn a_search_is_said_to_be_saved_or_why_it_can_not_be() {
    let floor = Floor::new();
    let mut buyer = floor.buyer.clone();
    let path = "/chao-ban?nganh-hang=trai-cay";
    assert!(floor.server.client().open(path).find_form("/theo-doi/tim-kiem").is_some());
    let form = buyer.open(&format!("{path}&xep=moi-nhat")).form("/theo-doi/tim-kiem");
    buyer.accepted(&form);
    let page = buyer.open(path);
    assert!(page.says("Tìm kiếm này đã lưu") && page.links().contains(&"/theo-doi".to_owned()), "{}", page.main());
    assert!(page.find_form("/theo-doi/tim-kiem").is_none());
    let page = buyer.open("/chao-mua?nganh-hang=trai-cay");
    assert!(page.find_form("/theo-doi/tim-kiem").is_some(), "the other side is another search");
    let page = buyer.open(&format!("{path}&don-vi=kg"));
    assert!(page.says("chưa lưu để báo tin được") && page.find_form("/theo-doi/tim-kiem").is_none());
    assert!(
        !buyer.open("/chao-ban").says("chưa lưu để báo tin được"),
        "where nothing is asked for there is nothing to save"
    );
}
