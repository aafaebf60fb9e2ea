//! Words that a listing may not use, or that an officer should look at: dated rows in `data/words.csv`.
//!
//! A word with its marks is sure; the same letters without marks may be another word (`mặt gấu` is no `mật gấu`), so they only raise
//! a flag and never refuse.

use std::sync::LazyLock;

use chrono::NaiveDate;
use kernel::text;
use serde::Deserialize;

/// What to do about a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// Promises healing.
    Claim,
    /// May not be sold: the listing is refused.
    Refuse,
    /// May be forbidden: an officer looks.
    Flag,
}

#[derive(Debug, Deserialize)]
struct Row {
    term: String,
    kind: Kind,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

struct Term {
    row: Row,
    /// Its words in lower case with marks, and folded.
    marked: String,
    folded: String,
}

static TERMS: LazyLock<Vec<Term>> = LazyLock::new(|| {
    csv::Reader::from_reader(include_str!("../data/words.csv").as_bytes())
        .deserialize()
        .map(|row| {
            let row: Row = row.expect("data/words.csv is well-formed: a test reads it");
            Term { marked: marked(&row.term), folded: folded(&row.term), row }
        })
        .collect()
});

/// What a text says, as far as the lists know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Found {
    pub claims: bool,
    pub refused: bool,
    pub doubtful: bool,
}

pub(crate) fn look(text: &str, today: NaiveDate) -> Found {
    let (with_marks, without) = (marked(text), folded(text));
    let mut found = Found::default();
    for term in TERMS.iter() {
        let valid = term.row.valid_from <= today && term.row.valid_to.is_none_or(|end| today <= end);
        if !valid || !without.contains(&term.folded) {
            continue;
        }
        match (term.row.kind, with_marks.contains(&term.marked)) {
            (Kind::Claim, _) => found.claims = true,
            (Kind::Refuse, true) => found.refused = true,
            (Kind::Refuse, false) | (Kind::Flag, _) => found.doubtful = true,
        }
    }
    found
}

/// Whether `text` contains `phrase` as whole words, marks and case aside.
pub(crate) fn contains_phrase(text: &str, phrase: &str) -> bool {
    let phrase = folded(phrase);
    phrase.trim() != "" && folded(text).contains(&phrase)
}

/// ` word word ` in lower case with marks: a space at each end, so that a search finds whole words only.
fn marked(text: &str) -> String {
    format!(" {} ", text::marked(text))
}

fn folded(text: &str) -> String {
    format!(" {} ", text::fold(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Found {
        look(text, "2026-11-22".parse().expect("a date"))
    }

    #[test]
    fn a_forbidden_word_with_marks_is_refused() {
        assert!(found("Bán NGÀ VOI thật").refused);
        assert!(found("Cao hổ cốt").refused);
    }

    #[test]
    fn the_same_letters_without_marks_raise_only_a_flag() {
        assert_eq!(found("ban nga voi that"), Found { doubtful: true, ..Found::default() });
        assert_eq!(found("Bánh hình mặt gấu"), Found { doubtful: true, ..Found::default() });
    }

    #[test]
    fn words_are_found_whole_only() {
        assert_eq!(found("Vapeur d'eau, cam Khe Mây"), Found::default());
    }

    #[test]
    fn a_promise_of_healing_is_found_with_and_without_marks() {
        assert!(found("chữa khỏi đau lưng").claims);
        assert!(found("chua khoi dau lung").claims);
        assert!(!found("mật ong rừng nguyên chất").claims);
    }

    #[test]
    fn a_word_that_was_not_yet_forbidden_is_fine() {
        assert_eq!(look("paraquat", "2019-12-31".parse().expect("a date")), Found::default());
        assert!(look("paraquat", "2020-01-01".parse().expect("a date")).refused);
    }
}
