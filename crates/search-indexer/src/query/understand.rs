//! From what was typed to words with weighted readings, before any engine sees them.
//!
//! This is the one place that knows how buyers type. Whatever reads the same keystrokes differently adds a reading with a
//! weight below one; the typed form always stays first and weighs most. A word may be read as the keystrokes of an input
//! method that was switched off ([`Word::alternatives`]), and some words together may be a name of other words
//! ([`Typed::phrases`]).

use std::{ops::Range, sync::LazyLock};

use kernel::text;

use super::{keystrokes::decode, rules::Rules};
use crate::words::{self, Token};

/// More characters and words than this are not read: no buyer means them.
const LONGEST: usize = 256;
const MOST_WORDS: usize = 12;
/// More synonyms than this in one text are not followed.
const MOST_PHRASES: usize = 12;

/// What was typed, understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Typed {
    pub words: Vec<Word>,
    /// Neighbouring words that together may mean other words.
    pub phrases: Vec<Phrase>,
    /// The text carries at least one Vietnamese mark, so its plain letters are meant plainly too.
    pub marked: bool,
    /// Nothing was typed at all: browse. (Text without a letter or digit is not blank; it finds nothing.)
    pub blank: bool,
}

/// One word of the query.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// The typed form first, then other readings of the same keys, each with a weight below 1.
    pub alternatives: Vec<Alternative>,
    /// A word of shopping ("mua", "giá", "ở đâu") that helps ranking but excludes nothing.
    pub optional: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    pub folded: String,
    pub marked: String,
    pub weight: f32,
    /// No whole syllable: it can only be the beginning of a word.
    pub unfinished: bool,
}

/// Synonyms: instead of the words `at`, a document may hold all of `words`.
#[derive(Debug, Clone, PartialEq)]
pub struct Phrase {
    pub at: Range<usize>,
    /// With their marks: a synonym is the word as it is written, not others of the same letters.
    pub words: Vec<String>,
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
    "ở mô",
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
pub fn understand(text: &str, rules: &Rules) -> Typed {
    let text: String = text.chars().take(LONGEST).collect();
    let mut tokens = words::tokens(&text);
    tokens.truncate(MOST_WORDS);
    let mut words: Vec<Word> = tokens.into_iter().map(|token| readings(token, rules.ranking.keystrokes)).collect();
    let optional = optional(&words);
    if optional.contains(&false) {
        words.iter_mut().zip(optional).for_each(|(word, optional)| word.optional = optional);
    }
    let phrases = phrases(&words, rules);
    Typed { words, phrases, marked: text::has_marks(&text), blank: text.trim().is_empty() }
}

/// The typed form, and what its keys would have written.
fn readings(token: Token, keystrokes: f32) -> Word {
    let decoded = decode(&token.folded).filter(|_| token.folded == token.marked);
    let typed = Alternative { folded: token.folded, marked: token.marked, weight: 1.0, unfinished: false };
    let decoded = decoded.map(|decoded| Alternative {
        folded: text::fold(&decoded.marked),
        marked: decoded.marked,
        weight: keystrokes,
        unfinished: decoded.unfinished,
    });
    Word { alternatives: std::iter::once(typed).chain(decoded).collect(), optional: false }
}

/// Every synonym that begins at any word, in any reading of its words.
fn phrases(words: &[Word], rules: &Rules) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    for (at, word) in words.iter().enumerate() {
        for rule in word.alternatives.iter().flat_map(|reading| rules.synonyms.beginning_with(&reading.folded)) {
            let Some(here) = words.get(at..at + rule.from.len()) else { continue };
            let weights: Option<Vec<f32>> = here
                .iter()
                .zip(&rule.from)
                .map(|(word, from)| reads_as(word, from, rules.ranking.synonym_without_tones))
                .collect();
            if let Some(weights) = weights {
                let weight = weights.into_iter().fold(rules.ranking.synonym(rule.kind), f32::min);
                let words = rule.to.iter().map(|token| token.marked.clone()).collect();
                phrases.push(Phrase { at: at..at + here.len(), words, weight });
            }
        }
    }
    phrases.truncate(MOST_PHRASES);
    phrases
}

/// What it is worth to read the word as that one, if it can be: a word typed without marks may be any word of those letters,
/// one with marks is only itself ("mùa" is not "mua").
fn reads_as(word: &Word, from: &Token, without_tones: f32) -> Option<f32> {
    let worth = |reading: &Alternative| {
        if reading.marked == from.marked {
            Some(reading.weight)
        } else {
            (reading.folded == reading.marked && reading.folded == from.folded).then_some(without_tones)
        }
    };
    word.alternatives.iter().find_map(worth)
}

/// Which words are words of shopping or measures, in any reading.
fn optional(words: &[Word]) -> Vec<bool> {
    static PHRASES: LazyLock<Vec<Vec<Token>>> =
        LazyLock::new(|| SHOPPING.iter().map(|phrase| words::tokens(phrase)).collect());
    let mut optional = vec![false; words.len()];
    for at in 0..words.len() {
        for phrase in PHRASES.iter() {
            let here = words.get(at..at + phrase.len()).unwrap_or_default();
            if !here.is_empty() && here.iter().zip(phrase).all(|(word, stop)| reads_as(word, stop, 1.0).is_some()) {
                optional[at..at + phrase.len()].fill(true);
            }
        }
        if is_measure(words, at) {
            optional[at] = true;
        }
    }
    optional
}

/// `1kg`, `500 ml`, `4 sao`: a hint, not a word.
fn is_measure(words: &[Word], at: usize) -> bool {
    let folded = |at: usize| words.get(at).map_or("", |word| word.typed().folded.as_str());
    let word = folded(at);
    let number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    if number(word) {
        return MEASURES.contains(&folded(at + 1)) || (at > 0 && folded(at - 1) == "loai");
    }
    if MEASURES.contains(&word) {
        return at > 0 && number(folded(at - 1));
    }
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && MEASURES.contains(&&word[digits..])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn required(text: &str) -> Vec<String> {
        understand(text, &Rules::default())
            .words
            .iter()
            .filter(|w| !w.optional)
            .map(|w| w.typed().folded.clone())
            .collect()
    }

    #[test]
    fn words_of_shopping_are_optional_while_something_is_left() {
        assert_eq!(required("mua bưởi phúc trạch ở đâu"), ["buoi", "phuc", "trach"]);
        assert_eq!(required("ship cu do 1kg, loai 1"), ["cu", "do"]);
        assert_eq!(required("mua ở đâu"), ["mua", "o", "dau"]);
        assert_eq!(required("cam gias rer owr ddaau"), ["cam"], "in keystrokes too");
    }

    #[test]
    fn a_tone_makes_another_word_of_a_stop_word() {
        assert_eq!(required("bàn ghế mùa đông"), ["ban", "ghe", "mua", "dong"]);
    }

    #[test]
    fn keystrokes_are_a_second_reading() {
        let typed = understand("buwowri cam nosn", &Rules::default());
        let readings = |at: usize| typed.words[at].alternatives.iter().map(|a| a.marked.as_str()).collect::<Vec<_>>();
        assert_eq!(
            (readings(0), readings(1), readings(2)),
            (vec!["buwowri", "bưởi"], vec!["cam"], vec!["nosn", "nón"])
        );
        assert!(typed.words[0].alternatives[1].weight < typed.words[0].typed().weight);
    }

    #[test]
    fn synonyms_are_found_with_and_without_marks_and_in_keystrokes() {
        let means = |text: &str| -> Vec<(Range<usize>, String)> {
            let phrases = understand(text, &Rules::default()).phrases;
            phrases.into_iter().map(|phrase| (phrase.at, phrase.words.join(" "))).collect()
        };
        for text in ["dầu đậu phộng", "dau dau phong", "daauf ddaauj phoongj"] {
            assert_eq!(means(text), [(1..3, "lạc".to_owned())], "{text}");
        }
        assert_eq!(means("nhang"), [(0..1, "hương".to_owned())]);
        assert!(means("đấu phòng").is_empty(), "other tones are other words");
    }

    #[test]
    fn text_without_letters_is_not_blank() {
        let typed = understand("🎉 '; --\0", &Rules::default());
        assert!(typed.words.is_empty() && !typed.blank);
        assert!(understand("  \u{a0}", &Rules::default()).blank);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_understood(text in ".{0,400}") {
            let typed = understand(&text, &Rules::default());
            assert!(typed.words.len() <= MOST_WORDS);
            assert!(typed.words.iter().all(|w| !w.typed().folded.is_empty()));
        }
    }
}
