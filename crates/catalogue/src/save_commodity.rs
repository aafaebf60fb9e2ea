//! Officers keep the commodities. The slug of an existing one stays.

use kernel::{CommodityId, Ctx, FieldErrors, Fields, Months, Problem, place, text};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};
use serde_json::json;

use crate::{Error, Event, ProtectedKind, commodity::list, entity::commodity, journal, store};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommodityForm {
    pub category_code: String,
    pub name_vi: String,
    pub name_en: String,
    pub aliases: Vec<String>,
    pub months: Months,
    /// Several are parted by `;`.
    pub protected_name: String,
    pub protected_kind: ProtectedKind,
    pub protected_communes: Vec<String>,
    pub active: bool,
}

impl CommodityForm {
    /// Reads `category`, `name_vi`, `name_en`, `aliases` (one a line or parted by `;`), `months` (repeated), `protected_name`,
    /// `protected_kind`, `protected_communes` (codes, repeated or with blanks between) and the box `active`.
    #[must_use]
    pub fn parse(fields: &Fields, errors: &mut FieldErrors) -> Self {
        let months: Vec<&str> = fields.all("months").collect();
        let months = Months::parse(&months.join(" ")).unwrap_or_else(|problem| {
            errors.add("months", problem);
            Months::default()
        });
        let communes: Vec<&str> = fields.all("protected_communes").collect();
        let protected_communes = list(&communes.join(" "), " ");
        if protected_communes.iter().any(|code| place::commune(code).is_none()) {
            errors.add("protected_communes", Problem::NotAChoice);
        }
        let protected_name = fields.optional(errors, "protected_name", 120);
        let protected_kind = ProtectedKind::from_code(fields.get("protected_kind")).unwrap_or_else(|| {
            errors.add("protected_kind", Problem::NotAChoice);
            ProtectedKind::None
        });
        if !protected_name.is_empty() && protected_kind == ProtectedKind::None {
            errors.add("protected_kind", Problem::Required);
        }
        let category_code = fields.get("category").to_owned();
        if category_code.is_empty() {
            errors.add("category", Problem::Required);
        }
        Self {
            category_code,
            name_vi: fields.text(errors, "name_vi", 2, 80),
            name_en: fields.text(errors, "name_en", 2, 80),
            aliases: list(&fields.optional(errors, "aliases", 500).replace('\n', ";"), ";"),
            months,
            protected_name,
            protected_kind,
            protected_communes,
            active: fields.has("active"),
        }
    }
}

/// Changes a commodity, or makes one when no id is given; answers with its id.
///
/// # Errors
/// [`Error::Invalid`] when the category takes no products, or another commodity has that name.
pub async fn save_commodity(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: Option<CommodityId>,
    form: &CommodityForm,
) -> Result<CommodityId, Error> {
    let category = store::category(txn, &form.category_code).await?;
    if category.is_none_or(|category| category.parent_code.is_none()) {
        return Err(Error::invalid("category", Problem::NotAChoice));
    }
    let mut row = match id {
        Some(id) => commodity::Entity::find_by_id(id.0).one(txn).await?.ok_or(Error::NotFound)?,
        None => begin(ctx, form)?,
    };
    row.category_code.clone_from(&form.category_code);
    row.name_vi.clone_from(&form.name_vi);
    row.name_en.clone_from(&form.name_en);
    row.aliases = form.aliases.join("; ");
    row.months = form.months.bits();
    row.protected_name.clone_from(&form.protected_name);
    form.protected_kind.code().clone_into(&mut row.protected_kind);
    row.protected_communes = form.protected_communes.join(" ");
    row.active = form.active;
    write(txn, ctx, row, id.is_none()).await
}

/// Closes a commodity for new products, or opens it again; its products keep it.
pub async fn set_commodity_active(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    id: CommodityId,
    active: bool,
) -> Result<(), Error> {
    let mut row = commodity::Entity::find_by_id(id.0).one(txn).await?.ok_or(Error::NotFound)?;
    row.active = active;
    write(txn, ctx, row, false).await?;
    Ok(())
}

fn begin(ctx: &Ctx, form: &CommodityForm) -> Result<commodity::Model, Error> {
    let slug = text::slugify(&form.name_vi);
    if slug.is_empty() {
        return Err(Error::invalid("name_vi", Problem::NotSlug));
    }
    Ok(commodity::Model {
        id: ctx.new_id(),
        slug,
        category_code: String::new(),
        name_vi: String::new(),
        name_en: String::new(),
        aliases: String::new(),
        months: 0,
        protected_name: String::new(),
        protected_kind: String::new(),
        protected_communes: String::new(),
        active: true,
        created_at: ctx.now,
        updated_at: ctx.now,
    })
}

async fn write(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    mut row: commodity::Model,
    is_new: bool,
) -> Result<CommodityId, Error> {
    row.updated_at = ctx.now;
    let id = row.id;
    let detail =
        json!({ "slug": row.slug, "name_vi": row.name_vi, "protected_name": row.protected_name, "active": row.active });
    let active = row.into_active_model().reset_all();
    let result = if is_new {
        commodity::Entity::insert(active).exec_without_returning(txn).await.map(|_| ())
    } else {
        active.update(txn).await.map(|_| ())
    };
    result.map_err(|error| {
        if database::violated_unique(&error, "commodity_slug_key", "commodity.slug") {
            Error::invalid("name_vi", Problem::Taken)
        } else {
            error.into()
        }
    })?;
    journal::tell_officers(txn, ctx, Event::CommodityChanged, "commodity", id, detail).await?;
    Ok(id.into())
}
