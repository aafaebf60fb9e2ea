//! The state machines of offers, quotes and deals. Pure.

use kernel::Locale;

use crate::{Error, codes::codes};

codes! {
    /// Who hid an offer: whoever did shows it again.
    HiddenBy {
        Owner = "owner",
        Officer = "officer",
        /// The member is suspended, or its product or stall is not to be seen.
        Floor = "floor",
    }
}

codes! {
    /// Why an offer is closed.
    ClosedBecause {
        Owner = "owner",
        /// Nothing is left of its quantity.
        UsedUp = "used_up",
        /// An offer to buy has as many quotes as it wanted. The buyer may still accept one of them.
        Quotes = "quotes",
        /// Its product is not listed any more, and won't be.
        Listing = "listing",
    }
}

/// Where an offer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Draft,
    Submitted,
    Open,
    ChangesRequested,
    Rejected,
    Hidden(HiddenBy),
    Closed(ClosedBecause),
    Expired,
    Withdrawn,
}

codes! {
    /// What can be done with an offer.
    Verb {
        /// Change it before officers saw it, or after they asked for it.
        Save = "save",
        /// Change it after it was opened.
        Revise = "revise",
        Submit = "submit",
        /// Submit as a trusted member, whom no officer checks first.
        OpenAtOnce = "open_at_once",
        Approve = "approve",
        RequestChanges = "request_changes",
        Reject = "reject",
        Hide = "hide",
        Show = "show",
        /// Hide as an officer.
        Suspend = "suspend",
        Restore = "restore",
        /// Hide because what stands behind it can't be seen at present.
        Withhold = "withhold",
        Release = "release",
        /// Answer it with a first quote.
        Quote = "quote",
        /// Agree on a deal.
        Agree = "agree",
        UseUp = "use_up",
        /// A deal was called off: what was used up has something to give again, where it stood before.
        Reopen = "reopen",
        ReopenHidden = "reopen_hidden",
        ReopenFull = "reopen_full",
        /// It has as many quotes as it wanted.
        Fill = "fill",
        /// Its product is not listed any more.
        Delist = "delist",
        Close = "close",
        Withdraw = "withdraw",
        Expire = "expire",
    }
}

impl State {
    pub const ALL: [Self; 14] = [
        Self::Draft,
        Self::Submitted,
        Self::Open,
        Self::ChangesRequested,
        Self::Rejected,
        Self::Hidden(HiddenBy::Owner),
        Self::Hidden(HiddenBy::Officer),
        Self::Hidden(HiddenBy::Floor),
        Self::Closed(ClosedBecause::Owner),
        Self::Closed(ClosedBecause::UsedUp),
        Self::Closed(ClosedBecause::Quotes),
        Self::Closed(ClosedBecause::Listing),
        Self::Expired,
        Self::Withdrawn,
    ];

    /// The state machine: where the verb leads, `None` where it is impossible.
    #[must_use]
    pub fn after(self, verb: Verb) -> Option<Self> {
        use {ClosedBecause as Because, HiddenBy as By, State as S};
        match (self, verb) {
            (S::Draft | S::ChangesRequested, Verb::Save) => Some(self),
            (S::Draft | S::ChangesRequested, Verb::Submit) => Some(S::Submitted),
            (S::Draft | S::ChangesRequested, Verb::OpenAtOnce) | (S::Submitted, Verb::Approve) => Some(S::Open),
            (S::Submitted, Verb::RequestChanges) => Some(S::ChangesRequested),
            (S::Submitted, Verb::Reject) => Some(S::Rejected),
            (S::Open, Verb::Hide) => Some(S::Hidden(By::Owner)),
            (S::Open, Verb::Withhold) => Some(S::Hidden(By::Floor)),
            // Hiding is no way out of an officer's hands.
            (S::Open | S::Hidden(By::Owner | By::Floor), Verb::Suspend) => Some(S::Hidden(By::Officer)),
            (S::Hidden(By::Owner), Verb::Show)
            | (S::Hidden(By::Officer), Verb::Restore)
            | (S::Hidden(By::Floor), Verb::Release)
            | (S::Open, Verb::Quote) => Some(S::Open),
            (S::Open | S::Hidden(By::Owner), Verb::Revise)
            // Hiding keeps newcomers away, not those who negotiate already.
            | (S::Open | S::Hidden(By::Owner) | S::Closed(Because::Quotes), Verb::Agree) => Some(self),
            (S::Open | S::Hidden(By::Owner) | S::Closed(Because::Quotes), Verb::UseUp) => {
                Some(S::Closed(Because::UsedUp))
            }
            (S::Closed(Because::UsedUp), Verb::Reopen) => Some(S::Open),
            (S::Closed(Because::UsedUp), Verb::ReopenHidden) => Some(S::Hidden(By::Owner)),
            (S::Closed(Because::UsedUp), Verb::ReopenFull) => Some(S::Closed(Because::Quotes)),
            (S::Open, Verb::Fill) => Some(S::Closed(Because::Quotes)),
            (S::Open | S::Hidden(_), Verb::Delist) => Some(S::Closed(Because::Listing)),
            (S::Open | S::Hidden(By::Owner | By::Floor) | S::Closed(Because::Quotes), Verb::Close) => {
                Some(S::Closed(Because::Owner))
            }
            // What an officer hid stays where he can see it.
            (
                S::Draft | S::Submitted | S::ChangesRequested | S::Open | S::Hidden(By::Owner | By::Floor),
                Verb::Withdraw,
            ) => Some(S::Withdrawn),
            (S::Submitted | S::Open | S::Hidden(_), Verb::Expire) => Some(S::Expired),
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
            Self::Open => "open",
            Self::ChangesRequested => "changes_requested",
            Self::Rejected => "rejected",
            Self::Hidden(_) => "hidden",
            Self::Closed(_) => "closed",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Who hid it or why it is closed; empty otherwise.
    #[must_use]
    pub fn cause(self) -> &'static str {
        match self {
            Self::Hidden(by) => by.code(),
            Self::Closed(because) => because.code(),
            _ => "",
        }
    }

    #[must_use]
    pub fn from_codes(code: &str, cause: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| (state.code(), state.cause()) == (code, cause))
    }

    /// Code and cause in one word, such as `closed.used_up`.
    pub(crate) fn stored(self) -> String {
        format!("{}.{}", self.code(), self.cause())
    }

    pub(crate) fn from_stored(text: &str) -> Option<Self> {
        text.split_once('.').and_then(|(code, cause)| Self::from_codes(code, cause))
    }

    /// Whether nothing can come of it as it stands: quotes that still wait end with it. What is used up comes back when one of its
    /// deals is called off.
    #[must_use]
    pub fn is_over(self) -> bool {
        match self {
            Self::Closed(because) => because != ClosedBecause::Quotes,
            Self::Rejected | Self::Expired | Self::Withdrawn => true,
            Self::Draft | Self::Submitted | Self::Open | Self::ChangesRequested | Self::Hidden(_) => false,
        }
    }

    #[must_use]
    pub fn name(self, l: Locale) -> &'static str {
        match self {
            Self::Draft => l.t("Bản nháp", "Draft"),
            Self::Submitted => l.t("Đang chờ duyệt", "Waiting for approval"),
            Self::Open => l.t("Đang mở", "Open"),
            Self::ChangesRequested => l.t("Cần bổ sung", "Changes requested"),
            Self::Rejected => l.t("Bị từ chối", "Rejected"),
            Self::Hidden(HiddenBy::Owner) => l.t("Đang ẩn", "Hidden"),
            Self::Hidden(HiddenBy::Officer) => l.t("Tạm ngừng", "Suspended"),
            Self::Hidden(HiddenBy::Floor) => l.t("Tạm ẩn theo gian hàng", "Hidden with its stall"),
            Self::Closed(ClosedBecause::Owner) => l.t("Đã đóng", "Closed"),
            Self::Closed(ClosedBecause::UsedUp) => l.t("Đã hết số lượng", "Used up"),
            Self::Closed(ClosedBecause::Quotes) => l.t("Đã đủ báo giá", "Has its quotes"),
            Self::Closed(ClosedBecause::Listing) => l.t("Đã đóng theo sản phẩm", "Closed with its product"),
            Self::Expired => l.t("Hết hạn", "Expired"),
            Self::Withdrawn => l.t("Đã rút", "Withdrawn"),
        }
    }
}

codes! {
    /// Where a quote stands.
    QuoteState {
        /// Waits for the other side.
        Sent = "sent",
        Accepted = "accepted",
        Declined = "declined",
        Withdrawn = "withdrawn",
        Expired = "expired",
        /// Answered with another quote.
        Countered = "countered",
    }
}

codes! {
    /// What can be done with a quote: withdrawing by its author, expiring by the floor, the rest by the other side.
    QuoteVerb {
        Accept = "accept",
        Decline = "decline",
        Withdraw = "withdraw",
        Expire = "expire",
        Counter = "counter",
    }
}

impl QuoteState {
    #[must_use]
    pub fn after(self, verb: QuoteVerb) -> Option<Self> {
        match (self, verb) {
            (Self::Sent, QuoteVerb::Accept) => Some(Self::Accepted),
            (Self::Sent, QuoteVerb::Decline) => Some(Self::Declined),
            (Self::Sent, QuoteVerb::Withdraw) => Some(Self::Withdrawn),
            (Self::Sent, QuoteVerb::Expire) => Some(Self::Expired),
            (Self::Sent, QuoteVerb::Counter) => Some(Self::Countered),
            _ => None,
        }
    }

    pub(crate) fn take(self, verb: QuoteVerb) -> Result<Self, Error> {
        self.after(verb).ok_or(Error::WrongState { from: self.code(), verb: verb.code() })
    }

    #[must_use]
    pub fn name(self, l: Locale) -> &'static str {
        match self {
            Self::Sent => l.t("Chờ trả lời", "Waiting for an answer"),
            Self::Accepted => l.t("Đã chấp nhận", "Accepted"),
            Self::Declined => l.t("Đã từ chối", "Declined"),
            Self::Withdrawn => l.t("Đã rút", "Withdrawn"),
            Self::Expired => l.t("Hết hạn", "Expired"),
            Self::Countered => l.t("Đã trả giá lại", "Countered"),
        }
    }
}

codes! {
    /// Where a deal stands.
    DealState {
        Agreed = "agreed",
        Completed = "completed",
        Cancelled = "cancelled",
    }
}

codes! {
    DealVerb {
        Complete = "complete",
        Cancel = "cancel",
    }
}

impl DealState {
    #[must_use]
    pub fn after(self, verb: DealVerb) -> Option<Self> {
        match (self, verb) {
            (Self::Agreed, DealVerb::Complete) => Some(Self::Completed),
            (Self::Agreed, DealVerb::Cancel) => Some(Self::Cancelled),
            _ => None,
        }
    }

    pub(crate) fn take(self, verb: DealVerb) -> Result<Self, Error> {
        self.after(verb).ok_or(Error::WrongState { from: self.code(), verb: verb.code() })
    }

    #[must_use]
    pub fn name(self, l: Locale) -> &'static str {
        match self {
            Self::Agreed => l.t("Đã thoả thuận", "Agreed"),
            Self::Completed => l.t("Đã hoàn thành", "Completed"),
            Self::Cancelled => l.t("Đã huỷ", "Cancelled"),
        }
    }
}
