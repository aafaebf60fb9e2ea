//! The floor as its last report described it: the figures of 2019, in counts that add up to them exactly.
//!
//! Counting of visits began in 2018, of logins on 1 July 2019, so the logins of the second half-year are those of the year.

use std::collections::{BTreeMap, HashMap};

use anyhow::Context;
use catalogue::queries as goods;
use chrono::{Datelike, Days, NaiveDate, TimeDelta};
use clap::ValueEnum;
use database::Db;
use kernel::{CommodityId, MemberId, OfferId, Quantity};
use offers::{Contact, Delivery, Kind, Offer, State, Subject, Terms, Trader};
use statistics::{Month, bulk::Counts, kind};
use uuid::Uuid;

use super::{Filling, Options, data::Catalogue, members::Sellers, say};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    /// The report of 2019: 498 members, 202 stalls, 502 products, 200 of them with live offers, 47,770 logins.
    #[value(name = "2019")]
    Of2019,
}

pub const MEMBERS: u32 = 498;
pub const STALLS: u32 = 202;
pub const PRODUCTS: u32 = 502;
const OFFERED: usize = 200;
const LOGINS: i64 = 47_770;
/// How many members there were at the end of 2014.
pub const EARLY_MEMBERS: usize = 290;
const WANTED: usize = 36;
/// For how many days goods may have been listed.
pub const OLDEST_GOODS: i64 = 1_800;

/// The morning after the year.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

impl Profile {
    /// The sizes and the day that the profile stands for.
    pub fn apply(options: &Options) -> Options {
        let mut sized = options.clone();
        if options.profile.is_some() {
            (sized.members, sized.stalls, sized.products) = (MEMBERS, STALLS, PRODUCTS);
            sized.as_of = Some(today());
        }
        sized
    }
}

/// How long ago the account of business `number` was made, in days: the first ones before the end of 2014.
pub fn age(number: usize) -> (i64, i64) {
    if number < EARLY_MEMBERS { (1_860, 2_900) } else { (40, 1_800) }
}

/// A listed product, as far as counts need it.
struct Listed {
    id: Uuid,
    commodity: Option<CommodityId>,
    stall: Uuid,
    /// How often it is looked at, beside others.
    weight: i64,
}

pub async fn fill(db: &Db, filling: &mut Filling<'_>, base: &Catalogue, sellers: &Sellers) -> anyhow::Result<()> {
    let listed = listed(db, base).await?;
    offers(db, filling, base, sellers, &listed).await?;
    let first = Month::of(day(2018, 1, 1));
    let logins = logins(filling, sellers);
    let mut month = first;
    while month.first() < today() {
        let mut counts = Counts::default();
        for (number, date) in month.first().iter_days().take_while(|date| *date <= month.last()).enumerate() {
            visits(filling, &mut counts, date);
            if number % 7 == 2 {
                views(&mut counts, &listed, date);
            }
            if let Some(of_day) = logins.get(&date) {
                login(&mut counts, date, of_day);
            }
        }
        words(&mut counts, month);
        let txn = db.begin().await?;
        counts.write(&txn).await?;
        txn.commit().await?;
        month = month.next();
    }
    since(db).await?;
    let closed = report::close_due(db, filling.ctx.now).await?;
    say(&format!("  {closed} months closed; floor report --period 2019 --format docx --output bao-cao-2019.docx"));
    Ok(())
}

async fn since(db: &Db) -> anyhow::Result<()> {
    let txn = db.begin().await?;
    for kind in [kind::LOGIN_OK, kind::LOGIN_FAILED, kind::LOGIN_OK_MEMBER, kind::LOGIN_FAILED_MEMBER, kind::CAPPED] {
        statistics::measured_since(&txn, kind, day(2019, 7, 1)).await?;
    }
    for kind in [kind::OFFER_VIEW, kind::EXPORT] {
        // Not counted in those years.
        statistics::measured_since(&txn, kind, today()).await?;
    }
    statistics::measure_from(&txn, day(2018, 1, 1)).await?;
    txn.commit().await?;
    Ok(())
}

/// The three best known are looked at most.
fn weight(slug: &str) -> i64 {
    match slug {
        "cam-khe-may" => 90,
        "buoi-phuc-trach" => 70,
        "cu-do" => 55,
        _ => 0,
    }
}

async fn listed(db: &Db, base: &Catalogue) -> anyhow::Result<Vec<Listed>> {
    let slugs: HashMap<CommodityId, &str> = base.commodities.iter().map(|one| (one.id, one.slug.as_str())).collect();
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let ids = goods::page_listed_ids(db.read(), after, 500).await?;
        let Some(last) = ids.last() else { break };
        after = Some(*last);
        for source in goods::documents_for_index(db.read(), &ids).await? {
            let product = source.product;
            let commodity = product.content.commodity_id;
            let slug = commodity.and_then(|id| slugs.get(&id)).copied().unwrap_or_default();
            all.push(Listed { id: product.id.0, commodity, stall: product.stall_id.0, weight: weight(slug) });
        }
    }
    // A commodity's products share its weight, so that many variants of another never outweigh it.
    let mut of_commodity: HashMap<CommodityId, i64> = HashMap::new();
    for one in &all {
        if let Some(id) = one.commodity {
            *of_commodity.entry(id).or_default() += 1;
        }
    }
    for (number, one) in all.iter_mut().enumerate() {
        let shared = one.commodity.and_then(|id| of_commodity.get(&id)).copied().unwrap_or(1);
        let hundredths =
            if one.weight > 0 { one.weight * 100 } else { 1_000 + i64::try_from(number % 9).unwrap_or(0) * 150 };
        one.weight = (hundredths / shared).max(20);
    }
    Ok(all)
}

/// More every month, fewer on Sundays.
fn level(date: NaiveDate) -> i64 {
    let months = i64::from(date.year() - 2018) * 12 + i64::from(date.month0());
    let level = 1_000 + months * 45 + i64::from(date.month() >= 11) * 150;
    if date.weekday() == chrono::Weekday::Sun { level * 3 / 4 } else { level }
}

fn visits(filling: &mut Filling<'_>, counts: &mut Counts, date: NaiveDate) {
    let visits = level(date) * filling.random.between(93, 107) / 100;
    for (kind, by) in [(kind::VISIT, visits), (kind::VISITOR, visits * 82 / 100), (kind::PAGE, visits * 46 / 10)] {
        counts.add(date, kind, Uuid::nil(), by);
    }
    hours(counts, date, visits * 46 / 10);
}

/// The day's pages by hour: few at night, most after work.
fn hours(counts: &mut Counts, date: NaiveDate, pages: i64) {
    const SHARES: [i64; 24] =
        [6, 3, 2, 2, 4, 12, 25, 42, 58, 62, 60, 48, 40, 44, 55, 58, 52, 46, 50, 68, 84, 82, 55, 42];
    let all: i64 = SHARES.iter().sum();
    let mut left = pages;
    for (hour, share) in (0..).zip(SHARES) {
        let by = if hour == 23 { left } else { pages * share / all };
        left -= by;
        counts.add_hour(date, hour, kind::PAGE, by);
    }
}

/// A week's views of every product.
fn views(counts: &mut Counts, listed: &[Listed], date: NaiveDate) {
    for one in listed {
        let by = one.weight * level(date) / 20_000;
        counts.add(date, kind::PRODUCT_VIEW, one.id, by);
        if let Some(commodity) = one.commodity {
            counts.add(date, kind::COMMODITY_VIEW, commodity.0, by);
        }
        counts.add(date, kind::STALL_VIEW, one.stall, by / 4 + 1);
    }
}

type Logins = BTreeMap<NaiveDate, BTreeMap<MemberId, i64>>;

/// Exactly so many logins over the second half of 2019, each of some member.
fn logins(filling: &mut Filling<'_>, sellers: &Sellers) -> Logins {
    let days: Vec<NaiveDate> = day(2019, 7, 1).iter_days().take_while(|date| *date < today()).collect();
    let mut logins = Logins::new();
    for number in 0..LOGINS {
        let date = days[usize::try_from(number).unwrap_or(0) % days.len()];
        let who = filling.random.between(0, i64::try_from(sellers.ids.len()).unwrap_or(1) - 1);
        let member = sellers.ids[usize::try_from(who).unwrap_or(0)];
        *logins.entry(date).or_default().entry(member).or_default() += 1;
    }
    logins
}

fn login(counts: &mut Counts, date: NaiveDate, of_day: &BTreeMap<MemberId, i64>) {
    for (number, (member, by)) in of_day.iter().enumerate() {
        counts.add(date, kind::LOGIN_OK, Uuid::nil(), *by);
        counts.add(date, kind::LOGIN_OK_MEMBER, member.0, *by);
        if number % 20 == 0 {
            counts.add(date, kind::LOGIN_FAILED, Uuid::nil(), 1);
            counts.add(date, kind::LOGIN_FAILED_MEMBER, member.0, 1);
        }
    }
}

fn words(counts: &mut Counts, month: Month) {
    let date = month.first() + Days::new(14);
    let level = level(date);
    for (term, searches, hits) in [
        ("cam khe mây", 9, 12),
        ("bưởi phúc trạch", 8, 10),
        ("cu đơ", 7, 14),
        ("mật ong", 5, 11),
        ("nước mắm", 4, 9),
        ("nhung hươu", 3, 6),
        ("trầm hương", 2, 4),
        ("cà gai leo", 2, 0),
        ("sầu riêng", 1, 0),
    ] {
        let many = searches * level / 10;
        counts.add(date, kind::SEARCH, Uuid::nil(), many);
        counts.add_searches(date, term, many, hits * many);
    }
    for (site, share) in
        [("google.com", 40), ("facebook.com", 25), ("coccoc.com", 9), ("baohatinh.vn", 8), ("zalo.me", 6)]
    {
        counts.add_word(date, kind::REFERRER, Uuid::nil(), site, level * share / 10);
    }
    if month.first().month() >= 10 {
        counts.add_word(date, kind::CAMPAIGN, Uuid::nil(), "lễ hội cam và sản phẩm hà tĩnh", level * 2);
    }
}

/// One offer to sell for each of the first products, and some that buyers posted.
async fn offers(
    db: &Db,
    filling: &mut Filling<'_>,
    base: &Catalogue,
    sellers: &Sellers,
    listed: &[Listed],
) -> anyhow::Result<()> {
    let mut all = Vec::new();
    let ids: Vec<_> = listed.iter().take(OFFERED).map(|one| kernel::ProductId(one.id)).collect();
    for source in goods::documents_for_index(db.read(), &ids).await? {
        let product = source.product;
        let owner = sellers.owners.get(&product.member_id).copied().context("a product's member has an owner")?;
        let opened = product.listed_at.unwrap_or(product.created_at) + TimeDelta::hours(1);
        let mut offer = offer(filling, opened, Trader::member(owner, product.member_id), Subject::Product(product.id));
        offer.stall_id = Some(product.stall_id);
        offer.commodity_id = product.content.commodity_id;
        offer.category_code = Some(product.content.category_code.clone());
        offer.title = product.content.name.clone();
        offer.terms.price = product.content.price;
        offer.terms.unit_code = product.content.unit_code.clone();
        offer.terms.commune_code = product.content.commune_code.clone();
        all.push(offer);
    }
    for number in 0..WANTED {
        let commodity = &base.commodities[number % base.commodities.len()];
        let opened = filling.random.before(filling.ctx.now, 2, 60);
        let buyer = sellers.owners[&sellers.ids[number + STALLS as usize]];
        let member = sellers.ids[number + STALLS as usize];
        let wanted = Subject::Wanted {
            commodity: Some(commodity.id),
            category: Some(commodity.category_code.clone()),
            title: String::new(),
        };
        let mut offer = offer(filling, opened, Trader::member(buyer, member), wanted);
        offer.commodity_id = Some(commodity.id);
        offer.category_code = Some(commodity.category_code.clone());
        all.push(offer);
    }
    let txn = db.begin().await?;
    offers::bulk::insert_offers(&txn, &all).await?;
    txn.commit().await?;
    say(&format!("  {} products with live offers, {WANTED} offers to buy", all.len() - WANTED));
    Ok(())
}

fn offer(filling: &mut Filling<'_>, opened: chrono::DateTime<chrono::Utc>, owner: Trader, subject: Subject) -> Offer {
    let quantity = Quantity::whole(filling.random.between(50, 900)).unwrap_or_default();
    let product_id = if let Subject::Product(id) = &subject { Some(*id) } else { None };
    let kind = if product_id.is_some() { Kind::Sell } else { Kind::Buy };
    Offer {
        id: OfferId(filling.random.id(opened)),
        kind,
        state: State::Open,
        owner,
        product_id,
        stall_id: None,
        commodity_id: None,
        category_code: None,
        title: String::new(),
        terms: Terms {
            subject,
            quantity,
            unit_code: "kg".to_owned(),
            pack: None,
            price: None,
            min_lot: None,
            steps: Vec::new(),
            commune_code: "18550".to_owned(),
            place: String::new(),
            delivery: Delivery::Agreed,
            delivery_note: String::new(),
            packaging: String::new(),
            quality: String::new(),
            certificates: Vec::new(),
            available_from: None,
            available_until: None,
            valid_until: day(2020, 6, 30),
            harvest: None,
            max_quotes: None,
            contact: Contact::AfterDeal,
        },
        photos: Vec::new(),
        remaining: quantity,
        quotes: 0,
        reason: String::new(),
        submitted_at: Some(opened),
        decided_at: Some(opened),
        opened_at: Some(opened),
        ended_at: None,
        version: 2,
        created_at: opened,
        updated_at: opened,
    }
}
