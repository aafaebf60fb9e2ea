//! The people of a member: its owner invites staff by a link that works once, for a week.

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use kernel::{AccountId, Ctx, FieldErrors, Fields, InvitationId, MemberId, Problem};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    Error, Event, MemberVerb, Membership, StaffRole, apply,
    entity::{invitation, member, membership},
    journal::{self, Subject},
    queries, store,
};

/// How many open invitations a member may have at a time.
pub const MAX_OPEN: u64 = 20;
/// How many people may belong to a member.
pub const MAX_STAFF: u64 = 100;

fn lifetime() -> TimeDelta {
    TimeDelta::days(7)
}

/// A new invitation. The secret goes into the link and is never stored: it can't be shown again. No `Debug`, so that
/// it reaches no log.
#[derive(Clone)]
pub struct Invitation {
    pub id: InvitationId,
    pub secret: String,
    pub expires_at: DateTime<Utc>,
}

/// An invitation that waits to be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvitation {
    pub id: InvitationId,
    pub member_id: MemberId,
    pub note: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

impl From<invitation::Model> for OpenInvitation {
    fn from(row: invitation::Model) -> Self {
        Self {
            id: row.id.into(),
            member_id: row.member_id.into(),
            note: row.note,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}

/// Invites one person as staff; the note says whom the owner meant. Owner only.
pub async fn invite(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    role: StaffRole,
    note: &str,
) -> Result<Invitation, Error> {
    owner_only(role)?;
    let by = ctx.actor.account().ok_or(Error::OwnerOnly)?;
    let note = checked_note(note)?;
    store::lock_member(txn, member).await?.state.next(MemberVerb::Invite)?;
    if open(member, ctx.now).count(txn).await? >= MAX_OPEN {
        return Err(FieldErrors::one("note", Problem::TooMany(MAX_OPEN as usize)).into());
    }
    let (id, secret, expires_at) = (ctx.new_id(), new_secret(), ctx.now + lifetime());
    let row = invitation::Model {
        id,
        member_id: member.0,
        token_hash: hash(&secret),
        note,
        created_by: by.0,
        created_at: ctx.now,
        expires_at,
        accepted_by: None,
        accepted_at: None,
        revoked_at: None,
    };
    invitation::Entity::insert(row.into_active_model()).exec_without_returning(txn).await?;
    happened(txn, ctx, member, Event::StaffInvited, json!({ "invitation": id })).await?;
    Ok(Invitation { id: id.into(), secret, expires_at })
}

/// Takes an open invitation back. Owner only.
pub async fn revoke(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    role: StaffRole,
    id: InvitationId,
) -> Result<(), Error> {
    owner_only(role)?;
    store::lock_member(txn, member).await?;
    let found = open(member, ctx.now).filter(invitation::Column::Id.eq(id.0)).one(txn).await?;
    let mut row = found.ok_or(Error::NotFound)?.into_active_model();
    row.revoked_at = Set(Some(ctx.now));
    row.update(txn).await?;
    journal::note(txn, ctx, Subject::member(member), "staff.invitation_revoked", json!({ "invitation": id })).await?;
    Ok(())
}

/// The invitation of a link, with the member's name, while it can be accepted.
pub async fn find_invitation(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    secret: &str,
) -> Result<Option<(OpenInvitation, String)>, DbErr> {
    let Some(row) = usable(now, secret).one(db).await? else {
        return Ok(None);
    };
    let member = member::Entity::find_by_id(row.member_id).one(db).await?;
    let welcoming = member.filter(|member| member.state.next(MemberVerb::Invite).is_ok());
    Ok(welcoming.map(|member| (row.into(), member.name)))
}

/// `account`, which belongs to no member yet, joins as staff. Accepting again what it accepted itself changes nothing.
pub async fn accept(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    account: AccountId,
    secret: &str,
) -> Result<Membership, Error> {
    if let Some(membership) = queries::membership(txn, account).await? {
        let mine = by_secret(secret).filter(invitation::Column::AcceptedBy.eq(account.0)).one(txn).await?;
        let again = mine.is_some_and(|row| row.member_id == membership.member_id.0);
        return if again { Ok(membership) } else { Err(Error::AlreadyMember) };
    }
    let seen = usable(ctx.now, secret).one(txn).await?.ok_or(Error::InvitationInvalid)?;
    let member = MemberId(seen.member_id);
    // The member first: everybody locks in this order. Meanwhile the invitation may have been used or revoked.
    let welcoming = store::lock_member(txn, member).await?;
    let row = usable(ctx.now, secret).one(txn).await?.ok_or(Error::InvitationInvalid)?;
    welcoming.state.next(MemberVerb::Invite)?;
    if of(member).count(txn).await? >= MAX_STAFF {
        return Err(Error::InvitationInvalid);
    }
    let joined =
        membership::Model { account_id: account.0, member_id: member.0, role: StaffRole::Staff, created_at: ctx.now };
    membership::Entity::insert(joined.clone().into_active_model())
        .exec_without_returning(txn)
        .await
        .map_err(apply::already_member)?;
    let id = row.id;
    let mut row = row.into_active_model();
    row.accepted_by = Set(Some(account.0));
    row.accepted_at = Set(Some(ctx.now));
    row.update(txn).await?;
    happened(txn, ctx, member, Event::StaffJoined, json!({ "account": account, "invitation": id })).await?;
    Ok(joined.into())
}

/// Ends the work of one of the staff; the owner can't be removed. Owner only.
pub async fn remove_staff(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    role: StaffRole,
    account: AccountId,
) -> Result<(), Error> {
    owner_only(role)?;
    let removed = membership::Entity::delete_many()
        .filter(membership::Column::MemberId.eq(member.0))
        .filter(membership::Column::AccountId.eq(account.0))
        .filter(membership::Column::Role.eq(StaffRole::Staff))
        .exec(txn)
        .await?;
    if removed.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    happened(txn, ctx, member, Event::StaffRemoved, json!({ "account": account })).await
}

/// Everybody of the member, the owner first.
pub async fn list(db: &impl ConnectionTrait, member: MemberId) -> Result<Vec<Membership>, DbErr> {
    let query = of(member).order_by_asc(membership::Column::Role).order_by_asc(membership::Column::CreatedAt);
    Ok(query.limit(MAX_STAFF).all(db).await?.into_iter().map(Membership::from).collect())
}

/// The member's invitations that wait to be accepted, newest first.
pub async fn list_invitations(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    member: MemberId,
) -> Result<Vec<OpenInvitation>, DbErr> {
    let query = open(member, now).order_by_desc(invitation::Column::CreatedAt).limit(MAX_OPEN);
    Ok(query.all(db).await?.into_iter().map(OpenInvitation::from).collect())
}

fn owner_only(role: StaffRole) -> Result<(), Error> {
    if role == StaffRole::Owner { Ok(()) } else { Err(Error::OwnerOnly) }
}

fn checked_note(typed: &str) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    let note = Fields::from_iter([("note".to_owned(), typed.to_owned())]).optional(&mut errors, "note", 200);
    errors.into_result(note)
}

async fn happened(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    event: Event,
    detail: serde_json::Value,
) -> Result<(), Error> {
    Ok(journal::happened(txn, ctx, Subject::member(member), event, "", detail).await?)
}

fn of(member: MemberId) -> Select<membership::Entity> {
    membership::Entity::find().filter(membership::Column::MemberId.eq(member.0))
}

fn unanswered(query: Select<invitation::Entity>, now: DateTime<Utc>) -> Select<invitation::Entity> {
    query
        .filter(invitation::Column::AcceptedAt.is_null())
        .filter(invitation::Column::RevokedAt.is_null())
        .filter(invitation::Column::ExpiresAt.gt(now))
}

fn open(member: MemberId, now: DateTime<Utc>) -> Select<invitation::Entity> {
    unanswered(invitation::Entity::find().filter(invitation::Column::MemberId.eq(member.0)), now)
}

fn by_secret(secret: &str) -> Select<invitation::Entity> {
    invitation::Entity::find().filter(invitation::Column::TokenHash.eq(hash(secret)))
}

fn usable(now: DateTime<Utc>, secret: &str) -> Select<invitation::Entity> {
    unanswered(by_secret(secret), now)
}

fn new_secret() -> String {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    BASE64URL_NOPAD.encode(&bytes)
}

/// What is stored instead of the secret. It is random and long, so one round of SHA-256 is enough.
fn hash(secret: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(secret.as_bytes()))
}
