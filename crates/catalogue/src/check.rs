//! What must be there before an officer looks at a listing.

use chrono::{Months, NaiveDate};
use kernel::{FieldErrors, Fields, Problem, unit};

use crate::{Category, Content, MAX_PHOTOS, PaperKind, words};

/// A certificate is valid for 36 months; one more for what was decided today and dated ahead.
const OCOP_MONTHS: u32 = 37;

/// Everything that keeps `content` from being submitted on that day. A missing paper is a problem of the field `paper_<kind>`.
#[must_use]
pub fn check_for_submit(content: &Content, category: &Category, papers: &[PaperKind], today: NaiveDate) -> FieldErrors {
    let mut errors = FieldErrors::default();
    check_category(category, today, &mut errors);
    require(&mut errors, "name", &content.name);
    require(&mut errors, "unit", &content.unit_code);
    require(&mut errors, "commune", &content.commune_code);
    if unit::unit(&content.unit_code).is_some_and(|unit| unit.dimension == "pack") {
        require(&mut errors, "net_content", &content.net_content);
    }
    if content.photos.is_empty() {
        errors.add("photos", Problem::Required);
    } else if content.photos.len() > MAX_PHOTOS {
        errors.add("photos", Problem::TooMany(MAX_PHOTOS));
    }
    if let Some(ocop) = &content.ocop {
        require(&mut errors, "ocop_certificate", &ocop.certificate);
        match (ocop.expires_on, today.checked_add_months(Months::new(OCOP_MONTHS))) {
            (None, _) => errors.add("ocop_expires_on", Problem::Required),
            (Some(last), Some(latest)) if last > latest => errors.add("ocop_expires_on", Problem::DateInFuture),
            _ => {}
        }
    }
    if category.rule.needs_declaration_number(today) {
        require(&mut errors, "declaration_number", &content.declaration_number);
    }
    for kind in category.rule.papers(today) {
        if !papers.contains(&kind) {
            errors.add(&format!("paper_{}", kind.code()), Problem::PaperMissing(kind.code()));
        }
    }
    for (field, text) in [("name", &content.name), ("name_en", &content.name_en), ("description", &content.description)]
    {
        if words::look(text, today).refused {
            errors.add(field, Problem::Blocked);
        }
    }
    errors
}

/// The form says a price or "contact us": asked when it is sent to an officer, since a stored product can't tell an empty price from
/// "contact us".
pub fn check_price_choice(fields: &Fields, errors: &mut FieldErrors) {
    if !fields.has("price") && !fields.has("price_contact") {
        errors.add("price", Problem::Required);
    }
}

/// A category that takes products: known, active, a leaf, not blocked.
pub(crate) fn check_category(category: &Category, today: NaiveDate, errors: &mut FieldErrors) {
    if category.rule.blocked(today) {
        errors.add("category", Problem::Blocked);
    } else if !category.active || category.parent_code.is_none() {
        errors.add("category", Problem::NotAChoice);
    }
}

fn require(errors: &mut FieldErrors, field: &str, value: &str) {
    if value.is_empty() {
        errors.add(field, Problem::Required);
    }
}
