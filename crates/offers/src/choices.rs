//! The small choices of offers and threads, and their two sides. Pure.

use kernel::Locale;

use crate::codes::codes;

codes! {
    Kind {
        /// Chào bán.
        Sell = "sell",
        /// Chào mua.
        Buy = "buy",
    }
}

impl Kind {
    #[must_use]
    pub fn name(self, l: Locale) -> &'static str {
        match self {
            Self::Sell => l.t("Chào bán", "Offer to sell"),
            Self::Buy => l.t("Chào mua", "Offer to buy"),
        }
    }
}

codes! {
    /// Who brings the goods.
    Delivery {
        /// The buyer fetches them at the offer's place.
        Pickup = "pickup",
        /// The seller brings them.
        Delivered = "delivered",
        /// To be agreed on.
        Agreed = "agreed",
    }
}

impl Delivery {
    #[must_use]
    pub fn name(self, l: Locale) -> &'static str {
        match self {
            Self::Pickup => l.t("Bên mua đến lấy", "The buyer fetches them"),
            Self::Delivered => l.t("Bên bán giao tận nơi", "The seller delivers"),
            Self::Agreed => l.t("Hai bên thoả thuận", "To be agreed"),
        }
    }
}

codes! {
    /// When a seller sees how to reach the buyer.
    Contact {
        Never = "never",
        /// Once there is a deal.
        AfterDeal = "deal",
        /// As soon as the two talk.
        InThread = "thread",
    }
}

impl Contact {
    #[must_use]
    pub fn name(self, l: Locale) -> &'static str {
        match self {
            Self::Never => l.t("Không cho xem", "Never"),
            Self::AfterDeal => l.t("Sau khi chốt thoả thuận", "Once there is a deal"),
            Self::InThread => l.t("Ngay khi trao đổi", "As soon as we talk"),
        }
    }

    /// Whether the seller on the other side of a thread sees the buyer's contact.
    #[must_use]
    pub fn is_shown(self, has_deal: bool) -> bool {
        match self {
            Self::Never => false,
            Self::AfterDeal => has_deal,
            Self::InThread => true,
        }
    }
}

codes! {
    /// What a message in a thread is: words, or a step of the negotiation.
    MessageKind {
        Text = "text",
        Sent = "sent",
        Countered = "countered",
        Accepted = "accepted",
        Declined = "declined",
        Withdrawn = "withdrawn",
        Expired = "expired",
        Completed = "completed",
        Cancelled = "cancelled",
        /// The offer was hidden by an officer or with its stall.
        Hidden = "hidden",
        Shown = "shown",
    }
}

/// A side of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Whose offer it is.
    Owner,
    /// Who answered it.
    Other,
}

impl Side {
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Owner => Self::Other,
            Self::Other => Self::Owner,
        }
    }

    pub(crate) fn from_owner(by_owner: bool) -> Self {
        if by_owner { Self::Owner } else { Self::Other }
    }
}
