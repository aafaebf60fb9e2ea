//! Offers in lists: a few queries for any number of them.

use std::{collections::HashMap, sync::Arc};

use catalogue::{Commodity, queries::Card};
use chrono::{DateTime, Utc};
use kernel::{Locale, MemberId, ProductId, StallId, date, text};
use media::Picture;
use members::Shop;
use offers::{Kind, Offer};

use super::words;
use crate::{
    AppError, memo,
    state::App,
    web::{Image, Shelves, commodities, place_of, shelves},
};

/// What a list shows of an offer.
pub struct Line {
    pub is_sell: bool,
    /// The public page, without the language.
    pub href: String,
    pub title: String,
    /// The goods that a buyer chose beside his own words, where these do not name them; else empty.
    pub goods: String,
    /// Pieces of the title, `true` where a search found it; empty otherwise.
    pub marked: Vec<(String, bool)>,
    /// `None`: to be agreed on.
    pub price: Option<String>,
    pub unit: &'static str,
    /// What remains.
    pub quantity: String,
    pub place: String,
    /// Who offers it.
    pub who: String,
    pub valid_until: String,
    /// The harvest's window of a forward offer; empty otherwise.
    pub harvest: String,
    pub ago: String,
    pub image: Option<Image>,
}

/// What the offers of a page stand on, read at once.
pub struct Around {
    pub l: Locale,
    now: DateTime<Utc>,
    shelves: Arc<Shelves>,
    commodities: Arc<[Commodity]>,
    products: HashMap<ProductId, Card>,
    shops: HashMap<StallId, Shop>,
    members: HashMap<MemberId, String>,
    pictures: HashMap<String, Picture>,
}

impl Around {
    pub async fn of(app: &App, l: Locale, now: DateTime<Utc>, all: &[Offer]) -> Result<Self, AppError> {
        let db = app.db.read();
        let products: Vec<ProductId> = once(all.iter().filter_map(|offer| offer.product_id));
        let stalls: Vec<StallId> = once(all.iter().filter_map(|offer| offer.stall_id));
        let buyers = all.iter().filter(|offer| offer.kind == Kind::Buy);
        let members: Vec<MemberId> = once(buyers.filter_map(|offer| offer.owner.member));
        let products = catalogue::queries::cards(db, &products, kernel::ctx::local_date(now)).await?;
        let covers = all.iter().filter_map(|offer| offer.photos.first().cloned());
        let photos = products.iter().filter_map(|card| card.photo.as_ref()).map(|photo| photo.picture_id.clone());
        let pictures: Vec<String> = covers.chain(photos).collect();
        Ok(Self {
            l,
            now,
            shelves: shelves(app).await?,
            commodities: commodities(app).await?,
            shops: members::queries::shops_by_ids(db, &stalls).await?,
            members: members::queries::names(db, &members).await?,
            pictures: memo::pictures(app, &pictures).await?,
            products: products.into_iter().map(|card| (card.id, card)).collect(),
        })
    }

    /// What is offered or wanted.
    #[must_use]
    pub fn title(&self, offer: &Offer) -> String {
        let product = offer.product_id.and_then(|id| self.products.get(&id));
        if let Some(product) = product {
            return product.name_in(self.l).to_owned();
        }
        offer.called(self.l, self.commodity(offer), &self.shelves.tree).to_owned()
    }

    /// The goods that a buyer chose, where his own words do not name them.
    #[must_use]
    pub fn goods_beside_title(&self, offer: &Offer) -> Option<String> {
        let commodity = self.commodity(offer).filter(|_| offer.kind == Kind::Buy)?;
        let title = text::fold(&self.title(offer));
        let is_named = [&commodity.name_vi, &commodity.name_en].iter().any(|name| title.contains(&text::fold(name)));
        (!is_named).then(|| commodity.name(self.l).to_owned())
    }

    /// The stall that sells, the business that buys, or a private buyer, of whom nothing is said.
    #[must_use]
    pub fn who(&self, offer: &Offer) -> String {
        if let Some(shop) = self.shop(offer) {
            return shop.stall.name.clone();
        }
        let name = offer.owner.member.and_then(|id| self.members.get(&id));
        name.cloned().unwrap_or_else(|| self.l.t("Người mua cá nhân", "A private buyer").to_owned())
    }

    #[must_use]
    pub fn commodity(&self, offer: &Offer) -> Option<&Commodity> {
        self.commodities.iter().find(|one| Some(one.id) == offer.commodity_id)
    }

    /// Of an offer to sell.
    #[must_use]
    pub fn shop(&self, offer: &Offer) -> Option<&Shop> {
        self.shops.get(&offer.stall_id?)
    }

    #[must_use]
    pub fn product(&self, offer: &Offer) -> Option<&Card> {
        self.products.get(&offer.product_id?)
    }

    #[must_use]
    pub fn shelves(&self) -> &Shelves {
        &self.shelves
    }

    /// Its own photo, the product's, or the drawing of its category.
    fn image(&self, offer: &Offer) -> Option<Image> {
        let own = offer.photos.first().and_then(|id| self.pictures.get(id));
        let product = || self.product(offer)?.photo.as_ref().and_then(|photo| self.pictures.get(&photo.picture_id));
        let drawing = || self.shelves.drawing(offer.category_code.as_deref()?);
        own.or_else(product).or_else(drawing).map(|picture| Image::new(picture, ""))
    }

    #[must_use]
    pub fn line(&self, offer: &Offer) -> Line {
        let (l, terms) = (self.l, &offer.terms);
        Line {
            is_sell: offer.kind == Kind::Sell,
            href: words::path(offer),
            title: self.title(offer),
            goods: self.goods_beside_title(offer).unwrap_or_default(),
            marked: Vec::new(),
            price: terms.price.map(|price| price.format(l)),
            unit: words::unit_short(l, &terms.unit_code),
            quantity: words::amount(l, offer.remaining, &terms.unit_code),
            place: place_of(&terms.commune_code, l),
            who: self.who(offer),
            valid_until: date::day(l, terms.valid_until),
            harvest: terms.harvest.map(|one| words::span(l, Some(one.from), Some(one.until))).unwrap_or_default(),
            ago: offer.opened_at.map(|at| date::ago(l, self.now, at)).unwrap_or_default(),
            image: self.image(offer),
        }
    }
}

/// Each once, in the order of first mention.
fn once<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut found = Vec::new();
    for one in all {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// The lines of a list.
pub async fn lines(app: &App, l: Locale, now: DateTime<Utc>, all: &[Offer]) -> Result<Vec<Line>, AppError> {
    let around = Around::of(app, l, now, all).await?;
    Ok(all.iter().map(|offer| around.line(offer)).collect())
}
