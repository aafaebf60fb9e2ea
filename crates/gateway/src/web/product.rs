//! `GET /san-pham/{slug}`: one listing with everything a buyer wants to know.

use std::sync::Arc;

use alerts::FollowKind;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use catalogue::{Product, queries};
use chrono::Datelike;
use kernel::{Actor, Locale, ProductId, date, text, unit};
use members::Shop;
use offers::{Kind, queries::OpenFilter};
use search_indexer::{ProductQuery, Sort};

use super::{
    ask::AskForm,
    card::{Card, Reader, cards, place_of},
    image::Image,
    seller::Seller,
    shelves::{Shelves, shelves},
};
use crate::{
    AppError,
    alerts::button::FollowButton,
    market::{Line, lines},
    memo,
    render::{Page, counted, page_with},
    seen::View,
    state::App,
    view::Shell,
};

const SIMILAR: usize = 8;
const OFFERS: u64 = 3;

/// Listings that are like one another.
pub(crate) type Alike = Arc<[(ProductId, Arc<Card>)]>;

/// The valid stars of the programme.
pub struct Stars {
    pub number: u8,
    pub certificate: String,
    pub until: String,
}

/// One month of the season bar.
pub struct Month {
    pub number: u32,
    pub on: bool,
    pub now: bool,
}

#[derive(Template)]
#[template(path = "web/product.html")]
struct ProductPage {
    shell: Shell,
    name: String,
    /// Path and name of the categories above.
    above: Vec<(String, String)>,
    images: Vec<Image>,
    /// It has no photo of its own: the drawing of its category stands in.
    drawn: bool,
    price: Option<String>,
    unit: &'static str,
    min_order: String,
    net_content: String,
    origin: String,
    season: String,
    months: Vec<Month>,
    stars: Option<Stars>,
    indication: String,
    declaration: String,
    age: Option<u8>,
    warning: Option<&'static str>,
    /// Clean HTML.
    description: String,
    listed: String,
    seller: Seller,
    holiday: String,
    offers: Arc<Vec<Line>>,
    similar: Vec<Arc<Card>>,
    /// Of its commodity and its stall.
    follows: Vec<FollowButton>,
    ask: AskForm,
    /// Facts for search engines, as JSON.
    data: String,
}

/// A visible listing with its shop.
pub struct Listing {
    pub product: Arc<Product>,
    pub shop: Arc<Shop>,
}

/// The listing that buyers see under this address.
pub async fn find(app: &App, slug: &str) -> Result<Listing, AppError> {
    let db = app.db.clone();
    let read = move |slugs: Vec<String>| {
        let db = db.clone();
        async move {
            let found = queries::listings_by_slugs(db.read(), &slugs).await?;
            Ok(found.into_iter().map(|product| (product.slug.clone(), Arc::new(product))).collect())
        }
    };
    let product = app.pages.listings.get(slug.to_owned(), read).await?.ok_or(AppError::NotFound)?;
    let read = async { Ok(members::queries::shop(app.db.read(), product.stall_id).await?.map(Arc::new)) };
    let shop = app.pages.shops.get(&app.pages, product.stall_id, read).await?;
    Ok(Listing { product, shop: shop.filter(|shop| shop.visible()).ok_or(AppError::NotFound)? })
}

pub async fn show(State(app): State<App>, shell: Shell, Path(slug): Path<String>) -> Page {
    let listing = find(&app, &slug).await?;
    let view = View::Product {
        id: listing.product.id,
        commodity: listing.product.content.commodity_id,
        stall: listing.product.stall_id,
    };
    let ask = AskForm::empty(&app, &shell, &format!("/san-pham/{slug}"));
    counted(&page(&app, shell, &listing, ask).await?, view)
}

/// The page again, because something in the question is wrong.
pub async fn show_again(app: &App, shell: Shell, listing: &Listing, ask: AskForm, status: StatusCode) -> Page {
    page_with(status, &page(app, shell.private(), listing, ask).await?)
}

async fn page(app: &App, mut shell: Shell, listing: &Listing, ask: AskForm) -> Result<ProductPage, AppError> {
    let Listing { product, shop } = listing;
    let (content, l) = (&product.content, shell.l);
    let today = app.ctx(Actor::Anonymous).today();
    let shelves = shelves(app).await?;
    let reader = Reader { l, today, shelves: &shelves };
    let mut ids: Vec<String> = content.photos.iter().map(|photo| photo.picture_id.clone()).collect();
    ids.extend(shop.stall.logo_picture.clone());
    let pictures = memo::pictures(app, &ids).await?;

    let name = content.name_in(l).to_owned();
    let alt = |alt: &str| if alt.is_empty() { name.clone() } else { alt.to_owned() };
    let photos = content.photos.iter();
    let mut images: Vec<Image> =
        photos.filter_map(|photo| Some(Image::new(pictures.get(&photo.picture_id)?, alt(&photo.alt)))).collect();
    let drawn = images.is_empty();
    if drawn {
        let drawing = shelves.drawing(&content.category_code);
        images.extend(drawing.map(|picture| Image::new(picture, l.t("Hình vẽ minh hoạ", "An illustration"))));
    }
    let category = shelves.tree.by_code(&content.category_code);
    let rule = category.map(|category| category.rule).unwrap_or_default();
    let unit = unit::unit(&content.unit_code);
    let prose = memo::prose(app, &content.description);
    head(&mut shell, listing, &name, &prose.excerpt, images.first());
    let months = (1..=12).filter(|_| !content.months.is_empty());
    Ok(ProductPage {
        above: above(&shelves, &content.category_code, l),
        drawn,
        price: content.price.map(|price| price.format(l)),
        unit: unit.map_or("", |unit| unit.short(l)),
        min_order: match (content.min_order, unit) {
            (Some(quantity), Some(unit)) => unit.amount(l, quantity),
            _ => String::new(),
        },
        net_content: content.net_content.clone(),
        origin: place_of(&content.commune_code, l),
        season: content.months.ranges(l),
        months: months
            .map(|number| Month { number, on: content.months.contains(number), now: number == today.month() })
            .collect(),
        stars: content.ocop_on(today).map(|ocop| Stars {
            number: ocop.stars,
            certificate: ocop.certificate.clone(),
            until: ocop.expires_on.map(|day| date::day(l, day)).unwrap_or_default(),
        }),
        indication: content.indication.clone(),
        declaration: content.declaration_number.clone(),
        age: rule.age_notice(today),
        warning: rule.warning(l),
        description: prose.html.clone(),
        listed: product.listed_at.map(|at| date::day(l, kernel::ctx::local_date(at))).unwrap_or_default(),
        seller: Seller::of(shop, &pictures, l),
        holiday: shop.stall.holiday(today).unwrap_or_default().to_owned(),
        offers: offers(app, l, product.id).await?,
        similar: similar(app, product, &reader).await?,
        follows: follows(app, &shell, listing).await?,
        data: structured(&shell, listing, &name, &prose.excerpt, images.first()),
        images,
        name,
        ask,
        shell,
    })
}

async fn follows(app: &App, shell: &Shell, listing: &Listing) -> Result<Vec<FollowButton>, AppError> {
    let commodity = listing.product.content.commodity_id.map(|id| (FollowKind::Commodity, id.to_string()));
    let stall = (FollowKind::Stall, listing.shop.stall.id.to_string());
    let mut all = Vec::new();
    for (kind, subject) in commodity.into_iter().chain([stall]) {
        all.push(FollowButton::new(app, shell, kind, subject).await?);
    }
    Ok(all)
}

fn head(shell: &mut Shell, Listing { product, shop }: &Listing, name: &str, excerpt: &str, image: Option<&Image>) {
    let from = place_of(&product.content.commune_code, shell.l);
    let excerpt = text::truncate(excerpt, 110);
    shell.title = name.to_owned();
    shell.description = format!("{name} – {}, {from}. {excerpt}", shop.stall.name);
    shell.share_picture = image.map(|image| format!("{}{}", shell.settings.base_url, image.jpeg(640)));
}

fn above(shelves: &Shelves, code: &str, l: Locale) -> Vec<(String, String)> {
    let path = shelves.tree.path(code);
    path.iter().map(|category| (format!("/danh-muc/{}", category.slug), category.name(l).to_owned())).collect()
}

/// What is offered of it now, the newest first.
async fn offers(app: &App, l: Locale, product: ProductId) -> Result<Arc<Vec<Line>>, AppError> {
    let read = async {
        let ctx = app.ctx(Actor::Anonymous);
        let filter = OpenFilter { kind: Some(Kind::Sell), product: Some(product), ..OpenFilter::default() };
        let found = offers::queries::page_open(app.db.read(), &filter, None, OFFERS, ctx.today()).await?;
        Ok(Arc::new(if found.is_empty() { Vec::new() } else { lines(app, l, ctx.now, &found).await? }))
    };
    app.pages.product_offers.get(&app.pages, (product, l), read).await
}

/// Others whose names begin alike, then others of the category: from the index, or from the database without it.
async fn similar(app: &App, product: &Product, reader: &Reader<'_>) -> Result<Vec<Arc<Card>>, AppError> {
    let Some(category) = reader.shelves.tree.by_code(&product.content.category_code) else { return Ok(Vec::new()) };
    let words = product.content.name.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    let key = (category.slug.clone(), words.clone(), reader.l);
    match app.pages.similar.get(&app.pages, key, alike(app, &category.slug, words, reader)).await {
        Ok(found) => {
            let others = found.iter().filter(|(id, _)| *id != product.id);
            Ok(others.take(SIMILAR).map(|(_, card)| card.clone()).collect())
        }
        Err(AppError::SearchUnavailable(_)) => from_database(app, product, reader).await,
        Err(error) => Err(error),
    }
}

/// The listings of the category whose names have these words; where they are few, its newest too.
async fn alike(app: &App, category: &str, words: String, reader: &Reader<'_>) -> Result<Alike, AppError> {
    let mut found: Vec<(ProductId, Arc<Card>)> = Vec::new();
    for text in [words, String::new()] {
        let query = ProductQuery {
            categories: vec![category.to_owned()],
            sort: Sort::Relevance,
            facets: false,
            // Nobody searched here: nothing is to be marked.
            highlights: false,
            page: kernel::Page { number: 1, per_page: SIMILAR as u32 + 1 },
            ..ProductQuery::new(text, reader.today)
        };
        for hit in &app.search.search_products(&query).await?.hits {
            let id = ProductId(hit.card.id);
            if found.iter().all(|(known, _)| *known != id) {
                found.push((id, Arc::new(Card::of_hit(hit, reader))));
            }
        }
        if found.len() > SIMILAR / 2 {
            break;
        }
    }
    Ok(found.into())
}

async fn from_database(app: &App, product: &Product, reader: &Reader<'_>) -> Result<Vec<Arc<Card>>, AppError> {
    let found = queries::similar(app.db.read(), product, SIMILAR as u64, reader.today).await?;
    Ok(cards(app, &found, reader).await?.into_iter().map(Arc::new).collect())
}

/// schema.org facts. A data block, never run; `<` is written so that it can't end its element.
fn structured(
    shell: &Shell,
    Listing { product, shop }: &Listing,
    name: &str,
    excerpt: &str,
    image: Option<&Image>,
) -> String {
    let base = &shell.settings.base_url;
    let mut data = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "name": name,
        "description": excerpt,
        "image": image.map(|image| format!("{base}{}", image.jpeg(640))),
        "brand": { "@type": "Brand", "name": shop.stall.name },
    });
    if let Some(price) = product.content.price {
        data["offers"] = serde_json::json!({
            "@type": "Offer",
            "price": price.0,
            "priceCurrency": "VND",
            "availability": "https://schema.org/InStock",
            "url": shell.canonical(shell.l),
            "seller": { "@type": "Organization", "name": shop.stall.name },
        });
    }
    in_element(&data)
}

fn in_element(data: &serde_json::Value) -> String {
    data.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_not_end_the_data_block() {
        let block = in_element(&serde_json::json!({ "name": "</script><script>alert(1)" }));
        assert_eq!(block, r#"{"name":"\u003c/script>\u003cscript>alert(1)"}"#);
    }
}
