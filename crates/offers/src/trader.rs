//! Who trades: a member business, or a person who buys for himself.

use kernel::{AccountId, MemberId, StallId};
use members::MemberState;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::Error;

/// The person who acts, and for which member. That he belongs to it is the caller's to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Trader {
    pub account: AccountId,
    pub member: Option<MemberId>,
}

impl Trader {
    #[must_use]
    pub fn buyer(account: AccountId) -> Self {
        Self { account, member: None }
    }

    #[must_use]
    pub fn member(account: AccountId, member: MemberId) -> Self {
        Self { account, member: Some(member) }
    }

    /// Whose business it is: the member's, or the person's own.
    #[must_use]
    pub fn party(&self) -> Uuid {
        self.member.map_or(self.account.0, |member| member.0)
    }
}

/// Buying: by an approved member, or by a verified account that is not locked.
///
/// # Errors
/// [`Error::NotVerified`], or [`Error::NotASeller`] for a member that is not approved.
pub(crate) async fn check_buyer(db: &impl ConnectionTrait, trader: &Trader) -> Result<(), Error> {
    match trader.member {
        Some(member) => {
            let member = members::queries::member(db, member).await?.ok_or(Error::NotFound)?;
            if member.state == MemberState::Approved { Ok(()) } else { Err(Error::NotASeller) }
        }
        None => {
            let account = accounts::find_account(db, trader.account).await?.ok_or(Error::NotFound)?;
            if account.verified() && !account.locked() { Ok(()) } else { Err(Error::NotVerified) }
        }
    }
}

/// Selling: by a member whose stall buyers see.
pub(crate) async fn check_seller(db: &impl ConnectionTrait, trader: &Trader) -> Result<StallId, Error> {
    let member = trader.member.ok_or(Error::NotASeller)?;
    let stall = members::queries::stall_of(db, member).await?.ok_or(Error::NotASeller)?;
    let shop = members::queries::shop(db, stall.id).await?.ok_or(Error::NotASeller)?;
    if shop.visible() { Ok(stall.id) } else { Err(Error::NotASeller) }
}

/// Whether both are the same business, or one is the other's own staff.
pub(crate) async fn are_the_same(db: &impl ConnectionTrait, a: &Trader, b: &Trader) -> Result<bool, Error> {
    if a.party() == b.party() {
        return Ok(true);
    }
    for (private, other) in [(a, b), (b, a)] {
        if private.member.is_none() && other.member.is_some() {
            let membership = members::queries::membership(db, private.account).await?;
            return Ok(membership.map(|membership| membership.member_id) == other.member);
        }
    }
    Ok(false)
}
