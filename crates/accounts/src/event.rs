//! What happened to an account, for the worker. The event's subject is the account; payloads are empty.

use database::outbox;
use kernel::{AccountId, Ctx};
use sea_orm::{ConnectionTrait, DbErr};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Registered,
    /// A mail with a link has to be sent; its token is minted at sending with [`crate::mint_token`].
    VerificationWanted,
    /// The same for resetting the password.
    ResetWanted,
    Verified,
    /// The owner should be told by mail.
    PasswordChanged,
    RoleChanged,
    Locked,
    Unlocked,
}

impl Event {
    pub const ALL: [Self; 8] = [
        Self::Registered,
        Self::VerificationWanted,
        Self::ResetWanted,
        Self::Verified,
        Self::PasswordChanged,
        Self::RoleChanged,
        Self::Locked,
        Self::Unlocked,
    ];

    /// The event's kind in the outbox.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Registered => "account.registered",
            Self::VerificationWanted => "account.verification_wanted",
            Self::ResetWanted => "account.reset_wanted",
            Self::Verified => "account.verified",
            Self::PasswordChanged => "account.password_changed",
            Self::RoleChanged => "account.role_changed",
            Self::Locked => "account.locked",
            Self::Unlocked => "account.unlocked",
        }
    }

    #[must_use]
    pub fn from_kind(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.kind() == kind)
    }

    pub(crate) async fn append(self, txn: &impl ConnectionTrait, ctx: &Ctx, account: AccountId) -> Result<(), DbErr> {
        outbox::append(txn, ctx, outbox::Event::new(self.kind(), account)).await
    }
}
