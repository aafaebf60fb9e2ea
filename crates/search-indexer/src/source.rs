//! Documents from the database, by id. A thing that buyers may not see has no document.

use std::collections::{BTreeSet, HashMap};

use catalogue::{Category, CategoryTree, Commodity, markdown, queries::IndexSource};
use kernel::{CommodityId, ProductId, StallId, place};
use media::Picture;
use members::{Shop, queries::shops_by_ids};
use sea_orm::{ConnectionTrait, DbErr};

use crate::{CommodityDocument, PhotoRef, ProductDocument, StallDocument};

mod offers;

pub use self::offers::offers;

/// How many documents are read at a time.
pub(crate) const CHUNK: usize = 500;

/// The documents of those products (at most [`CHUNK`]) that buyers may see now, in eight queries.
pub async fn products(
    db: &impl ConnectionTrait,
    tree: &CategoryTree,
    ids: &[ProductId],
) -> Result<Vec<ProductDocument>, DbErr> {
    let sources = catalogue::queries::documents_for_index(db, ids).await?;
    let stalls: BTreeSet<StallId> = sources.iter().map(|source| source.product.stall_id).collect();
    let shops = shops_by_ids(db, &stalls.into_iter().collect::<Vec<_>>()).await?;
    let wanted: Vec<String> = sources.iter().filter_map(|source| photo_id(tree, source)).collect();
    let pictures = media::find_pictures(db, &wanted).await?;
    let seen = |source: IndexSource| {
        let shop = shops.get(&source.product.stall_id).filter(|shop| shop.visible())?;
        Some(product(tree, shop, &pictures, source))
    };
    Ok(sources.into_iter().filter_map(seen).collect())
}

/// The documents of those stalls (at most [`CHUNK`]) that are open, in four queries.
pub async fn stalls(db: &impl ConnectionTrait, ids: &[StallId]) -> Result<Vec<StallDocument>, DbErr> {
    let shops = shops_by_ids(db, ids).await?;
    let counts = catalogue::queries::listed_counts_by_stall(db, ids).await?;
    let logos: Vec<String> = shops.values().filter_map(|shop| shop.stall.logo_picture.clone()).collect();
    let pictures = media::find_pictures(db, &logos).await?;
    Ok(shops
        .into_values()
        .filter(Shop::visible)
        .map(|shop| {
            let place = Place::of(&shop.stall.commune_code);
            StallDocument {
                id: shop.stall.id.0,
                product_count: counts.get(&shop.stall.id).and_then(|&n| u32::try_from(n).ok()).unwrap_or(0),
                logo: shop.stall.logo_picture.as_ref().and_then(|id| pictures.get(id)).map(|logo| reference(logo, "")),
                introduction: markdown::to_text(&shop.stall.introduction),
                slug: shop.stall.slug,
                name: shop.stall.name,
                commune_slug: place.slug,
                commune_name: place.name,
                place_text: place.text,
                opened_at: shop.stall.opened_at.unwrap_or(shop.stall.created_at),
                version: shop.stall.version,
            }
        })
        .collect())
}

/// The documents of those commodities (at most [`CHUNK`]) that are in use.
pub async fn commodities(
    db: &impl ConnectionTrait,
    tree: &CategoryTree,
    ids: &[CommodityId],
) -> Result<Vec<CommodityDocument>, DbErr> {
    let found = catalogue::queries::active_commodities(db, ids).await?;
    let document = |commodity: Commodity| {
        let path = tree.path(&commodity.category_code);
        CommodityDocument {
            id: commodity.id.0,
            slug: commodity.slug,
            name: commodity.name_vi,
            name_en: commodity.name_en,
            aliases: commodity.aliases,
            category_path: path.iter().map(|category| category.slug.clone()).collect(),
            category_names: category_names(&path),
            months: u16::try_from(commodity.months.bits()).unwrap_or_default(),
        }
    };
    Ok(found.into_iter().map(document).collect())
}

/// The names of a path in both languages.
fn category_names(path: &[&Category]) -> String {
    let names = path.iter().flat_map(|one| [one.name_vi.as_str(), &one.name_en]);
    names.collect::<Vec<_>>().join(" · ")
}

/// The name and what else it is called.
fn commodity_names(one: &Commodity) -> String {
    let names = [&one.name_vi, &one.name_en].into_iter().chain(&one.aliases);
    names.map(String::as_str).collect::<Vec<_>>().join(" · ")
}

/// The first photo, or the drawing of the category.
fn photo_id(tree: &CategoryTree, source: &IndexSource) -> Option<String> {
    let content = &source.product.content;
    let own = content.photos.first().map(|photo| photo.picture_id.clone());
    own.or_else(|| tree.by_code(&content.category_code)?.picture_id.clone())
}

fn product(
    tree: &CategoryTree,
    shop: &Shop,
    pictures: &HashMap<String, Picture>,
    source: IndexSource,
) -> ProductDocument {
    let alt = source.product.content.photos.first().map(|photo| photo.alt.clone()).unwrap_or_default();
    let photo = photo_id(tree, &source).and_then(|id| pictures.get(&id)).map(|picture| reference(picture, &alt));
    let IndexSource { product, commodity } = source;
    let content = product.content;
    let path = tree.path(&content.category_code);
    let place = Place::of(&content.commune_code);
    ProductDocument {
        id: product.id.0,
        slug: product.slug,
        category_path: path.iter().map(|category| category.slug.clone()).collect(),
        category_names: category_names(&path),
        commodity_slug: commodity.as_ref().map(|one| one.slug.clone()),
        commodity_names: commodity.as_ref().map(commodity_names).unwrap_or_default(),
        stall_slug: shop.stall.slug.clone(),
        stall_name: shop.stall.name.clone(),
        commune_slug: place.slug,
        commune_name: place.name,
        place_text: place.text,
        description: markdown::to_text(&content.description),
        unit_code: content.unit_code,
        price: content.price.map(|price| price.0),
        months: u16::try_from(content.months.bits()).unwrap_or_default(),
        // Without an expiry a star is never valid, so it is not in the index either.
        ocop_stars: content.ocop.as_ref().filter(|ocop| ocop.expires_on.is_some()).map_or(0, |ocop| ocop.stars),
        ocop_until: content.ocop.and_then(|ocop| ocop.expires_on),
        listed_at: product.listed_at.unwrap_or(product.created_at),
        photo,
        version: product.version,
        name: content.name,
        name_en: content.name_en,
        category_code: content.category_code,
    }
}

fn reference(picture: &Picture, alt: &str) -> PhotoRef {
    PhotoRef {
        id: picture.id.clone(),
        widths: picture.widths.clone(),
        width: picture.width,
        height: picture.height,
        colour: picture.colour.clone(),
        alt: alt.to_owned(),
    }
}

/// People type old and new names: the commune, what it was merged from, the former district.
struct Place {
    slug: String,
    name: String,
    text: String,
}

impl Place {
    fn of(code: &str) -> Self {
        let Some(commune) = place::commune(code) else {
            return Self { slug: String::new(), name: String::new(), text: String::new() };
        };
        let mut names = vec![commune.full_name.as_str(), commune.former_district];
        names.extend(&commune.former_names);
        Self { slug: commune.slug.to_owned(), name: commune.full_name.clone(), text: names.join(" · ") }
    }
}
