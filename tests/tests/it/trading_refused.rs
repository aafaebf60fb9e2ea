//! What is wrong in the forms of offers, quotes and talks: told at its field, nothing typed is lost, nothing is made.

use floor_tests::{db, form::Form, html::Page, pictures};

use super::trading_steps::*;

/// Whether each field of text stands in the answer as it was typed.
fn keeps(page: &Page, form: &Form, ends: &str) {
    assert_eq!(page.status, 422, "{}: {}", page.path, page.main());
    let again = page.form(ends);
    for (name, value) in form.fields.iter().filter(|(name, _)| name != "hanh_dong") {
        let is_choice = again.choices.iter().any(|(known, _)| known == name);
        if !is_choice || again.choices.iter().any(|(known, choice)| known == name && choice == value) {
            let values: Vec<_> = again.fields.iter().filter(|(known, _)| known == name).map(|(_, kept)| kept).collect();
            assert!(values.contains(&value), "{name} was {value:?} and is {values:?}");
        }
    }
    // The summary on top leads to each field.
    for field in page.wrong_fields() {
        assert!(page.links().contains(&format!("#{field}")), "no link to {field}");
    }
}

fn with(mut form: Form, patch: &[(&str, &str)]) -> Form {
    for (name, value) in patch {
        form = form.force(name, value);
    }
    form
}

/// Fields that differ from a right form, and the fields that are wrong then.
type Case<'a> = (Vec<(&'a str, &'a str)>, &'a [&'a str]);

#[test]
fn a_wrong_offer_to_buy_tells_every_field_and_keeps_what_was_typed() {
    let mut floor = Floor::new();
    let before = floor.count("offer");
    let right = buy_form(&mut floor.buyer, "Cam loại 1 & \"ngọt\" <thật>");
    let long = "x".repeat(1_001);
    let (past, soon, later, far) =
        ("01/01/2020", day(&floor.server, 10), day(&floor.server, 20), day(&floor.server, 400));
    let cases: Vec<Case<'_>> = vec![
        (vec![("quantity", "0")], &["quantity"]),
        (vec![("quantity", "-5")], &["quantity"]),
        (vec![("quantity", "99999999999999999999")], &["quantity"]),
        (vec![("quantity", "1000000001")], &["quantity"]),
        (vec![("quantity", "0,0001")], &["quantity"]),
        (vec![("quantity", "1.000")], &["quantity"]),
        (vec![("quantity", "nhiều")], &["quantity"]),
        (vec![("quantity", "1,5"), ("unit", "con")], &["quantity"]),
        (vec![("price", "0")], &["price"]),
        (vec![("price", "-30000")], &["price"]),
        (vec![("price", "999999999999999999999")], &["price"]),
        (vec![("price", "rẻ")], &["price"]),
        (vec![("quantity", "1000000000"), ("price", "100.000.000.000")], &["price"]),
        (vec![("unit", "dặm")], &["unit"]),
        (vec![("unit", "thung"), ("pack_quantity", "10")], &["pack_unit"]),
        (vec![("unit", "thung"), ("pack_quantity", "10"), ("pack_unit", "thung")], &["pack_unit"]),
        (vec![("unit", "thung"), ("pack_quantity", "0"), ("pack_unit", "kg")], &["pack_quantity"]),
        (vec![("min_lot", "1001")], &["min_lot"]),
        (vec![("valid_until", past)], &["valid_until"]),
        (vec![("valid_until", "32/13/2026")], &["valid_until"]),
        (vec![("valid_until", &far)], &["valid_until"]),
        (vec![("valid_until", "")], &["valid_until"]),
        (vec![("available_until", past)], &["available_until"]),
        (vec![("valid_until", &soon), ("available_from", &far), ("available_until", &later)], &["available_until"]),
        (vec![("valid_until", &later), ("available_until", &soon)], &["valid_until"]),
        (vec![("max_quotes", "0")], &["max_quotes"]),
        (vec![("max_quotes", "101")], &["max_quotes"]),
        (vec![("max_quotes", "vài")], &["max_quotes"]),
        (vec![("title", "ab")], &["title"]),
        (vec![("title", &long[..121])], &["title"]),
        (vec![("quality", &long)], &["quality"]),
        (vec![("place", "Chợ\u{7}mới")], &["place"]),
        (vec![("commune", "99999")], &["commune"]),
        (vec![("commodity", "khong-co")], &["commodity"]),
        (vec![("delivery", "bay")], &["delivery"]),
        (vec![("contact", "luon")], &["contact"]),
        (vec![("certificates", "tu-phong")], &["certificates"]),
        (
            vec![
                ("title", ""),
                ("category", ""),
                ("quantity", ""),
                ("unit", ""),
                ("price", ""),
                ("commune", ""),
                ("valid_until", ""),
            ],
            &["commune", "price", "quantity", "title", "unit", "valid_until"],
        ),
    ];
    for (patch, fields) in cases {
        let form = with(right.clone(), &patch).press("hanh_dong", "gui");
        let page = floor.buyer.submit(&form);
        assert_eq!(page.wrong_fields(), fields, "{patch:?}: {} {:?}", page.status, page.errors());
        keeps(&page, &form, NEW_BUY);
    }
    // Much more than fits is kept, too.
    let novel = "Cam ngọt.".repeat(30_000);
    let form = with(right.clone(), &[("quality", &novel)]).press("hanh_dong", "luu");
    let page = floor.buyer.submit(&form);
    assert_eq!(page.wrong_fields(), ["quality"]);
    keeps(&page, &form, NEW_BUY);
    assert_eq!(floor.buyer.submit(&right.clone().force("title", "\0")).status, 400);
    assert_eq!(floor.count("offer"), before);
    // In English the page tells the same.
    let mut english = right.force("quantity", "0").press("hanh_dong", "gui");
    english.action = format!("/en{NEW_BUY}");
    let page = floor.buyer.submit(&english);
    assert_eq!((page.status, page.wrong_fields()), (422, vec!["quantity".to_owned()]));
    assert!(page.says("Not sent yet") && !page.says("Chưa gửi được"), "{}", page.main());
}

#[test]
fn a_wrong_offer_to_sell_tells_every_field_and_keeps_its_price_steps() {
    let mut floor = Floor::new();
    let before = floor.count("offer");
    let right = sell_form(&floor.server, &mut floor.seller);
    let others = db::id(
        &floor.server,
        "SELECT id FROM product WHERE state = 'listed' AND member_id NOT IN (SELECT member_id FROM membership JOIN account
         ON account.id = membership.account_id WHERE email = 'chu-vuon@mau.example') ORDER BY id LIMIT 1",
    )
    .to_string();
    let (soon, later) = (day(&floor.server, 40), day(&floor.server, 50));
    let cases: Vec<Case<'_>> = vec![
        (vec![("product", "khong-co")], &["product"]),
        (vec![("product", &others)], &["product"]),
        (vec![("product", "")], &["product"]),
        (vec![("step_from", "0")], &["step_from"]),
        (vec![("step_price", "0")], &["step_price"]),
        (vec![("step_price", "46k")], &["step_price"]),
        (vec![("step_from", "501")], &["step_from"]),
        (vec![("price", ""), ("negotiable", "on")], &["price"]),
        (vec![("available_from", &later), ("available_until", &soon)], &["available_until"]),
        (vec![("forward", "on")], &["expected_quantity", "harvest_from", "harvest_until"]),
        (
            vec![("forward", "on"), ("harvest_from", &later), ("harvest_until", &soon), ("expected_quantity", "499")],
            &["expected_quantity", "harvest_until"],
        ),
        (vec![("min_lot", "501")], &["min_lot"]),
    ];
    for (patch, fields) in cases {
        let mut form = right.clone();
        for (name, value) in &patch {
            // Of repeated fields the first.
            match form.fields.iter_mut().find(|(known, _)| known == name) {
                Some((_, typed)) => (*value).clone_into(typed),
                None => form.fields.push(((*name).to_owned(), (*value).to_owned())),
            }
        }
        let form = form.press("hanh_dong", "gui");
        let page = floor.seller.submit(&form);
        assert_eq!(page.wrong_fields(), fields, "{patch:?}: {} {:?}", page.status, page.errors());
        keeps(&page, &form, NEW_SELL);
    }
    assert_eq!(floor.count("offer"), before);
    // A private buyer sells nothing.
    assert_eq!(floor.buyer.get(NEW_SELL).status, 403);
}

#[test]
fn photos_of_an_offer_are_looked_at_and_good_ones_stay_with_the_form() {
    let mut floor = Floor::new();
    let mut form = buy_form(&mut floor.buyer, "Cam có ảnh mẫu").set("quantity", "0");
    form.files.push(("photos".into(), "mau.jpg".into(), pictures::photo(40)));
    let page = floor.buyer.submit(&form.clone().press("hanh_dong", "gui"));
    assert_eq!(page.wrong_fields(), ["quantity"]);
    let kept = page.form(NEW_BUY);
    assert!(!kept.get("photo").is_empty(), "the good photo needs no second choosing: {}", page.main());
    for (name, bytes) in [
        ("van-ban.jpg", b"day la van ban".to_vec()),
        ("chuong-trinh.jpg", b"MZ\x90\0\x03".to_vec()),
        ("giay.pdf", pictures::pdf()),
        ("dut.jpg", pictures::truncated_photo()),
        ("bom.png", pictures::bomb()),
    ] {
        let form = kept.clone().set("quantity", "10").file("photos", name, &bytes).press("hanh_dong", "gui");
        let page = floor.buyer.submit(&form);
        assert_eq!((page.status, page.wrong_fields()), (422, vec!["photos".to_owned()]), "{name}: {}", page.main());
        assert_eq!(page.form(NEW_BUY).get("photo"), kept.get("photo"), "{name}");
    }
    let mut many = kept.clone().set("quantity", "10");
    for shade in 0..6 {
        many = many.file("photos", &format!("{shade}.jpg"), &pictures::photo(100 + shade));
    }
    let page = floor.buyer.submit(&many.press("hanh_dong", "gui"));
    assert_eq!(page.wrong_fields(), ["photos"], "seven are too many");
    let page = floor.buyer.accepted(&kept.set("quantity", "10").press("hanh_dong", "gui"));
    let offer = db::text(&floor.server, "SELECT photos FROM offer WHERE title = 'Cam có ảnh mẫu'");
    assert_eq!(offer.matches(',').count(), 0, "one photo: {offer} {}", page.path);
}

#[test]
fn a_wrong_quote_is_told_at_its_field_and_ones_own_offer_takes_none() {
    let mut floor = Floor::new();
    let offer = floor.sells();
    let right = quote_form(&mut floor.buyer, &offer, "40k", "100");
    let (later, long) = (day(&floor.server, 31), "x".repeat(1_001));
    let cases: Vec<Case<'_>> = vec![
        (vec![("price", "0")], &["price"]),
        (vec![("price", "-1")], &["price"]),
        (vec![("price", "99999999999999999999")], &["price"]),
        (vec![("quantity", "0")], &["quantity"]),
        (vec![("quantity", "-1")], &["quantity"]),
        (vec![("quantity", "9")], &["quantity"]),
        (vec![("quantity", "501")], &["quantity"]),
        (vec![("quantity", "99999999999999999999")], &["quantity"]),
        (vec![("price", ""), ("quantity", "")], &["quantity"]),
        (vec![("valid_until", "01/01/2020")], &["valid_until"]),
        (vec![("valid_until", &later)], &["valid_until"]),
        (vec![("valid_until", "mai")], &["valid_until"]),
        (vec![("terms", &long)], &["terms"]),
        (vec![("terms", "a\u{7}b")], &["terms"]),
        (vec![("contact", "luon")], &["contact"]),
    ];
    for (patch, fields) in cases {
        let form = with(right.clone(), &patch);
        let page = floor.buyer.submit(&form);
        assert_eq!(page.wrong_fields(), fields, "{patch:?}: {} {:?}", page.status, page.errors());
        keeps(&page, &form, "/bao-gia");
    }
    // Litres of what is sold by the kilogram; the form knows no unit, so the summary alone can tell.
    let page = floor.buyer.submit(&right.clone().force("unit", "lit"));
    assert_eq!(page.status, 422);
    assert!(page.says("Đơn vị tính"), "{}", page.main());
    let huge = with(right.clone(), &[("terms", &"x".repeat(200_000))]);
    keeps(&floor.buyer.submit(&huge), &huge, "/bao-gia");
    assert_eq!(floor.buyer.submit(&right.clone().force("terms", &"x".repeat(300_000))).status, 413);
    assert_eq!(floor.buyer.submit(&right.clone().force("id", "khong-phai-ma")).status, 400);

    // One's own offer: the page leads to where one manages it, and a form from elsewhere is refused with the reason.
    let page = floor.seller.go(&format!("{offer}/bao-gia"));
    assert!(page.path.starts_with("/giao-dich/chao-hang/"), "{}", page.path);
    for mut own in [floor.seller.clone(), floor_tests::people::Role::Staff.visits(&floor.server)] {
        let page = own.submit(&right);
        assert_eq!(page.status, 409);
        assert!(page.says("Đây là tin của chính bạn"), "{}", page.main());
    }
    assert_eq!((floor.count("quote"), floor.count("quote_thread")), (0, 0));
    assert_eq!(floor.buyer.get(&offer.replace("chao-ban", "chao-mua")).status, 404, "of the other kind there is none");
}

#[test]
fn wrong_counters_messages_and_reasons_are_told_where_they_were_typed() {
    let mut floor = Floor::new();
    let offer = floor.sells();
    let talk = quotes(&mut floor.buyer, &offer, "40k", "100");
    let right = floor.seller.open(&talk).form("/tra-gia").set("terms", "Giao hai lần");
    for (patch, fields) in [
        (vec![("price", "0"), ("quantity", "9999")], vec!["price", "quantity"]),
        (vec![("quantity", "-1")], vec!["quantity"]),
        (vec![("valid_until", "01/01/2020")], vec!["valid_until"]),
        (vec![("price", "1e99")], vec!["price"]),
    ] {
        let form = with(right.clone(), &patch);
        let page = floor.seller.submit(&form);
        assert_eq!(page.wrong_fields(), fields, "{patch:?}");
        keeps(&page, &form, "/tra-gia");
    }
    let decline = floor.seller.open(&talk).form("/tu-choi").set("reason", &"Vì giá.".repeat(300));
    let page = floor.seller.submit(&decline);
    assert_eq!(page.wrong_fields(), ["reason"]);
    keeps(&page, &decline, "/tu-choi");

    let message = floor.buyer.open(&talk).form("/tin-nhan");
    let page = floor.buyer.submit(&message);
    assert_eq!((page.status, page.wrong_fields()), (422, vec!["body".to_owned()]), "nothing was said");
    let long = message.clone().set("body", &"Chào bạn.".repeat(230));
    keeps(&floor.buyer.submit(&long), &long, "/tin-nhan");
    let words = message.set("body", "Gửi bạn giấy kiểm định.");
    for (name, bytes) in [
        ("may.exe", b"MZ\x90\0\x03\0".to_vec()),
        ("giay.pdf", b"khong phai pdf".to_vec()),
        ("trang.html", b"<html><script>alert(1)</script></html>".to_vec()),
        ("hinh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>".to_vec()),
        ("dut.jpg", pictures::truncated_photo()),
    ] {
        let form = words.clone().file("files", name, &bytes);
        let page = floor.buyer.submit(&form);
        assert_eq!(page.wrong_fields(), ["files"], "{name}: {} {}", page.status, page.main());
        keeps(&page, &form, "/tin-nhan");
    }
    let mut four = words.clone();
    for number in 0..4 {
        four = four.file("files", &format!("giay-{number}.pdf"), &pictures::pdf());
    }
    let page = floor.buyer.submit(&four);
    assert_eq!(page.wrong_fields(), ["files"]);
    keeps(&page, &four, "/tin-nhan");
    assert_eq!(floor.count("thread_attachment"), 0);
    four.files.pop();
    let page = floor.buyer.accepted(&four);
    assert_eq!(page.links().iter().filter(|link| link.starts_with("/giao-dich/tep/")).count(), 3);
}

#[test]
fn a_quote_that_is_over_or_answered_makes_no_deal_and_a_deal_is_made_once() {
    let mut floor = Floor::new();
    let offer = floor.sells();
    let talk = quotes(&mut floor.buyer, &offer, "40k", "100");
    let accept = floor.seller.open(&format!("{talk}/chap-nhan")).form("/chap-nhan");
    // Whoever sent it can't accept it.
    let page = floor.buyer.submit(&accept);
    assert_eq!(page.status, 409);
    assert!(page.says("Đang chờ bên kia trả lời"), "{}", page.main());
    // Its last day was yesterday.
    db::execute(&floor.server, "UPDATE quote SET valid_until = '2020-01-01'");
    let page = floor.seller.submit(&accept);
    assert_eq!(page.status, 409);
    assert!(page.says("hết hạn"), "{}", page.main());
    assert_eq!(floor.count("deal"), 0);

    let other = floor.sells();
    let talk = quotes(&mut floor.buyer, &other, "41k", "200");
    let accept = floor.seller.open(&format!("{talk}/chap-nhan")).form("/chap-nhan");
    let presses: Vec<_> = (0..4)
        .map(|_| {
            let (mut client, form) = (floor.seller.clone(), accept.clone());
            std::thread::spawn(move || client.submit(&form).location())
        })
        .collect();
    let places: Vec<String> =
        presses.into_iter().map(|one| one.join().unwrap().unwrap().split('?').next().unwrap().to_owned()).collect();
    assert!(places.iter().all(|place| *place == places[0]), "{places:?}");
    assert_eq!(floor.count("deal"), 1);
    let page = floor.seller.submit(&accept);
    assert_eq!(page.location().unwrap().split('?').next(), Some(places[0].as_str()), "the deal that is there");
    assert!(floor.server.client().open(&other).says("300 kg"), "taken once");
    let answered = floor.seller.post(&format!("{talk}/tu-choi"), &[("quote", accept.get("quote"))]);
    assert_eq!(answered.status, 409);
    let cancel = floor.seller.open(&places[0]).form("/huy");
    let page = floor.seller.submit(&cancel);
    assert_eq!(page.wrong_fields(), ["reason"]);
    let long = cancel.set("reason", &"Mưa lớn.".repeat(500));
    keeps(&floor.seller.submit(&long), &long, "/huy");
}

#[test]
fn a_form_that_is_sent_twice_acts_once() {
    let mut floor = Floor::new();
    let before = floor.count("offer");
    let form = buy_form(&mut floor.buyer, "Bưởi gửi hai lần").press("hanh_dong", "gui");
    let twins = |client: &floor_tests::client::Client, form: &Form| {
        let both: Vec<_> = (0..3)
            .map(|_| {
                let (mut client, form) = (client.clone(), form.clone());
                std::thread::spawn(move || {
                    let page = client.submit(&form);
                    (page.status, page.location().unwrap_or_default().split('?').next().unwrap_or_default().to_owned())
                })
            })
            .collect();
        let all: Vec<(u16, String)> = both.into_iter().map(|one| one.join().unwrap()).collect();
        assert!(all.iter().all(|one| one.0 == 303 && one.1 == all[0].1), "{all:?}");
    };
    twins(&floor.buyer, &form);
    twins(&floor.buyer, &form);
    assert_eq!(floor.count("offer"), before + 1);
    // Nobody takes another's form over.
    let page = floor.seller.submit(&form);
    assert_eq!(page.status, 404, "{}", page.main());

    let offer = floor.sells();
    let quote = quote_form(&mut floor.buyer, &offer, "40k", "100");
    twins(&floor.buyer, &quote);
    twins(&floor.buyer, &quote);
    assert_eq!((floor.count("quote"), floor.count("quote_thread")), (1, 1));
    let page = floor.buyer.submit(&quote);
    let talk = page.location().unwrap().split('?').next().unwrap().to_owned();
    let counter = floor.seller.open(&talk).form("/tra-gia").set("price", "44k");
    twins(&floor.seller, &counter);
    twins(&floor.seller, &counter);
    assert_eq!(floor.count("quote"), 2);
    let message = floor.buyer.open(&talk).form("/tin-nhan").set("body", "Bao giờ giao được?");
    let message = message.file("files", "giay.pdf", &pictures::pdf());
    twins(&floor.buyer, &message);
    twins(&floor.buyer, &message);
    assert_eq!(
        (
            floor.count("thread_attachment"),
            db::number(&floor.server, "SELECT count(*) FROM thread_message WHERE body = 'Bao giờ giao được?'")
        ),
        (1, 1)
    );
}
