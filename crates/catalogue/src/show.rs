//! A member hides a listed product from buyers, and shows it again.

use kernel::{Ctx, MemberId, ProductId};
use sea_orm::ConnectionTrait;

use crate::{Error, Event, Verb, save, store};

pub async fn hide(txn: &impl ConnectionTrait, ctx: &Ctx, member: MemberId, id: ProductId) -> Result<(), Error> {
    let row = store::lock_own(txn, member, id).await?;
    save::move_on(txn, ctx, row, Verb::Hide, Event::Hidden).await?;
    Ok(())
}

pub async fn show(txn: &impl ConnectionTrait, ctx: &Ctx, member: MemberId, id: ProductId) -> Result<(), Error> {
    let row = store::lock_own(txn, member, id).await?;
    save::move_on(txn, ctx, row, Verb::Show, Event::Shown).await?;
    Ok(())
}
