//! What the floor's rules forbid, each in a sentence of its own: why, and what to do.

use axum::http::StatusCode;
use kernel::Locale;
use offers::{QuoteState, QuoteVerb, Verb};

use crate::AppError;

/// A known refusal; heading and text in both languages.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: StatusCode,
    vi: (&'static str, &'static str),
    en: (&'static str, &'static str),
}

impl Refusal {
    /// Heading and text.
    #[must_use]
    pub fn words(&self, l: Locale) -> (&'static str, &'static str) {
        if l.is_vi() { self.vi } else { self.en }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.en.1)
    }
}

macro_rules! refusals {
    ($($name:ident = $status:ident, $vi:expr, $en:expr;)+) => {
        $(pub static $name: Refusal = Refusal { status: StatusCode::$status, vi: $vi, en: $en };)+
    };
}

refusals! {
    NOT_VERIFIED = FORBIDDEN,
        (
            "Hãy xác minh tài khoản trước",
            "Để đăng tin mua hoặc gửi báo giá, tài khoản cần được xác minh và không bị khoá. Hãy mở mục Tài khoản để xác minh.",
        ),
        (
            "Please verify your account first",
            "To buy or to send a quote, your account must be verified and not locked. You can verify it on your account page.",
        );
    NOT_A_SELLER = FORBIDDEN,
        (
            "Cần là thành viên đang hoạt động",
            "Cơ sở của bạn cần được duyệt làm thành viên, và cần có gian hàng đang mở để bán. Hãy xem tình trạng ở Kênh bán hàng.",
        ),
        (
            "For active member businesses",
            "Your business must be an approved member, and to sell it needs an open stall. See where it stands under “Sell here”.",
        );
    NOT_TRUSTED = FORBIDDEN,
        (
            "Cần được duyệt lại",
            "Lời mô tả, chứng nhận và ảnh của chào hàng đang mở phải được cán bộ của Sàn duyệt. Hãy chép thành chào hàng mới và gửi duyệt.",
        ),
        (
            "This has to be approved",
            "Text, certificates and photos of an open offer only change for trusted members. Please copy it into a new offer and submit that one.",
        );
    STALE = CONFLICT,
        ("Vừa có thay đổi", "Nội dung này vừa được thay đổi ở nơi khác. Hãy mở lại trang để xem tình hình mới nhất rồi làm lại."),
        ("It was changed meanwhile", "It has changed since you looked at it. Please read it again, then repeat what you meant to do.");
    OWN_OFFER = CONFLICT,
        ("Đây là tin của chính bạn", "Bạn không thể báo giá cho tin của mình hoặc của cơ sở mình."),
        ("This offer is your own", "You can't quote on your own offer or on one of your own business.");
    NOT_YOUR_TURN = CONFLICT,
        ("Đang chờ bên kia trả lời", "Báo giá này do bên bạn gửi. Hãy chờ bên kia trả lời, hoặc rút lại để gửi báo giá khác."),
        (
            "It is the other side's turn",
            "Only the side that has the turn can do this: a quote is answered by the side that received it, and withdrawn by the one that sent it.",
        );
    EXPIRED = CONFLICT,
        ("Đã hết hạn", "Tin hoặc báo giá này đã quá ngày hiệu lực. Hãy gửi báo giá mới hoặc tìm tin khác."),
        ("It has expired", "The last day of this offer or quote has passed. Please send a new quote or look for another offer.");
    NOT_ENOUGH = CONFLICT,
        ("Không còn đủ số lượng", "Người khác vừa nhận một phần. Hãy xem số lượng còn lại và gửi báo giá mới."),
        ("Not enough is left", "Others took a part meanwhile. Please look at what remains and send a new quote.");
    QUOTES_FULL = CONFLICT,
        ("Tin đã nhận đủ báo giá", "Tin này không nhận thêm báo giá nữa. Hãy xem các tin khác."),
        ("The offer has its quotes", "This offer takes no more quotes. Please look at other offers.");
    QUOTE_WAITS = CONFLICT,
        (
            "Đang có báo giá chờ trả lời",
            "Trong cuộc trao đổi này còn một báo giá chưa được trả lời. Hãy chờ, trả lời hoặc rút lại báo giá đó trước.",
        ),
        ("A quote waits already", "In this thread a quote waits for an answer. Wait for it, answer it or withdraw it first.");
    ANSWERED = CONFLICT,
        ("Báo giá này đã được xử lý", "Báo giá đã được trả lời, rút lại hoặc hết hạn. Hãy mở lại trang để xem tình hình mới nhất."),
        ("This quote has been dealt with", "It was answered or withdrawn, or it has expired. Please reload to see where it stands.");
    NOT_OPEN = CONFLICT,
        ("Tin này không còn mở", "Tin đã đóng, đang ẩn hoặc đã hết hạn nên chưa thể báo giá hay chốt thoả thuận."),
        ("This offer is not open", "It is closed, hidden or over, so it can't be quoted and no deal can be agreed on.");
    BAD_KEY = BAD_REQUEST,
        ("Khoá yêu cầu không đúng dạng", "Idempotency-Key phải là một khoá từ 1 đến 200 ký tự ASCII nhìn thấy được."),
        ("The key has the wrong form", "Idempotency-Key must be one key of 1 to 200 visible ASCII characters.");
    KEY_REUSED = UNPROCESSABLE_ENTITY,
        ("Khoá yêu cầu đã dùng cho việc khác", "Idempotency-Key này đã đi cùng một yêu cầu khác. Hãy dùng khoá mới."),
        ("The key names another request", "This Idempotency-Key came with another address or body before. Please use a new key.");
    NOT_JSON = UNSUPPORTED_MEDIA_TYPE,
        ("Chỉ nhận JSON", "Nội dung phải là JSON, với Content-Type là application/json."),
        ("Only JSON is taken", "The body must be JSON, with the content type application/json.");
    NOT_MULTIPART = UNSUPPORTED_MEDIA_TYPE,
        ("Chỉ nhận biểu mẫu có tệp", "Nội dung phải là biểu mẫu nhiều phần, với Content-Type là multipart/form-data."),
        ("Only a form with files is taken", "The body must be a form in parts, with the content type multipart/form-data.");
}

impl From<offers::Error> for AppError {
    fn from(error: offers::Error) -> Self {
        use offers::Error;
        match error {
            Error::NotFound => Self::NotFound,
            Error::Invalid(errors) => Self::Invalid(errors),
            Error::NotVerified => Self::Refused(&NOT_VERIFIED),
            Error::NotASeller => Self::Refused(&NOT_A_SELLER),
            Error::OwnOffer => Self::Refused(&OWN_OFFER),
            Error::NotYourTurn => Self::Refused(&NOT_YOUR_TURN),
            Error::Expired => Self::Refused(&EXPIRED),
            Error::NotEnough { .. } => Self::Refused(&NOT_ENOUGH),
            Error::QuotesFull => Self::Refused(&QUOTES_FULL),
            Error::WrongState { from, verb } => wrong_state(from, verb),
            Error::NotTrusted => Self::Refused(&NOT_TRUSTED),
            Error::Stale => Self::Refused(&STALE),
            Error::Db(error) => error.into(),
        }
    }
}

/// What officers and owners do with an offer needs no more words than that it has changed.
fn wrong_state(from: &str, verb: &str) -> AppError {
    let answers = [QuoteVerb::Accept, QuoteVerb::Decline, QuoteVerb::Counter];
    if from == QuoteState::Sent.code() && verb == Verb::Quote.code() {
        AppError::Refused(&QUOTE_WAITS)
    } else if answers.map(QuoteVerb::code).contains(&verb) {
        AppError::Refused(&ANSWERED)
    } else if [Verb::Quote, Verb::Agree].map(Verb::code).contains(&verb) {
        AppError::Refused(&NOT_OPEN)
    } else {
        AppError::WrongState
    }
}
