//! A business applies: it saves its application, however incomplete, and submits it when it is complete.

use kernel::{
    AccountId, Ctx, FieldErrors, Fields, MemberId, Problem,
    tax_code::{TaxCode, TaxCodeKind},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Document, DocumentKind, Error, Event, Member, MemberKind, MemberState, MemberVerb, Membership, StaffRole,
    TaxCodeText, documents,
    entity::{member, membership},
    journal::{self, Subject},
    queries, store, validate,
};

const MAX_NAME: usize = 200;
const MAX_PERSON: usize = 100;
/// What a draft may hold where a code is expected.
const MAX_TYPED_CODE: usize = 40;

/// Saves the application of `account`'s business as a draft. Only lengths and characters are checked, and the kind,
/// which decides everything else; a wrong tax code or phone is kept as typed.
///
/// The first save makes the member and its owner. It takes its id from the field `id`, minted when the form was shown,
/// so that a double submission is one row; another member's id is [`Error::NotFound`].
///
/// Fields: `id`, `kind`, `name`, `tax_code`, `legal_representative`, `commune` (a code), `address`, `phone`, `email`,
/// `description`.
pub async fn save(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    account: AccountId,
    fields: &Fields,
) -> Result<MemberId, Error> {
    let draft = Draft::read(fields)?;
    match queries::membership(txn, account).await? {
        Some(membership) => edit(txn, ctx, &membership, draft).await,
        None => begin(txn, ctx, account, fields, draft).await,
    }
}

async fn edit(txn: &impl ConnectionTrait, ctx: &Ctx, of: &Membership, draft: Draft) -> Result<MemberId, Error> {
    if of.role != StaffRole::Owner {
        return Err(Error::OwnerOnly);
    }
    let before = store::lock_member(txn, of.member_id).await?;
    let mut after = before.clone();
    after.state = before.state.next(MemberVerb::Save)?;
    draft.write(&mut after);
    let changed = changed(&before, &after);
    if !changed.is_empty() {
        store::update_member(txn, ctx, after).await?;
        journal::note(txn, ctx, Subject::member(of.member_id), "member.saved", json!({ "changed": changed })).await?;
    }
    Ok(of.member_id)
}

async fn begin(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    account: AccountId,
    fields: &Fields,
    draft: Draft,
) -> Result<MemberId, Error> {
    let id = Uuid::parse_str(fields.get("id")).unwrap_or_else(|_| ctx.new_id());
    if !store::insert_new(txn, draft.new_row(ctx, id).into_active_model()).await? {
        // The same form arrived a moment ago, or the id is another member's.
        return match queries::membership(txn, account).await? {
            Some(membership) => edit(txn, ctx, &membership, draft).await,
            None => Err(Error::NotFound),
        };
    }
    let owner = membership::ActiveModel {
        account_id: Set(account.0),
        member_id: Set(id),
        role: Set(StaffRole::Owner),
        created_at: Set(ctx.now),
    };
    membership::Entity::insert(owner).exec_without_returning(txn).await.map_err(already_member)?;
    let detail = json!({ "account": account, "kind": draft.kind.code() });
    journal::note(txn, ctx, Subject::member(MemberId(id)), "member.begun", detail).await?;
    Ok(MemberId(id))
}

/// What is still wrong with an application, all at once, by form field; papers under `documents`.
#[must_use]
pub fn check(member: &Member, papers: &[Document]) -> FieldErrors {
    let form = form(member);
    let mut errors = FieldErrors::default();
    form.text(&mut errors, "name", 2, MAX_NAME);
    form.text(&mut errors, "legal_representative", 2, MAX_PERSON);
    validate::place_and_contact(&mut errors, &form);
    match TaxCode::parse(member.tax_code.reveal()) {
        Err(problem) => errors.add("tax_code", problem),
        Ok(code) if !fits(member.kind, code.kind()) => errors.add("tax_code", Problem::TaxCodeKind),
        Ok(_) => {}
    }
    if !papers.iter().any(|paper| paper.kind == DocumentKind::Licence && paper.removed_at.is_none()) {
        errors.add("documents", Problem::PaperMissing(DocumentKind::Licence.code()));
    }
    errors
}

/// A personal number serves persons, a branch code organisations; older households have ten digits too.
fn fits(kind: MemberKind, code: TaxCodeKind) -> bool {
    match code {
        TaxCodeKind::Organisation => true,
        TaxCodeKind::Branch => !kind.is_individual(),
        TaxCodeKind::Personal => kind.is_individual(),
    }
}

/// Submits a complete application, for the first time or after changes were requested. A tax code that another
/// waiting or approved member has is [`Problem::Taken`].
pub async fn submit(txn: &impl ConnectionTrait, ctx: &Ctx, id: MemberId) -> Result<(), Error> {
    let mut row = store::lock_member(txn, id).await?;
    row.state = row.state.next(MemberVerb::Submit)?;
    let papers = documents::list(txn, id).await?;
    check(&row.clone().into(), &papers).into_result(())?;
    let again = row.submitted_at.is_some();
    row.submitted_at = Some(ctx.now);
    row.reason.clear();
    store::update_member(txn, ctx, row).await?;
    journal::happened(txn, ctx, Subject::member(id), Event::MemberSubmitted, "", json!({ "again": again })).await?;
    Ok(())
}

/// The application as its form shows it, with the whole tax code: for the member itself and for officers.
#[must_use]
pub fn form(member: &Member) -> Fields {
    let mut form = Fields::default();
    form.set("id", member.id.to_string());
    form.set("kind", member.kind.code());
    form.set("name", &member.name);
    form.set("tax_code", member.tax_code.reveal());
    form.set("legal_representative", &member.legal_representative);
    form.set("commune", &member.commune_code);
    form.set("address", &member.address);
    form.set("phone", &member.phone);
    form.set("email", &member.email);
    form.set("description", &member.description);
    form
}

struct Draft {
    kind: MemberKind,
    name: String,
    tax_code: TaxCodeText,
    legal_representative: String,
    commune_code: String,
    address: String,
    phone: String,
    email: String,
    description: String,
}

impl Draft {
    fn read(fields: &Fields) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let kind = MemberKind::from_code(fields.get("kind"));
        if kind.is_none() {
            errors.add("kind", if fields.has("kind") { Problem::NotAChoice } else { Problem::Required });
        }
        let draft = Self {
            kind: kind.unwrap_or(MemberKind::Enterprise),
            name: fields.optional(&mut errors, "name", MAX_NAME),
            tax_code: TaxCodeText::typed(&fields.optional(&mut errors, "tax_code", MAX_TYPED_CODE)),
            legal_representative: fields.optional(&mut errors, "legal_representative", MAX_PERSON),
            commune_code: fields.optional(&mut errors, "commune", MAX_TYPED_CODE),
            address: fields.optional(&mut errors, "address", validate::MAX_ADDRESS),
            phone: validate::phone_or_typed(&fields.optional(&mut errors, "phone", validate::MAX_TYPED_PHONE)),
            email: fields.optional(&mut errors, "email", validate::MAX_EMAIL),
            description: fields.optional(&mut errors, "description", validate::MAX_TEXT),
        };
        errors.into_result(draft)
    }

    fn write(self, row: &mut member::Model) {
        row.kind = self.kind;
        row.name = self.name;
        row.tax_code = self.tax_code;
        row.legal_representative = self.legal_representative;
        row.commune_code = self.commune_code;
        row.address = self.address;
        row.phone = self.phone;
        row.email = self.email;
        row.description = self.description;
    }

    fn new_row(&self, ctx: &Ctx, id: Uuid) -> member::Model {
        member::Model {
            id,
            state: MemberState::Draft,
            kind: self.kind,
            name: self.name.clone(),
            tax_code: self.tax_code.clone(),
            legal_representative: self.legal_representative.clone(),
            commune_code: self.commune_code.clone(),
            address: self.address.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            description: self.description.clone(),
            reason: String::new(),
            submitted_at: None,
            decided_at: None,
            approved_at: None,
            identified_at: None,
            identified_how: String::new(),
            version: 1,
            created_at: ctx.now,
            updated_at: ctx.now,
        }
    }
}

/// The names of the fields that differ, for the audit line: never their contents.
pub(crate) fn changed(before: &member::Model, after: &member::Model) -> Vec<&'static str> {
    let all = [
        ("kind", before.kind != after.kind),
        ("name", before.name != after.name),
        ("tax_code", before.tax_code != after.tax_code),
        ("legal_representative", before.legal_representative != after.legal_representative),
        ("commune", before.commune_code != after.commune_code),
        ("address", before.address != after.address),
        ("phone", before.phone != after.phone),
        ("email", before.email != after.email),
        ("description", before.description != after.description),
    ];
    all.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect()
}

/// The account has begun another application, or joined a member, at this very moment.
pub(crate) fn already_member(error: DbErr) -> Error {
    if database::violated_unique(&error, "membership_pkey", "membership.account_id") {
        return Error::AlreadyMember;
    }
    error.into()
}
