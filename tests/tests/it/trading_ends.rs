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
