//! The tantivy index's fields, and how a document becomes terms and columns.
//!
//! One text field holds every word of a product. A term is repeated in a document as often as its tier says (name 5 …
//! description 1), so one posting list answers both "where does the word occur" and "how much does it count there":
//! a query reads one list per word instead of one per word and field.

use std::collections::HashMap;

use offers::Certificate;
use tantivy::{
    TantivyDocument,
    schema::{BytesOptions, FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{PreTokenizedString, Token},
};

use crate::{
    document::{
        CommodityCard, CommodityDocument, Document, Kind, OfferCard, OfferDocument, ProductCard, ProductDocument, Side,
        StallCard, StallDocument,
    },
    terms::Bag,
};

/// Grows whenever terms, columns or cards change: an index of another version is rebuilt.
pub(super) const VERSION: u32 = 5;

/// The oldest version whose indexes this build can still search, so that they answer until the rebuild is done. Grows to
/// [`VERSION`] with a change of the columns or cards; other terms alone only find less.
pub(super) const READABLE_FROM: u32 = 4;

/// What separates slug and name in a facet column.
pub(super) const SEPARATOR: char = '\u{1f}';

#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub id: Field,
    products: Field,
    stalls: Field,
    commodities: Field,
    offers: Field,
    pub path: Field,
    pub commune: Field,
    pub stall: Field,
    pub unit: Field,
    commodity: Field,
    pub card: Field,
    kind: Field,
    id_high: Field,
    id_low: Field,
    price: Field,
    months: Field,
    stars: Field,
    until: Field,
    listed: Field,
    offer: Field,
    name_words: Field,
    version: Field,
    hash: Field,
}

/// The number that stands for a kind in the index.
fn kind_number(kind: Kind) -> u64 {
    match kind {
        Kind::Product => 0,
        Kind::Stall => 1,
        Kind::Commodity => 2,
        Kind::Offer => 3,
    }
}

/// The kind of a number; what no build ever wrote is taken for a product.
pub(super) fn kind_of(number: u64) -> Kind {
    Kind::ALL.into_iter().find(|kind| kind_number(*kind) == number).unwrap_or(Kind::Product)
}

pub(super) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let words = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs).set_fieldnorms(false),
    );
    let facet = TextOptions::default().set_fast("raw");
    let fields = Fields {
        id: builder.add_bytes_field("id", BytesOptions::default() | INDEXED),
        products: builder.add_text_field("products", words.clone()),
        stalls: builder.add_text_field("stalls", words.clone()),
        commodities: builder.add_text_field("commodities", words.clone()),
        offers: builder.add_text_field("offers", words),
        path: builder.add_text_field("path", facet.clone()),
        commune: builder.add_text_field("commune", facet.clone()),
        stall: builder.add_text_field("stall", facet.clone()),
        unit: builder.add_text_field("unit", facet.clone()),
        commodity: builder.add_text_field("commodity", facet),
        card: builder.add_bytes_field("card", STORED),
        kind: builder.add_u64_field("kind", FAST),
        id_high: builder.add_u64_field("id_high", FAST),
        id_low: builder.add_u64_field("id_low", FAST),
        price: builder.add_i64_field("price", FAST),
        months: builder.add_u64_field("months", FAST),
        stars: builder.add_u64_field("stars", FAST),
        until: builder.add_i64_field("until", FAST),
        listed: builder.add_i64_field("listed", FAST),
        offer: builder.add_u64_field("offer", FAST),
        name_words: builder.add_u64_field("name_words", FAST),
        version: builder.add_i64_field("version", FAST),
        hash: builder.add_u64_field("hash", FAST),
    };
    (builder.build(), fields)
}

impl Fields {
    /// The field that holds the words of a kind.
    pub fn words(&self, kind: Kind) -> Field {
        match kind {
            Kind::Product => self.products,
            Kind::Stall => self.stalls,
            Kind::Commodity => self.commodities,
            Kind::Offer => self.offers,
        }
    }

    pub fn document(&self, document: &Document) -> TantivyDocument {
        let mut row = TantivyDocument::new();
        let id = document.id();
        let (high, low) = id.as_u64_pair();
        row.add_bytes(self.id, id.as_bytes());
        row.add_u64(self.id_high, high);
        row.add_u64(self.id_low, low);
        row.add_i64(self.version, document.version());
        row.add_u64(self.hash, document.hash());
        row.add_u64(self.kind, kind_number(document.kind()));
        match document {
            Document::Product(product) => self.product(product, &mut row),
            Document::Stall(stall) => self.stall(stall, &mut row),
            Document::Commodity(commodity) => self.commodity(commodity, &mut row),
            Document::Offer(offer) => self.offer(offer, &mut row),
        }
        row
    }

    fn product(&self, product: &ProductDocument, row: &mut TantivyDocument) {
        let bag = Bag::product(product);
        row.add_pre_tokenized_text(self.products, repeated(bag.terms));
        row.add_text(self.path, product.category_path.join("/"));
        row.add_text(self.commune, with_name(&product.commune_slug, &product.commune_name));
        row.add_text(self.stall, with_name(&product.stall_slug, &product.stall_name));
        row.add_text(self.unit, &product.unit_code);
        if let Some(price) = product.price {
            row.add_i64(self.price, price);
        }
        row.add_u64(self.months, u64::from(product.months));
        row.add_u64(self.stars, u64::from(product.ocop_stars));
        if let Some(until) = product.ocop_until {
            row.add_i64(self.until, i64::from(days(until)));
        }
        row.add_i64(self.listed, product.listed_at.timestamp_micros());
        row.add_u64(self.name_words, bag.name_words);
        row.add_bytes(self.card, &serde_json::to_vec(&ProductCard::from(product)).expect("a card is plain data"));
    }

    fn stall(&self, stall: &StallDocument, row: &mut TantivyDocument) {
        let bag = Bag::stall(stall);
        row.add_pre_tokenized_text(self.stalls, repeated(bag.terms));
        row.add_text(self.commune, with_name(&stall.commune_slug, &stall.commune_name));
        row.add_i64(self.listed, stall.opened_at.timestamp_micros());
        row.add_u64(self.name_words, bag.name_words);
        row.add_bytes(self.card, &serde_json::to_vec(&StallCard::from(stall)).expect("a card is plain data"));
    }

    fn commodity(&self, commodity: &CommodityDocument, row: &mut TantivyDocument) {
        let bag = Bag::commodity(commodity);
        row.add_u64(self.name_words, bag.name_words);
        row.add_pre_tokenized_text(self.commodities, repeated(bag.terms));
        row.add_text(self.path, commodity.category_path.join("/"));
        row.add_u64(self.months, u64::from(commodity.months));
        row.add_i64(self.listed, 0);
        row.add_bytes(self.card, &serde_json::to_vec(&CommodityCard::from(commodity)).expect("a card is plain data"));
    }

    fn offer(&self, offer: &OfferDocument, row: &mut TantivyDocument) {
        let bag = Bag::offer(offer);
        row.add_u64(self.name_words, bag.name_words);
        row.add_pre_tokenized_text(self.offers, repeated(bag.terms));
        row.add_text(self.path, offer.category_path.join("/"));
        row.add_text(self.commune, with_name(&offer.commune_slug, &offer.commune_name));
        if let Some(commodity) = &offer.commodity_slug {
            row.add_text(self.commodity, commodity);
        }
        if offer.side == Side::Sell {
            row.add_text(self.stall, with_name(&offer.stall_slug, &offer.stall_name));
        }
        row.add_text(self.unit, &offer.unit_code);
        if let Some(price) = offer.compared_price {
            row.add_i64(self.price, price);
        }
        row.add_i64(self.until, i64::from(days(offer.valid_until)));
        row.add_i64(self.listed, offer.opened_at.timestamp_micros());
        row.add_u64(self.offer, offer_bits(offer).into());
        row.add_bytes(self.card, &serde_json::to_vec(&OfferCard::from(offer)).expect("a card is plain data"));
    }
}

/// What an offer is: [`BUY`], [`FORWARD`] and its [`certificate`]s.
fn offer_bits(offer: &OfferDocument) -> u16 {
    let side = if offer.side == Side::Buy { BUY } else { 0 };
    let forward = if offer.forward { FORWARD } else { 0 };
    offer.certificates.iter().fold(side | forward, |bits, one| bits | certificate(*one))
}

pub(super) const BUY: u16 = 1;
pub(super) const FORWARD: u16 = 2;

pub(super) fn certificate(certificate: Certificate) -> u16 {
    4 << certificate as u16
}

/// Days since the beginning of our era: dates as numbers that can be compared.
pub(super) fn days(date: chrono::NaiveDate) -> i32 {
    use chrono::Datelike;
    date.num_days_from_ce()
}

fn with_name(slug: &str, name: &str) -> String {
    format!("{slug}{SEPARATOR}{name}")
}

/// Each term as often as its tier says.
fn repeated(terms: HashMap<String, u32>) -> PreTokenizedString {
    let repeated = terms.into_iter().flat_map(|(term, tier)| std::iter::repeat_n(term, tier as usize));
    let tokens = repeated.map(|text| Token { text, position: 0, ..Token::default() }).collect();
    PreTokenizedString { text: String::new(), tokens }
}

/// Every term that is a plain folded word begins with a digit or a letter, beyond those of the other kinds.
pub(super) const WORD_RANGES: [(&[u8], &[u8]); 2] = [(b"0", b":"), (b"a", b"{")];

/// Every term that is a word with its marks.
pub(super) const MARKED_RANGE: (&[u8], &[u8]) = (b"=", b">");
