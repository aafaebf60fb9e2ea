//! Send an offer to the officers, or open it at once where the member is trusted.

use chrono::NaiveDate;
use kernel::{Ctx, FieldErrors, OfferId, Problem};
use sea_orm::ConnectionTrait;

use crate::{Error, Event, State, Terms, Trader, Verb, save, store, trust};

/// Submits a draft, or again what an officer asked to change. Answers with the state that it came to.
///
/// # Errors
/// [`Error::Invalid`] where days have passed or the subject can't be offered any more.
pub async fn submit(txn: &impl ConnectionTrait, ctx: &Ctx, owner: &Trader, id: OfferId) -> Result<State, Error> {
    let mut row = store::lock_own(txn, owner, id).await?;
    row.state().take(Verb::Submit)?;
    let terms = row.terms();
    check_days(&terms, ctx.today())?;
    save::resolve(txn, ctx.today(), owner, &terms.subject).await?.put(&mut row);
    row.submitted_at = Some(ctx.now);
    row.reason.clear();
    let is_trusted = match owner.member {
        Some(member) => trust::is_trusted(txn, member).await?,
        None => false,
    };
    let (verb, event) =
        if is_trusted { (Verb::OpenAtOnce, Event::OfferOpened) } else { (Verb::Submit, Event::OfferSubmitted) };
    Ok(store::move_on(txn, ctx, row, verb, event, "").await?.state())
}

/// A draft may have lain for long.
fn check_days(terms: &Terms, today: NaiveDate) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    let days = [
        ("valid_until", Some(terms.valid_until)),
        ("available_until", terms.available_until),
        ("harvest_until", terms.harvest.map(|harvest| harvest.until)),
    ];
    for (field, day) in days {
        if day.is_some_and(|day| day < today) {
            errors.add(field, Problem::DateInPast);
        }
    }
    errors.into_result(())
}
