//! Lists of accounts, for officers.

use std::collections::BTreeMap;

use kernel::AccountId;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Func, LikeExpr},
};

use crate::{
    Account, Identifier, Role,
    entity::account::{Column, Entity},
    store,
};

/// No list is longer than 200.
fn at_most(limit: u64) -> u64 {
    std::cmp::min(limit, 200)
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountFilter {
    pub role: Option<Role>,
    pub locked: Option<bool>,
    /// Only those whose telephone number waits to be confirmed.
    pub waiting_for_phone: bool,
    /// A whole e-mail address or telephone number, the beginning of an address, or a part of the name.
    pub search: String,
}

/// Accounts, the newest first, below `before`.
pub async fn page_accounts(
    db: &impl ConnectionTrait,
    filter: &AccountFilter,
    before: Option<AccountId>,
    limit: u64,
) -> Result<Vec<Account>, DbErr> {
    let mut query = Entity::find();
    if let Some(role) = filter.role {
        query = query.filter(Column::Role.eq(role.code()));
    }
    match filter.locked {
        Some(true) => query = query.filter(Column::LockedAt.is_not_null()),
        Some(false) => query = query.filter(Column::LockedAt.is_null()),
        None => {}
    }
    if filter.waiting_for_phone {
        query = waiting(query);
    }
    if let Some(condition) = matching(&filter.search) {
        query = query.filter(condition);
    }
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before.0));
    }
    let rows = query.order_by_desc(Column::Id).limit(at_most(limit)).all(db).await?;
    Ok(rows.into_iter().map(Account::from).collect())
}

fn matching(search: &str) -> Option<Condition> {
    let search = kernel::text::clean(search).replace('\0', "");
    if search.is_empty() {
        return None;
    }
    match Identifier::parse(&search) {
        Ok(Identifier::Email(email)) => return Some(Condition::all().add(Column::Email.eq(email))),
        Ok(Identifier::Phone(phone)) => return Some(Condition::all().add(Column::Phone.eq(phone))),
        Err(_) => {}
    }
    let like = |text: &str, front: &str| {
        let plain: String = text.chars().flat_map(|c| if "%_!".contains(c) { vec!['!', c] } else { vec![c] }).collect();
        LikeExpr::new(format!("{front}{plain}%")).escape('!')
    };
    let small = search.to_lowercase();
    // SQLite's LOWER knows ASCII only, hence the name as it was typed as well.
    let condition = Condition::any()
        .add(Column::Email.like(like(&small, "")))
        .add(Column::DisplayName.like(like(&search, "%")))
        .add(Expr::expr(Func::lower(Expr::col(Column::DisplayName))).like(like(&small, "%")));
    Some(condition)
}

fn waiting(query: Select<Entity>) -> Select<Entity> {
    query
        .filter(Column::Phone.is_not_null())
        .filter(Column::PhoneVerifiedAt.is_null())
        .filter(Column::EmailVerifiedAt.is_null())
        .filter(Column::LockedAt.is_null())
}

/// Accounts whose telephone number waits to be confirmed by an officer, the oldest first.
pub async fn waiting_phones(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Account>, DbErr> {
    let query = waiting(Entity::find()).order_by_asc(Column::CreatedAt).order_by_asc(Column::Id);
    Ok(query.limit(at_most(limit)).all(db).await?.into_iter().map(Account::from).collect())
}

pub async fn find_by_identifier(db: &impl ConnectionTrait, identifier: &Identifier) -> Result<Option<Account>, DbErr> {
    Ok(store::find_row_by(db, identifier).await?.map(Account::from))
}

/// The display names of those accounts, for the audit log. At most 200 are looked up.
pub async fn names(db: &impl ConnectionTrait, ids: &[AccountId]) -> Result<BTreeMap<AccountId, String>, DbErr> {
    let ids = ids.iter().map(|id| id.0).take(200);
    let rows: Vec<(uuid::Uuid, String)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::DisplayName])
        .filter(Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, name)| (id.into(), name)).collect())
}
