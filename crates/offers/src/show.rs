//! An owner hides an open offer from newcomers, and shows it again.

use chrono::NaiveDate;
use kernel::{Ctx, OfferId};
use sea_orm::ConnectionTrait;

use crate::{Error, Event, Offer, Trader, Verb, entity::offer, save, store};

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

/// Whether everybody may see the offer today, as far as it is not about its state: it has not expired, and its owner may offer its
/// subject.
///
/// # Errors
/// [`Error::Expired`], or what [`crate::create`] says of what can't be offered any more.
pub async fn check_open(db: &impl ConnectionTrait, today: NaiveDate, offer: &Offer) -> Result<(), Error> {
    if offer.terms.valid_until < today {
        return Err(Error::Expired);
    }
    save::resolve(db, today, &offer.owner, &offer.terms.subject).await.map(|_| ())
}

pub(crate) async fn check_visible(txn: &impl ConnectionTrait, ctx: &Ctx, row: &offer::Model) -> Result<(), Error> {
    check_open(txn, ctx.today(), &row.clone().into()).await
}
