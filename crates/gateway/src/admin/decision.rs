//! An officer's decision: the form that every review page carries, and where it leads.

use chrono::{DateTime, Utc};
use kernel::{FieldErrors, Fields, Locale};
use uuid::Uuid;

use super::{
    frame::done_parameter,
    queue::{self, Kind},
    reasons::reasons,
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
    let today = app.ctx(shell.viewer.actor()).today();
    let items = queue::waiting(app.db.read(), shell.l, today, only).await?;
    let next = queue::next(&items, submitted.unwrap_or_default(), id);
    let path = next.map_or_else(|| "/quan-tri/cho-duyet".to_owned(), |item| item.kind.path(item.id));
    let filter = only.map(|only| format!("&loai={}", only.code())).unwrap_or_default();
    after(shell, &format!("{path}?{done}{filter}"), "")
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
