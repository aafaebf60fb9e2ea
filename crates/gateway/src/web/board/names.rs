//! What the board's goods and units are called, and where their pages are.

use std::sync::Arc;

use catalogue::{Category, Commodity};
use kernel::{CommodityId, Locale, unit};
use offers::board::Good;

use crate::{
    AppError,
    state::App,
    web::{Shelves, commodities, shelves},
};

/// Stands before the address of a category whose own is a commodity's.
const CATEGORY_PREFIX: &str = "nganh-";

/// Commodities and categories as of one generation of the page cache.
pub struct Names {
    pub shelves: Arc<Shelves>,
    pub commodities: Arc<[Commodity]>,
}

impl Names {
    pub async fn read(app: &App) -> Result<Self, AppError> {
        Ok(Self { shelves: shelves(app).await?, commodities: commodities(app).await? })
    }

    pub fn commodity(&self, id: CommodityId) -> Option<&Commodity> {
        self.commodities.iter().find(|commodity| commodity.id == id)
    }

    pub fn category(&self, good: &Good) -> Option<&Category> {
        match good {
            Good::Commodity(id) => self.shelves.tree.by_code(&self.commodity(*id)?.category_code),
            Good::Category(code) => self.shelves.tree.by_code(code),
        }
    }

    /// `None` when it is gone.
    pub fn name(&self, good: &Good, l: Locale) -> Option<String> {
        Some(match good {
            Good::Commodity(id) => self.commodity(*id)?.name(l).to_owned(),
            Good::Category(_) => format!("{} ({})", self.category(good)?.name(l), l.t("khác", "other")),
        })
    }

    /// What stands behind `/bang-gia/`. Some categories have the address of a commodity.
    pub fn slug(&self, good: &Good) -> Option<String> {
        match good {
            Good::Commodity(id) => Some(self.commodity(*id)?.slug.clone()),
            Good::Category(_) => {
                let slug = self.category(good)?.slug.as_str();
                let taken = self.commodities.iter().any(|commodity| commodity.slug == slug);
                Some(format!("{}{slug}", if taken { CATEGORY_PREFIX } else { "" }))
            }
        }
    }

    pub fn by_slug(&self, slug: &str) -> Option<Good> {
        if let Some(commodity) = self.commodities.iter().find(|commodity| commodity.slug == slug) {
            return Some(Good::Commodity(commodity.id));
        }
        let tree = &self.shelves.tree;
        let category = tree.by_slug(slug).or_else(|| tree.by_slug(slug.strip_prefix(CATEGORY_PREFIX)?))?;
        Some(Good::Category(category.code.clone()))
    }

    /// Everything in a category and below it.
    pub fn goods_under(&self, category: &Category) -> Vec<Good> {
        let codes = self.shelves.tree.codes_under(&category.code);
        let within = self.commodities.iter().filter(|commodity| codes.contains(&commodity.category_code));
        let within = within.map(|commodity| Good::Commodity(commodity.id));
        within.chain(codes.iter().cloned().map(Good::Category)).collect()
    }
}

/// What stands behind a price: `kg`, `quả`, `thùng`.
pub fn unit_words(code: &str, l: Locale) -> &'static str {
    unit::unit(code).map_or("", |unit| unit.short(l))
}
