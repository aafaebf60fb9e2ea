//! What pages and the interface read of the board.

use kernel::Page;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

use super::{Good, Line, Week, rows::subject};
use crate::entity::{
    price_board::{Column, Entity},
    price_board_week,
};

/// More lines of one place in one week than the catalogue gives cause for.
const MOST_LINES: u64 = 5_000;

/// A week that has been computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoardWeek {
    pub week: Week,
    /// Its figures stay as they are.
    pub is_closed: bool,
}

/// The newest first.
pub async fn weeks(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<BoardWeek>, DbErr> {
    let query = price_board_week::Entity::find().order_by_desc(price_board_week::Column::Week).limit(limit);
    let week =
        |row: price_board_week::Model| BoardWeek { week: Week::of(row.week), is_closed: row.closed_at.is_some() };
    Ok(query.all(db).await?.into_iter().map(week).collect())
}

/// What a place had in a week; an empty commune is the whole province.
pub async fn lines(db: &impl ConnectionTrait, week: Week, commune: &str) -> Result<Vec<Line>, DbErr> {
    let query = Entity::find().filter(Column::CommuneCode.eq(commune)).filter(Column::Week.eq(week.monday()));
    load(db, query.limit(MOST_LINES)).await
}

/// One good at one place through the weeks from one to another, both counted, oldest first.
pub async fn history(
    db: &impl ConnectionTrait,
    good: &Good,
    commune: &str,
    from: Week,
    until: Week,
) -> Result<Vec<Line>, DbErr> {
    let query = Entity::find()
        .filter(is(good))
        .filter(Column::CommuneCode.eq(commune))
        .filter(Column::Week.between(from.monday(), until.monday()))
        .order_by_asc(Column::Week)
        .order_by_asc(Column::UnitCode);
    load(db, query.limit(MOST_LINES)).await
}

/// One good in every commune that had it in a week.
pub async fn by_commune(db: &impl ConnectionTrait, good: &Good, week: Week) -> Result<Vec<Line>, DbErr> {
    let query = Entity::find()
        .filter(Column::Week.eq(week.monday()))
        .filter(is(good))
        .filter(Column::CommuneCode.ne(""))
        .order_by_asc(Column::CommuneCode)
        .order_by_asc(Column::UnitCode);
    load(db, query.limit(MOST_LINES)).await
}

/// Which lines to read.
#[derive(Debug, Clone)]
pub struct Filter {
    /// `None`: all; empty: nothing.
    pub goods: Option<Vec<Good>>,
    /// Empty: the whole province.
    pub commune: String,
    pub from: Week,
    pub until: Week,
}

/// A numbered page, the newest week first, and how many lines there are in all.
pub async fn page(db: &impl ConnectionTrait, filter: &Filter, page: Page) -> Result<(Vec<Line>, u64), DbErr> {
    let mut query = Entity::find()
        .filter(Column::CommuneCode.eq(filter.commune.as_str()))
        .filter(Column::Week.between(filter.from.monday(), filter.until.monday()));
    if let Some(goods) = &filter.goods {
        if goods.is_empty() {
            return Ok((Vec::new(), 0));
        }
        query = query.filter(goods.iter().fold(Condition::any(), |any, good| any.add(is(good))));
    }
    let total = query.clone().count(db).await?;
    let query = query
        .order_by_desc(Column::Week)
        .order_by_asc(Column::CommodityId)
        .order_by_asc(Column::CategoryCode)
        .order_by_asc(Column::UnitCode)
        .offset(u64::from(page.offset()))
        .limit(u64::from(page.per_page));
    Ok((load(db, query).await?, total))
}

fn is(good: &Good) -> Condition {
    let (commodity, category) = subject(good);
    Condition::all().add(Column::CommodityId.eq(commodity)).add(Column::CategoryCode.eq(category))
}

async fn load(db: &impl ConnectionTrait, query: Select<Entity>) -> Result<Vec<Line>, DbErr> {
    Ok(query.all(db).await?.into_iter().map(Line::from).collect())
}
