//! `POST /api/v1/offers/{id}/photos`.

use axum::extract::{Path, State};
use kernel::{FieldErrors, OfferId};
use offers::queries;
use utoipa::ToSchema;

use super::{deeds::own, read_id, view::OwnOffer};
use crate::{
    AppError,
    api::{
        deed::{Answered, Deed},
        parts::Parts,
        sent::Sent,
    },
    market::{intake, trader},
    session::User,
    state::App,
    web::shelves,
};

/// Photos for an offer, as the parts of a form.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the form")]
pub struct NewPhotos {
    /// Each a part of its own: JPEG, PNG, WebP … as on the site.
    #[schema(value_type = Vec<String>, format = Binary)]
    photos: Vec<Vec<u8>>,
}

/// Adds photos to an offer that can still be changed, behind those that it has: six at most in all.
#[utoipa::path(post, path = "/api/v1/offers/{id}/photos", tag = "offers",
    request_body(content = NewPhotos, content_type = "multipart/form-data"),
    params(("id" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)), responses(
        (status = 200, body = OwnOffer),
        (status = 404, body = crate::error::ProblemDetails),
        (status = 409, description = "Its state does not allow that", body = crate::error::ProblemDetails),
        (status = 413, body = crate::error::ProblemDetails),
        (status = 415, description = "Not a form in parts", body = crate::error::ProblemDetails),
        (status = 422, description = "No picture, too large, too many, or an unknown part", body = crate::error::ProblemDetails),
    ))]
pub async fn add(State(app): State<App>, user: User, Path(id): Path<String>, sent: Sent<Parts>) -> Answered {
    let id: OfferId = read_id(&id)?;
    // Before the work of making pictures: strangers have none done.
    let trader = trader(&app, &user).await?;
    queries::offer_for(app.db.read(), &trader, id).await?.ok_or(AppError::NotFound)?;
    let (mut photos, mut errors) = (Vec::new(), FieldErrors::default());
    let made = intake::photos(&app, sent.body.files("photos", &[])?, &mut photos, &mut errors).await?;
    errors.into_result(())?;
    let shelves = shelves(&app).await?;
    let deed = Deed::begin(&app, &user, &sent).await?;
    for one in &made {
        media::insert_picture(&deed.txn, &deed.ctx, one).await?;
    }
    offers::add_photos(&deed.txn, &deed.ctx, &deed.trader, id, &photos).await?;
    let offer = own(&deed, &shelves.tree, id).await?;
    deed.done(&offer).await
}
