//! Listed products: the 231 real ones, then variants of them, each under a stall of its own commune or district.

use std::collections::HashMap;

use catalogue::{Content, FlagSet, State, bulk::NewProduct};
use chrono::TimeDelta;
use database::Db;
use kernel::{Money, ProductId, Quantity, place};

use super::{
    Filling,
    data::{Base, Catalogue},
    members::{Place, Sellers},
    offers::Trade,
    profile, say,
};

const BATCH: usize = 10_000;

const VARIANTS: [(&str, &str); 12] = [
    ("loại 1", "grade 1"),
    ("loại đặc biệt", "premium"),
    ("vụ sớm", "early crop"),
    ("vụ chính", "main crop"),
    ("túi nhỏ", "small pack"),
    ("túi lớn", "large pack"),
    ("hộp quà", "gift box"),
    ("đặt trước", "pre-order"),
    ("hàng mới", "new stock"),
    ("bán sỉ", "wholesale"),
    ("chọn lọc", "selected"),
    ("nhà làm", "home made"),
];

pub async fn fill(
    db: &Db,
    filling: &mut Filling<'_>,
    base: &Catalogue,
    sellers: &Sellers,
    mut trade: Option<&mut Trade>,
) -> anyhow::Result<()> {
    let total = filling.options.products as usize;
    let homes = Homes::new(&sellers.stalls);
    let mut done = 0;
    while done < total {
        let upto = (done + BATCH).min(total);
        let batch: Vec<NewProduct> = (done..upto)
            .map(|number| {
                let one = &base.products[number % base.products.len()];
                let at = homes.of(&one.content.commune_code, number);
                listed(filling, one, number, base.products.len(), at)
            })
            .collect();
        let txn = db.begin().await?;
        catalogue::bulk::insert_products(&txn, &filling.ctx, &batch).await?;
        txn.commit().await?;
        if let Some(trade) = &mut trade {
            trade.of_products(db, done, base.products.len(), &batch).await?;
        }
        done = upto;
        if total > BATCH && (done % 50_000 == 0 || done == total) {
            say(&format!("  {done} of {total} products"));
        }
    }
    if total <= BATCH {
        say(&format!("  {total} products"));
    }
    Ok(())
}

/// The product `number`: beyond the real ones, a variant of one of them.
fn listed(filling: &mut Filling<'_>, base: &Base, number: usize, real: usize, at: &Place) -> NewProduct {
    let round = number / real;
    let mut content = content(filling, base);
    let mut slug = base.slug.clone();
    if round > 0 {
        let (vi, en) = VARIANTS[round % VARIANTS.len()];
        content.name = format!("{} {vi} {round}", content.name);
        content.name_en = format!("{}, {en} {round}", content.name_en);
        slug = format!("{slug}-{round}");
        content.photos.truncate(1);
    }
    let now = filling.ctx.now;
    let oldest = if filling.options.profile.is_some() { profile::OLDEST_GOODS } else { 400 };
    let age = (now - at.opened_at).num_days().clamp(2, oldest);
    let listed_at = filling.random.before(now, 1, age);
    let submitted = listed_at - TimeDelta::hours(filling.random.between(2, 60));
    NewProduct {
        id: ProductId(filling.random.id(submitted)),
        member_id: at.member,
        stall_id: at.stall,
        state: State::Listed,
        slug,
        content,
        flags: FlagSet::default(),
        reason: String::new(),
        submitted_at: Some(submitted),
        decided_at: Some(listed_at),
        listed_at: Some(listed_at),
        created_at: submitted - TimeDelta::hours(1),
        updated_at: listed_at,
    }
}

/// With a price of its own; about one in fifteen says "contact us".
pub fn content(filling: &mut Filling<'_>, base: &Base) -> Content {
    let mut content = base.content.clone();
    let ask = filling.random.between(1, 15) == 1;
    content.price = base.prices.filter(|_| !ask).map(|(low, high)| {
        let step = if high < 100_000 { 1_000 } else { 5_000 };
        Money((filling.random.between(low, high) / step * step).max(step))
    });
    content.min_order =
        (filling.random.between(1, 4) == 1).then(|| Quantity::whole(filling.random.between(2, 10))).flatten();
    content
}

/// Which stalls a commune's products stand under.
struct Homes<'a> {
    all: &'a [Place],
    by_commune: HashMap<&'a str, Vec<&'a Place>>,
    by_district: HashMap<&'static str, Vec<&'a Place>>,
}

impl<'a> Homes<'a> {
    fn new(all: &'a [Place]) -> Self {
        let mut homes = Self { all, by_commune: HashMap::new(), by_district: HashMap::new() };
        for place in all {
            homes.by_commune.entry(&place.commune_code).or_default().push(place);
            if let Some(commune) = place::commune(&place.commune_code) {
                homes.by_district.entry(commune.former_district).or_default().push(place);
            }
        }
        homes
    }

    fn of(&self, commune: &str, number: usize) -> &'a Place {
        let district = place::commune(commune).map_or("", |one| one.former_district);
        let near = self.by_commune.get(commune).or_else(|| self.by_district.get(district));
        // A prime spreads the variants of one product over all stalls of the place.
        let index = number / 231 + number % 7;
        near.map_or_else(|| &self.all[number % self.all.len()], |places| places[index % places.len()])
    }
}
