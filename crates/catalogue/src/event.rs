//! What happened in the catalogue. Followers reload the subject by its id.

/// The subject is the product, except for `CategoryChanged` and `CommodityChanged`. The events of a revision carry its id as
/// `revision` in the payload; `CategoryChanged` carries the category's `code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Submitted,
    /// Approved for the first time or again after changes: buyers see it.
    Listed,
    /// What buyers see has changed: a price, or an approved revision.
    Changed,
    ChangesRequested,
    Rejected,
    Hidden,
    Shown,
    Suspended,
    Restored,
    Archived,
    RevisionSubmitted,
    RevisionApproved,
    RevisionChangesRequested,
    RevisionRejected,
    RevisionWithdrawn,
    CategoryChanged,
    CommodityChanged,
}

impl Event {
    pub const ALL: [Self; 17] = [
        Self::Submitted,
        Self::Listed,
        Self::Changed,
        Self::ChangesRequested,
        Self::Rejected,
        Self::Hidden,
        Self::Shown,
        Self::Suspended,
        Self::Restored,
        Self::Archived,
        Self::RevisionSubmitted,
        Self::RevisionApproved,
        Self::RevisionChangesRequested,
        Self::RevisionRejected,
        Self::RevisionWithdrawn,
        Self::CategoryChanged,
        Self::CommodityChanged,
    ];

    /// The outbox's `kind` and the audit log's `action`.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Submitted => "product.submitted",
            Self::Listed => "product.listed",
            Self::Changed => "product.changed",
            Self::ChangesRequested => "product.changes_requested",
            Self::Rejected => "product.rejected",
            Self::Hidden => "product.hidden",
            Self::Shown => "product.shown",
            Self::Suspended => "product.suspended",
            Self::Restored => "product.restored",
            Self::Archived => "product.archived",
            Self::RevisionSubmitted => "revision.submitted",
            Self::RevisionApproved => "revision.approved",
            Self::RevisionChangesRequested => "revision.changes_requested",
            Self::RevisionRejected => "revision.rejected",
            Self::RevisionWithdrawn => "revision.withdrawn",
            Self::CategoryChanged => "category.changed",
            Self::CommodityChanged => "commodity.changed",
        }
    }

    #[must_use]
    pub fn from_kind(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.kind() == kind)
    }
}
