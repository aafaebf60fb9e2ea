//! Filling a database with many rows at once: no rules, no audit lines, no events. Only for demonstration data, which is rebuilt into the
//! search index afterwards.

use chrono::{DateTime, Utc};
use kernel::{Ctx, MemberId, ProductId, StallId};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable};

use crate::{
    Category, Commodity, Content, FlagSet, State,
    entity::{category, commodity, product, product_photo},
    rows, save, store,
};

/// SQLite takes 32,766 bound values in a statement; a statement of a few thousand is as quick and shorter to write.
const BINDS: usize = 16_000;

/// A product in any state, with the times of its life. The slug must be unique: nobody looks.
#[derive(Debug, Clone)]
pub struct NewProduct {
    pub id: ProductId,
    pub member_id: MemberId,
    pub stall_id: StallId,
    pub state: State,
    pub slug: String,
    pub content: Content,
    pub flags: FlagSet,
    pub reason: String,
    pub submitted_at: Option<DateTime<Utc>>,
    pub decided_at: Option<DateTime<Utc>>,
    pub listed_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Groups must stand before the categories that they hold.
pub async fn insert_categories(txn: &impl ConnectionTrait, ctx: &Ctx, all: &[Category]) -> Result<(), DbErr> {
    let rows = all.iter().map(|category| category::Model {
        code: category.code.clone(),
        parent_code: category.parent_code.clone(),
        slug: category.slug.clone(),
        name_vi: category.name_vi.clone(),
        name_en: category.name_en.clone(),
        rule: category.rule.code().to_owned(),
        default_unit: category.default_unit.clone(),
        ocop_subgroup: category.ocop_subgroup.clone(),
        position: category.position,
        active: category.active,
        picture_id: category.picture_id.clone(),
        updated_at: ctx.now,
    });
    insert::<category::Entity, _>(txn, rows.map(|row| row.into_active_model().reset_all())).await
}

pub async fn insert_commodities(txn: &impl ConnectionTrait, ctx: &Ctx, all: &[Commodity]) -> Result<(), DbErr> {
    let rows = all.iter().map(|commodity| commodity::Model {
        id: commodity.id.0,
        slug: commodity.slug.clone(),
        category_code: commodity.category_code.clone(),
        name_vi: commodity.name_vi.clone(),
        name_en: commodity.name_en.clone(),
        aliases: commodity.aliases.join("; "),
        months: commodity.months.bits(),
        protected_name: commodity.protected_name.clone(),
        protected_kind: commodity.protected_kind.code().to_owned(),
        protected_communes: commodity.protected_communes.join(" "),
        active: commodity.active,
        created_at: ctx.now,
        updated_at: ctx.now,
    });
    insert::<commodity::Entity, _>(txn, rows.map(|row| row.into_active_model().reset_all())).await
}

/// Inserts the products with the photos of their content.
pub async fn insert_products(txn: &impl ConnectionTrait, ctx: &Ctx, all: &[NewProduct]) -> Result<(), DbErr> {
    let rows = all.iter().map(|new| {
        let mut row = save::new_row(ctx, new.id, new.member_id, new.stall_id);
        rows::put_content(&mut row, &new.content);
        new.state.code().clone_into(&mut row.state);
        row.slug.clone_from(&new.slug);
        row.flags = new.flags.to_string();
        row.reason.clone_from(&new.reason);
        row.submitted_at = new.submitted_at;
        row.decided_at = new.decided_at;
        row.listed_at = new.listed_at;
        row.created_at = new.created_at;
        row.updated_at = new.updated_at;
        row.into_active_model().reset_all()
    });
    insert::<product::Entity, _>(txn, rows).await?;
    let photos = all.iter().flat_map(|new| store::photo_rows(new.id.0, &new.content.photos));
    insert::<product_photo::Entity, _>(txn, photos).await
}

async fn insert<E, A>(txn: &impl ConnectionTrait, rows: impl Iterator<Item = A>) -> Result<(), DbErr>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E>,
{
    let per_statement = BINDS / E::Column::iter().count();
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let chunk: Vec<A> = rows.by_ref().take(per_statement).collect();
        E::insert_many(chunk).exec_without_returning(txn).await?;
    }
    Ok(())
}
