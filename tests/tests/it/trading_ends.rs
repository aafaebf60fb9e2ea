//! How offers end and come back, as the other side reads it.

use floor_tests::{client::Client, until};

use super::trading_steps::*;

/// Waits until the bell says so.
fn is_told(client: &mut Client, words: &str) {
    until(words, 20, || client.open("/thong-bao").says(words).then_some(()));
}

#[test]
fn whoever_quoted_reads_how_the_offer_ended() {
    let mut floor = Floor::new();
    for (deed, told, read) in [
        ("rut", "Người bán đã rút chào hàng “", "Người bán đã rút chào hàng; báo giá kết thúc."),
        ("dong", "Người bán đã đóng chào hàng “", "Người bán đã đóng chào hàng; báo giá kết thúc."),
    ] {
        let offer = floor.sells();
        let own = offer.replace("/chao-ban/", "/giao-dich/chao-hang/");
        let talk = quotes(&mut floor.buyer, &offer, "40k", "100");
        let form = floor.seller.open(&format!("{own}/{deed}")).form(&format!("/{deed}"));
        floor.seller.accepted(&form.press("hanh_dong", "dong_y"));
        is_told(&mut floor.buyer, told);
        let page = floor.buyer.open(&talk);
        assert!(page.says(read) && page.says("Kết thúc cùng chào hàng"), "{}", page.main());
        assert!(!page.says("hết hạn") && !page.says("Có thể gửi báo giá khác"), "{}", page.main());
        assert!(!floor.buyer.open("/thong-bao").says("đã hết hạn"));
    }
}

#[test]
fn an_offer_that_was_used_up_opens_again_when_the_deal_is_called_off() {
    let mut floor = Floor::new();
    let offer = floor.sells();
    let own = offer.replace("/chao-ban/", "/giao-dich/chao-hang/");
    let talk = quotes(&mut floor.buyer, &offer, "40k", "500");
    let deal = accepts(&mut floor.seller, &talk);
    assert!(floor.seller.open(&own).says("Đã hết số lượng"));
    let form = floor.buyer.open(&deal).form("/huy").set("reason", "Xe hỏng");
    floor.buyer.accepted(&form);
    let page = floor.seller.open(&own);
    assert!(page.says("Đang mở") && !page.says("Đã hết số lượng"), "{}", page.main());
    is_told(&mut floor.seller, "đã mở lại");
    assert!(floor.server.client().open(&offer).says("500 kg"));
    for side in [&mut floor.seller, &mut floor.buyer] {
        let page = side.open(&talk);
        assert!(page.says("Đã chốt rồi huỷ") && page.says("Đã huỷ"), "{}", page.main());
        assert!(!page.says("Đã chấp nhận") && !page.says("Xem thoả thuận bên dưới"), "{}", page.main());
    }
    until("the open offer is found again", 20, || {
        floor.seller.open("/chao-ban").links().contains(&offer).then_some(())
    });
}

#[test]
fn the_address_of_an_offer_that_ended_says_so_and_leads_on() {
    let mut floor = Floor::new();
    let (hidden, closed) = (floor.sells(), floor.sells());
    let talk = quotes(&mut floor.buyer, &closed, "40k", "100");
    let own = |offer: &str| offer.replace("/chao-ban/", "/giao-dich/chao-hang/");
    let form = floor.seller.open(&own(&hidden)).form("/an");
    floor.seller.accepted(&form);
    let form = floor.seller.open(&format!("{}/dong", own(&closed))).form("/dong");
    floor.seller.accepted(&form.press("hanh_dong", "dong_y"));
    let mut visitor = floor.server.client();
    let page = visitor.get(&closed);
    assert_eq!(page.status, 410);
    assert!(page.says("Chào hàng này đã kết thúc") && !page.says("địa chỉ gõ chưa đúng"), "{}", page.main());
    assert!(page.links().iter().any(|link| link.starts_with("/chao-ban?")), "{:?}", page.links());
    assert!(!page.links().iter().any(|link| link.starts_with("/giao-dich/")), "nothing of whose it is");
    assert!(visitor.get(&format!("/en{closed}")).says("This offer has ended"));
    assert!(floor.seller.get(&closed).links().contains(&own(&closed)));
    assert!(floor.buyer.get(&closed).links().contains(&talk));
    let page = visitor.get(&hidden);
    assert_eq!(page.status, 404);
    assert!(page.says("hiện không hiển thị") && !page.says("kết thúc"), "{}", page.main());
    assert_eq!(visitor.get(&closed.replace("/chao-ban/", "/chao-mua/")).status, 404, "of the other kind there is none");
    // What nobody saw is not there, not even for its owner.
    let form = sell_form(&floor.server, &mut floor.seller).press("hanh_dong", "luu");
    let draft = last_part(&floor.seller.accepted(&form));
    let draft = draft.split('/').next().unwrap().to_owned();
    let page = floor.seller.get(&format!("/chao-ban/{draft}"));
    assert!(page.status == 404 && page.says("Không tìm thấy trang này"), "{draft}: {}", page.main());
}
