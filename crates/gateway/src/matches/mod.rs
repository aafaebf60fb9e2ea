//! Counterparts of an offer, with the reasons in words: a part of the offer's page.

mod reasons;

use std::sync::Arc;

use catalogue::{CategoryTree, Commodity};
use kernel::{CommodityId, Locale, OfferId};
use offers::{
    Offer,
    matching::{Counterpart, counterparts},
};

use crate::{
    AppError,
    market::words,
    state::App,
    view::Shell,
    web::{Shelves, commodities, shelves},
};

/// A counterpart as `templates/parts/matches.html` shows it.
pub struct MatchView {
    /// Without the language.
    pub path: String,
    pub title: String,
    /// `500 kg · 45.000 ₫/kg · Phường Thành Sen`
    pub facts: String,
    /// Of a hundred.
    pub score: u8,
    /// What speaks for it.
    pub reasons: Vec<String>,
    /// What stands between them.
    pub but: Vec<String>,
}

/// The best counterparts of an open offer, with at most two queries; include `parts/matches.html` with them as `matches`.
pub async fn view(app: &App, shell: &Shell, id: OfferId) -> Result<Vec<MatchView>, AppError> {
    let today = app.ctx(shell.viewer.actor()).today();
    let found = counterparts(app.db.read(), id, today).await?;
    let names = Names::read(app).await?;
    Ok(found.iter().map(|one| names.view(shell.l, one)).collect())
}

/// What the ids in offers and reasons are called.
struct Names {
    commodities: Arc<[Commodity]>,
    categories: Arc<Shelves>,
}

impl Names {
    async fn read(app: &App) -> Result<Self, AppError> {
        Ok(Self { commodities: commodities(app).await?, categories: shelves(app).await? })
    }

    fn active(&self, id: CommodityId) -> Option<&Commodity> {
        self.commodities.iter().find(|one| one.id == id && one.active)
    }

    fn tree(&self) -> &CategoryTree {
        &self.categories.tree
    }

    fn commodity(&self, l: Locale, id: CommodityId) -> &str {
        self.active(id).map_or(l.t("đúng loại", "that kind"), |one| one.name(l))
    }

    fn category(&self, l: Locale, code: &str) -> &str {
        self.tree().by_code(code).map_or("", |one| one.name(l))
    }

    fn view(&self, l: Locale, one: &Counterpart) -> MatchView {
        let (reasons, but): (Vec<_>, Vec<_>) = one.found.reasons.iter().partition(|reason| reason.is_for());
        let say = |all: Vec<&offers::matching::Reason>| all.into_iter().map(|one| self.reason(l, one)).collect();
        let commodity = one.offer.commodity_id.and_then(|id| self.active(id));
        MatchView {
            path: words::path(&one.offer),
            title: one.offer.called(l, commodity, self.tree()).to_owned(),
            facts: facts(l, &one.offer),
            score: one.found.score,
            reasons: say(reasons),
            but: say(but),
        }
    }
}

fn facts(l: Locale, offer: &Offer) -> String {
    let price = offer.terms.price.map_or_else(
        || l.t("giá thoả thuận", "price negotiable").to_owned(),
        |price| words::price(l, price, &offer.terms.unit_code),
    );
    let place = kernel::place::commune(&offer.terms.commune_code).map(|commune| commune.title(l)).unwrap_or_default();
    [words::amount(l, offer.remaining, &offer.terms.unit_code), price, place].join(" · ")
}
