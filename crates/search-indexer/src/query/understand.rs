//! From what was typed to words with weighted alternatives, before any engine sees them.
//!
//! This is the one place that knows how buyers type. Whatever reads the same keystrokes differently (an input method
//! that was switched off, a regional word) adds an [`Alternative`] to the [`Word`] it stands for; the typed form always
//! stays first.

use std::sync::LazyLock;

use kernel::text;

use crate::words::{self, Token};

/// More characters and words than this are not read: no buyer means them.
const LONGEST: usize = 256;
const MOST_WORDS: usize = 12;

/// What was typed, understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Typed {
    pub words: Vec<Word>,
    /// The text carries at least one Vietnamese mark, so its plain letters are meant plainly too.
    pub marked: bool,
    /// Nothing was typed at all: browse. (Text without a letter or digit is not blank; it finds nothing.)
    pub blank: bool,
}

/// One word of the query.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// The typed form first, then other readings, each with a weight of at most 1.
    pub alternatives: Vec<Alternative>,
    /// A word of shopping ("mua", "giá", "ở đâu") that helps ranking but excludes nothing.
    pub optional: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    pub folded: String,
    pub marked: String,
    pub weight: f32,
}

impl Word {
    #[must_use]
    pub fn typed(&self) -> &Alternative {
        &self.alternatives[0]
    }
}

/// Words that buyers add to every search, several syllables first.
const SHOPPING: &[&str] = &[
    "giao hàng nhanh",
    "giao hàng",
    "giao nhanh",
    "giá bao nhiêu",
    "bao nhiêu",
    "bao nhiêu tiền",
    "ở đâu",
    "bán buôn",
    "bán lẻ",
    "bán sỉ",
    "bán",
    "mua",
    "giá rẻ",
    "giá",
    "rẻ",
    "ngon",
    "tươi sống",
    "tươi",
    "chính gốc",
    "chính hãng",
    "đặc sản",
    "hà tĩnh",
    "ship",
    "online",
    "uy tín",
    "ocop",
    "xã",
    "phường",
    "thị xã",
    "tx",
    "tp",
    "thị trấn",
    "huyện",
    "tỉnh",
    "loại",
    "chất lượng",
];

const MEASURES: &[&str] = &["kg", "g", "gam", "gram", "ml", "l", "lit", "sao"];

#[must_use]
pub fn understand(text: &str) -> Typed {
    let text: String = text.chars().take(LONGEST).collect();
    let mut tokens = words::tokens(&text);
    tokens.truncate(MOST_WORDS);
    let optional = optional(&tokens);
    let all_optional = optional.iter().all(|word| *word);
    let words = tokens
        .into_iter()
        .zip(optional)
        .map(|(token, optional)| Word {
            alternatives: vec![Alternative { folded: token.folded, marked: token.marked, weight: 1.0 }],
            optional: optional && !all_optional,
        })
        .collect();
    Typed { words, marked: text::has_marks(&text), blank: text.trim().is_empty() }
}

/// Which words are words of shopping or measures.
fn optional(tokens: &[Token]) -> Vec<bool> {
    static PHRASES: LazyLock<Vec<Vec<Token>>> =
        LazyLock::new(|| SHOPPING.iter().map(|phrase| words::tokens(phrase)).collect());
    let mut optional = vec![false; tokens.len()];
    for at in 0..tokens.len() {
        for phrase in PHRASES.iter() {
            let here = tokens.get(at..at + phrase.len()).unwrap_or_default();
            if !here.is_empty() && here.iter().zip(phrase).all(|(typed, stop)| same(typed, stop)) {
                optional[at..at + phrase.len()].fill(true);
            }
        }
        if is_measure(tokens, at) {
            optional[at] = true;
        }
    }
    optional
}

/// A typed word without marks may be any word of those letters; one with marks is only itself ("mùa" is not "mua").
fn same(typed: &Token, stop: &Token) -> bool {
    typed.marked == stop.marked || (typed.marked == typed.folded && typed.folded == stop.folded)
}

/// `1kg`, `500 ml`, `4 sao`: a hint, not a word.
fn is_measure(tokens: &[Token], at: usize) -> bool {
    let word = tokens[at].folded.as_str();
    let number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let unit = |at: usize| tokens.get(at).is_some_and(|t| MEASURES.contains(&t.folded.as_str()));
    if number(word) {
        return unit(at + 1) || (at > 0 && tokens[at - 1].folded == "loai");
    }
    if MEASURES.contains(&word) {
        return at > 0 && number(&tokens[at - 1].folded);
    }
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && MEASURES.contains(&&word[digits..])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn required(text: &str) -> Vec<String> {
        understand(text).words.iter().filter(|w| !w.optional).map(|w| w.typed().folded.clone()).collect()
    }

    #[test]
    fn words_of_shopping_are_optional_while_something_is_left() {
        assert_eq!(required("mua bưởi phúc trạch ở đâu"), ["buoi", "phuc", "trach"]);
        assert_eq!(required("ship cu do 1kg, loai 1"), ["cu", "do"]);
        assert_eq!(required("mua ở đâu"), ["mua", "o", "dau"]);
    }

    #[test]
    fn a_tone_makes_another_word_of_a_stop_word() {
        assert_eq!(required("bàn ghế mùa đông"), ["ban", "ghe", "mua", "dong"]);
    }

    #[test]
    fn text_without_letters_is_not_blank() {
        let typed = understand("🎉 '; --\0");
        assert!(typed.words.is_empty() && !typed.blank);
        assert!(understand("  \u{a0}").blank);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_understood(text in ".{0,400}") {
            let typed = understand(&text);
            assert!(typed.words.len() <= MOST_WORDS);
            assert!(typed.words.iter().all(|w| !w.typed().folded.is_empty()));
        }
    }
}
