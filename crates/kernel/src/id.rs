//! Typed ids: an account's id is never taken for a member's.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(s: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(s).map(Self)
            }
        }
    )+};
}

typed_ids! {
    /// A person who can log in.
    AccountId,
    /// A member business.
    MemberId,
    /// A member's shop front.
    StallId,
    /// A listing of a stall.
    ProductId,
    /// A proposed change of a listed product.
    RevisionId,
    /// A named good under a category.
    CommodityId,
    /// A private paper of a member or a product.
    DocumentId,
    /// A buyer's question to a seller.
    InquiryId,
    /// An invitation of a member's staff.
    InvitationId,
    /// An offer to sell or to buy.
    OfferId,
    /// What one party and an offer's owner say to each other.
    ThreadId,
    /// A price and a quantity that one side proposes to the other.
    QuoteId,
    /// What two parties agreed on.
    DealId,
    /// A message in a thread.
    MessageId,
    /// A file that goes with a message.
    AttachmentId,
}
