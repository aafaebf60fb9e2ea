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
