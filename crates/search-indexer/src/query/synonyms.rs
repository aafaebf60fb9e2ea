//! Synonyms: which words stand for others where people of different regions name one thing.
//!
//! A synonym never replaces what was typed, it only adds a reading. The whole list is compiled once and swapped as a
//! whole, so that a search sees either the old list or the new one.

use std::{collections::HashMap, sync::Arc};

use crate::words::{self, Token};

/// How a term stands for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SynonymKind {
    /// Two names of one thing: either is found by the other.
    Same,
    /// The term is found as the canonical word too, but not the other way round: an abbreviation, or a word of a
    /// region that means something else elsewhere.
    OneWay,
    /// As [`SynonymKind::OneWay`], for what is only near: it ranks lower.
    Loose,
}

impl SynonymKind {
    pub const ALL: [Self; 3] = [Self::Same, Self::OneWay, Self::Loose];

    /// As it is written in lists.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::OneWay => "one_way",
            Self::Loose => "loose",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A word or several, and what they also mean. Written with all their marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synonym {
    pub term: String,
    pub canonical: String,
    pub kind: SynonymKind,
}

/// A compiled list, cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Synonyms(Arc<HashMap<String, Vec<Rule>>>);

/// One direction of a synonym. Kept under the first folded word of `from`.
#[derive(Debug)]
pub(crate) struct Rule {
    pub from: Vec<Token>,
    pub to: Vec<Token>,
    pub kind: SynonymKind,
}

impl Synonyms {
    /// Compiles a list. A synonym without a letter on either side, or that says the same twice, has no effect.
    #[must_use]
    pub fn new(list: impl IntoIterator<Item = Synonym>) -> Self {
        let mut rules: HashMap<String, Vec<Rule>> = HashMap::new();
        let mut add = |from: &[Token], to: &[Token], kind| {
            let Some(first) = from.first().filter(|_| !to.is_empty() && marked(from) != marked(to)) else {
                return;
            };
            let rule = Rule { from: from.to_vec(), to: to.to_vec(), kind };
            rules.entry(first.folded.clone()).or_default().push(rule);
        };
        for synonym in list {
            let (term, canonical) = (words::tokens(&synonym.term), words::tokens(&synonym.canonical));
            add(&term, &canonical, synonym.kind);
            if synonym.kind == SynonymKind::Same {
                add(&canonical, &term, synonym.kind);
            }
        }
        Self(Arc::new(rules))
    }

    /// The list that a new floor begins with.
    #[must_use]
    pub fn built_in() -> Self {
        Self::new(built_in())
    }

    /// The rules whose term begins with that folded word.
    pub(crate) fn beginning_with(&self, folded: &str) -> &[Rule] {
        self.0.get(folded).map_or(&[], Vec::as_slice)
    }
}

/// The list that a new floor begins with, to be kept and changed elsewhere.
pub fn built_in() -> impl Iterator<Item = Synonym> {
    include_str!("../../data/synonyms.csv").lines().skip(1).filter_map(|line| {
        let mut fields = line.splitn(4, ',');
        let (term, canonical, kind) = (fields.next()?, fields.next()?, fields.next()?);
        let kind = SynonymKind::from_code(kind)?;
        Some(Synonym { term: term.to_owned(), canonical: canonical.to_owned(), kind })
    })
}

fn marked(words: &[Token]) -> Vec<&str> {
    words.iter().map(|word| word.marked.as_str()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_line_of_the_built_in_list_is_read() {
        let lines = include_str!("../../data/synonyms.csv").lines().count() - 1;
        assert_eq!(built_in().count(), lines);
        for synonym in built_in() {
            assert!(!words::tokens(&synonym.term).is_empty() && !words::tokens(&synonym.canonical).is_empty());
        }
    }

    #[test]
    fn only_two_names_of_one_thing_go_both_ways() {
        let list = Synonyms::built_in();
        let means = |from: &str, to: &str| list.beginning_with(from).iter().any(|rule| rule.to[0].folded == to);
        assert!(means("heo", "lon") && means("lon", "heo"));
        assert!(means("trai", "qua") && !means("qua", "trai"));
    }

    #[test]
    fn a_synonym_of_nothing_has_no_effect() {
        let one = |term: &str, canonical: &str| Synonym {
            term: term.to_owned(),
            canonical: canonical.to_owned(),
            kind: SynonymKind::Same,
        };
        let list = Synonyms::new([one("", "lạc"), one("!!", "lạc"), one("hoà", "hòa")]);
        assert!(list.0.is_empty());
    }
}
