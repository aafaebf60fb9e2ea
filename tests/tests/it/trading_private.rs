//! Who sees what of a negotiation: its two sides, and of the buyer as much as he chose.

use floor_tests::{client::Client, db, people::Role, pictures};

use super::trading_steps::*;

const BUYERS_NAME: &str = "Người mua mẫu";

#[test]
fn strangers_find_no_talk_no_deal_no_file_and_nobodys_own_pages() {
    let mut floor = Floor::new();
    let offer = floor.sells();
    let own = offer.replace("/chao-ban/", "/giao-dich/chao-hang/");
    let talk = quotes(&mut floor.buyer, &offer, "40k", "100");
    let message =
        floor.buyer.open(&talk).form("/tin-nhan").set("body", "Giấy đây").file("files", "giay.pdf", &pictures::pdf());
    let file = floor.buyer.accepted(&message).link("/giao-dich/tep/");
    let quote = floor.seller.open(&talk).form("/tra-gia").get("quote").to_owned();
    let wish = floor.buys("Cam của riêng tôi", "never").replace("/chao-mua/", "/giao-dich/chao-hang/");
    let second = floor.sells();
    let second = quotes(&mut floor.buyer, &second, "40k", "100");
    let deal = accepts(&mut floor.seller, &second);

    for side in [&mut floor.seller, &mut floor.buyer] {
        assert_eq!(side.open(&file).header("content-type"), Some("application/pdf"));
        side.open(&talk);
        side.open(&deal);
    }
    assert_eq!(Role::Staff.visits(&floor.server).get(&talk).status, 200, "the business, not one person of it");
    let pages = [
        talk.clone(),
        format!("{talk}/chap-nhan"),
        deal.clone(),
        file.clone(),
        own.clone(),
        format!("{own}/sua"),
        format!("{own}/dong"),
        format!("{own}/rut"),
    ];
    let offer_id = own.rsplit('/').next().unwrap().to_owned();
    let copy = format!("{NEW_SELL}?tu={offer_id}");
    let deeds: Vec<(String, Vec<(&str, &str)>)> = vec![
        (format!("{talk}/tin-nhan"), vec![("id", &quote), ("body", "Cho tôi xem với")]),
        (format!("{talk}/tra-gia"), vec![("id", &offer_id), ("quote", &quote), ("price", "1k"), ("quantity", "10")]),
        (format!("{talk}/chap-nhan"), vec![("quote", &quote)]),
        (format!("{talk}/tu-choi"), vec![("quote", &quote)]),
        (format!("{talk}/rut"), vec![("quote", &quote)]),
        (format!("{deal}/hoan-thanh"), vec![]),
        (format!("{deal}/huy"), vec![("reason", "Vì tôi muốn")]),
        (format!("{own}/gui-duyet"), vec![]),
        (format!("{own}/an"), vec![]),
        (format!("{own}/hien"), vec![]),
        (format!("{own}/dong"), vec![]),
        (format!("{own}/rut"), vec![]),
        (format!("{own}/sua"), vec![("id", &offer_id)]),
    ];
    let other = other_sellers(&floor.server).remove(0);
    let mut strangers = [enters(&floor.server, &other), floor.officer.clone()];
    for stranger in &mut strangers {
        for path in &pages {
            assert_eq!(stranger.get(path).status, 404, "{path}");
            assert_eq!(stranger.get(&format!("/en{path}")).status, 404, "{path}");
        }
        for (path, fields) in &deeds {
            assert_eq!(stranger.post(path, fields).status, 404, "POST {path}");
        }
        assert!(!stranger.open("/giao-dich/bao-gia").links().contains(&talk));
        assert!(!stranger.open("/giao-dich/thoa-thuan").links().contains(&deal));
    }
    assert_eq!(strangers[0].get(&copy).status, 404, "nobody copies another's offer");
    // The other side of an offer doesn't own it.
    for path in [&own, &format!("{own}/sua")] {
        assert_eq!(floor.buyer.get(path).status, 404, "{path}");
    }
    assert_eq!(floor.seller.get(&wish).status, 404);
    let mut nobody = floor.server.client();
    for path in &pages {
        let login = nobody.get(path).location().unwrap_or_default();
        assert!(login.starts_with("/dang-nhap?tiep="), "{path}: {login}");
    }
    for (path, fields) in deeds.iter().filter(|(_, fields)| !fields.is_empty()) {
        assert_eq!(nobody.post(path, fields).status, 401, "POST {path}");
    }
    assert!(floor.buyer.open(&talk).says("Giấy đây") && !floor.buyer.open(&talk).says("Cho tôi xem với"));
    for unknown in ["khong-phai-ma", "00000000-0000-7000-8000-000000000000", "a%2f..%2fb"] {
        for list in [
            "/chao-ban",
            "/chao-mua",
            "/giao-dich/trao-doi",
            "/giao-dich/thoa-thuan",
            "/giao-dich/tep",
            "/giao-dich/chao-hang",
        ] {
            assert_eq!(floor.buyer.get(&format!("{list}/{unknown}")).status, 404, "{list}/{unknown}");
        }
    }
}

/// Whether the page tells who the buyer is, and how to reach him. Neither without the other.
fn tells_of_buyer(client: &mut Client, path: &str) -> bool {
    let page = client.open(path);
    let (name, email) = (page.main().contains(BUYERS_NAME), page.main().contains(Role::Buyer.email()));
    assert_eq!(name, email, "{path}: {}", page.main());
    name
}

/// Whether the line of a list that leads there names the buyer.
fn names_buyer(client: &mut Client, list: &str, to: &str) -> bool {
    let page = client.open(list);
    let line = page.html().split("<li").find(|line| line.contains(&format!("href=\"{to}\""))).map(str::to_owned);
    line.unwrap_or_else(|| panic!("{list} has no line of {to}")).contains(BUYERS_NAME)
}

#[test]
fn a_seller_sees_of_the_buyer_what_the_buyer_chose_when_he_quoted() {
    let mut floor = Floor::new();
    for (choice, in_talk, with_deal) in [("never", false, false), ("deal", false, true), ("thread", true, true)] {
        let offer = floor.sells();
        let form = quote_form(&mut floor.buyer, &offer, "40k", "100").set("contact", choice);
        let talk = talk_of(&floor.buyer.accepted(&form));
        assert_eq!(tells_of_buyer(&mut floor.seller, &talk), in_talk, "{choice}");
        for path in ["/giao-dich", "/giao-dich/bao-gia"] {
            assert_eq!(names_buyer(&mut floor.seller, path, &talk), in_talk, "{choice}: {path}");
        }
        let question = floor.seller.open(&format!("{talk}/chap-nhan"));
        assert_eq!(question.main().contains(BUYERS_NAME), in_talk, "{choice}");
        // The seller's contact stands in his stall, so the buyer always sees it.
        assert!(floor.buyer.open(&talk).html().contains("href=\"tel:"));
        let deal = accepts(&mut floor.seller, &talk);
        assert_eq!(tells_of_buyer(&mut floor.seller, &talk), with_deal, "{choice}, after the deal");
        assert_eq!(tells_of_buyer(&mut floor.seller, &deal), with_deal, "{choice}, on the deal");
        assert_eq!(
            names_buyer(&mut floor.seller, "/giao-dich/thoa-thuan", &deal),
            with_deal,
            "{choice}, in the list of deals"
        );
        assert!(tells_of_buyer(&mut floor.buyer, &deal), "his own");
        // Called off, it is as before.
        let form = floor.buyer.open(&deal).form("/huy").set("reason", "Mưa lớn quá");
        floor.buyer.accepted(&form);
        for path in [&talk, &deal] {
            assert_eq!(tells_of_buyer(&mut floor.seller, path), in_talk, "{choice}, {path} after it was called off");
        }
    }
}

#[test]
fn a_seller_sees_of_the_buyer_what_the_buyer_chose_with_his_offer() {
    let mut floor = Floor::new();
    for (choice, in_talk, with_deal) in [("never", false, false), ("deal", false, true), ("thread", true, true)] {
        let offer = floor.buys(&format!("Cam {choice}"), choice);
        let public = floor.server.client().open(&offer);
        assert!(!public.says(BUYERS_NAME) && !public.says(Role::Buyer.email()), "never in public");
        let talk = quotes(&mut floor.seller, &offer, "31k", "100");
        assert_eq!(tells_of_buyer(&mut floor.seller, &talk), in_talk, "{choice}");
        let deal = accepts(&mut floor.buyer, &talk);
        assert_eq!(tells_of_buyer(&mut floor.seller, &talk), with_deal, "{choice}, after the deal");
        assert_eq!(tells_of_buyer(&mut floor.seller, &deal), with_deal, "{choice}, on the deal");
        assert!(floor.buyer.open(&deal).html().contains("href=\"tel:"), "a seller is always reached");
    }
}

#[test]
fn a_login_that_ended_carries_every_form_of_trading_along() {
    let mut floor = Floor::new();
    let offer = floor.sells();
    let talk = {
        let other = floor.sells();
        quotes(&mut floor.buyer, &other, "40k", "100")
    };
    let forms = [
        (buy_form(&mut floor.buyer, "Cam gõ dở").press("hanh_dong", "gui"), "title", "Cam gõ dở"),
        (quote_form(&mut floor.buyer, &offer, "41k", "77"), "quantity", "77"),
        (floor.buyer.open(&talk).form("/tin-nhan").set("body", "Lời nhắn gõ dở"), "body", "Lời nhắn gõ dở"),
    ];
    let counts = (floor.count("offer"), floor.count("quote"), floor.count("thread_message"));
    for (form, field, typed) in forms {
        let back = carried(&mut floor.buyer, &floor.server, &form, Role::Buyer);
        assert_eq!(back.get(field), typed);
        assert_eq!(back.get("id"), form.get("id"));
        assert_eq!(
            (floor.count("offer"), floor.count("quote"), floor.count("thread_message")),
            counts,
            "nothing was done yet"
        );
    }
    floor.seller = Role::Owner.visits(&floor.server);
    let seller = [
        (sell_form(&floor.server, &mut floor.seller).press("hanh_dong", "gui"), "quality", "Loại 1, không dập"),
        (floor.seller.open(&talk).form("/tra-gia").set("price", "44.500"), "price", "44.500"),
        (floor.seller.open(&talk).form("/tu-choi").set("reason", "Giá thấp quá"), "reason", "Giá thấp quá"),
    ];
    for (form, field, typed) in seller {
        let back = carried(&mut floor.seller, &floor.server, &form, Role::Owner);
        assert_eq!(back.get(field), typed);
        if form.action == NEW_SELL {
            let steps = back.fields.iter().filter(|(name, value)| name.starts_with("step_") && !value.is_empty());
            assert_eq!(steps.count(), 2);
        }
    }
    assert_eq!((floor.count("offer"), floor.count("quote"), floor.count("thread_message")), counts);
    let deal = accepts(&mut floor.seller, &talk);
    let cancel = floor.seller.open(&deal).form("/huy").set("reason", "Xe hỏng giữa đường");
    let back = carried(&mut floor.seller, &floor.server, &cancel, Role::Owner);
    assert_eq!(back.get("reason"), "Xe hỏng giữa đường");
    floor.seller.accepted(&back);
    floor.buyer = Role::Buyer.visits(&floor.server);
    assert!(floor.buyer.open(&deal).says("Xe hỏng giữa đường") || floor.buyer.open(&talk).says("Xe hỏng giữa đường"));
}

/// The session ends, the form is sent, the login brings it back filled in.
fn carried(
    client: &mut Client,
    server: &floor_tests::program::Server,
    form: &floor_tests::form::Form,
    who: Role,
) -> floor_tests::form::Form {
    db::execute(server, "DELETE FROM session");
    let page = client.submit(form);
    assert_eq!(page.status, 401, "{}", form.action);
    let login = page.form("/dang-nhap").set("identifier", who.email()).set("password", PASSWORD);
    let page = client.submit(&login);
    let page = client.submit(&page.form(&form.action));
    assert_eq!(page.status, 200, "{}: {}", form.action, page.main());
    assert!(page.says("Nội dung bạn đã gõ vẫn còn đây") || form.action.ends_with("/huy"), "{}", page.main());
    page.form(&form.action)
}
