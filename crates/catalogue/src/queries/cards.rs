//! What lists show of a product. Any list costs two queries: the products and their first photos.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Locale, MemberId, Money, Months, ProductId, StallId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    Cursor, Ocop, Photo, Product,
    entity::{product, product::Column, product_photo},
    newest_first,
    queries::is_listed,
    rows,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub id: ProductId,
    pub slug: String,
    pub name: String,
    pub name_en: String,
    /// `None`: ask the seller.
    pub price: Option<Money>,
    pub unit_code: String,
    pub category_code: String,
    pub stall_id: StallId,
    pub member_id: MemberId,
    pub commune_code: String,
    pub months: Months,
    /// Only stars that are valid today.
    pub ocop: Option<Ocop>,
    pub photo: Option<Photo>,
    pub listed_at: Option<DateTime<Utc>>,
}

impl Card {
    #[must_use]
    pub fn name_in(&self, l: Locale) -> &str {
        if self.name_en.is_empty() { &self.name } else { l.t(&self.name, &self.name_en) }
    }

    /// Where the next page begins.
    #[must_use]
    pub fn cursor(&self) -> Option<Cursor> {
        self.listed_at.map(|at| Cursor { at, id: self.id.0 })
    }
}

/// The columns of a card: not the description.
#[derive(FromQueryResult)]
struct CardRow {
    id: Uuid,
    slug: String,
    name: String,
    name_en: String,
    price: Option<i64>,
    unit_code: String,
    category_code: String,
    stall_id: Uuid,
    member_id: Uuid,
    commune_code: String,
    months: i32,
    ocop_stars: Option<i32>,
    ocop_certificate: String,
    ocop_expires_on: Option<NaiveDate>,
    listed_at: Option<DateTime<Utc>>,
}

impl CardRow {
    fn card(self, today: NaiveDate, photo: Option<Photo>) -> Card {
        let ocop = rows::ocop(self.ocop_stars, self.ocop_certificate, self.ocop_expires_on);
        Card {
            id: self.id.into(),
            slug: self.slug,
            name: self.name,
            name_en: self.name_en,
            price: self.price.map(Money),
            unit_code: self.unit_code,
            category_code: self.category_code,
            stall_id: self.stall_id.into(),
            member_id: self.member_id.into(),
            commune_code: self.commune_code,
            months: Months::from_bits(self.months),
            ocop: ocop.filter(|ocop| ocop.valid_on(today)),
            photo,
            listed_at: self.listed_at,
        }
    }
}

fn listed() -> Select<product::Entity> {
    product::Entity::find().filter(is_listed())
}

async fn load(db: &impl ConnectionTrait, query: Select<product::Entity>, today: NaiveDate) -> Result<Vec<Card>, DbErr> {
    let columns = [
        Column::Id,
        Column::Slug,
        Column::Name,
        Column::NameEn,
        Column::Price,
        Column::UnitCode,
        Column::CategoryCode,
        Column::StallId,
        Column::MemberId,
        Column::CommuneCode,
        Column::Months,
        Column::OcopStars,
        Column::OcopCertificate,
        Column::OcopExpiresOn,
        Column::ListedAt,
    ];
    let found: Vec<CardRow> = query.select_only().columns(columns).into_model().all(db).await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let first = product_photo::Entity::find()
        .filter(product_photo::Column::ProductId.is_in(found.iter().map(|row| row.id)))
        .filter(product_photo::Column::Position.eq(0))
        .all(db)
        .await?;
    let mut first: HashMap<Uuid, Photo> = first.into_iter().map(|row| (row.product_id, row.into())).collect();
    Ok(found
        .into_iter()
        .map(|row| {
            let photo = first.remove(&row.id);
            row.card(today, photo)
        })
        .collect())
}

/// The listed ones of `ids` (at most a thousand), in the order asked for.
pub async fn cards(db: &impl ConnectionTrait, ids: &[ProductId], today: NaiveDate) -> Result<Vec<Card>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = listed().filter(Column::Id.is_in(ids.iter().take(1_000).map(|id| id.0)));
    let mut found: HashMap<ProductId, Card> =
        load(db, wanted, today).await?.into_iter().map(|card| (card.id, card)).collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

pub async fn newest_listed(db: &impl ConnectionTrait, limit: u64, today: NaiveDate) -> Result<Vec<Card>, DbErr> {
    load(db, page(listed(), None, limit), today).await
}

/// Products of these categories, newest first, after `after`.
pub async fn listed_in_categories(
    db: &impl ConnectionTrait,
    codes: &[String],
    after: Option<Cursor>,
    limit: u64,
    today: NaiveDate,
) -> Result<Vec<Card>, DbErr> {
    let within = listed().filter(Column::CategoryCode.is_in(codes.iter().map(String::as_str)));
    load(db, page(within, after, limit), today).await
}

/// Products of a stall, newest first, after `after`.
pub async fn listed_of_stall(
    db: &impl ConnectionTrait,
    stall: StallId,
    after: Option<Cursor>,
    limit: u64,
    today: NaiveDate,
) -> Result<Vec<Card>, DbErr> {
    let within = listed().filter(Column::StallId.eq(stall.0));
    load(db, page(within, after, limit), today).await
}

/// The newest first, after `after`.
fn page(query: Select<product::Entity>, after: Option<Cursor>, limit: u64) -> Select<product::Entity> {
    newest_first(query, Column::ListedAt, Column::Id, after, limit)
}

/// Other listings of the same commodity first, then of the same category.
pub async fn similar(
    db: &impl ConnectionTrait,
    product: &Product,
    limit: u64,
    today: NaiveDate,
) -> Result<Vec<Card>, DbErr> {
    let others = || listed().filter(Column::Id.ne(product.id.0));
    let mut all = match product.content.commodity_id {
        Some(commodity) => {
            load(db, page(others().filter(Column::CommodityId.eq(commodity.0)), None, limit), today).await?
        }
        None => Vec::new(),
    };
    let missing = limit.saturating_sub(all.len() as u64);
    if missing > 0 {
        let found: Vec<Uuid> = all.iter().map(|card| card.id.0).collect();
        let mut rest = others().filter(Column::CategoryCode.eq(product.content.category_code.as_str()));
        if !found.is_empty() {
            rest = rest.filter(Column::Id.is_not_in(found));
        }
        all.extend(load(db, page(rest, None, missing), today).await?);
    }
    Ok(all)
}

/// Products harvested in that month (1 to 12) and not all year round, newest first.
pub async fn in_season_now(
    db: &impl ConnectionTrait,
    month: u32,
    limit: u64,
    today: NaiveDate,
) -> Result<Vec<Card>, DbErr> {
    let bit = Months::from_numbers([month]).map_or(0, Months::bits);
    let all_year = Months::from_numbers(1..=12).map_or(0, Months::bits);
    let in_season = listed()
        .filter(Expr::col(Column::Months).bit_and(bit).ne(0))
        .filter(Column::Months.ne(all_year))
        .order_by(Column::ListedAt, Order::Desc)
        .order_by(Column::Id, Order::Desc)
        .limit(limit);
    load(db, in_season, today).await
}

pub async fn count_listed(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    listed().count(db).await
}
