//! A month's figures.

use std::collections::HashMap;

use catalogue::queries as goods;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{MemberId, ProductId};
use members::MemberKind;
use offers::{Kind, queries as trade};
use sea_orm::{ConnectionTrait, DbErr};
use statistics::{Figure, Month, kind, rollup};

use crate::{
    Measure,
    census::{Places, Sums, district, stars},
};

/// Everything that is known of `month` at `now`: as at its end, or of the running month as at `now`.
pub async fn gather(db: &impl ConnectionTrait, month: Month, now: DateTime<Utc>) -> Result<Vec<Figure>, DbErr> {
    let at = month.end().min(now);
    let day = month.last().min(kernel::ctx::local_date(now));
    let kinds = members::census::kinds(db).await?;
    let categories = goods::category_tree(db).await?;
    let places = Places { kinds: &kinds, categories: &categories };
    let mut figures = with_kinds(rollup(db, month).await?, &kinds);
    figures.extend(sellers(db, at).await?);
    figures.extend(products(db, &places, at, day).await?);
    figures.extend(offers(db, at, day).await?);
    figures.extend(deals(db, &places, month.start(), at, day).await?);
    Ok(figures)
}

/// What was counted in `month`, as it stands now.
pub async fn counted(db: &impl ConnectionTrait, month: Month) -> Result<Vec<Figure>, DbErr> {
    let kinds = members::census::kinds(db).await?;
    Ok(with_kinds(rollup(db, month).await?, &kinds))
}

fn with_kinds(mut figures: Vec<Figure>, kinds: &HashMap<MemberId, MemberKind>) -> Vec<Figure> {
    let by_kind = logins_by_kind(&figures, kinds);
    figures.extend(by_kind);
    figures
}

/// Logins by the kind of the member, from those by member.
fn logins_by_kind(figures: &[Figure], kinds: &HashMap<MemberId, MemberKind>) -> Vec<Figure> {
    let mut found = Vec::new();
    for measure in [kind::LOGIN_OK_MEMBER, kind::LOGIN_FAILED_MEMBER] {
        let mut sums = std::collections::BTreeMap::new();
        for figure in figures.iter().filter(|one| one.measure == measure && one.dimension == "member") {
            let kind = figure.word.parse().ok().and_then(|id| kinds.get(&MemberId(id))).map_or("", |kind| kind.code());
            *sums.entry(kind).or_default() += figure.value;
        }
        found.extend(sums.into_iter().map(|(kind, value)| Figure::of(measure, "kind", kind, value)));
    }
    found
}

async fn sellers(db: &impl ConnectionTrait, at: DateTime<Utc>) -> Result<Vec<Figure>, DbErr> {
    let mut figures = Vec::new();
    let counted = [
        (Measure::Members, members::census::members_at(db, at).await?),
        (Measure::Stalls, members::census::stalls_at(db, at).await?),
    ];
    for (measure, counted) in counted {
        let mut sums = Sums::new(measure);
        for one in &counted {
            let (kind, commune) = (one.kind.code(), one.commune_code.as_str());
            sums.add(one.count, &[("kind", kind), ("commune", commune), ("district", district(commune))]);
        }
        figures.extend(sums.into_figures());
    }
    Ok(figures)
}

async fn products(
    db: &impl ConnectionTrait,
    places: &Places<'_>,
    at: DateTime<Utc>,
    day: NaiveDate,
) -> Result<Vec<Figure>, DbErr> {
    let offered = trade::products_offered_at(db, at, day).await?;
    let (mut listed, mut live) = (Sums::new(Measure::Products), Sums::new(Measure::ProductsOffered));
    goods::each_listed_at(db, at, day, |product| {
        places.add_product(&mut listed, product);
        if offered.contains(&product.id) {
            places.add_product(&mut live, product);
        }
    })
    .await?;
    let suspended = goods::count_suspended(db).await?;
    let suspended = Figure::total(Measure::Suspended.code(), count(suspended));
    Ok(listed.into_figures().chain(live.into_figures()).chain([suspended]).collect())
}

async fn offers(db: &impl ConnectionTrait, at: DateTime<Utc>, day: NaiveDate) -> Result<Vec<Figure>, DbErr> {
    let mut figures = Vec::new();
    for (measure, kind) in [(Measure::OffersSell, Kind::Sell), (Measure::OffersBuy, Kind::Buy)] {
        figures.push(Figure::total(measure.code(), count(trade::count_open_at(db, kind, at, day).await?)));
    }
    Ok(figures)
}

async fn deals(
    db: &impl ConnectionTrait,
    places: &Places<'_>,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    day: NaiveDate,
) -> Result<Vec<Figure>, DbErr> {
    let mut all = Vec::new();
    trade::each_deal_between(db, from, until, |deal| all.push(deal)).await?;
    let ids: Vec<ProductId> = all.iter().filter_map(|deal| deal.product).collect();
    let products = goods::traits_of(db, &ids, day).await?;
    let (mut number, mut value) = (Sums::new(Measure::Deals), Sums::new(Measure::DealValue));
    for deal in &all {
        let product = deal.product.and_then(|id| products.get(&id));
        let words = [
            ("category", places.group(deal.category_code.as_deref().unwrap_or_default())),
            ("commune", deal.commune_code.as_str()),
            ("district", district(&deal.commune_code)),
            ("kind", places.kind(MemberId(deal.seller))),
            ("ocop", stars(product.and_then(|one| one.ocop_stars))),
        ];
        number.add(1, &words);
        value.add(deal.amount.0, &words);
    }
    Ok(number.into_figures().chain(value.into_figures()).collect())
}

fn count(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
