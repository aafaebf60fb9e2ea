//! Put a product away for good. Its row stays: the law wants listings kept for a year after they were last shown.

use kernel::{Ctx, MemberId, ProductId};
use sea_orm::ConnectionTrait;

use crate::{Error, Event, Verb, propose, save, store};

/// An open revision is withdrawn with it.
pub async fn archive(txn: &impl ConnectionTrait, ctx: &Ctx, member: MemberId, id: ProductId) -> Result<(), Error> {
    let row = store::lock_own(txn, member, id).await?;
    row.state().take(Verb::Archive)?;
    if let Some(open) = store::open_revision(txn, row.id).await? {
        propose::withdraw(txn, ctx, &row, open).await?;
    }
    save::move_on(txn, ctx, row, Verb::Archive, Event::Archived).await?;
    Ok(())
}
