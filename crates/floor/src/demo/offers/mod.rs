//! A year of trade: offers to sell and to buy, open ones and those that ended, with their quotes, deals and messages.
//!
//! It has a chance of its own, so that products stay what they are for a seed. Offers are made beside the products, batch by batch,
//! and forgotten once they are written: a floor of a million products takes no more memory than one of ten thousand.

use std::collections::HashMap;

use accounts::{Role, bulk::Seed};
use catalogue::bulk::NewProduct;
use chrono::{DateTime, TimeDelta, Utc};
use database::Db;
use kernel::{AccountId, Ctx, MemberId};
use offers::{
    Offer, Trader,
    board::{self, Week},
    bulk::{NewThread, insert_offers, insert_threads},
};

use super::{Filling, accounts as logins, data::Catalogue, members::Sellers, random::Random, say};

mod negotiation;
mod price;
mod sell;
mod wish;

/// So many products have a past; beyond them only offers that are open.
const WITH_HISTORY: usize = 2_000;
/// Two of five products have a live offer, as the floor's last report counts; of these at most.
const WITH_OFFER: usize = 250_000;
const WEEKS: i64 = 52;
const BUYERS: usize = 24;

pub struct Trade {
    random: Random,
    now: DateTime<Utc>,
    owners: HashMap<MemberId, AccountId>,
    buyers: Vec<Trader>,
    sellers: Vec<Trader>,
    /// How many open offers to sell on how many products, where that was asked for.
    spread: Option<(u64, u64)>,
    offers: usize,
    deals: usize,
}

/// What one step makes.
#[derive(Default)]
struct Made {
    offers: Vec<Offer>,
    threads: Vec<NewThread>,
}

/// People who buy, beside the demonstration's own buyer.
fn people(filling: &mut Filling<'_>, password_hash: &str) -> Vec<Seed> {
    let one = |number: usize| {
        let email = format!("nguoi-mua-{:02}@mau.example", number + 2);
        logins::seed(filling, &email, &format!("Người mua mẫu {:02}", number + 2), Role::Buyer, password_hash)
    };
    (0..BUYERS).map(one).collect()
}

impl Trade {
    pub async fn begin(
        db: &Db,
        filling: &mut Filling<'_>,
        sellers: &Sellers,
        password_hash: &str,
    ) -> anyhow::Result<Self> {
        let mut random = Random::new(filling.options.seed ^ 0x0FFE_7ED0);
        // Buyers are drawn from this chance too.
        std::mem::swap(&mut filling.random, &mut random);
        let people = people(filling, password_hash);
        std::mem::swap(&mut filling.random, &mut random);
        let txn = db.begin().await?;
        accounts::bulk::insert_all(&txn, &people).await?;
        txn.commit().await?;
        Ok(Self {
            random,
            now: filling.ctx.now,
            owners: sellers.stalls.iter().map(|place| (place.member, place.owner)).collect(),
            buyers: people.iter().map(|one| Trader::buyer(one.id)).collect(),
            sellers: sellers.stalls.iter().take(200).map(|place| Trader::member(place.owner, place.member)).collect(),
            spread: filling.options.offers.map(|offers| (offers.into(), filling.options.products.into())),
            offers: 0,
            deals: 0,
        })
    }

    /// The offers on these products; `first` is the number of the first one.
    pub async fn of_products(
        &mut self,
        db: &Db,
        first: usize,
        real: usize,
        batch: &[NewProduct],
    ) -> anyhow::Result<()> {
        let mut made = Made::default();
        for (number, product) in (first..).zip(batch) {
            if number < WITH_OFFER
                && let Some(owner) = self.owners.get(&product.member_id).copied()
            {
                self.sell(number, number % real, product, Trader::member(owner, product.member_id), &mut made);
            }
        }
        self.write(db, made).await
    }

    /// What buyers look for, then the board of the whole year.
    pub async fn finish(&mut self, db: &Db, base: &Catalogue) -> anyhow::Result<()> {
        let made = self.wishes(base);
        self.write(db, made).await?;
        say(&format!("  {} offers, {} deals", self.offers, self.deals));
        let ctx = Ctx::system(self.now);
        let until = Week::of(ctx.today());
        board::rebuild(db, &ctx, until.plus(-WEEKS), until).await?;
        Ok(())
    }

    async fn write(&mut self, db: &Db, made: Made) -> anyhow::Result<()> {
        self.offers += made.offers.len();
        self.deals += made.threads.iter().map(|thread| thread.deals.len()).sum::<usize>();
        let txn = db.begin().await?;
        insert_offers(&txn, &made.offers).await?;
        insert_threads(&txn, &made.threads).await?;
        txn.commit().await?;
        Ok(())
    }

    /// How many open offers the product of that number has.
    fn live_on(&self, number: usize) -> u64 {
        match self.spread {
            Some((offers, products)) => {
                let upto = |number: u64| number * offers / products.max(1);
                upto(number as u64 + 1) - upto(number as u64)
            }
            None => u64::from(number % 5 < 2),
        }
    }

    /// One of so many.
    fn one_in(&mut self, many: i64) -> bool {
        self.random.between(1, many) == 1
    }

    /// A moment between the two.
    fn moment(&mut self, from: DateTime<Utc>, until: DateTime<Utc>) -> DateTime<Utc> {
        from + TimeDelta::seconds(self.random.between(0, (until - from).num_seconds().max(0)))
    }
}
