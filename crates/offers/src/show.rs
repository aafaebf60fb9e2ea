//! An owner hides an open offer from newcomers, and shows it again.

use kernel::{Ctx, OfferId};
use sea_orm::ConnectionTrait;

use crate::{Error, Event, Trader, Verb, entity::offer, save, store};

/// Those who negotiate on it already go on.
pub async fn hide(txn: &impl ConnectionTrait, ctx: &Ctx, owner: &Trader, id: OfferId) -> Result<(), Error> {
    let row = store::lock_own(txn, owner, id).await?;
    store::move_on(txn, ctx, row, Verb::Hide, Event::OfferHidden, "").await?;
    Ok(())
}

pub async fn show(txn: &impl ConnectionTrait, ctx: &Ctx, owner: &Trader, id: OfferId) -> Result<(), Error> {
    let row = store::lock_own(txn, owner, id).await?;
    row.state().take(Verb::Show)?;
    check_visible(txn, ctx, &row).await?;
    store::move_on(txn, ctx, row, Verb::Show, Event::OfferShown, "").await?;
    Ok(())
}

/// Whether everybody may see it today: it has not expired, and its owner may offer its subject.
pub(crate) async fn check_visible(txn: &impl ConnectionTrait, ctx: &Ctx, row: &offer::Model) -> Result<(), Error> {
    if row.valid_until < ctx.today() {
        return Err(Error::Expired);
    }
    save::resolve(txn, ctx.today(), &row.owner(), &row.terms().subject).await.map(|_| ())
}
