//! Whatever happens in whatever order: what remains is the quantity less the deals that were not cancelled, and never below zero; and
//! no state is reached but by a transition.

use std::collections::HashMap;

use database::testing::TestDb;
use kernel::{DealId, OfferId, QuoteId};
use offers::{
    ClosedBecause, DealState, Error, Kind, QuoteState, Revision, Side, State, Terms, Trader, Verb, close, deal, decide,
    expire_due, hide, queries, quote, revise, show, withdraw,
};
use proptest::prelude::*;

use super::support::*;

const QUOTERS: [Trader; 3] = [BUYER, BUYER_2, OTHER];

#[derive(Debug, Clone)]
enum Deed {
    Send {
        who: usize,
        quantity: i64,
    },
    Counter {
        who: usize,
        quantity: i64,
    },
    Accept {
        who: usize,
    },
    Decline {
        who: usize,
    },
    Withdraw {
        who: usize,
    },
    Cancel {
        nth: usize,
    },
    Complete {
        nth: usize,
    },
    Revise {
        quantity: i64,
    },
    Hide,
    Show,
    Suspend,
    Restore,
    Close,
    TakeBack,
    /// A day passes and the floor marks what is due.
    Day,
}

fn deed() -> impl Strategy<Value = Deed> {
    let (who, quantity) = (0..QUOTERS.len(), prop_oneof![1..120_i64, Just(500)]);
    prop_oneof![
        8 => (who.clone(), quantity.clone()).prop_map(|(who, quantity)| Deed::Send { who, quantity }),
        4 => (who.clone(), quantity).prop_map(|(who, quantity)| Deed::Counter { who, quantity }),
        8 => who.clone().prop_map(|who| Deed::Accept { who }),
        1 => who.clone().prop_map(|who| Deed::Decline { who }),
        1 => who.prop_map(|who| Deed::Withdraw { who }),
        3 => (0..4usize).prop_map(|nth| Deed::Cancel { nth }),
        2 => (0..4usize).prop_map(|nth| Deed::Complete { nth }),
        3 => (1..700_i64).prop_map(|quantity| Deed::Revise { quantity }),
        1 => Just(Deed::Hide),
        2 => Just(Deed::Show),
        1 => Just(Deed::Suspend),
        2 => Just(Deed::Restore),
        1 => prop_oneof![Just(Deed::Close), Just(Deed::TakeBack)],
        1 => Just(Deed::Day),
    ]
}

struct Story<'a> {
    db: &'a TestDb,
    offer: OfferId,
    days: i64,
    /// The last quote of each, as the commands told it.
    last: HashMap<usize, QuoteId>,
    deals: Vec<(DealId, Trader)>,
}

impl Story<'_> {
    /// Does it as whoever may; a refusal is as good as a success here.
    async fn tell(&mut self, deed: &Deed) -> Result<(), Error> {
        let (db, offer) = (self.db, self.offer);
        let ctx = by_on(&SELLER, self.days);
        let proposal = |quantity| offers::Bid { valid_until: day(self.days + 1).min(day(10)), ..bid(quantity, 45_000) };
        match *deed {
            Deed::Send { who, quantity } => {
                let (id, bid) = (QuoteId(new_id()), proposal(quantity));
                run!(db, txn => quote::send(&txn, &ctx, &QUOTERS[who], offer, id, &bid))?;
                self.last.insert(who, id);
            }
            Deed::Counter { who, quantity } => {
                let (turn, previous) = self.turn(who).await?;
                let (id, bid) = (QuoteId(new_id()), proposal(quantity));
                run!(db, txn => quote::counter(&txn, &ctx, &turn, previous, id, &bid))?;
                self.last.insert(who, id);
            }
            Deed::Accept { who } => {
                let (turn, id) = self.turn(who).await?;
                let made = run!(db, txn => quote::accept(&txn, &ctx, &turn, id))?;
                self.deals.push((made, turn));
            }
            Deed::Decline { who } => {
                let (turn, id) = self.turn(who).await?;
                run!(db, txn => quote::decline(&txn, &ctx, &turn, id, ""))?;
            }
            Deed::Withdraw { who } => {
                let id = *self.last.get(&who).ok_or(Error::NotFound)?;
                run!(db, txn => quote::withdraw(&txn, &ctx, &QUOTERS[who], id, ""))?;
            }
            Deed::Cancel { nth } => {
                let (id, who) = *self.deals.get(nth).ok_or(Error::NotFound)?;
                run!(db, txn => deal::cancel(&txn, &ctx, &who, id, "đổi ý"))?;
            }
            Deed::Complete { nth } => {
                let (id, who) = *self.deals.get(nth).ok_or(Error::NotFound)?;
                run!(db, txn => deal::complete(&txn, &ctx, &who, id))?;
            }
            Deed::Revise { quantity } => {
                let now = get(db, offer).await;
                let terms = Terms { quantity: kg(quantity), ..now.terms };
                let revision = Revision { version: now.version, terms: &terms, photos: None };
                run!(db, txn => revise(&txn, &ctx, &SELLER, offer, revision))?;
            }
            Deed::Hide => run!(db, txn => hide(&txn, &ctx, &SELLER, offer))?,
            Deed::Show => run!(db, txn => show(&txn, &ctx, &SELLER, offer))?,
            Deed::Suspend => run!(db, txn => decide::suspend(&txn, &ctx, offer, "khiếu nại"))?,
            Deed::Restore => run!(db, txn => decide::restore(&txn, &ctx, offer, ""))?,
            Deed::Close => run!(db, txn => close(&txn, &ctx, &SELLER, offer))?,
            Deed::TakeBack => run!(db, txn => withdraw(&txn, &ctx, &SELLER, offer))?,
            Deed::Day => {
                self.days += 1;
                run!(db, txn => expire_due(&txn, &worker_on(self.days), 50))?;
            }
        }
        Ok(())
    }

    /// Who has to answer the last quote of this thread.
    async fn turn(&self, who: usize) -> Result<(Trader, QuoteId), Error> {
        let page = queries::page_threads(self.db.read(), &QUOTERS[who], Side::Other, None, 1).await.unwrap();
        let line = page.first().ok_or(Error::NotFound)?;
        let last = line.last_quote.as_ref().ok_or(Error::NotFound)?;
        match last.turn() {
            Some(Side::Owner) => Ok((SELLER, last.id)),
            Some(Side::Other) => Ok((QUOTERS[who], last.id)),
            None => Err(Error::NotFound),
        }
    }

    async fn check(&self, before: State, deed: &Deed) {
        let offer = get(self.db, self.offer).await;
        let deals = queries::page_deals(self.db.read(), &SELLER, Kind::Sell, None, 100).await.unwrap();
        assert_eq!(deals.len(), self.deals.len());
        let taken =
            deals.iter().filter(|deal| deal.state != DealState::Cancelled).map(|deal| deal.quantity.0).sum::<i64>();
        assert_eq!(offer.remaining.0, offer.terms.quantity.0 - taken, "after {deed:?}");
        assert!(offer.remaining.0 >= 0);
        let steps = Verb::ALL.iter().filter_map(|verb| before.after(*verb));
        assert!(
            before == offer.state || steps.into_iter().any(|to| to == offer.state),
            "{before:?} → {:?} by {deed:?}",
            offer.state
        );
        if offer.state != State::Closed(ClosedBecause::UsedUp) && !offer.state.is_over() {
            assert!(offer.remaining.0 > 0, "what is used up closes itself");
        }
        for trader in QUOTERS {
            let page = queries::page_threads(self.db.read(), &trader, Side::Other, None, 1).await.unwrap();
            let Some(line) = page.first() else { continue };
            let quotes = queries::quotes_of(self.db.read(), line.thread.id, None, 100).await.unwrap();
            let waiting = quotes.iter().filter(|quote| quote.state == QuoteState::Sent).count();
            assert!(waiting <= usize::from(!offer.state.is_over()), "no quote outlives its offer");
        }
    }
}

async fn play(deeds: Vec<Deed>) {
    for db in database::testing::databases().await {
        floor(&db).await;
        let terms = Terms { min_lot: None, available_until: None, ..sell() };
        let offer = opened(&db, &SELLER, &terms).await;
        let mut story = Story { db: &db, offer, days: 0, last: HashMap::new(), deals: Vec::new() };
        for deed in &deeds {
            let before = get(&db, offer).await.state;
            match story.tell(deed).await {
                Err(Error::Db(error)) => panic!("{deed:?}: {error}"),
                _ => story.check(before, deed).await,
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_remains_is_the_quantity_less_its_deals(deeds in prop::collection::vec(deed(), 1..40)) {
        tokio::runtime::Runtime::new().unwrap().block_on(play(deeds));
    }
}
