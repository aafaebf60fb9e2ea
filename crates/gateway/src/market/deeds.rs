//! What an owner does with an offer at one press: submit, hide, show, close, withdraw.

use askama::Template;
use axum::extract::{Path, State};
use kernel::{Ctx, OfferId};
use offers::{Offer, Trader, Verb};

use super::{form::own, lines::Around, words};
use crate::{
    AppError,
    form::Form,
    render::{Page, after, page},
    session::User,
    state::App,
    view::Shell,
};

/// `…/gui-duyet`
pub async fn submit(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>, form: Form) -> Page {
    let (trader, offer) = own(&app, &user, &id).await?;
    if form.resumed {
        return after(&shell, &words::own_path(&offer), "");
    }
    let txn = app.db.begin().await?;
    match offers::submit(&txn, &app.ctx(user.actor()), &trader, offer.id).await {
        Ok(state) => {
            txn.commit().await?;
            app.wake.notify_one();
            let notice = if state == offers::State::Open { "chao-hang-da-mo" } else { "da-gui-duyet" };
            after(&shell, &words::own_path(&offer), notice)
        }
        // Its days are over, or its product is gone: the form says which field.
        Err(offers::Error::Invalid(_)) => {
            after(&shell, &format!("{}/sua", words::own_path(&offer)), "chao-hang-sua-lai")
        }
        Err(error) => Err(error.into()),
    }
}

/// `…/an`
pub async fn hide(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>, form: Form) -> Page {
    act(&app, &shell, &user, &id, &form, Deed::Hide).await
}

/// `…/hien`
pub async fn show(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>, form: Form) -> Page {
    act(&app, &shell, &user, &id, &form, Deed::Show).await
}

/// `POST …/dong`
pub async fn close(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>, form: Form) -> Page {
    act(&app, &shell, &user, &id, &form, Deed::Close).await
}

/// `POST …/rut`
pub async fn withdraw(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>, form: Form) -> Page {
    act(&app, &shell, &user, &id, &form, Deed::Withdraw).await
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Hide,
    Show,
    Close,
    Withdraw,
}

impl Deed {
    fn notice(self) -> &'static str {
        match self {
            Self::Hide => "chao-hang-da-an",
            Self::Show => "chao-hang-da-hien",
            Self::Close => "chao-hang-da-dong",
            Self::Withdraw => "chao-hang-da-rut",
        }
    }
}

async fn act(app: &App, shell: &Shell, user: &User, id: &str, form: &Form, deed: Deed) -> Page {
    let (trader, offer) = own(app, user, id).await?;
    if form.resumed {
        return after(shell, &words::own_path(&offer), "");
    }
    let txn = app.db.begin().await?;
    run(&txn, &app.ctx(user.actor()), &trader, offer.id, deed).await?;
    txn.commit().await?;
    app.wake.notify_one();
    after(shell, &words::own_path(&offer), deed.notice())
}

async fn run(
    txn: &impl sea_orm::ConnectionTrait,
    ctx: &Ctx,
    trader: &Trader,
    id: OfferId,
    deed: Deed,
) -> Result<(), offers::Error> {
    match deed {
        Deed::Hide => offers::hide(txn, ctx, trader, id).await,
        Deed::Show => offers::show(txn, ctx, trader, id).await,
        Deed::Close => offers::close(txn, ctx, trader, id).await,
        Deed::Withdraw => offers::withdraw(txn, ctx, trader, id).await,
    }
}

#[derive(Template)]
#[template(path = "market/end.html")]
struct EndPage {
    shell: Shell,
    title: String,
    /// Without the language.
    path: String,
    action: String,
    closes: bool,
    quotes: i32,
}

/// `GET …/dong`: asks, since it does not come back.
pub async fn ask_to_close(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>) -> Page {
    let (_, offer) = own(&app, &user, &id).await?;
    ask(&app, shell.titled("Đóng chào hàng", "Close the offer"), &offer, Verb::Close).await
}

/// `GET …/rut`
pub async fn ask_to_withdraw(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>) -> Page {
    let (_, offer) = own(&app, &user, &id).await?;
    ask(&app, shell.titled("Rút chào hàng", "Withdraw the offer"), &offer, Verb::Withdraw).await
}

async fn ask(app: &App, shell: Shell, offer: &Offer, verb: Verb) -> Page {
    if offer.state.after(verb).is_none() {
        return Err(AppError::WrongState);
    }
    let now = app.ctx(kernel::Actor::Anonymous).now;
    let around = Around::of(app, shell.l, now, std::slice::from_ref(offer)).await?;
    let closes = verb == Verb::Close;
    let path = words::own_path(offer);
    page(&EndPage {
        title: around.title(offer),
        action: format!("{path}/{}", if closes { "dong" } else { "rut" }),
        path,
        closes,
        quotes: offer.quotes,
        shell: shell.private(),
    })
}
