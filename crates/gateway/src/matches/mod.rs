//! Counterparts of an offer, with the reasons in words: a part of the offer's page.

mod words;

use std::collections::HashMap;

use catalogue::{CategoryTree, Commodity, queries};
use kernel::{CommodityId, Locale, OfferId, Quantity, unit};
use offers::{
    Kind, Offer,
    matching::{Counterpart, counterparts},
};

use crate::{AppError, state::App, view::Shell, web::shelves};

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

/// The best counterparts of an open offer, with at most four queries; include `parts/matches.html` with them as `matches`.
pub async fn view(app: &App, shell: &Shell, id: OfferId) -> Result<Vec<MatchView>, AppError> {
    let today = app.ctx(shell.viewer.actor()).today();
    let found = counterparts(app.db.read(), id, today).await?;
    let names = Names::read(app, &found).await?;
    Ok(found.iter().map(|one| names.view(shell.l, one)).collect())
}

/// What the ids in offers and reasons are called.
struct Names {
    commodities: HashMap<CommodityId, Commodity>,
    categories: std::sync::Arc<crate::web::Shelves>,
}

impl Names {
    async fn read(app: &App, found: &[Counterpart]) -> Result<Self, AppError> {
        let ids: Vec<CommodityId> = found.iter().filter_map(|one| one.offer.commodity_id).collect();
        let commodities = queries::active_commodities(app.db.read(), &ids).await?;
        let commodities = commodities.into_iter().map(|one| (one.id, one)).collect();
        Ok(Self { commodities, categories: shelves(app).await? })
    }

    fn tree(&self) -> &CategoryTree {
        &self.categories.tree
    }

    fn commodity(&self, l: Locale, id: CommodityId) -> &str {
        self.commodities.get(&id).map_or(l.t("đúng loại", "that kind"), |one| one.name(l))
    }

    fn category(&self, l: Locale, code: &str) -> &str {
        self.tree().by_code(code).map_or("", |one| one.name(l))
    }

    fn view(&self, l: Locale, one: &Counterpart) -> MatchView {
        let (reasons, but): (Vec<_>, Vec<_>) = one.found.reasons.iter().partition(|reason| reason.is_for());
        let say = |all: Vec<&offers::matching::Reason>| all.into_iter().map(|one| self.reason(l, one)).collect();
        let list = match one.offer.kind {
            Kind::Sell => "/chao-ban",
            Kind::Buy => "/chao-mua",
        };
        MatchView {
            path: format!("{list}/{}", one.offer.id),
            title: self.title(l, &one.offer),
            facts: facts(l, &one.offer),
            score: one.found.score,
            reasons: say(reasons),
            but: say(but),
        }
    }

    fn title(&self, l: Locale, offer: &Offer) -> String {
        match (offer.title.as_str(), offer.commodity_id, offer.category_code.as_deref()) {
            ("", Some(id), _) => self.commodity(l, id).to_owned(),
            ("", None, Some(code)) => self.category(l, code).to_owned(),
            (title, ..) => title.to_owned(),
        }
    }
}

fn amount(l: Locale, quantity: Quantity, unit_code: &str) -> String {
    let unit = unit::unit(unit_code).map_or("", |unit| unit.short(l));
    format!("{} {unit}", quantity.format(l))
}

fn facts(l: Locale, offer: &Offer) -> String {
    let price = offer.terms.price.map_or_else(
        || l.t("giá thoả thuận", "price negotiable").to_owned(),
        |price| words::price(l, price, &offer.terms.unit_code),
    );
    let place = kernel::place::commune(&offer.terms.commune_code).map(|commune| commune.title(l)).unwrap_or_default();
    [amount(l, offer.remaining, &offer.terms.unit_code), price, place].join(" · ")
}
