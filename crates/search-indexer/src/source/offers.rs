//! Documents of offers.

use std::collections::HashMap;

use catalogue::{
    CategoryTree, Commodity,
    queries::{self as goods, Honour},
};
use kernel::{CommodityId, Locale, OfferId, ProductId, StallId};
use members::{Shop, queries::shops_by_ids};
use offers::{Certificate, Kind, Offer, queries::documents_for_index};
use sea_orm::{ConnectionTrait, DbErr};

use super::{Place, category_names, commodity_names};
use crate::OfferDocument;

/// What offers stand on.
struct Around<'a> {
    tree: &'a CategoryTree,
    products: HashMap<ProductId, (String, String)>,
    honours: HashMap<ProductId, Honour>,
    commodities: HashMap<CommodityId, Commodity>,
    shops: HashMap<StallId, Shop>,
}

/// The documents of those offers (at most [`super::CHUNK`]) that are open, in eight queries.
pub async fn offers(
    db: &impl ConnectionTrait,
    tree: &CategoryTree,
    ids: &[OfferId],
) -> Result<Vec<OfferDocument>, DbErr> {
    let open = documents_for_index(db, ids).await?;
    let products: Vec<ProductId> = open.iter().filter_map(|offer| offer.product_id).collect();
    let commodities: Vec<CommodityId> = open.iter().filter_map(|offer| offer.commodity_id).collect();
    let stalls: Vec<StallId> = open.iter().filter_map(|offer| offer.stall_id).collect();
    let around = Around {
        tree,
        products: goods::product_names(db, &products).await?,
        honours: goods::honours(db, &products).await?,
        commodities: goods::commodities_by_ids(db, &commodities).await?,
        shops: shops_by_ids(db, &stalls).await?,
    };
    Ok(open.into_iter().map(|offer| around.document(offer)).collect())
}

impl Around<'_> {
    fn document(&self, offer: Offer) -> OfferDocument {
        let (title, title_en) = self.title(&offer);
        let path = offer.category_code.as_ref().map(|code| self.tree.path(code)).unwrap_or_default();
        let commodity = offer.commodity_id.and_then(|id| self.commodities.get(&id));
        let stall = offer.stall_id.filter(|_| offer.kind == Kind::Sell).and_then(|id| self.shops.get(&id));
        let certificates = self.certificates(&offer);
        let place = Place::of(&offer.terms.commune_code);
        OfferDocument {
            id: offer.id.0,
            side: offer.kind,
            title,
            title_en,
            commodity_slug: commodity.map(|one| one.slug.clone()),
            commodity_names: commodity.map(commodity_names).unwrap_or_default(),
            category_path: path.iter().map(|category| category.slug.clone()).collect(),
            category_names: category_names(&path),
            stall_slug: stall.map(|shop| shop.stall.slug.clone()).unwrap_or_default(),
            stall_name: stall.map(|shop| shop.stall.name.clone()).unwrap_or_default(),
            commune_slug: place.slug,
            commune_name: place.name,
            place_text: place.text,
            price: offer.terms.price.map(|price| price.0),
            compared_price: offer.terms.compared_price().map(|price| price.0),
            remaining: offer.remaining,
            forward: offer.terms.is_forward(),
            opened_at: offer.opened_at.unwrap_or(offer.created_at),
            valid_until: offer.terms.valid_until,
            version: offer.version,
            unit_code: offer.terms.unit_code,
            certificates,
        }
    }

    /// What a seller states and what the goods have until the offer ends: nobody is to find by stars what loses them
    /// meanwhile. Or what a buyer asks for.
    fn certificates(&self, offer: &Offer) -> Vec<Certificate> {
        let honour = offer.product_id.and_then(|id| self.honours.get(&id));
        let of_goods = honour.map(|one| Certificate::of_goods(one, offer.terms.valid_until)).unwrap_or_default();
        let all: Vec<Certificate> = of_goods.into_iter().chain(offer.terms.certificates.iter().copied()).collect();
        Certificate::ALL.iter().copied().filter(|one| all.contains(one)).collect()
    }

    /// In Vietnamese, and in English where it is known: as pages call the offer.
    fn title(&self, offer: &Offer) -> (String, String) {
        let product = offer.product_id.and_then(|id| self.products.get(&id));
        if let Some(names) = product {
            return names.clone();
        }
        let commodity = offer.commodity_id.and_then(|id| self.commodities.get(&id));
        let called = |l| offer.called(l, commodity, self.tree).to_owned();
        // Nobody translates the owner's words.
        let english = if offer.title.is_empty() { called(Locale::En) } else { String::new() };
        (called(Locale::Vi), english)
    }
}
