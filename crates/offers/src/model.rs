//! What reading gives.

use catalogue::{CategoryTree, Commodity};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{
    AttachmentId, CommodityId, DealId, Locale, MessageId, Money, OfferId, ProductId, Quantity, QuoteId, StallId,
    ThreadId,
};
use uuid::Uuid;

use crate::{Change, Contact, Cursor, DealState, Kind, MessageKind, QuoteState, Side, State, Terms, Trader};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub id: OfferId,
    pub kind: Kind,
    pub state: State,
    pub owner: Trader,
    pub product_id: Option<ProductId>,
    pub stall_id: Option<StallId>,
    /// The product's, or the one that is wanted.
    pub commodity_id: Option<CommodityId>,
    pub category_code: Option<String>,
    /// The product's name when it was last saved or submitted, or what is wanted in the buyer's words; empty where commodity or
    /// category say it.
    pub title: String,
    pub terms: Terms,
    /// Ids of pictures, the cover first; where there is none, the product's own stand in.
    pub photos: Vec<String>,
    /// What no deal has taken yet, in the offer's unit.
    pub remaining: Quantity,
    /// How many parties have quoted.
    pub quotes: i32,
    /// Why an officer asked for changes, rejected or hid it.
    pub reason: String,
    pub submitted_at: Option<DateTime<Utc>>,
    pub decided_at: Option<DateTime<Utc>>,
    /// When everybody first saw it.
    pub opened_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Offer {
    /// Where the next page of open offers begins.
    #[must_use]
    pub fn cursor(&self) -> Option<Cursor> {
        self.opened_at.map(|at| Cursor { at, id: self.id.0 })
    }

    /// The words that its owner was free to choose.
    #[must_use]
    pub fn free_words(&self) -> [&String; 5] {
        let terms = &self.terms;
        [&self.title, &terms.quality, &terms.packaging, &terms.place, &terms.delivery_note]
    }

    /// What it is called where no product gives it a name: in its own words, else as its commodity, else as its category.
    #[must_use]
    pub fn called<'a>(&'a self, l: Locale, commodity: Option<&'a Commodity>, tree: &'a CategoryTree) -> &'a str {
        if !self.title.is_empty() {
            return &self.title;
        }
        let category = || tree.by_code(self.category_code.as_deref()?).map(|category| category.name(l));
        commodity.map(|commodity| commodity.name(l)).or_else(category).unwrap_or_default()
    }

    /// Whether it can be quoted on that day.
    #[must_use]
    pub fn takes_quotes(&self, today: NaiveDate) -> bool {
        self.state == State::Open && today <= self.terms.valid_until
    }
}

/// What the owner of an offer and one party that answers it have between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    pub id: ThreadId,
    pub offer_id: OfferId,
    /// The member or account whose offer it is.
    pub owner_id: Uuid,
    /// Who answered.
    pub other: Trader,
    /// What the answering buyer chose.
    pub contact: Contact,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Thread {
    /// Which side this is; `None` for a stranger.
    #[must_use]
    pub fn side(&self, trader: &Trader) -> Option<Side> {
        match trader.party() {
            party if party == self.owner_id => Some(Side::Owner),
            party if party == self.other.party() => Some(Side::Other),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    pub id: QuoteId,
    pub thread_id: ThreadId,
    pub offer_id: OfferId,
    /// The quote that this one counters.
    pub previous_id: Option<QuoteId>,
    pub by: Side,
    pub state: QuoteState,
    /// For one of the offer's units.
    pub price: Money,
    /// In the offer's unit.
    pub quantity: Quantity,
    pub terms: String,
    pub valid_until: NaiveDate,
    pub created_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
}

impl Quote {
    /// Which side has to answer; `None` when nobody has.
    #[must_use]
    pub fn turn(&self) -> Option<Side> {
        (self.state == QuoteState::Sent).then(|| self.by.opposite())
    }

    /// Whether it ended before its last day had passed: its offer did.
    #[must_use]
    pub fn ended_with_offer(&self) -> bool {
        let ended_on = self.decided_at.map(kernel::ctx::local_date);
        self.state == QuoteState::Expired && ended_on.is_some_and(|day| day <= self.valid_until)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal {
    pub id: DealId,
    pub offer_id: OfferId,
    pub thread_id: ThreadId,
    pub quote_id: QuoteId,
    /// The member that sells.
    pub seller_id: Uuid,
    /// The member or account that buys.
    pub buyer_id: Uuid,
    pub state: DealState,
    /// For one unit.
    pub price: Money,
    pub quantity: Quantity,
    pub unit_code: String,
    pub amount: Money,
    /// Why it was cancelled.
    pub reason: String,
    pub agreed_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// One line of a thread: words, or a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub id: MessageId,
    pub thread_id: ThreadId,
    pub kind: MessageKind,
    /// The quote that a step is about.
    pub quote_id: Option<QuoteId>,
    /// `None`: the floor.
    pub by: Option<Side>,
    pub body: String,
    /// How the offer ended, where that is what ended the quote before its last day.
    pub ended: Option<State>,
    /// What the owner changed of the offer, where that is what the message says.
    pub change: Option<Change>,
    pub created_at: DateTime<Utc>,
}

/// A file that goes with a message; only the two sides of the thread, and officers, get its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub id: AttachmentId,
    pub message_id: MessageId,
    pub thread_id: ThreadId,
    pub file_name: String,
    pub content_type: String,
    /// Bytes.
    pub size: i64,
    pub blob_key: String,
}
