//! Offers to buy: every few weeks somebody looks for a commodity.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use kernel::{CommodityId, OfferId, Quantity, ctx::local_date};
use offers::{ClosedBecause, Contact, Delivery, Kind, Offer, State, Subject, Terms, Trader};

use super::{Made, Trade, WEEKS, price};
use crate::demo::data::{Base, Catalogue};

impl Trade {
    pub(super) fn wishes(&mut self, base: &Catalogue) -> Made {
        let mut made = Made::default();
        // One listing stands for its commodity.
        let mut usual: BTreeMap<CommodityId, (usize, &Base)> = BTreeMap::new();
        for (good, product) in base.products.iter().enumerate().filter(|(_, product)| product.prices.is_some()) {
            if let Some(id) = product.content.commodity_id {
                usual.entry(id).or_insert((good, product));
            }
        }
        for (id, (good, product)) in usual {
            let mut at = self.random.before(self.now, WEEKS * 7 - 14, WEEKS * 7);
            while at < self.now {
                let wish = self.wish(id, good, product, at);
                self.close(wish, &mut made);
                at += TimeDelta::days(self.random.between(14, 60));
            }
        }
        made
    }

    fn wish(&mut self, commodity: CommodityId, good: usize, product: &Base, opened: DateTime<Utc>) -> Offer {
        let content = &product.content;
        let (low, high) = product.prices.unwrap_or((50_000, 50_000));
        let level = price::level(good, content.months, opened) + self.random.between(-160, -20);
        let target = price::round(i64::midpoint(low, high) * level / 1_000);
        let is_member = self.one_in(3);
        let buyer = self.somebody(is_member);
        let quantity = Quantity(self.random.between(2, 60) * 10_000);
        let places = kernel::place::communes();
        let commune = places[self.index(places.len())].code;
        let terms = Terms {
            subject: Subject::Wanted {
                commodity: Some(commodity),
                category: Some(content.category_code.clone()),
                title: String::new(),
            },
            quantity,
            unit_code: content.unit_code.clone(),
            pack: None,
            price: (!self.one_in(8)).then_some(target),
            min_lot: None,
            steps: Vec::new(),
            commune_code: commune.to_owned(),
            place: String::new(),
            delivery: [Delivery::Delivered, Delivery::Agreed][good % 2],
            delivery_note: String::new(),
            packaging: String::new(),
            quality: "Hàng tươi, đều, có nguồn gốc rõ ràng".to_owned(),
            certificates: Vec::new(),
            available_from: None,
            available_until: Some(local_date(opened) + TimeDelta::days(45)),
            valid_until: local_date(opened) + TimeDelta::days(self.random.between(12, 35)),
            harvest: None,
            max_quotes: Some(5),
            contact: Contact::AfterDeal,
        };
        let (submitted, created) = (opened - TimeDelta::hours(3), opened - TimeDelta::hours(4));
        Offer {
            id: OfferId(self.random.id(created)),
            kind: Kind::Buy,
            state: State::Open,
            owner: buyer,
            product_id: None,
            stall_id: None,
            commodity_id: Some(commodity),
            category_code: Some(content.category_code.clone()),
            title: String::new(),
            remaining: quantity,
            terms,
            photos: Vec::new(),
            quotes: 0,
            reason: String::new(),
            submitted_at: Some(submitted),
            decided_at: Some(opened),
            opened_at: Some(opened),
            ended_at: None,
            version: 3,
            created_at: created,
            updated_at: opened,
        }
    }

    /// Quotes on it, and its end where its last day has passed.
    fn close(&mut self, mut wish: Offer, made: &mut Made) {
        let is_live = wish.terms.valid_until >= local_date(self.now);
        let last = wish.terms.valid_until.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(17);
        let until = if is_live { self.now - TimeDelta::minutes(5) } else { last };
        self.negotiate(&mut wish, until, is_live, made);
        if !is_live && wish.state == State::Open {
            let (state, ended) = if self.one_in(3) {
                (State::Closed(ClosedBecause::Owner), last - TimeDelta::hours(self.random.between(1, 40)))
            } else {
                (State::Expired, last + TimeDelta::minutes(1))
            };
            (wish.state, wish.ended_at, wish.updated_at) = (state, Some(ended), ended);
        }
        made.offers.push(wish);
    }

    /// A member, or a buyer without one.
    fn somebody(&mut self, is_member: bool) -> Trader {
        let length = if is_member { self.sellers.len() } else { self.buyers.len() };
        let at = self.index(length);
        if is_member { self.sellers[at] } else { self.buyers[at] }
    }

    fn index(&mut self, length: usize) -> usize {
        let last = i64::try_from(length.saturating_sub(1)).unwrap_or_default();
        usize::try_from(self.random.between(0, last)).unwrap_or_default()
    }

    /// Who answers: sellers to a wish, buyers and other members to an offer.
    pub(super) fn others_than(&mut self, offer: &Offer) -> Vec<Trader> {
        let many = self.random.between(0, 3);
        let mut found: Vec<Trader> = Vec::new();
        for _ in 0..many {
            let is_seller = offer.kind == Kind::Buy || self.one_in(4);
            let one = self.somebody(is_seller);
            let party = one.party();
            if party != offer.owner.party() && found.iter().all(|other| other.party() != party) {
                found.push(one);
            }
        }
        found
    }
}
