//! How a document becomes terms, whichever engine keeps them: `may` (folded), `=mây` (with its marks) and `+khe may` (two
//! neighbours of a name, kind or place), each with the best tier that it occurs in.

use std::collections::HashMap;

use crate::{
    document::{CommodityDocument, OfferDocument, ProductDocument, StallDocument},
    words,
};

/// Tiers: name before commodity and English name before category before stall and place before description.
pub(crate) const NAME: u32 = 5;
pub(crate) const COMMODITY: u32 = 4;
const CATEGORY: u32 = 3;
const PLACE: u32 = 2;
const BODY: u32 = 1;

/// Longer descriptions are cut: what follows is of no use for finding.
const MOST_WORDS_OF_A_TEXT: usize = 400;

/// The terms of one document with the best tier that each occurs in.
#[derive(Debug, Default)]
pub(crate) struct Bag {
    pub terms: HashMap<String, u32>,
    /// How many different words the name has.
    pub name_words: u64,
}

impl Bag {
    pub fn product(product: &ProductDocument) -> Self {
        let mut bag = Self::default();
        bag.name_words = bag.phrase(&product.name, NAME);
        bag.phrase(&product.commodity_names, COMMODITY);
        bag.phrase(&product.name_en, COMMODITY);
        bag.phrase(&product.category_names, CATEGORY);
        bag.phrase(&product.stall_name, PLACE);
        bag.phrase(&product.commune_name, PLACE);
        bag.phrase(&product.place_text, PLACE);
        bag.text(&product.description, BODY);
        bag
    }

    pub fn stall(stall: &StallDocument) -> Self {
        let mut bag = Self::default();
        bag.name_words = bag.phrase(&stall.name, NAME);
        bag.phrase(&stall.commune_name, PLACE);
        bag.phrase(&stall.place_text, PLACE);
        bag.text(&stall.introduction, BODY);
        bag
    }

    pub fn commodity(commodity: &CommodityDocument) -> Self {
        let mut bag = Self::default();
        bag.name_words = bag.phrase(&commodity.name, NAME);
        bag.phrase(&commodity.name_en, COMMODITY);
        commodity.aliases.iter().for_each(|alias| _ = bag.phrase(alias, COMMODITY));
        bag.phrase(&commodity.category_names, CATEGORY);
        bag
    }

    pub fn offer(offer: &OfferDocument) -> Self {
        let mut bag = Self::default();
        bag.name_words = bag.phrase(&offer.title, NAME);
        bag.phrase(&offer.title_en, COMMODITY);
        bag.phrase(&offer.commodity_names, COMMODITY);
        bag.phrase(&offer.category_names, CATEGORY);
        bag.phrase(&offer.stall_name, PLACE);
        bag.phrase(&offer.commune_name, PLACE);
        bag.phrase(&offer.place_text, PLACE);
        bag
    }

    fn add(&mut self, term: String, tier: u32) {
        let best = self.terms.entry(term).or_default();
        *best = tier.max(*best);
    }

    /// A short text whose neighbouring words belong together. Returns how many different words it has.
    pub fn phrase(&mut self, text: &str, tier: u32) -> u64 {
        let mut distinct: Vec<String> = Vec::new();
        // "Đức Thọ; Đức Vĩnh": neighbours across punctuation are strangers.
        for part in text.split([';', ',', '.', '(', ')', '|', '\n', '·', '–']) {
            let tokens = words::tokens(part);
            for pair in tokens.windows(2) {
                self.add(pair_term(&pair[0].folded, &pair[1].folded), tier);
            }
            for token in tokens.into_iter().take(MOST_WORDS_OF_A_TEXT) {
                if !distinct.contains(&token.folded) {
                    distinct.push(token.folded.clone());
                }
                self.word(token, tier);
            }
        }
        distinct.len() as u64
    }

    /// A long text: single words only.
    fn text(&mut self, text: &str, tier: u32) {
        for token in words::tokens(text).into_iter().take(MOST_WORDS_OF_A_TEXT) {
            self.word(token, tier);
        }
    }

    fn word(&mut self, token: words::Token, tier: u32) {
        self.add(marked_term(&token.marked), tier);
        self.add(token.folded, tier);
    }
}

/// The term of a word with its marks.
pub(crate) fn marked_term(marked: &str) -> String {
    format!("={marked}")
}

pub(crate) fn is_marked(term: &str) -> bool {
    term.starts_with('=')
}

/// The word of a term, without its marks.
pub(crate) fn folded(term: &str) -> String {
    term.strip_prefix('=').map_or_else(|| term.to_owned(), kernel::text::fold)
}

/// The term of two neighbouring words.
pub(crate) fn pair_term(first: &str, second: &str) -> String {
    format!("+{first} {second}")
}
