//! Offers to sell on the demonstration's products.

use catalogue::bulk::NewProduct;
use chrono::{DateTime, Datelike, Months as CalendarMonths, NaiveDate, TimeDelta, Utc};
use kernel::{Money, OfferId, Quantity, ctx::local_date};
use offers::{
    ClosedBecause, Contact, Delivery, Harvest, HiddenBy, Kind, Offer, Pack, State, Step, Subject, Terms, Trader,
};

use super::{Made, Trade, WITH_HISTORY, price};

/// What a lot is counted in, and the price of one.
struct Lot {
    unit_code: String,
    pack: Option<Pack>,
    quantity: i64,
    price: i64,
}

/// What an officer wrote.
const REASON: &str = "Giá và ảnh chưa khớp với sản phẩm. Mong bạn xem lại rồi gửi duyệt lần nữa.";

impl Trade {
    /// The past and present offers on one product; those of one `good` rise and fall together.
    pub(super) fn sell(&mut self, number: usize, good: usize, product: &NewProduct, owner: Trader, made: &mut Made) {
        let listed = product.listed_at.unwrap_or(self.now);
        if number < WITH_HISTORY {
            let mut opened = listed.max(self.now - TimeDelta::days(364));
            // Three of five products trade: offered again every few weeks, out of season less often.
            while number % 5 < 3 && opened < self.now - TimeDelta::days(30) {
                if self.is_time(product, opened) {
                    self.ended(good, product, owner, opened, made);
                }
                opened += TimeDelta::hours(self.random.between(10 * 24, 34 * 24));
            }
            self.others(number, good, product, owner, made);
        }
        for _ in 0..self.live_on(number) {
            let opened = self.random.before(self.now, 0, 25).max(listed);
            let mut offer = self.offer(good, product, owner, opened);
            self.look_ahead(&mut offer, product);
            if number < WITH_HISTORY && self.one_in(3) {
                let until = self.now - TimeDelta::minutes(5);
                self.negotiate(&mut offer, until, true, made);
            }
            made.offers.push(offer);
        }
    }

    fn is_time(&mut self, product: &NewProduct, at: DateTime<Utc>) -> bool {
        let months = product.content.months;
        months.is_empty() || months.contains(local_date(at).month()) || self.one_in(2)
    }

    fn ended(&mut self, good: usize, product: &NewProduct, owner: Trader, opened: DateTime<Utc>, made: &mut Made) {
        let mut offer = self.offer(good, product, owner, opened);
        let valid = self.random.between(10, 28);
        offer.terms.valid_until = local_date(opened) + TimeDelta::days(valid);
        // Midnight after its last day.
        let last = offer.terms.valid_until.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::hours(17);
        self.negotiate(&mut offer, last, false, made);
        if offer.state == State::Open {
            let (state, ended) = match self.random.between(1, 20) {
                1..=12 => (State::Expired, last + TimeDelta::minutes(1)),
                13..=18 => (State::Closed(ClosedBecause::Owner), last - TimeDelta::hours(self.random.between(1, 40))),
                // Withdrawn soon: it should not have been.
                _ if offer.quotes == 0 => (State::Withdrawn, opened + TimeDelta::hours(self.random.between(1, 20))),
                _ => (State::Expired, last + TimeDelta::minutes(1)),
            };
            (offer.state, offer.ended_at, offer.updated_at) = (state, Some(ended), ended);
        }
        made.offers.push(offer);
    }

    /// Offers in the other states, so that desks have something to do.
    fn others(&mut self, number: usize, good: usize, product: &NewProduct, owner: Trader, made: &mut Made) {
        let state = match number {
            _ if number % 40 == 3 => State::Submitted,
            _ if number % 60 == 7 => State::Draft,
            _ if number % 90 == 11 => State::ChangesRequested,
            _ if number % 120 == 4 => State::Hidden(HiddenBy::Officer),
            _ if number % 120 == 34 => State::Hidden(HiddenBy::Owner),
            _ if number % 150 == 8 => State::Rejected,
            _ => return,
        };
        let began = self.random.before(self.now, 0, 4);
        let mut offer = self.offer(good, product, owner, began);
        offer.state = state;
        let is_hidden = matches!(state, State::Hidden(_));
        if !is_hidden {
            offer.opened_at = None;
        }
        match state {
            State::Draft => (offer.submitted_at, offer.decided_at) = (None, None),
            State::Submitted => offer.decided_at = None,
            State::Rejected => offer.ended_at = offer.decided_at,
            _ => {}
        }
        if !matches!(state, State::Draft | State::Submitted | State::Hidden(HiddenBy::Owner)) {
            REASON.clone_into(&mut offer.reason);
        }
        made.offers.push(offer);
    }

    /// An open offer of that moment.
    fn offer(&mut self, good: usize, product: &NewProduct, owner: Trader, opened: DateTime<Utc>) -> Offer {
        let lot = self.lot(good, product, opened);
        let (quantity, price) = (Quantity(lot.quantity * 1_000), price::round(lot.price));
        let price = (product.content.price.is_some() && !self.one_in(10)).then_some(price);
        let day = local_date(opened);
        let in_parts = price.filter(|_| self.one_in(4));
        let terms = Terms {
            subject: Subject::Product(product.id),
            quantity,
            unit_code: lot.unit_code,
            pack: lot.pack,
            price,
            min_lot: self.one_in(3).then_some(Quantity((lot.quantity / 10).max(1) * 1_000)),
            steps: in_parts
                .map(|price| Step {
                    from: Quantity((lot.quantity / 2).max(2) * 1_000),
                    price: Money(price.0 * 95 / 100),
                })
                .filter(|step| step.from <= quantity && step.price.0 > 0)
                .into_iter()
                .collect(),
            commune_code: product.content.commune_code.clone(),
            place: "Tại cơ sở của người bán".to_owned(),
            delivery: [Delivery::Pickup, Delivery::Delivered, Delivery::Agreed][good % 3],
            delivery_note: String::new(),
            packaging: String::new(),
            quality: "Hàng đúng như ảnh, chọn trước khi giao".to_owned(),
            certificates: Vec::new(),
            available_from: Some(day),
            available_until: Some(day + TimeDelta::days(45)),
            valid_until: local_date(self.now) + TimeDelta::days(self.random.between(2, 40)),
            harvest: None,
            max_quotes: None,
            contact: Contact::AfterDeal,
        };
        let (submitted, created) = (opened - TimeDelta::hours(5), opened - TimeDelta::hours(6));
        Offer {
            id: OfferId(self.random.id(created)),
            kind: Kind::Sell,
            state: State::Open,
            owner,
            product_id: Some(product.id),
            stall_id: Some(product.stall_id),
            commodity_id: product.content.commodity_id,
            category_code: Some(product.content.category_code.clone()),
            title: product.content.name.clone(),
            remaining: terms.quantity,
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

    /// Kilograms, or by the quintal or the carton of ten kilograms.
    fn lot(&mut self, good: usize, product: &NewProduct, at: DateTime<Utc>) -> Lot {
        let content = &product.content;
        let usual = content.price.map_or(50_000, |price| price.0);
        let price = usual * (price::level(good, content.months, at) + self.random.between(-60, 60)) / 1_000;
        let unit = |code: &str| code.to_owned();
        let of = |unit_code, pack, quantity, times| Lot { unit_code, pack, quantity, price: price * times };
        match (content.unit_code.as_str(), self.random.between(1, 8)) {
            ("kg", 1) if usual < 200_000 => of(unit("ta"), None, self.random.between(2, 30), 100),
            ("kg", 2 | 3) if usual < 500_000 => {
                let pack = Pack { quantity: Quantity(10_000), unit_code: unit("kg") };
                of(unit("thung"), Some(pack), self.random.between(5, 80), 10)
            }
            ("kg", _) => of(unit("kg"), None, self.random.between(2, 40) * 25, 1),
            (code, _) => of(unit(code), None, self.random.between(2, 40) * 10, 1),
        }
    }

    /// A harvest to come within half a year is offered ahead.
    fn look_ahead(&mut self, offer: &mut Offer, product: &NewProduct) {
        let (months, today) = (product.content.months, local_date(self.now));
        if months.is_empty() || months.is_all_year() || months.contains(today.month()) || self.one_in(3) {
            return;
        }
        let first_of = |later| today.with_day(1).and_then(|first| first.checked_add_months(CalendarMonths::new(later)));
        let is_harvest = |day: &NaiveDate| months.contains(day.month());
        let Some(from) = (1..=6).filter_map(first_of).find(is_harvest) else { return };
        let run = (0..6).map_while(|later| from.checked_add_months(CalendarMonths::new(later))).take_while(is_harvest);
        let last = run.last().and_then(|last| last.checked_add_months(CalendarMonths::new(1)));
        let until = last.and_then(|next| next.pred_opt()).unwrap_or(from);
        let expected = Quantity(offer.terms.quantity.0 * self.random.between(2, 6));
        offer.terms.harvest = Some(Harvest { from, until, expected });
        (offer.terms.available_from, offer.terms.available_until) = (Some(from), Some(until));
    }
}
