//! What offers are called: their own title, else their commodity or category.

use std::collections::HashMap;

use catalogue::{CategoryTree, Commodity, queries};
use kernel::{CommodityId, Locale};
use offers::Offer;
use sea_orm::{ConnectionTrait, DbErr};

/// The commodities and categories that some offers name.
pub struct Names {
    commodities: HashMap<CommodityId, Commodity>,
    tree: CategoryTree,
}

impl Names {
    /// With two queries, however many offers.
    pub async fn of(db: &impl ConnectionTrait, offers: &[Offer]) -> Result<Self, DbErr> {
        let ids: Vec<CommodityId> = offers.iter().filter_map(|offer| offer.commodity_id).collect();
        let commodities = queries::active_commodities(db, &ids).await?;
        let commodities = commodities.into_iter().map(|one| (one.id, one)).collect();
        Ok(Self { commodities, tree: queries::category_tree(db).await? })
    }

    fn commodity(&self, offer: &Offer) -> Option<&Commodity> {
        self.commodities.get(&offer.commodity_id?)
    }

    /// In Vietnamese: names of goods are.
    pub fn of_offer(&self, offer: &Offer) -> String {
        offer.called(Locale::Vi, self.commodity(offer), &self.tree).to_owned()
    }

    /// All that it is called by.
    pub fn text_of(&self, offer: &Offer) -> String {
        let commodity = self.commodity(offer);
        let names = commodity.into_iter().flat_map(|one| one.aliases.iter().chain([&one.name_vi, &one.name_en]));
        [&offer.title].into_iter().chain(names).map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// Its category and those above, by code.
    pub fn categories_of(&self, offer: &Offer) -> Vec<String> {
        let code = offer.category_code.as_deref().unwrap_or_default();
        self.tree.path(code).into_iter().map(|one| one.code.clone()).collect()
    }
}
