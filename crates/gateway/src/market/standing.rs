//! Where an offer, a quote or a deal stands, in words, for those whose business it is.

use kernel::Locale;
use offers::{ClosedBecause, DealState, HiddenBy, Kind, Message, Offer, Quote, QuoteState, State};

use super::words;
use crate::desk::states::Standing;

fn standing(class: &'static str, icon: &'static str, word: &'static str, next: &'static str) -> Standing {
    Standing { class, icon, word, next }
}

/// For the owner of the offer.
#[must_use]
pub fn offer(l: Locale, offer: &Offer) -> Standing {
    let word = offer.state.name(l);
    match offer.state {
        State::Draft => standing("info", "pencil", word, l.t("Đến lượt bạn: xem lại rồi bấm “Gửi duyệt”.", "Your turn: look it over, then press “Submit for approval”.")),
        State::Submitted => standing("wait", "clock", word, l.t(
            "Cán bộ của Sàn đang xem, thường trong 3 ngày làm việc. Được duyệt là mọi người thấy ngay.",
            "An officer of the floor is looking at it, usually within 3 working days. Once approved, everybody sees it.",
        )),
        State::Open => standing("good", "check", word, l.t("Mọi người đang thấy và có thể gửi báo giá.", "Everybody sees it and can send quotes.")),
        State::ChangesRequested => standing("wait", "pencil", word, l.t("Đến lượt bạn: sửa theo góp ý rồi gửi duyệt lại.", "Your turn: make the changes asked for, then submit again.")),
        State::Rejected => standing("bad", "cross", word, l.t("Chào hàng này đã khép lại. Bạn có thể soạn chào hàng mới.", "This offer is closed. You can write a new one.")),
        State::Hidden(HiddenBy::Owner) => standing("", "eye-off", word, l.t("Không ai tìm thấy; người đang thương lượng vẫn trao đổi tiếp được.", "Nobody finds it; those who negotiate already can go on.")),
        State::Hidden(HiddenBy::Officer) => standing("bad", "pause", word, l.t("Cán bộ của Sàn đã tạm ngừng. Hãy khắc phục rồi liên hệ ban quản trị.", "An officer has suspended it. Please put things right, then contact the administrators.")),
        State::Hidden(HiddenBy::Floor) => standing("wait", "eye-off", word, l.t("Tự hiện lại khi sản phẩm, gian hàng và tài khoản hoạt động trở lại.", "It comes back by itself when product, stall and account are active again.")),
        State::Closed(ClosedBecause::Owner) => standing("", "lock", word, l.t("Bạn đã đóng chào hàng này.", "You closed this offer.")),
        // A deal was called off when it was too late to go on.
        State::Closed(ClosedBecause::UsedUp) if offer.remaining.0 > 0 => standing("", "lock", l.t("Đã đóng", "Closed"), l.t("Toàn bộ số lượng đã được chốt, sau đó một thoả thuận bị huỷ khi chào hàng không mở lại được nữa. Bạn có thể chép thành chào hàng mới.", "The whole quantity was agreed on; then a deal was called off when the offer could not open again. You can copy it into a new one.")),
        State::Closed(ClosedBecause::UsedUp) => standing("good", "check", word, l.t("Toàn bộ số lượng đã được chốt.", "The whole quantity is agreed on.")),
        State::Closed(ClosedBecause::Quotes) => standing("wait", "list", word, l.t("Đến lượt bạn: chọn trong các báo giá đã nhận.", "Your turn: choose among the quotes you have.")),
        State::Closed(ClosedBecause::Listing) => standing("", "lock", word, l.t("Sản phẩm không còn trên Sàn nên chào bán cũng khép lại.", "The product is no longer listed, so the offer ended with it.")),
        State::Expired => standing("", "clock", word, l.t("Đã qua ngày hiệu lực. Bạn có thể chép thành chào hàng mới.", "Its last day has passed. You can copy it into a new offer.")),
        State::Withdrawn => standing("", "cross", word, l.t("Bạn đã rút chào hàng này; nó không được tính vào bảng giá.", "You withdrew this offer; it does not count for the price board.")),
    }
}

/// What happened to the offer, where a message of its thread tells that: the step in a word or two, and the whole.
#[must_use]
pub fn told(l: Locale, offer: &Offer, message: &Message) -> Option<(&'static str, String)> {
    let changed = message
        .change
        .as_ref()
        .map(|change| (l.t("sửa chào hàng", "changed the offer"), words::change(l, change, &offer.terms.unit_code)));
    changed.or_else(|| message.ended.map(|state| ("", ended(l, state, offer.kind).to_owned())))
}

/// How the offer ended, as its thread says it beside the quote that ended with it.
fn ended(l: Locale, state: State, kind: Kind) -> &'static str {
    match (state, kind) {
        (State::Withdrawn, Kind::Sell) => l.t(
            "Người bán đã rút chào hàng; báo giá kết thúc.",
            "The seller withdrew the offer; the quote ended with it.",
        ),
        (State::Withdrawn, Kind::Buy) => l.t(
            "Người mua đã rút chào hàng; báo giá kết thúc.",
            "The buyer withdrew the offer; the quote ended with it.",
        ),
        (State::Closed(ClosedBecause::UsedUp), _) => l.t(
            "Toàn bộ số lượng của chào hàng đã được chốt; báo giá kết thúc.",
            "The whole quantity of the offer is agreed on; the quote ended with it.",
        ),
        (State::Closed(ClosedBecause::Listing), _) => l.t(
            "Hàng không còn trên Sàn nên chào hàng đã đóng; báo giá kết thúc.",
            "The goods are no longer listed, so the offer closed; the quote ended with it.",
        ),
        (State::Closed(_), Kind::Sell) => l.t(
            "Người bán đã đóng chào hàng; báo giá kết thúc.",
            "The seller closed the offer; the quote ended with it.",
        ),
        (State::Closed(_), Kind::Buy) => l.t(
            "Người mua đã đóng chào hàng; báo giá kết thúc.",
            "The buyer closed the offer; the quote ended with it.",
        ),
        _ => l.t("Chào hàng đã hết hạn; báo giá kết thúc.", "The offer has expired; the quote ended with it."),
    }
}

/// A quote, for one who reads the thread; `deal`: of what came of it; `mine`: it is the reader's turn.
#[must_use]
pub fn quote(l: Locale, quote: &Quote, deal: Option<DealState>, mine: bool) -> Standing {
    let word = quote.state.name(l);
    match quote.state {
        QuoteState::Expired if quote.ended_with_offer() => standing(
            "",
            "lock",
            l.t("Kết thúc cùng chào hàng", "Ended with the offer"),
            l.t("Chào hàng đã kết thúc nên báo giá kết thúc theo.", "The offer has ended, and the quote with it."),
        ),
        QuoteState::Sent if mine => standing(
            "wait",
            "clock",
            l.t("Chờ bạn trả lời", "Waits for you"),
            l.t(
                "Đến lượt bạn: chấp nhận, trả giá lại hoặc từ chối.",
                "Your turn: accept, make a counter-offer or decline.",
            ),
        ),
        QuoteState::Sent => standing(
            "info",
            "clock",
            l.t("Chờ bên kia trả lời", "Waits for the other side"),
            l.t(
                "Bên kia sẽ chấp nhận, trả giá lại hoặc từ chối. Trong lúc đó bạn có thể rút lại.",
                "The other side will accept, make a counter-offer or decline. Until then you can withdraw it.",
            ),
        ),
        QuoteState::Accepted if deal == Some(DealState::Cancelled) => standing(
            "bad",
            "cross",
            l.t("Đã chốt rồi huỷ", "Agreed, then called off"),
            l.t(
                "Hai bên đã chốt, sau đó thoả thuận bị huỷ. Có thể gửi báo giá khác khi chào hàng còn mở.",
                "Both sides agreed, then the deal was called off. Another quote can be sent while the offer is open.",
            ),
        ),
        QuoteState::Accepted => standing(
            "good",
            "check",
            word,
            l.t("Hai bên đã chốt. Xem thoả thuận bên dưới.", "Both sides agreed. See the deal below."),
        ),
        QuoteState::Declined => standing(
            "",
            "cross",
            word,
            l.t(
                "Bên báo giá có thể gửi báo giá khác khi chào hàng còn mở.",
                "Another quote can be sent while the offer is open.",
            ),
        ),
        QuoteState::Withdrawn => standing(
            "",
            "cross",
            word,
            l.t("Có thể gửi báo giá khác khi chào hàng còn mở.", "Another quote can be sent while the offer is open."),
        ),
        QuoteState::Expired => standing(
            "",
            "clock",
            word,
            l.t("Có thể gửi báo giá khác khi chào hàng còn mở.", "Another quote can be sent while the offer is open."),
        ),
        QuoteState::Countered => standing("info", "arrow", word, ""),
    }
}

#[must_use]
pub fn deal(l: Locale, state: DealState) -> Standing {
    let word = state.name(l);
    match state {
        DealState::Agreed => standing("wait", "clock", word, l.t(
            "Hai bên giao nhận và thanh toán trực tiếp với nhau. Giao nhận xong, một trong hai bên bấm “Xác nhận đã giao nhận xong”.",
            "Both sides deliver and pay directly. When that is done, either of them presses “Confirm that it is done”.",
        )),
        DealState::Completed => standing("good", "check", word, l.t("Hàng đã giao nhận xong.", "The goods have changed hands.")),
        DealState::Cancelled => standing("bad", "cross", word, l.t("Thoả thuận đã huỷ; số lượng đã trở về chào hàng, chào hàng đã hết số lượng thì mở lại nếu còn hiệu lực.", "The deal was called off; its quantity went back to the offer, and one that was used up opens again while it is valid.")),
    }
}
