//! Between rows and nouns.

use kernel::{AccountId, CommodityId, MemberId, Money, ProductId, Quantity};
use uuid::Uuid;

use crate::{
    Attachment, Certificate, Change, Deal, Harvest, Message, MessageKind, Offer, Pack, Quote, Side, State, Subject,
    Terms, Thread, Trader,
    entity::{deal, offer, quote, quote_thread, thread_attachment, thread_message},
};

impl offer::Model {
    /// The state; a check constraint keeps others out.
    pub(crate) fn state(&self) -> State {
        State::from_codes(&self.state, &self.cause).unwrap_or(State::Withdrawn)
    }

    pub(crate) fn set_state(&mut self, state: State) {
        state.code().clone_into(&mut self.state);
        state.cause().clone_into(&mut self.cause);
    }

    pub(crate) fn owner(&self) -> Trader {
        Trader { account: AccountId(self.account_id), member: self.member_id.map(MemberId) }
    }

    pub(crate) fn photos(&self) -> Vec<String> {
        // Written by us and by nobody else; without photos the product's stand.
        serde_json::from_str(&self.photos).unwrap_or_default()
    }

    pub(crate) fn terms(&self) -> Terms {
        let subject = match self.product_id {
            Some(product) => Subject::Product(product.into()),
            None => Subject::Wanted {
                commodity: self.commodity_id.map(CommodityId),
                category: self.category_code.clone(),
                title: self.title.clone(),
            },
        };
        let harvest = self.harvest_from.zip(self.harvest_until).zip(self.expected_quantity);
        Terms {
            subject,
            quantity: Quantity(self.quantity),
            unit_code: self.unit_code.clone(),
            pack: self
                .pack_quantity
                .map(|quantity| Pack { quantity: Quantity(quantity), unit_code: self.pack_unit.clone() }),
            price: self.price.map(Money),
            min_lot: self.min_lot.map(Quantity),
            // Written by us and by nobody else; without steps the price stands.
            steps: serde_json::from_str(&self.price_steps).unwrap_or_default(),
            commune_code: self.commune_code.clone(),
            place: self.place.clone(),
            delivery: self.delivery,
            delivery_note: self.delivery_note.clone(),
            packaging: self.packaging.clone(),
            quality: self.quality.clone(),
            certificates: Certificate::split(&self.certificates),
            available_from: self.available_from,
            available_until: self.available_until,
            valid_until: self.valid_until,
            harvest: harvest.map(|((from, until), expected)| Harvest { from, until, expected: Quantity(expected) }),
            max_quotes: self.max_quotes,
            contact: self.contact,
        }
    }

    /// Writes the terms, all but the subject. Nothing has been taken of what is written anew.
    pub(crate) fn put_terms(&mut self, terms: &Terms) {
        self.quantity = terms.quantity.0;
        self.quantity_remaining = terms.quantity.0;
        self.unit_code.clone_from(&terms.unit_code);
        self.pack_quantity = terms.pack.as_ref().map(|pack| pack.quantity.0);
        self.pack_unit = terms.pack.as_ref().map(|pack| pack.unit_code.clone()).unwrap_or_default();
        self.price = terms.price.map(|price| price.0);
        self.min_lot = terms.min_lot.map(|quantity| quantity.0);
        self.price_steps = serde_json::json!(terms.steps).to_string();
        self.commune_code.clone_from(&terms.commune_code);
        self.place.clone_from(&terms.place);
        self.delivery = terms.delivery;
        self.delivery_note.clone_from(&terms.delivery_note);
        self.packaging.clone_from(&terms.packaging);
        self.quality.clone_from(&terms.quality);
        self.certificates = Certificate::join(&terms.certificates);
        self.available_from = terms.available_from;
        self.available_until = terms.available_until;
        self.valid_until = terms.valid_until;
        self.harvest_from = terms.harvest.map(|harvest| harvest.from);
        self.harvest_until = terms.harvest.map(|harvest| harvest.until);
        self.expected_quantity = terms.harvest.map(|harvest| harvest.expected.0);
        self.max_quotes = terms.max_quotes;
        self.contact = terms.contact;
    }
}

impl From<&Offer> for offer::Model {
    fn from(offer: &Offer) -> Self {
        let mut row = Self {
            id: offer.id.0,
            kind: offer.kind,
            state: offer.state.code().to_owned(),
            cause: offer.state.cause().to_owned(),
            account_id: offer.owner.account.0,
            member_id: offer.owner.member.map(Uuid::from),
            party_id: offer.owner.party(),
            product_id: offer.product_id.map(Uuid::from),
            stall_id: offer.stall_id.map(Uuid::from),
            commodity_id: offer.commodity_id.map(Uuid::from),
            category_code: offer.category_code.clone(),
            title: offer.title.clone(),
            quantity: 0,
            quantity_remaining: 0,
            unit_code: String::new(),
            pack_quantity: None,
            pack_unit: String::new(),
            price: None,
            min_lot: None,
            price_steps: String::new(),
            commune_code: String::new(),
            place: String::new(),
            delivery: offer.terms.delivery,
            delivery_note: String::new(),
            packaging: String::new(),
            quality: String::new(),
            certificates: String::new(),
            available_from: None,
            available_until: None,
            valid_until: offer.terms.valid_until,
            harvest_from: None,
            harvest_until: None,
            expected_quantity: None,
            max_quotes: None,
            quotes: offer.quotes,
            contact: offer.terms.contact,
            photos: serde_json::json!(offer.photos).to_string(),
            reason: offer.reason.clone(),
            submitted_at: offer.submitted_at,
            decided_at: offer.decided_at,
            opened_at: offer.opened_at,
            ended_at: offer.ended_at,
            version: offer.version,
            created_at: offer.created_at,
            updated_at: offer.updated_at,
        };
        row.put_terms(&offer.terms);
        row.quantity_remaining = offer.remaining.0;
        row
    }
}

impl From<offer::Model> for Offer {
    fn from(row: offer::Model) -> Self {
        Self {
            id: row.id.into(),
            kind: row.kind,
            state: row.state(),
            owner: row.owner(),
            product_id: row.product_id.map(ProductId),
            stall_id: row.stall_id.map(Into::into),
            commodity_id: row.commodity_id.map(CommodityId),
            terms: row.terms(),
            photos: row.photos(),
            category_code: row.category_code,
            title: row.title,
            remaining: Quantity(row.quantity_remaining),
            quotes: row.quotes,
            reason: row.reason,
            submitted_at: row.submitted_at,
            decided_at: row.decided_at,
            opened_at: row.opened_at,
            ended_at: row.ended_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl quote_thread::Model {
    pub(crate) fn other(&self) -> Trader {
        Trader { account: AccountId(self.account_id), member: self.member_id.map(MemberId) }
    }

    /// Which side the party is; `None` for a stranger.
    pub(crate) fn side(&self, party: Uuid) -> Option<Side> {
        match party {
            party if party == self.owner_id => Some(Side::Owner),
            party if party == self.party_id => Some(Side::Other),
            _ => None,
        }
    }
}

impl From<quote_thread::Model> for Thread {
    fn from(row: quote_thread::Model) -> Self {
        Self {
            id: row.id.into(),
            offer_id: row.offer_id.into(),
            owner_id: row.owner_id,
            other: row.other(),
            contact: row.contact,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<quote::Model> for Quote {
    fn from(row: quote::Model) -> Self {
        Self {
            id: row.id.into(),
            thread_id: row.thread_id.into(),
            offer_id: row.offer_id.into(),
            previous_id: row.previous_id.map(Into::into),
            by: Side::from_owner(row.by_owner),
            state: row.state,
            price: Money(row.price),
            quantity: Quantity(row.quantity),
            terms: row.terms,
            valid_until: row.valid_until,
            created_at: row.created_at,
            decided_at: row.decided_at,
        }
    }
}

impl From<deal::Model> for Deal {
    fn from(row: deal::Model) -> Self {
        Self {
            id: row.id.into(),
            offer_id: row.offer_id.into(),
            thread_id: row.thread_id.into(),
            quote_id: row.quote_id.into(),
            seller_id: row.seller_id,
            buyer_id: row.buyer_id,
            state: row.state,
            price: Money(row.price),
            quantity: Quantity(row.quantity),
            unit_code: row.unit_code,
            amount: Money(row.amount),
            reason: row.reason,
            agreed_at: row.agreed_at,
            ended_at: row.ended_at,
        }
    }
}

impl From<thread_message::Model> for Message {
    fn from(row: thread_message::Model) -> Self {
        // What the floor says of a quote's end is a state, no words of anybody's.
        let is_end = row.kind == MessageKind::Expired;
        let ended = if is_end { State::from_stored(&row.body) } else { None };
        Self {
            ended,
            id: row.id.into(),
            thread_id: row.thread_id.into(),
            kind: row.kind,
            quote_id: row.quote_id.map(Into::into),
            by: row.by_owner.map(Side::from_owner),
            body: if is_end { String::new() } else { row.body },
            change: Change::read(&row.changes),
            created_at: row.created_at,
        }
    }
}

impl From<thread_attachment::Model> for Attachment {
    fn from(row: thread_attachment::Model) -> Self {
        Self {
            id: row.id.into(),
            message_id: row.message_id.into(),
            thread_id: row.thread_id.into(),
            file_name: row.file_name,
            content_type: row.content_type,
            size: row.size,
            blob_key: row.blob_key,
        }
    }
}
