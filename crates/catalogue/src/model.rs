//! Products, their revisions, and what may be done with them in which state. Pure.

use chrono::{DateTime, Utc};
use kernel::{Locale, MemberId, ProductId, RevisionId, StallId};

use crate::{Content, Error, FlagSet};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    pub id: ProductId,
    pub member_id: MemberId,
    pub stall_id: StallId,
    pub state: State,
    /// Its address on the site.
    pub slug: String,
    pub content: Content,
    /// For officers only.
    pub flags: FlagSet,
    /// Why an officer asked for changes, rejected or suspended it.
    pub reason: String,
    pub submitted_at: Option<DateTime<Utc>>,
    pub decided_at: Option<DateTime<Utc>>,
    /// When it was first approved.
    pub listed_at: Option<DateTime<Utc>>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A proposed change of a product that was approved before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    pub id: RevisionId,
    pub product_id: ProductId,
    pub member_id: MemberId,
    pub state: RevisionState,
    pub content: Content,
    /// The product's version when it was written.
    pub base_version: i64,
    pub flags: FlagSet,
    pub reason: String,
    pub submitted_at: Option<DateTime<Utc>>,
    pub decided_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Draft,
    Submitted,
    Listed,
    ChangesRequested,
    Rejected,
    Hidden,
    Suspended,
    Archived,
}

/// What can be done with a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Change it before it was ever approved.
    Save,
    Submit,
    Approve,
    RequestChanges,
    Reject,
    /// Change what was approved: prices at once, the rest as a revision.
    Propose,
    Hide,
    Show,
    Suspend,
    Restore,
    Archive,
}

impl State {
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Submitted,
        Self::Listed,
        Self::ChangesRequested,
        Self::Rejected,
        Self::Hidden,
        Self::Suspended,
        Self::Archived,
    ];

    /// The state machine: where the verb leads, `None` where it is impossible.
    #[must_use]
    pub fn after(self, verb: Verb) -> Option<Self> {
        use State as S;
        match (self, verb) {
            (S::Draft | S::ChangesRequested, Verb::Save) => Some(self),
            (S::Draft | S::ChangesRequested, Verb::Submit) => Some(S::Submitted),
            (S::Submitted, Verb::Approve) => Some(S::Listed),
            (S::Submitted, Verb::RequestChanges) => Some(S::ChangesRequested),
            (S::Submitted, Verb::Reject) => Some(S::Rejected),
            // A suspended product can be mended before an officer restores it.
            (S::Listed | S::Hidden | S::Suspended, Verb::Propose) => Some(self),
            (S::Listed, Verb::Hide) => Some(S::Hidden),
            (S::Hidden, Verb::Show) => Some(S::Listed),
            // Hiding is no way out of an officer's hands.
            (S::Listed | S::Hidden, Verb::Suspend) => Some(S::Suspended),
            (S::Suspended, Verb::Restore) => Some(S::Listed),
            // What an officer suspended stays where he can see it.
            (S::Archived | S::Suspended, Verb::Archive) => None,
            (_, Verb::Archive) => Some(S::Archived),
            _ => None,
        }
    }

    pub(crate) fn take(self, verb: Verb) -> Result<Self, Error> {
        self.after(verb).ok_or(Error::WrongState { from: self.code(), verb: verb.code() })
    }

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Listed => "listed",
            Self::ChangesRequested => "changes_requested",
            Self::Rejected => "rejected",
            Self::Hidden => "hidden",
            Self::Suspended => "suspended",
            Self::Archived => "archived",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    #[must_use]
    pub fn name(self, l: Locale) -> &'static str {
        match self {
            Self::Draft => l.t("Bản nháp", "Draft"),
            Self::Submitted => l.t("Đang chờ duyệt", "Waiting for approval"),
            Self::Listed => l.t("Đang bán", "Listed"),
            Self::ChangesRequested => l.t("Cần bổ sung", "Changes requested"),
            Self::Rejected => l.t("Bị từ chối", "Rejected"),
            Self::Hidden => l.t("Đang ẩn", "Hidden"),
            Self::Suspended => l.t("Tạm ngừng", "Suspended"),
            Self::Archived => l.t("Đã lưu trữ", "Archived"),
        }
    }
}

impl Verb {
    pub const ALL: [Self; 11] = [
        Self::Save,
        Self::Submit,
        Self::Approve,
        Self::RequestChanges,
        Self::Reject,
        Self::Propose,
        Self::Hide,
        Self::Show,
        Self::Suspend,
        Self::Restore,
        Self::Archive,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Save => "save",
            Self::Submit => "submit",
            Self::Approve => "approve",
            Self::RequestChanges => "request changes of",
            Self::Reject => "reject",
            Self::Propose => "revise",
            Self::Hide => "hide",
            Self::Show => "show",
            Self::Suspend => "suspend",
            Self::Restore => "restore",
            Self::Archive => "archive",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RevisionState {
    Draft,
    Submitted,
    Approved,
    ChangesRequested,
    Rejected,
    Withdrawn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevisionVerb {
    Save,
    Submit,
    Approve,
    RequestChanges,
    Reject,
    Withdraw,
}

impl RevisionState {
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Submitted, Self::Approved, Self::ChangesRequested, Self::Rejected, Self::Withdrawn];

    #[must_use]
    pub fn after(self, verb: RevisionVerb) -> Option<Self> {
        use RevisionState as S;
        match (self, verb) {
            // What was submitted never changes: saving anew withdraws it and begins another.
            (S::Draft | S::ChangesRequested, RevisionVerb::Save) => Some(self),
            (S::Draft | S::ChangesRequested, RevisionVerb::Submit) => Some(S::Submitted),
            (S::Submitted, RevisionVerb::Approve) => Some(S::Approved),
            (S::Submitted, RevisionVerb::RequestChanges) => Some(S::ChangesRequested),
            (S::Submitted, RevisionVerb::Reject) => Some(S::Rejected),
            (S::Draft | S::Submitted | S::ChangesRequested, RevisionVerb::Withdraw) => Some(S::Withdrawn),
            _ => None,
        }
    }

    pub(crate) fn take(self, verb: RevisionVerb) -> Result<Self, Error> {
        self.after(verb).ok_or(Error::WrongState { from: self.code(), verb: verb.code() })
    }

    /// Whether it still waits for somebody. A product has at most one open revision.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Submitted | Self::ChangesRequested)
    }

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::ChangesRequested => "changes_requested",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    #[must_use]
    pub fn name(self, l: Locale) -> &'static str {
        match self {
            Self::Draft => l.t("Bản sửa chưa gửi", "Edit not sent yet"),
            Self::Submitted => l.t("Bản sửa đang chờ duyệt", "Edit waiting for approval"),
            Self::Approved => l.t("Bản sửa đã duyệt", "Edit approved"),
            Self::ChangesRequested => l.t("Bản sửa cần bổ sung", "Edit needs changes"),
            Self::Rejected => l.t("Bản sửa bị từ chối", "Edit rejected"),
            Self::Withdrawn => l.t("Bản sửa đã rút", "Edit withdrawn"),
        }
    }
}

impl RevisionVerb {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Save => "save",
            Self::Submit => "submit",
            Self::Approve => "approve",
            Self::RequestChanges => "request changes of",
            Self::Reject => "reject",
            Self::Withdraw => "withdraw",
        }
    }
}
