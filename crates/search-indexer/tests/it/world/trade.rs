//! Offers, quotes and deals on the small floor, by random deeds too.

use accounts::{Identifier, Role, bulk::Seed};
use chrono::TimeDelta;
use kernel::{AccountId, Ctx, Locale, Money, OfferId, Quantity, QuoteId};
use offers::{Behind, Bid, Contact, Delivery, Error, Harvest, Subject, Terms, Trader, queries};
use rand::{Rng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{Seller, WORDS, World};

/// Who does everything in this world, for whichever member.
const PERSON: AccountId = AccountId(uuid::Uuid::from_u128(1));

fn for_member(seller: Seller) -> Trader {
    Trader::member(PERSON, seller.member)
}

pub async fn person(txn: &impl ConnectionTrait, ctx: &Ctx) {
    let seed = Seed {
        id: PERSON,
        identifier: Identifier::Email("nguoi.thu@example.com".into()),
        display_name: "Người thử".into(),
        role: Role::Moderator,
        locale: Locale::Vi,
        password_hash: "-".into(),
        verified: true,
        totp_secret: None,
        recovery_codes: vec![],
        created_at: ctx.now,
    };
    accounts::bulk::insert_all(txn, &[seed]).await.unwrap();
}

fn kg(amount: i64) -> Quantity {
    Quantity::whole(amount).unwrap()
}

impl World {
    fn terms(&self, ctx: &Ctx, random: &mut ChaCha8Rng) -> Terms {
        let day = |days| ctx.today() + TimeDelta::days(days);
        let is_forward = random.random_bool(0.3);
        Terms {
            subject: Subject::Product(self.products[0].1),
            quantity: kg(100),
            unit_code: "kg".into(),
            pack: None,
            price: random.random_bool(0.8).then(|| Money(random.random_range(1..500) * 1_000)),
            min_lot: None,
            steps: vec![],
            commune_code: kernel::place::communes().choose(random).unwrap().code.to_owned(),
            place: String::new(),
            delivery: Delivery::Agreed,
            delivery_note: String::new(),
            packaging: String::new(),
            quality: String::new(),
            certificates: vec![],
            available_from: None,
            available_until: None,
            valid_until: day(random.random_range(0..3)),
            harvest: is_forward.then(|| Harvest { from: day(5), until: day(9), expected: kg(200) }),
            max_quotes: None,
            contact: Contact::AfterDeal,
        }
    }

    pub(super) async fn with_offer(
        &mut self,
        txn: &DatabaseTransaction,
        ctx: &Ctx,
        random: &mut ChaCha8Rng,
    ) -> (String, bool) {
        let deed = random.random_range(0..12);
        let known = self.offers.choose(random).copied();
        let done = match (deed, known) {
            (0..4, _) | (_, None) => self.offer(txn, ctx, random).await.is_ok(),
            (4, Some((owner, id))) => offers::hide(txn, ctx, &for_member(owner), id).await.is_ok(),
            (5, Some((owner, id))) => offers::show(txn, ctx, &for_member(owner), id).await.is_ok(),
            (6, Some((owner, id))) => offers::close(txn, ctx, &for_member(owner), id).await.is_ok(),
            (7, Some((_, id))) => offers::decide::suspend(txn, ctx, id, "Kiểm tra").await.is_ok(),
            (8, Some((_, id))) => offers::decide::restore(txn, ctx, id, "").await.is_ok(),
            (9, Some((owner, id))) => {
                let other = *self.sellers.choose(random).unwrap();
                let amount = random.random_range(10..100);
                deal(txn, ctx, (owner, other), id, amount).await.is_ok()
            }
            (10, _) => {
                // Its events are due tomorrow: tomorrow comes.
                self.now += TimeDelta::days(1);
                offers::expire_due(txn, &self.ctx(), 5).await.is_ok()
            }
            (_, Some((owner, _))) => offers::follow(txn, ctx, Behind::Member(owner.member), None, 50).await.is_ok(),
        };
        (format!("offer deed {deed} on {known:?}"), done)
    }

    /// One more open offer, to sell or to buy.
    async fn offer(&mut self, txn: &DatabaseTransaction, ctx: &Ctx, random: &mut ChaCha8Rng) -> Result<(), Error> {
        let &(seller, product) = self.products.choose(random).unwrap();
        let wanted = Subject::Wanted {
            commodity: random.random_bool(0.5).then(|| *self.commodities.choose(random).unwrap()),
            category: random.random_bool(0.5).then(|| "0102".to_owned()),
            title: format!("Cần mua {}", WORDS.choose(random).unwrap()),
        };
        let subject = if random.random_bool(0.6) { Subject::Product(product) } else { wanted };
        let terms = Terms { subject, ..self.terms(ctx, random) };
        let id = self.open(txn, ctx, seller, &terms).await?;
        self.offers.push((seller, id));
        Ok(())
    }

    async fn open(
        &self,
        txn: &DatabaseTransaction,
        ctx: &Ctx,
        seller: Seller,
        terms: &Terms,
    ) -> Result<OfferId, Error> {
        let owner = for_member(seller);
        let id = offers::create(txn, ctx, OfferId(ctx.new_id()), &owner, terms).await?;
        offers::submit(txn, ctx, &owner, id).await?;
        offers::decide::approve(txn, ctx, id, None).await?;
        Ok(id)
    }

    /// The first seller offers a hundredweight of his first product.
    pub async fn open_first_offer(&self, random: &mut ChaCha8Rng) -> OfferId {
        let (ctx, txn) = (self.ctx(), self.db.begin().await.unwrap());
        let id = self.open(&txn, &ctx, self.sellers[0], &self.terms(&ctx, random)).await.unwrap();
        txn.commit().await.unwrap();
        id
    }

    /// The second seller buys so many kilograms of it.
    pub async fn deal_on(&self, id: OfferId, amount: i64) {
        let txn = self.db.begin().await.unwrap();
        deal(&txn, &self.ctx(), (self.sellers[0], self.sellers[1]), id, amount).await.unwrap();
        txn.commit().await.unwrap();
    }

    /// What the worker does after the first seller's member or stall changed.
    pub async fn follow_first_seller(&self) {
        let txn = self.db.begin().await.unwrap();
        offers::follow(&txn, &self.ctx(), Behind::Member(self.sellers[0].member), None, 50).await.unwrap();
        txn.commit().await.unwrap();
    }

    /// Every offer there is.
    pub async fn change_offers_behind_the_back(&self, change: &str) {
        self.db.execute_plain(&format!("UPDATE offer SET {change}")).await.unwrap();
    }

    pub async fn expire_offers(&self, days: i64) {
        let txn = self.db.begin().await.unwrap();
        let later = Ctx::system(self.now + TimeDelta::days(days));
        while offers::expire_due(&txn, &later, 50).await.unwrap() > 0 {}
        txn.commit().await.unwrap();
    }
}

async fn deal(
    txn: &DatabaseTransaction,
    ctx: &Ctx,
    (owner, other): (Seller, Seller),
    id: OfferId,
    amount: i64,
) -> Result<(), Error> {
    let offer = queries::offer_by_id(txn, id).await?.ok_or(Error::NotFound)?;
    let bid = Bid {
        price: Money(40_000),
        quantity: kg(amount),
        terms: String::new(),
        valid_until: offer.terms.valid_until,
        contact: Contact::AfterDeal,
    };
    let quote = QuoteId(ctx.new_id());
    offers::quote::send(txn, ctx, &for_member(other), id, quote, &bid).await?;
    offers::quote::accept(txn, ctx, &for_member(owner), quote).await.map(|_| ())
}
