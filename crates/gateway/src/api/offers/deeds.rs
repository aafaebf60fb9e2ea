//! `POST /api/v1/offers/{id}/…`: what owners do with their offers.

use axum::extract::{Path, State};
use catalogue::CategoryTree;
use kernel::OfferId;
use offers::queries;

use super::{
    read_id,
    view::{Named, OwnOffer},
};
use crate::{
    AppError,
    api::{
        deed::{Answered, Deed, Early},
        sent::{Nothing, Sent},
    },
    session::User,
    state::App,
    web::shelves,
};

/// The offer as the deed left it.
pub(super) async fn own(deed: &Deed, tree: &CategoryTree, id: OfferId) -> Result<OwnOffer, Early> {
    let offer = queries::offer_for(&deed.txn, &deed.trader, id).await?.ok_or(AppError::NotFound)?;
    let named = Named::read(&deed.txn, &[&offer], &[], deed.ctx.today()).await?;
    Ok(named.own(&offer, tree))
}

macro_rules! deeds {
    ($($(#[doc = $doc:literal])+ $name:ident at $path:literal;)+) => {$(
        $(#[doc = $doc])+
        #[utoipa::path(post, path = $path, tag = "offers", request_body = Nothing, params(("id" = uuid::Uuid, Path),
            ("Idempotency-Key" = Option<String>, Header)), responses(
            (status = 200, body = OwnOffer),
            (status = 404, body = crate::error::ProblemDetails),
            (status = 409, description = "Its state does not allow that", body = crate::error::ProblemDetails),
        ))]
        pub async fn $name(State(app): State<App>, user: User, Path(id): Path<String>, sent: Sent<Nothing>) -> Answered {
            let id = read_id(&id)?;
            let shelves = shelves(&app).await?;
            let deed = Deed::begin(&app, &user, &sent).await?;
            offers::$name(&deed.txn, &deed.ctx, &deed.trader, id).await?;
            let offer = own(&deed, &shelves.tree, id).await?;
            deed.done(&offer).await
        }
    )+};
}

deeds! {
    /// Hands a draft, or what an officer asked to change, to the officers; a trusted member's opens at once.
    submit at "/api/v1/offers/{id}/submit";
    /// Hides an open offer from newcomers.
    hide at "/api/v1/offers/{id}/hide";
    /// Shows again what its owner hid.
    show at "/api/v1/offers/{id}/show";
    /// Ends an offer that has done its work.
    close at "/api/v1/offers/{id}/close";
    /// Ends an offer that should not have been.
    withdraw at "/api/v1/offers/{id}/withdraw";
}
