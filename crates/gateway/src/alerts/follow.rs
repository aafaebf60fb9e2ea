//! `/theo-doi` and `/theo-doi/bo`: beginning to follow something, and stopping it.

use alerts::{Error, FollowKind, follow};
use axum::extract::State;
use catalogue::queries;
use kernel::Fields;

use crate::{
    AppError,
    form::Form,
    render::{Page, after},
    resume,
    session::User,
    state::App,
    view::Shell,
    web::shelves,
};

/// The page with the button, without the language.
pub(super) fn back(shell: &Shell, fields: &Fields) -> String {
    let path = resume::safe_next(fields.get("ve")).unwrap_or("/theo-doi");
    path.strip_prefix(shell.l.prefix()).filter(|path| path.starts_with('/')).unwrap_or(path).to_owned()
}

fn subject(fields: &Fields) -> Result<(FollowKind, &str), AppError> {
    Ok((FollowKind::from_code(fields.get("kind")).ok_or(AppError::BadRequest)?, fields.get("subject")))
}

/// It is one press of a button that can be taken back, so one that comes after a login is carried out too.
pub async fn submit(State(app): State<App>, shell: Shell, user: User, form: Form) -> Page {
    let (kind, subject) = subject(&form.fields)?;
    check(&app, kind, subject).await?;
    begin(&app, &shell, &user, kind, subject, &back(&shell, &form.fields)).await
}

pub async fn stop(State(app): State<App>, shell: Shell, user: User, form: Form) -> Page {
    let (kind, subject) = subject(&form.fields)?;
    let txn = app.db.begin().await?;
    follow::unfollow(&txn, user.id(), kind, subject).await?;
    txn.commit().await?;
    let back = back(&shell, &form.fields);
    if back != "/theo-doi" {
        return after(&shell, &back, "da-bo-theo-doi");
    }
    // There it can be taken back.
    let mut query = form_urlencoded::Serializer::new(String::new());
    let query = query.append_pair("bo", kind.code()).append_pair("muc", subject).finish();
    after(&shell, &format!("/theo-doi?{query}"), "")
}

pub(super) async fn begin(app: &App, shell: &Shell, user: &User, kind: FollowKind, subject: &str, back: &str) -> Page {
    let txn = app.db.begin().await?;
    match follow::follow(&txn, &app.ctx(user.actor()), user.id(), kind, subject).await {
        Ok(()) => {
            txn.commit().await?;
            after(shell, back, if kind == FollowKind::Search { "da-luu-tim-kiem" } else { "da-theo-doi" })
        }
        Err(Error::TooMany) => after(shell, "/theo-doi", "theo-doi-nhieu"),
        Err(error) => Err(error.into()),
    }
}

/// Whether there is such a thing to be seen.
async fn check(app: &App, kind: FollowKind, subject: &str) -> Result<(), AppError> {
    let db = app.db.read();
    let bad = |_| AppError::BadRequest;
    let is_there = match kind {
        FollowKind::Category => shelves(app).await?.tree.by_code(subject).is_some_and(|category| category.active),
        FollowKind::Commodity => {
            let id = subject.parse().map_err(bad)?;
            queries::find_commodity(db, id).await?.is_some_and(|commodity| commodity.active)
        }
        FollowKind::Stall => {
            let id = subject.parse().map_err(bad)?;
            members::queries::shop(db, id).await?.is_some_and(|shop| shop.visible())
        }
        FollowKind::Search => true,
    };
    if is_there { Ok(()) } else { Err(AppError::NotFound) }
}
