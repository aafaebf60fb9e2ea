//! Officers keep the categories. Code, slug and place in the tree of an existing one stay: pages and products name them.

use kernel::{Ctx, FieldErrors, Fields, Problem, text, unit};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use crate::{Error, Event, Rule, entity::category, journal, store};

/// The longest code; its bytes are the subject id of the category's events.
const MAX_CODE: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryForm {
    pub code: String,
    /// Only for a new one.
    pub parent_code: Option<String>,
    /// Only for a new one.
    pub slug: String,
    pub name_vi: String,
    pub name_en: String,
    pub rule: Rule,
    pub default_unit: String,
    pub ocop_subgroup: String,
    pub position: i32,
    pub active: bool,
}

impl CategoryForm {
    /// Reads `code`, `parent`, `slug`, `name_vi`, `name_en`, `rule`, `default_unit`, `ocop_subgroup`, `position` and the box `active`.
    #[must_use]
    pub fn parse(fields: &Fields, errors: &mut FieldErrors) -> Self {
        let code = fields.text(errors, "code", 2, MAX_CODE);
        if !code.bytes().all(|b| b.is_ascii_digit()) {
            errors.add("code", Problem::NotANumber);
        }
        let name_vi = fields.text(errors, "name_vi", 2, 80);
        let slug = if fields.has("slug") { fields.get("slug").to_owned() } else { text::slugify(&name_vi) };
        if !text::is_slug(&slug) {
            errors.add("slug", Problem::NotSlug);
        }
        let default_unit = fields.get("default_unit").to_owned();
        if !default_unit.is_empty() && unit::unit(&default_unit).is_none() {
            errors.add("default_unit", Problem::NotAChoice);
        }
        let rule = Rule::from_code(fields.get("rule")).unwrap_or_else(|| {
            errors.add("rule", Problem::NotAChoice);
            Rule::None
        });
        let position = if fields.has("position") { fields.get("position") } else { "0" };
        let position = position.parse().unwrap_or_else(|_| {
            errors.add("position", Problem::NotANumber);
            0
        });
        Self {
            code,
            parent_code: Some(fields.get("parent").to_owned()).filter(|parent| !parent.is_empty()),
            slug,
            name_vi,
            name_en: fields.text(errors, "name_en", 2, 80),
            rule,
            default_unit,
            ocop_subgroup: fields.optional(errors, "ocop_subgroup", 40),
            position,
            active: fields.has("active"),
        }
    }
}

/// Changes the category of that code, or makes it.
///
/// # Errors
/// [`Error::Invalid`] when the parent is none of the groups, or the slug is taken.
pub async fn save_category(txn: &impl ConnectionTrait, ctx: &Ctx, form: &CategoryForm) -> Result<(), Error> {
    let found = category::Entity::find_by_id(form.code.as_str()).one(txn).await?;
    let is_new = found.is_none();
    let mut row = match found {
        Some(row) => row,
        None => begin(txn, ctx, form).await?,
    };
    row.name_vi.clone_from(&form.name_vi);
    row.name_en.clone_from(&form.name_en);
    form.rule.code().clone_into(&mut row.rule);
    row.default_unit.clone_from(&form.default_unit);
    row.ocop_subgroup.clone_from(&form.ocop_subgroup);
    row.position = form.position;
    row.active = form.active;
    write(txn, ctx, row, is_new).await
}

/// Closes a category for new products, or opens it again; its products stay.
pub async fn set_category_active(txn: &impl ConnectionTrait, ctx: &Ctx, code: &str, active: bool) -> Result<(), Error> {
    let mut row = category::Entity::find_by_id(code).one(txn).await?.ok_or(Error::NotFound)?;
    row.active = active;
    write(txn, ctx, row, false).await
}

async fn begin(txn: &impl ConnectionTrait, ctx: &Ctx, form: &CategoryForm) -> Result<category::Model, Error> {
    if let Some(parent) = &form.parent_code {
        // Two levels: a parent is a group.
        let group = store::category(txn, parent).await?;
        if group.is_none_or(|group| group.parent_code.is_some()) {
            return Err(Error::invalid("parent", Problem::NotAChoice));
        }
    }
    Ok(category::Model {
        code: form.code.clone(),
        parent_code: form.parent_code.clone(),
        slug: form.slug.clone(),
        name_vi: String::new(),
        name_en: String::new(),
        rule: String::new(),
        default_unit: String::new(),
        ocop_subgroup: String::new(),
        position: 0,
        active: true,
        picture_id: None,
        updated_at: ctx.now,
    })
}

async fn write(txn: &impl ConnectionTrait, ctx: &Ctx, mut row: category::Model, is_new: bool) -> Result<(), Error> {
    row.updated_at = ctx.now;
    let detail = json!({
        "code": row.code, "name_vi": row.name_vi, "name_en": row.name_en, "rule": row.rule, "active": row.active,
    });
    let subject = subject(&row.code);
    let active = row.into_active_model().reset_all();
    let result = if is_new {
        category::Entity::insert(active).exec_without_returning(txn).await.map(|_| ())
    } else {
        active.update(txn).await.map(|_| ())
    };
    result.map_err(|error| {
        if database::violated_unique(&error, "category_slug_key", "category.slug") {
            Error::invalid("slug", Problem::Taken)
        } else {
            error.into()
        }
    })?;
    journal::tell_officers(txn, ctx, Event::CategoryChanged, "category", subject, detail).await?;
    Ok(())
}

/// A category has a code and no id; events and audit lines want one: the code's bytes.
fn subject(code: &str) -> Uuid {
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(code.bytes()) {
        *to = from;
    }
    Uuid::from_bytes(bytes)
}
