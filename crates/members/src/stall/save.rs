//! The member saves its stall: a draft, however incomplete but for name and address; an open one at once and strictly.

use chrono::NaiveDate;
use kernel::{Ctx, FieldErrors, Fields, MemberId, Problem, StallId, date, text};
use sea_orm::{ConnectionTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::slug::check_slug;
use crate::{
    Error, Event, MemberVerb, Stall, StallState, StallVerb,
    entity::stall::{Entity, Model},
    journal::{self, Subject},
    store, validate,
};

pub(super) const MIN_NAME: usize = 3;
pub(super) const MAX_NAME: usize = 80;
const MAX_HOURS: usize = 300;
const MAX_NOTICE: usize = 300;

/// Saves the stall of a member, whatever state it is in.
///
/// The first save takes the stall's id from the field `id`, minted when the form was shown, so that a double submission
/// is one row. A second stall beside a live one is [`Error::StallExists`]. A draft needs a name and an address (made
/// from the name when none is typed). Of a stall that was opened, name and address are fixed; what is left applies at once and
/// must be right.
///
/// Fields: `id`, `name`, `slug`, `introduction`, `commune` (a code), `address`, `phone`, `email`, `opening_hours`,
/// `holiday_notice`, `holiday_until`.
pub async fn save(txn: &impl ConnectionTrait, ctx: &Ctx, member: MemberId, fields: &Fields) -> Result<StallId, Error> {
    store::lock_member(txn, member).await?.state.next(MemberVerb::SaveStall)?;
    let id = Uuid::parse_str(fields.get("id")).ok();
    match store::lock_live_stall(txn, member).await? {
        Some(live) if id.is_some_and(|id| id != live.id) => Err(Error::StallExists),
        Some(live) if matches!(live.state, StallState::Open | StallState::Suspended) => {
            edit(txn, ctx, live, fields).await
        }
        Some(live) => redraft(txn, ctx, live, fields).await,
        None => begin(txn, ctx, member, id.unwrap_or_else(|| ctx.new_id()), fields).await,
    }
}

async fn begin(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    id: Uuid,
    fields: &Fields,
) -> Result<StallId, Error> {
    let mut errors = FieldErrors::default();
    let (name, slug) = name_and_slug(&mut errors, fields);
    let presentation = Presentation::read(&mut errors, fields);
    errors.into_result(())?;
    let mut row = new_row(ctx, member, id);
    (row.name, row.slug) = (name, slug);
    presentation.write(&mut row);
    // The member is locked and has no live stall: a row with this id is a closed stall's or another member's.
    if !store::insert_new::<Entity, _>(txn, row.into_active_model()).await.map_err(store::stall_taken)? {
        return Err(Error::NotFound);
    }
    journal::note(txn, ctx, Subject::stall(id, member.0), "stall.begun", json!({})).await?;
    Ok(StallId(id))
}

async fn redraft(txn: &impl ConnectionTrait, ctx: &Ctx, before: Model, fields: &Fields) -> Result<StallId, Error> {
    let mut after = before.clone();
    after.state = before.state.next(StallVerb::Save)?;
    let mut errors = FieldErrors::default();
    (after.name, after.slug) = name_and_slug(&mut errors, fields);
    let presentation = Presentation::read(&mut errors, fields);
    errors.into_result(())?;
    presentation.write(&mut after);
    let (id, changed) = (before.id, changed(&before, &after));
    if !changed.is_empty() {
        store::update_stall(txn, ctx, after).await?;
        let subject = Subject::stall(id, before.member_id);
        journal::note(txn, ctx, subject, "stall.saved", json!({ "changed": changed })).await?;
    }
    Ok(StallId(id))
}

async fn edit(txn: &impl ConnectionTrait, ctx: &Ctx, before: Model, fields: &Fields) -> Result<StallId, Error> {
    let differs = |field: &str, fixed: &str| fields.has(field) && fields.get(field) != fixed;
    if differs("name", &before.name) || differs("slug", &before.slug) {
        before.state.next(StallVerb::Rename)?;
    }
    let mut after = before.clone();
    after.state = before.state.next(StallVerb::Edit)?;
    let mut errors = FieldErrors::default();
    let presentation = Presentation::read(&mut errors, fields);
    validate::place_and_contact(&mut errors, fields);
    errors.into_result(())?;
    presentation.write(&mut after);
    let (id, changed) = (before.id, changed(&before, &after));
    if !changed.is_empty() {
        store::update_stall(txn, ctx, after).await?;
        let subject = Subject::stall(id, before.member_id);
        journal::happened(txn, ctx, subject, Event::StallEdited, "", json!({ "changed": changed })).await?;
    }
    Ok(StallId(id))
}

/// The stall as its form shows it.
#[must_use]
pub fn form(stall: &Stall) -> Fields {
    let mut form = Fields::default();
    form.set("id", stall.id.to_string());
    form.set("name", &stall.name);
    form.set("slug", &stall.slug);
    form.set("introduction", &stall.introduction);
    form.set("commune", &stall.commune_code);
    form.set("address", &stall.address);
    form.set("phone", &stall.phone);
    form.set("email", &stall.email);
    form.set("opening_hours", &stall.opening_hours);
    form.set("holiday_notice", &stall.holiday_notice);
    form.set("holiday_until", stall.holiday_until.map(|day| day.to_string()).unwrap_or_default());
    form
}

fn name_and_slug(errors: &mut FieldErrors, fields: &Fields) -> (String, String) {
    let name = fields.text(errors, "name", MIN_NAME, MAX_NAME);
    let slug = if fields.has("slug") { fields.get("slug").to_lowercase() } else { text::slugify(&name) };
    if (fields.has("slug") || !name.is_empty())
        && let Err(problem) = check_slug(&slug)
    {
        errors.add("slug", problem);
    }
    (name, slug)
}

/// What may change at any time.
struct Presentation {
    introduction: String,
    commune_code: String,
    address: String,
    phone: String,
    email: String,
    opening_hours: String,
    holiday_notice: String,
    holiday_until: Option<NaiveDate>,
}

impl Presentation {
    fn read(errors: &mut FieldErrors, fields: &Fields) -> Self {
        let holiday_until = fields.has("holiday_until").then(|| date::parse_day(fields.get("holiday_until")));
        if holiday_until.as_ref().is_some_and(Result::is_err) {
            errors.add("holiday_until", Problem::NotADate);
        }
        Self {
            introduction: fields.optional(errors, "introduction", validate::MAX_TEXT),
            commune_code: fields.optional(errors, "commune", 40),
            address: fields.optional(errors, "address", validate::MAX_ADDRESS),
            phone: validate::phone_or_typed(&fields.optional(errors, "phone", validate::MAX_TYPED_PHONE)),
            email: fields.optional(errors, "email", validate::MAX_EMAIL),
            opening_hours: fields.optional(errors, "opening_hours", MAX_HOURS),
            holiday_notice: fields.optional(errors, "holiday_notice", MAX_NOTICE),
            holiday_until: holiday_until.and_then(Result::ok),
        }
    }

    fn write(self, row: &mut Model) {
        row.introduction = self.introduction;
        row.commune_code = self.commune_code;
        row.address = self.address;
        row.phone = self.phone;
        row.email = self.email;
        row.opening_hours = self.opening_hours;
        row.holiday_notice = self.holiday_notice;
        row.holiday_until = self.holiday_until;
    }
}

fn new_row(ctx: &Ctx, member: MemberId, id: Uuid) -> Model {
    Model {
        id,
        member_id: member.0,
        state: StallState::Draft,
        slug: String::new(),
        name: String::new(),
        introduction: String::new(),
        commune_code: String::new(),
        address: String::new(),
        phone: String::new(),
        email: String::new(),
        opening_hours: String::new(),
        holiday_notice: String::new(),
        holiday_until: None,
        logo_picture: None,
        banner_picture: None,
        reason: String::new(),
        submitted_at: None,
        decided_at: None,
        opened_at: None,
        version: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
    }
}

/// The names of the fields that differ, for the audit line.
fn changed(before: &Model, after: &Model) -> Vec<&'static str> {
    let all = [
        ("name", before.name != after.name),
        ("slug", before.slug != after.slug),
        ("introduction", before.introduction != after.introduction),
        ("commune", before.commune_code != after.commune_code),
        ("address", before.address != after.address),
        ("phone", before.phone != after.phone),
        ("email", before.email != after.email),
        ("opening_hours", before.opening_hours != after.opening_hours),
        ("holiday_notice", before.holiday_notice != after.holiday_notice),
        ("holiday_until", before.holiday_until != after.holiday_until),
    ];
    all.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect()
}
