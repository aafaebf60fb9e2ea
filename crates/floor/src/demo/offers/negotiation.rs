//! Quotes in turns, and what comes of them.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{DealId, MessageId, Money, Quantity, QuoteId, ThreadId, ctx::local_date};
use offers::{
    ClosedBecause, Contact, Deal, DealState, Kind, Message, MessageKind, Offer, Quote, QuoteState, Side, State, Thread,
    Trader, amount, bulk::NewThread,
};

use super::{Made, Trade, price};

/// How a talk ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Agreed,
    Declined,
    Withdrawn,
    Expired,
    /// Still waits for an answer.
    Waits,
}

impl Trade {
    /// Some parties quote between the opening and `until`. Lowers what remains; the last deal may take it all.
    pub(super) fn negotiate(&mut self, offer: &mut Offer, until: DateTime<Utc>, is_live: bool, made: &mut Made) {
        let Some(opened) = offer.opened_at else { return };
        let Some(usual) = offer.terms.price else { return };
        let mut from = opened + TimeDelta::hours(1);
        for other in self.others_than(offer) {
            // A talk takes three days at most, and the next begins after it.
            if until - from < TimeDelta::days(4) || offer.state != State::Open {
                return;
            }
            let begun = self.moment(from, until - TimeDelta::days(3));
            let end = match self.random.between(1, 12) {
                1..=6 => End::Agreed,
                7 | 8 => End::Declined,
                9 => End::Withdrawn,
                _ if is_live => End::Waits,
                _ => End::Expired,
            };
            // What waits must still be good today.
            let begun = if end == End::Waits { self.moment(self.now - TimeDelta::hours(60), until) } else { begun };
            let talk = self.talk(offer, usual, other, begun, end, is_live);
            offer.quotes += 1;
            if let Some(deal) = talk.deals.first() {
                settle(offer, deal);
            }
            from = talk.thread.updated_at;
            made.threads.push(talk);
            if end == End::Waits {
                return;
            }
        }
    }

    fn talk(
        &mut self,
        offer: &Offer,
        usual: Money,
        other: Trader,
        begun: DateTime<Utc>,
        end: End,
        is_live: bool,
    ) -> NewThread {
        let percent = match offer.kind {
            Kind::Sell => self.random.between(88, 100),
            Kind::Buy => self.random.between(100, 112),
        };
        let first = price::round(usual.0 * percent / 100);
        let sells_out = !is_live && end == End::Agreed && self.one_in(3);
        let share = if sells_out { 100 } else { self.random.between(10, 50) };
        let quantity = Quantity((offer.remaining.0 / 1_000 * share / 100).max(1) * 1_000);
        let thread = ThreadId(self.random.id(begun));
        let mut talk = NewThread {
            thread: Thread {
                id: thread,
                offer_id: offer.id,
                owner_id: offer.owner.party(),
                other,
                contact: Contact::AfterDeal,
                created_at: begun,
                updated_at: begun,
            },
            owner: offer.owner.account,
            quotes: Vec::new(),
            deals: Vec::new(),
            messages: Vec::new(),
        };
        self.quote(&mut talk, None, Side::Other, (first, quantity), begun);
        let mut at = begun + TimeDelta::hours(self.random.between(1, 20));
        if end != End::Waits && self.one_in(2) {
            let middle = price::round(i64::midpoint(first.0, usual.0));
            if let Some(before) = talk.quotes.last_mut() {
                (before.state, before.decided_at) = (QuoteState::Countered, Some(at));
            }
            self.quote(&mut talk, Some(MessageKind::Countered), Side::Owner, (middle, quantity), at);
            at += TimeDelta::hours(self.random.between(1, 20));
        }
        self.finish_talk(&mut talk, offer, end, at);
        talk
    }

    fn quote(
        &mut self,
        talk: &mut NewThread,
        kind: Option<MessageKind>,
        by: Side,
        (price, quantity): (Money, Quantity),
        at: DateTime<Utc>,
    ) {
        let id = QuoteId(self.random.id(at));
        talk.quotes.push(Quote {
            id,
            thread_id: talk.thread.id,
            offer_id: talk.thread.offer_id,
            previous_id: talk.quotes.last().map(|quote| quote.id),
            by,
            state: QuoteState::Sent,
            price,
            quantity,
            terms: "Giao trong tuần, trả khi nhận hàng".to_owned(),
            valid_until: local_date(at) + TimeDelta::days(7),
            created_at: at,
            decided_at: None,
        });
        self.step(talk, kind.unwrap_or(MessageKind::Sent), Some(by), at);
    }

    fn step(&mut self, talk: &mut NewThread, kind: MessageKind, by: Option<Side>, at: DateTime<Utc>) {
        talk.messages.push(Message {
            id: MessageId(self.random.id(at)),
            thread_id: talk.thread.id,
            kind,
            quote_id: talk.quotes.last().map(|quote| quote.id),
            by,
            body: String::new(),
            ended: None,
            change: None,
            created_at: at,
        });
        talk.thread.updated_at = at;
    }

    fn finish_talk(&mut self, talk: &mut NewThread, offer: &Offer, end: End, at: DateTime<Utc>) {
        let Some(last) = talk.quotes.last_mut() else { return };
        let (author, answers) = (last.by, last.by.opposite());
        let (state, kind, by) = match end {
            End::Waits => return,
            End::Agreed => (QuoteState::Accepted, MessageKind::Accepted, Some(answers)),
            End::Declined => (QuoteState::Declined, MessageKind::Declined, Some(answers)),
            End::Withdrawn => (QuoteState::Withdrawn, MessageKind::Withdrawn, Some(author)),
            End::Expired => (QuoteState::Expired, MessageKind::Expired, None),
        };
        let mut at = at;
        if end == End::Expired {
            last.valid_until = local_date(last.created_at);
            at = at.max(last.created_at + TimeDelta::days(1));
        }
        (last.state, last.decided_at) = (state, Some(at));
        let (quote_id, price, quantity) = (last.id, last.price, last.quantity);
        self.step(talk, kind, by, at);
        if end == End::Agreed
            && let Some(amount) = amount(price, quantity)
        {
            let (owner, other) = (offer.owner.party(), talk.thread.other.party());
            let (seller_id, buyer_id) = if offer.kind == Kind::Sell { (owner, other) } else { (other, owner) };
            let ended = at + TimeDelta::days(self.random.between(1, 6));
            let state = match (ended < self.now, self.one_in(15)) {
                (false, _) => DealState::Agreed,
                (true, true) => DealState::Cancelled,
                (true, false) => DealState::Completed,
            };
            talk.deals.push(Deal {
                id: DealId(self.random.id(at)),
                offer_id: offer.id,
                thread_id: talk.thread.id,
                quote_id,
                seller_id,
                buyer_id,
                state,
                price,
                quantity,
                unit_code: offer.terms.unit_code.clone(),
                amount,
                reason: if state == DealState::Cancelled {
                    "Hai bên đổi lịch giao.".to_owned()
                } else {
                    String::new()
                },
                agreed_at: at,
                ended_at: (state != DealState::Agreed).then_some(ended),
            });
            match state {
                DealState::Completed => self.step(talk, MessageKind::Completed, Some(Side::Other), ended),
                DealState::Cancelled => self.step(talk, MessageKind::Cancelled, Some(Side::Owner), ended),
                DealState::Agreed => {}
            }
        }
    }
}

/// What the deal takes of the offer.
fn settle(offer: &mut Offer, deal: &Deal) {
    offer.updated_at = deal.agreed_at;
    if deal.state == DealState::Cancelled {
        return;
    }
    offer.remaining = Quantity(offer.remaining.0 - deal.quantity.0);
    if offer.remaining.0 == 0 {
        offer.state = State::Closed(ClosedBecause::UsedUp);
        offer.ended_at = Some(deal.agreed_at);
    }
}
