//! An officer's decision: the form that every review page carries, and where it leads.

use chrono::{DateTime, Utc};
use kernel::{FieldErrors, Fields, Locale};
use uuid::Uuid;

use super::{
    frame::done_parameter,
    queue::{self, Kind},
};
use crate::{
    AppError,
    account::parameter,
    form::{Form, FormView, Labels},
    render::{Page, after},
    state::App,
    view::Shell,
};

const LABELS: Labels = &[
    ("mau", "Lý do mẫu", "Prepared reason"),
    ("reason", "Lý do gửi cho thành viên", "Reason, as the member reads it"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Approve,
    RequestChanges,
    Reject,
    Suspend,
    Restore,
}

impl Verb {
    pub const ALL: [Self; 5] = [Self::Approve, Self::RequestChanges, Self::Reject, Self::Suspend, Self::Restore];
    /// What can be decided about something that waits.
    pub const REVIEW: [Self; 3] = [Self::Approve, Self::RequestChanges, Self::Reject];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Approve => "duyet",
            Self::RequestChanges => "bo-sung",
            Self::Reject => "tu-choi",
            Self::Suspend => "tam-ngung",
            Self::Restore => "khoi-phuc",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.code() == code)
    }

    /// Whether it is said to somebody who waits for it.
    fn is_review(self) -> bool {
        Self::REVIEW.contains(&self)
    }
}

/// What the officer pressed and wrote.
#[derive(Debug, Clone)]
pub struct Typed {
    pub verb: Verb,
    /// The version that was read.
    pub version: Option<i64>,
    pub reason: String,
}

impl Typed {
    pub fn read(l: Locale, kind: Kind, form: &Form) -> Result<Self, AppError> {
        let fields = &form.fields;
        let verb = Verb::from_code(fields.get("viec")).ok_or(AppError::BadRequest)?;
        let prepared = reasons(kind).iter().find(|(code, ..)| *code == fields.get("mau"));
        let prepared = prepared.map_or("", |(_, vi, en)| l.t(vi, en));
        let reason = match (prepared, fields.get("reason")) {
            ("", typed) => typed.to_owned(),
            (prepared, "") => prepared.to_owned(),
            // The page's script may have copied the prepared text already.
            (prepared, typed) if typed.contains(prepared) => typed.to_owned(),
            (prepared, typed) => format!("{prepared}\n{typed}"),
        };
        Ok(Self { verb, version: fields.get("phien-ban").parse().ok(), reason })
    }
}

/// Why the page is shown again, with the form as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Again {
    pub fields: Fields,
    pub errors: FieldErrors,
    /// It was changed or decided meanwhile.
    pub stale: bool,
}

impl Again {
    /// After a failed command; what the officer can't mend on the page stays an error.
    pub fn after(error: impl Into<AppError>, form: Form) -> Result<Self, AppError> {
        let fields = form.fields;
        match error.into() {
            AppError::Invalid(errors) => Ok(Self { fields, errors, stale: false }),
            AppError::WrongState => Ok(Self { fields, errors: FieldErrors::default(), stale: true }),
            other => Err(other),
        }
    }

    /// A form that came back after a new login.
    #[must_use]
    pub fn resumed(form: Form) -> Self {
        Self { fields: form.fields, ..Self::default() }
    }

    #[must_use]
    pub fn status(&self) -> axum::http::StatusCode {
        if self.stale {
            axum::http::StatusCode::CONFLICT
        } else if self.errors.is_empty() {
            axum::http::StatusCode::OK
        } else {
            axum::http::StatusCode::UNPROCESSABLE_ENTITY
        }
    }
}

/// The form on a review page (`{% import "admin/parts.html" as p %}`, then `p::decision`).
pub struct Decision {
    pub form: FormView,
    pub action: String,
    pub version: i64,
    pub verbs: Vec<Verb>,
    pub reasons: Vec<(&'static str, &'static str)>,
    pub stale: bool,
    /// The queue's filter, kept while going from one to the next.
    pub only: &'static str,
    /// Why it can't be approved now; may be empty.
    pub obstacle: &'static str,
}

impl Decision {
    #[must_use]
    pub fn new(shell: &Shell, kind: Kind, id: Uuid, version: i64, verbs: Vec<Verb>, again: Again) -> Self {
        let l = shell.l;
        let only =
            if again.fields.has("loai") { again.fields.get("loai").to_owned() } else { parameter(shell, "loai") };
        Self {
            action: kind.path(id),
            version,
            verbs,
            reasons: reasons(kind).iter().map(|(code, vi, en)| (*code, l.t(vi, en))).collect(),
            stale: again.stale,
            only: Kind::from_code(&only).map_or("", Kind::code),
            obstacle: "",
            form: FormView::new(l, LABELS, again.fields, again.errors),
        }
    }

    #[must_use]
    pub fn can(&self, code: &str) -> bool {
        self.verbs.iter().any(|verb| verb.code() == code)
    }

    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.verbs.is_empty() || !self.obstacle.is_empty()
    }
}

/// After a decision: to the next thing that waits; after anything else back to the page.
pub async fn onwards(
    app: &App,
    shell: &Shell,
    (kind, id): (Kind, Uuid),
    submitted: Option<DateTime<Utc>>,
    verb: Verb,
    form: &Form,
) -> Page {
    app.wake.notify_one();
    let done = done_parameter(verb, kind, id);
    if !verb.is_review() {
        return after(shell, &format!("{}?{done}", kind.path(id)), "");
    }
    let only = Kind::from_code(form.fields.get("loai"));
    let items = queue::waiting(app.db.read(), shell.l, only).await?;
    let next = queue::next(&items, submitted.unwrap_or_default(), id);
    let path = next.map_or_else(|| "/quan-tri/cho-duyet".to_owned(), |item| item.kind.path(item.id));
    let filter = only.map(|only| format!("&loai={}", only.code())).unwrap_or_default();
    after(shell, &format!("{path}?{done}{filter}"), "")
}

type Reasons = &'static [(&'static str, &'static str, &'static str)];

/// Prepared reasons: what officers say most often.
fn reasons(kind: Kind) -> Reasons {
    match kind {
        Kind::Member => &[
            (
                "giay-to-mo",
                "Ảnh chụp giấy tờ bị mờ hoặc thiếu trang. Xin chụp lại cho rõ chữ, đủ các trang.",
                "A paper is blurred or incomplete. Please photograph all pages again, readable.",
            ),
            (
                "thieu-giay-dkkd",
                "Chưa có giấy chứng nhận đăng ký kinh doanh (hoặc đăng ký hợp tác xã, hộ kinh doanh). Xin tải lên.",
                "The business registration is missing. Please upload it.",
            ),
            (
                "ten-khong-khop",
                "Tên cơ sở hoặc người đại diện không khớp với giấy đăng ký. Xin sửa theo đúng giấy đăng ký.",
                "The name of the business or of its representative differs from the registration. Please write it as registered.",
            ),
            (
                "ma-so-thue",
                "Mã số thuế không khớp với giấy đăng ký. Xin kiểm tra lại.",
                "The tax code differs from the registration. Please check it.",
            ),
            (
                "thieu-attp",
                "Cơ sở bán thực phẩm nhưng chưa có giấy chứng nhận an toàn thực phẩm hoặc bản cam kết. Xin bổ sung.",
                "You sell food, but the food-safety certificate or commitment is missing. Please add it.",
            ),
            (
                "ngoai-tinh",
                "Cơ sở không hoạt động tại Hà Tĩnh nên chưa thuộc đối tượng tham gia Sàn.",
                "The business is not active in Hà Tĩnh, for which this floor is made.",
            ),
        ],
        Kind::Stall => &[
            (
                "ten-gay-nham",
                "Tên gian hàng dễ gây nhầm với cơ sở hoặc cơ quan khác. Xin chọn tên khác.",
                "The stall's name can be mistaken for another business or an authority. Please choose another.",
            ),
            (
                "anh-khong-phu-hop",
                "Logo hoặc ảnh bìa không phù hợp hoặc dùng hình ảnh của người khác. Xin thay ảnh.",
                "The logo or banner is unsuitable or belongs to somebody else. Please replace it.",
            ),
            (
                "gioi-thieu",
                "Phần giới thiệu còn quá sơ sài hoặc quảng cáo quá sự thật. Xin viết lại.",
                "The introduction is too short or promises too much. Please rewrite it.",
            ),
            (
                "lien-he",
                "Số điện thoại liên hệ không gọi được. Xin kiểm tra lại.",
                "The contact phone can't be reached. Please check it.",
            ),
        ],
        Kind::Product | Kind::Revision => &[
            (
                "anh-mo",
                "Ảnh mờ, không phải ảnh thật của sản phẩm hoặc có chữ quảng cáo, số điện thoại. Xin chụp lại.",
                "The photo is blurred, not of the product itself, or carries advertising. Please take a new one.",
            ),
            (
                "giay-to",
                "Giấy tờ của sản phẩm còn thiếu, hết hạn hoặc không khớp. Xin bổ sung giấy tờ hợp lệ.",
                "The product's papers are missing, expired or do not match. Please add valid ones.",
            ),
            (
                "ten-bao-ho",
                "Tên sản phẩm dùng tên được bảo hộ (chỉ dẫn địa lý, nhãn hiệu chứng nhận) nhưng nơi sản xuất ngoài vùng hoặc chưa có quyền sử dụng. Xin đổi tên hoặc nộp giấy tờ.",
                "The name is protected, and the goods come from outside its communes or the right to use it is not shown. Please change the name or hand in the paper.",
            ),
            (
                "loi-chua-benh",
                "Mô tả có lời quảng cáo chữa bệnh, không được phép với thực phẩm. Xin bỏ các câu này.",
                "The description promises healing, which food may not. Please remove those sentences.",
            ),
            (
                "mo-ta",
                "Mô tả chưa đủ để người mua hiểu sản phẩm (thành phần, quy cách, bảo quản). Xin viết rõ hơn.",
                "The description does not tell buyers enough (content, packing, storage). Please add to it.",
            ),
            (
                "sai-nganh",
                "Sản phẩm đặt chưa đúng ngành hàng. Xin chọn lại ngành hàng phù hợp.",
                "The product is in the wrong category. Please choose the right one.",
            ),
            (
                "gia",
                "Giá hoặc đơn vị tính có vẻ nhầm. Xin kiểm tra lại.",
                "The price or the unit looks mistaken. Please check it.",
            ),
            (
                "hang-cam",
                "Đây là hàng không được bán trên Sàn theo quy định của pháp luật và quy chế của Sàn.",
                "These goods may not be sold here, by law and by the floor's rules.",
            ),
        ],
        Kind::Phone => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Form {
        let fields = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Form { fields, ..Form::default() }
    }

    #[test]
    fn a_prepared_reason_and_own_words_are_put_together_once() {
        let read =
            |pairs: &[(&str, &str)]| Typed::read(Locale::En, Kind::Stall, &form(pairs)).map(|typed| typed.reason);
        let only = read(&[("viec", "bo-sung"), ("mau", "lien-he")]).expect("readable");
        assert!(only.starts_with("The contact phone"));
        let both = read(&[("viec", "bo-sung"), ("mau", "lien-he"), ("reason", "Thanks")]).expect("readable");
        assert_eq!(both, format!("{only}\nThanks"));
        assert_eq!(read(&[("viec", "bo-sung"), ("mau", "lien-he"), ("reason", &both)]).expect("readable"), both);
        assert_eq!(read(&[("viec", "duyet"), ("mau", "nonsense")]).expect("readable"), "");
        assert!(read(&[("viec", "xoa")]).is_err());
    }
}
