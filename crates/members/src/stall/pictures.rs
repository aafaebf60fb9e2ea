//! Logo and banner.

use kernel::{Ctx, MemberId};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{
    Error, Event, MemberVerb, StallState, StallVerb,
    journal::{self, Subject},
    store,
};

/// What happens to one of the two pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture<'a> {
    Keep,
    Remove,
    /// The id of a stored picture.
    Set(&'a str),
}

impl Picture<'_> {
    fn apply(self, to: &mut Option<String>) {
        match self {
            Self::Keep => {}
            Self::Remove => *to = None,
            Self::Set(id) => *to = Some(id.to_owned()),
        }
    }
}

/// Changes logo and banner of the member's stall, at once even when it is open. An unknown picture is
/// `NotAPicture` of the field `picture`.
pub async fn set_pictures(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    member: MemberId,
    logo: Picture<'_>,
    banner: Picture<'_>,
) -> Result<(), Error> {
    store::lock_member(txn, member).await?.state.next(MemberVerb::SaveStall)?;
    let mut row = store::lock_live_stall(txn, member).await?.ok_or(Error::NotFound)?;
    row.state = row.state.next(StallVerb::SetPictures)?;
    let before = (row.logo_picture.clone(), row.banner_picture.clone());
    logo.apply(&mut row.logo_picture);
    banner.apply(&mut row.banner_picture);
    let mut changed = Vec::new();
    if before.0 != row.logo_picture {
        changed.push("logo");
    }
    if before.1 != row.banner_picture {
        changed.push("banner");
    }
    if changed.is_empty() {
        return Ok(());
    }
    let (subject, state) = (Subject::stall(row.id, member.0), row.state);
    store::update_stall(txn, ctx, row).await?;
    let detail = json!({ "changed": changed });
    if matches!(state, StallState::Open | StallState::Suspended) {
        journal::happened(txn, ctx, subject, Event::StallEdited, "", detail).await?;
    } else {
        journal::note(txn, ctx, subject, "stall.saved", detail).await?;
    }
    Ok(())
}
