//! What the one who answers an offer is told before he presses: what it costs, whether he may, and what is left.

use floor_tests::{db, people::Role};

use super::trading_steps::*;

#[test]
fn a_quote_without_a_price_takes_the_step_that_its_quantity_earns() {
    let mut floor = Floor::new();
    let offer = floor.sells();
    let form = floor.buyer.open(&format!("{offer}/bao-gia")).form("/bao-gia");
    assert_eq!(form.get("price"), "", "the first price is not that of every quantity");
    let page = floor.buyer.submit(&form.clone().set("quantity", "9"));
    assert_eq!((page.status, page.wrong_fields()), (422, vec!["quantity".to_owned()]));
    assert_eq!(page.form("/bao-gia").get("price"), "", "what was left empty stays so");
    let talk = talk_of(&floor.buyer.accepted(&form.set("quantity", "200")));
    assert_eq!(db::number(&floor.server, "SELECT price FROM quote ORDER BY created_at DESC LIMIT 1"), 43_000);
    let page = floor.buyer.open(&talk);
    assert!(page.says("8.600.000") && !page.says("so với chào hàng"), "{}", page.main());
    // Where the price is to be agreed on, one is asked for.
    db::execute(
        &floor.server,
        "UPDATE offer SET price = NULL, price_steps = '[]'
         WHERE id = (SELECT offer_id FROM quote ORDER BY created_at DESC LIMIT 1)",
    );
    let mut other = enters(&floor.server, &other_sellers(&floor.server)[0]);
    let form = other.open(&format!("{offer}/bao-gia")).form("/bao-gia").set("quantity", "200");
    assert_eq!(other.submit(&form).wrong_fields(), ["price"]);
}

#[test]
fn a_counter_offer_begins_with_the_terms_of_the_quote_and_with_what_is_left() {
    let mut floor = Floor::new();
    let offer = floor.sells();
    let talk = quotes(&mut floor.buyer, &offer, "40k", "400");
    let form = floor.seller.open(&talk).form("/tra-gia");
    assert_eq!(form.get("terms"), "Giao tại kho, trả tiền khi nhận");
    assert_eq!(form.get("quantity"), "400");
    floor.seller.accepted(&form.set("price", "42k"));
    assert_eq!(floor.buyer.open(&talk).form("/tra-gia").get("terms"), "Giao tại kho, trả tiền khi nhận");
}

#[test]
fn more_than_is_left_is_not_offered_to_be_accepted() {
    let mut floor = Floor::new();
    let offer = floor.sells();
    let talk = quotes(&mut floor.buyer, &offer, "40k", "200");
    let page = floor.seller.open(&format!("{talk}/chap-nhan"));
    assert!(page.says("Chào hàng còn lại") && page.says("500 kg"), "{}", page.main());
    let accept = page.form("/chap-nhan");
    let mut other = enters(&floor.server, &other_sellers(&floor.server)[0]);
    let others = quotes(&mut other, &offer, "43k", "450");
    accepts(&mut floor.seller, &others);

    // The button was on the screen already: the answer says what is left and leads back.
    let page = floor.seller.submit(&accept);
    assert_eq!(page.status, 409);
    assert!(page.says("Chỉ còn 50 kg; báo giá này là 200 kg."), "{}", page.main());
    assert!(page.links().contains(&talk) && page.find_form("/chap-nhan").is_none(), "{:?}", page.links());
    let page = floor.seller.open(&talk);
    assert!(page.says("Chỉ còn 50 kg; báo giá này là 200 kg."), "{}", page.main());
    assert!(!page.links().contains(&format!("{talk}/chap-nhan")), "{:?}", page.links());
    let counter = page.form("/tra-gia");
    assert_eq!(counter.get("quantity"), "50");
    floor.seller.accepted(&counter.set("price", "42k"));
    accepts(&mut floor.buyer, &talk);
    assert_eq!(floor.count("deal"), 2);
}

#[test]
fn who_may_not_quote_reads_it_before_the_form() {
    let mut floor = Floor::new();
    let wish = floor.buys("Cam loại 1 để ép", "deal");
    // A person without a business sells nothing.
    db::execute(
        &floor.server,
        "UPDATE offer SET account_id = (SELECT id FROM account WHERE email = 'kiem-duyet@mau.example'), \
        party_id = (SELECT id FROM account WHERE email = 'kiem-duyet@mau.example') WHERE title = 'Cam loại 1 để ép'",
    );
    let page = floor.buyer.open(&wish);
    assert!(page.says("Cần là thành viên đang hoạt động"), "{}", page.main());
    assert!(!page.links().contains(&format!("{wish}/bao-gia")) && !page.says("Có hàng?"), "{}", page.main());
    assert_eq!(floor.buyer.get(&format!("{wish}/bao-gia")).status, 403);
    let page = floor.seller.open(&wish);
    assert!(page.links().contains(&format!("{wish}/bao-gia")) && page.says("Có hàng?"), "{}", page.main());
    // Owners need no advice on their own offer, nor does their staff.
    let own = floor.sells();
    for mut client in [floor.seller.clone(), Role::Staff.visits(&floor.server)] {
        let page = client.open(&own);
        assert!(page.says("Mở trang quản lý chào hàng này") && !page.says("Báo giá là giá"), "{}", page.main());
    }
}

#[test]
fn a_deals_page_says_what_was_offered_and_who_called_it_off() {
    let mut floor = Floor::new();
    let offer = floor.sells();
    let talk = quotes(&mut floor.buyer, &offer, "40k", "100");
    let deal = accepts(&mut floor.seller, &talk);
    for client in [&mut floor.seller, &mut floor.buyer] {
        let page = client.open(&deal);
        for words in ["Kho cạnh Ủy ban xã", "Loại 1, không dập", "Mặt hàng", "theo chào hàng", "Giao tại kho"]
        {
            assert!(page.says(words), "{words}: {}", page.main());
        }
    }
    let cancel = floor.seller.open(&deal).form("/huy").set("reason", "Mưa lớn, vườn ngập.");
    floor.seller.accepted(&cancel);
    let page = floor.seller.open(&deal);
    assert!(page.says("Mưa lớn, vườn ngập.") && page.says("Bên huỷ Bạn"), "{}", page.main());
    let page = floor.buyer.open(&deal);
    assert!(page.says("Mưa lớn, vườn ngập.") && !page.says("Bên huỷ Bạn"), "{}", page.main());
}

#[test]
fn a_wrong_step_is_named_and_only_its_box_is_red() {
    let mut floor = Floor::new();
    let mut form = sell_form(&floor.server, &mut floor.seller);
    let rows = [("100", "43k"), ("50", "44k")];
    let mut typed = rows.iter().flat_map(|(from, price)| [*from, *price]);
    for (_, value) in form.fields.iter_mut().filter(|(name, _)| name.starts_with("step_")) {
        typed.next().unwrap_or_default().clone_into(value);
    }
    let page = floor.seller.submit(&form.press("hanh_dong", "gui"));
    assert_eq!(page.wrong_fields(), ["step_from", "step_price"]);
    assert!(page.says("Bậc 2 phải từ nhiều hơn bậc 1 (100 kg)."), "{}", page.main());
    assert!(page.says("Bậc 2: giá không được cao hơn khi lấy ít hơn (43.000"), "{}", page.main());
    for name in ["step_from", "step_price"] {
        let boxes = page.tags("input").into_iter().filter(|tag| tag.get("name") == Some(name));
        let wrong: Vec<bool> = boxes.map(|tag| tag.get("aria-invalid") == Some("true")).collect();
        assert_eq!(wrong, [false, true, false, false], "{name}");
    }
}
