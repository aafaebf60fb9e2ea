//! The address of an offer that everybody saw once and nobody sees now: it ended, or it is hidden. What was never public stays unknown.

use askama::Template;
use axum::http::StatusCode;
use offers::{Kind, State, queries};

use super::{
    lines::{Around, Line},
    offer::others,
    reader::{Reader, reader},
};
use crate::{
    AppError,
    desk::papers::read_id,
    render::{Page, page_with},
    state::App,
    view::Shell,
};

#[derive(Template)]
#[template(path = "market/gone.html")]
struct GonePage {
    shell: Shell,
    is_sell: bool,
    text: &'static str,
    standing: Reader,
    others: Vec<Line>,
    others_href: String,
}

pub(super) async fn show(app: &App, shell: Shell, kind: Kind, id: &str) -> Page {
    let found = queries::offer_by_id(app.db.read(), read_id(id)?).await?;
    let offer = found.filter(|offer| offer.kind == kind && offer.opened_at.is_some()).ok_or(AppError::NotFound)?;
    let (l, now) = (shell.l, app.ctx(kernel::Actor::Anonymous).now);
    let (status, heading, text) = match offer.state {
        State::Hidden(_) => (
            StatusCode::NOT_FOUND,
            ("Chào hàng này hiện không hiển thị", "This offer is not shown at present"),
            l.t(
                "Nó có thể hiện lại sau. Bạn có thể xem các chào hàng cùng loại.",
                "It may come back. You can look at offers of the same kind.",
            ),
        ),
        State::Draft | State::Submitted | State::ChangesRequested | State::Rejected => return Err(AppError::NotFound),
        // An open one whose last day has passed, before the floor has marked it.
        State::Open | State::Closed(_) | State::Expired | State::Withdrawn => (
            StatusCode::GONE,
            ("Chào hàng này đã kết thúc", "This offer has ended"),
            l.t(
                "Chào hàng đã hết hạn, hết số lượng hoặc được người đăng khép lại nên không nhận báo giá nữa.",
                "Its last day has passed, its quantity is taken or its owner ended it, so it takes no more quotes.",
            ),
        ),
    };
    let around = Around::of(app, l, now, std::slice::from_ref(&offer)).await?;
    let (others, others_href) = others(app, l, &offer, &around).await?;
    let page = GonePage {
        is_sell: kind == Kind::Sell,
        text,
        standing: reader(app, &shell, &offer).await?,
        others,
        others_href,
        shell: shell.titled(heading.0, heading.1).private(),
    };
    page_with(status, &page)
}
