//! What is followed, as a name and an address.

use std::collections::HashMap;

use alerts::{Follow, FollowKind, SavedSearch};
use catalogue::{CategoryTree, Commodity, queries};
use kernel::{CommodityId, Locale, Money, StallId, place};
use members::Shop;

use crate::{AppError, market::asked::ON_PAGE, state::App, web::shelves};

/// A line of the page.
pub struct FollowLine {
    pub kind: &'static str,
    pub subject: String,
    /// `Mặt hàng`, `Gian hàng` …
    pub what: &'static str,
    pub name: String,
    /// Where it is to be seen, without the language; empty where it is not any more.
    pub path: String,
}

/// All lines with two queries, however many.
pub async fn lines(app: &App, l: Locale, follows: &[Follow]) -> Result<Vec<FollowLine>, AppError> {
    let searches: Vec<Option<SavedSearch>> = follows
        .iter()
        .map(|one| (one.kind == FollowKind::Search).then(|| SavedSearch::from_query(&one.subject)).flatten())
        .collect();
    let of = |kind| follows.iter().filter(move |one| one.kind == kind);
    let followed = of(FollowKind::Commodity).filter_map(|one| one.subject.parse().ok());
    let searched = searches.iter().flatten().filter_map(|search| search.commodity);
    let commodities: Vec<CommodityId> = followed.chain(searched).collect();
    let stalls: Vec<StallId> = of(FollowKind::Stall).filter_map(|one| one.subject.parse().ok()).collect();
    let commodities = queries::active_commodities(app.db.read(), &commodities).await?;
    let names = Names {
        l,
        tree: &shelves(app).await?.tree,
        commodities: commodities.into_iter().map(|one| (one.id, one)).collect(),
        shops: members::queries::shops_by_ids(app.db.read(), &stalls).await?,
    };
    Ok(follows.iter().zip(&searches).map(|(one, search)| names.line(one, search.as_ref())).collect())
}

struct Names<'a> {
    l: Locale,
    tree: &'a CategoryTree,
    commodities: HashMap<CommodityId, Commodity>,
    shops: HashMap<StallId, Shop>,
}

impl Names<'_> {
    fn line(&self, one: &Follow, search: Option<&SavedSearch>) -> FollowLine {
        let l = self.l;
        let (what, found) = match one.kind {
            FollowKind::Commodity => (l.t("Mặt hàng", "Commodity"), self.commodity(&one.subject)),
            FollowKind::Category => (l.t("Ngành hàng", "Category"), self.category(&one.subject)),
            FollowKind::Stall => (l.t("Gian hàng", "Stall"), self.stall(&one.subject)),
            FollowKind::Search => (l.t("Tìm kiếm đã lưu", "Saved search"), search.map(|search| self.search(search))),
        };
        let gone = || (l.t("Hiện không còn trên Sàn", "Not on the floor at present").to_owned(), String::new());
        let (name, path) = found.unwrap_or_else(gone);
        FollowLine { kind: one.kind.code(), subject: one.subject.clone(), what, name, path }
    }

    fn commodity(&self, subject: &str) -> Option<(String, String)> {
        let commodity = self.commodities.get(&subject.parse().ok()?)?;
        let text: String = form_urlencoded::byte_serialize(commodity.name_vi.as_bytes()).collect();
        Some((commodity.name(self.l).to_owned(), format!("/tim-kiem?q={text}")))
    }

    fn category(&self, code: &str) -> Option<(String, String)> {
        let category = self.tree.by_code(code).filter(|category| category.active)?;
        Some((category.name(self.l).to_owned(), format!("/danh-muc/{}", category.slug)))
    }

    fn stall(&self, subject: &str) -> Option<(String, String)> {
        let stall = &self.shops.get(&subject.parse().ok()?).filter(|shop| shop.visible())?.stall;
        Some((stall.name.clone(), format!("/gian-hang/{}", stall.slug)))
    }

    /// `Chào bán · Trái cây · Xã Hương Khê · “cam” · từ 20.000 ₫`, and the list with just that search.
    fn search(&self, search: &SavedSearch) -> (String, String) {
        let l = self.l;
        let mut words: Vec<String> = vec![match search.side.as_str() {
            "sell" => l.t("Chào bán", "Offers to sell").to_owned(),
            "buy" => l.t("Chào mua", "Offers to buy").to_owned(),
            _ => l.t("Chào bán và chào mua", "Offers to sell and to buy").to_owned(),
        }];
        let mut query = form_urlencoded::Serializer::new(String::new());
        let commodity = search.commodity.and_then(|id| self.commodities.get(&id));
        if let Some(commodity) = commodity {
            words.push(commodity.name(l).to_owned());
            query.append_pair(ON_PAGE.commodity, &commodity.slug);
        }
        if let Some(category) = self.tree.by_code(&search.category) {
            words.push(category.name(l).to_owned());
            query.append_pair(ON_PAGE.category, &category.slug);
        }
        if let Some(commune) = place::commune(&search.commune) {
            words.push(commune.title(l));
            query.append_pair(ON_PAGE.commune, commune.slug);
        }
        if !search.text.is_empty() {
            words.push(format!("“{}”", search.text));
            query.append_pair("q", &search.text);
        }
        for (name, price, before) in [
            (ON_PAGE.prices.0, search.min_price, l.t("từ", "from")),
            (ON_PAGE.prices.1, search.max_price, l.t("đến", "up to")),
        ] {
            if let Some(price) = price {
                words.push(format!("{before} {}", Money(price).format(l)));
                query.append_pair(name, &price.to_string());
            }
        }
        let list = if search.side == "buy" { "/chao-mua" } else { "/chao-ban" };
        let query = query.finish();
        let path = if query.is_empty() { list.to_owned() } else { format!("{list}?{query}") };
        (words.join(" · "), path)
    }
}
