//! Registering: an account with an e-mail address or a telephone number, a password, and consent to terms and privacy.

use database::violated_unique;
use kernel::{AccountId, Ctx, FieldErrors, Fields, Locale, Problem};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};
use serde_json::json;

use crate::{
    Account, Error, Event, Identifier, Role, check_password,
    entity::{account, consent},
    store,
};

/// What the form said, checked. The password still has to be hashed.
#[derive(Clone, PartialEq, Eq)]
pub struct Registration {
    pub identifier: Identifier,
    pub display_name: String,
    pub password: String,
}

impl std::fmt::Debug for Registration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Registration(…)")
    }
}

impl Registration {
    /// Reads `identifier`, `display_name`, `password`, and the boxes `terms` and `privacy`, each to be ticked by the
    /// visitor (consent per purpose, Law on the protection of personal data 91/2025).
    pub fn parse(fields: &Fields) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let identifier =
            Identifier::parse(fields.get("identifier")).map_err(|problem| errors.add("identifier", problem)).ok();
        let display_name = parse_display_name(fields, &mut errors);
        let password = fields.get("password").to_owned();
        if let Some(problem) = check_password(&password, identifier.as_slice()) {
            errors.add("password", problem);
        }
        for consent in ["terms", "privacy"] {
            if !fields.has(consent) {
                errors.add(consent, Problem::ConsentMissing);
            }
        }
        match identifier {
            Some(identifier) => errors.into_result(Self { identifier, display_name, password }),
            None => Err(errors),
        }
    }
}

/// One line of 2 to 80 characters.
pub(crate) fn parse_display_name(fields: &Fields, errors: &mut FieldErrors) -> String {
    let name = fields.text(errors, "display_name", 2, 80);
    if name.chars().any(char::is_control) {
        errors.add("display_name", Problem::BadText);
    }
    name
}

/// The versions of the pages that the visitor saw and agreed to.
#[derive(Debug, Clone, Copy)]
pub struct Versions<'a> {
    pub terms: &'a str,
    pub privacy: &'a str,
}

/// Makes the account. Asks for the verification mail when it has an address; an account with a telephone number only
/// waits for an officer. [`Problem::Taken`] on `identifier` when somebody has it.
pub async fn register(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    registration: Registration,
    password_hash: String,
    versions: Versions<'_>,
    locale: Locale,
) -> Result<Account, Error> {
    let Registration { identifier, display_name, .. } = registration;
    let by_email = matches!(identifier, Identifier::Email(_));
    let account = insert(txn, ctx, identifier, display_name, Role::Buyer, password_hash, locale, false).await?;
    record_consent(txn, ctx, account.id, versions, locale).await?;
    store::audit(
        txn,
        ctx,
        "account.registered",
        account.id,
        "",
        json!({ "by": if by_email { "email" } else { "phone" } }),
    )
    .await?;
    Event::Registered.append(txn, ctx, account.id).await?;
    if by_email {
        Event::VerificationWanted.append(txn, ctx, account.id).await?;
    }
    Ok(account)
}

async fn record_consent(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    account: AccountId,
    versions: Versions<'_>,
    locale: Locale,
) -> Result<(), DbErr> {
    let row = |document: &str, version: &str| consent::ActiveModel {
        id: Set(ctx.new_id()),
        account_id: Set(account.0),
        document: Set(document.to_owned()),
        version: Set(version.to_owned()),
        locale: Set(locale.code().to_owned()),
        given_at: Set(ctx.now),
        withdrawn_at: Set(None),
    };
    let rows = [row("terms", versions.terms), row("privacy", versions.privacy)];
    consent::Entity::insert_many(rows).exec_without_returning(txn).await.map(|_| ())
}

#[expect(clippy::too_many_arguments, reason = "the columns of a new account")]
pub(crate) async fn insert(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    identifier: Identifier,
    display_name: String,
    role: Role,
    password_hash: String,
    locale: Locale,
    verified: bool,
) -> Result<Account, Error> {
    let (email, phone) = match identifier {
        Identifier::Email(email) => (Some(email), None),
        Identifier::Phone(phone) => (None, Some(phone)),
    };
    let verified_at = verified.then_some(ctx.now);
    let row = account::Model {
        id: ctx.new_id(),
        email_verified_at: verified_at.filter(|_| email.is_some()),
        phone_verified_at: verified_at.filter(|_| phone.is_some()),
        email,
        phone,
        password_hash,
        display_name,
        role: role.code().to_owned(),
        locale: locale.code().to_owned(),
        totp_secret: None,
        totp_confirmed_at: None,
        totp_last_step: 0,
        locked_at: None,
        locked_reason: String::new(),
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    let active = row.clone().into_active_model().reset_all();
    account::Entity::insert(active).exec_without_returning(txn).await.map_err(taken)?;
    Ok(row.into())
}

fn taken(error: DbErr) -> Error {
    let taken = violated_unique(&error, "account_email_key", "account.email")
        || violated_unique(&error, "account_phone_key", "account.phone");
    if taken { FieldErrors::one("identifier", Problem::Taken).into() } else { error.into() }
}
