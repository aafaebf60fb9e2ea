//! The words that the index knows: what a typed word completes to, what it may be a slip of, where run-together words part.

use std::{cmp::Reverse, collections::BTreeMap};

use super::slips::{distance, letters, sound};
use crate::document::fnv1a;

/// Vietnamese syllables are short: one slip from three letters (a letter left out from two), two from eight.
const TYPO_FROM: usize = 3;
const MISSING_FROM: usize = 2;
const TWO_TYPOS_FROM: usize = 8;
const MOST_COMPLETIONS: usize = 40;
const MOST_SLIPS: usize = 48;

#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// Sorted by word.
    entries: Vec<Entry>,
    most_frequent: u32,
}

/// A word of one part of the index.
#[derive(Debug)]
pub(crate) struct Known {
    pub word: Box<str>,
    pub documents: u32,
    /// How it is mostly written: `trạch`.
    pub marked: Box<str>,
}

#[derive(Debug)]
struct Entry {
    word: Box<str>,
    marked: Box<str>,
    documents: u32,
    letters: u32,
    sound: u64,
}

/// Why a known word may be what was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slip {
    /// Sounds the same in Nghệ Tĩnh: tr/ch, s/x, d/gi/r, i/y.
    Sound,
    One,
    Two,
}

impl Vocabulary {
    /// From the words of every segment with the number of documents that hold them.
    pub fn new<'a>(parts: impl Iterator<Item = &'a [Known]>) -> Self {
        // In all, and in the segment that has most of them: how that one writes the word.
        let mut all: BTreeMap<&str, (u32, &Known)> = BTreeMap::new();
        for known in parts.flatten() {
            let (documents, fullest) = all.entry(&known.word).or_insert((0, known));
            *documents += known.documents;
            if known.documents > fullest.documents {
                *fullest = known;
            }
        }
        let entries: Vec<Entry> = all
            .into_iter()
            .map(|(word, (documents, fullest))| Entry {
                word: word.into(),
                marked: fullest.marked.clone(),
                documents,
                letters: letters(word),
                sound: fnv1a(sound(word).as_bytes()),
            })
            .collect();
        let most_frequent = entries.iter().map(|e| e.documents).max().unwrap_or(0);
        Self { entries, most_frequent }
    }

    /// In how many documents the word stands; zero for an unknown one.
    pub fn documents(&self, word: &str) -> u32 {
        self.entries.binary_search_by(|e| (*e.word).cmp(word)).map_or(0, |at| self.entries[at].documents)
    }

    /// How the folded word is mostly written, with its marks; the word itself where it is unknown.
    pub fn written<'a>(&'a self, word: &'a str) -> &'a str {
        self.entries.binary_search_by(|e| (*e.word).cmp(word)).map_or(word, |at| &self.entries[at].marked)
    }

    /// Whether a known longer word begins with it.
    pub fn goes_on(&self, prefix: &str) -> bool {
        self.longer(prefix).next().is_some()
    }

    /// Known longer words that begin with it. Where they are too many, those that follow the word before and then the most
    /// frequent, as many as stand in `most` documents together: a single letter stays cheap.
    pub fn completions(&self, prefix: &str, follows: impl Fn(&str) -> bool, most: u64) -> Vec<&str> {
        let all = self.longer(prefix).map(|entry| u64::from(entry.documents));
        let (words, documents) = all.fold((0, 0), |(words, sum), documents| (words + 1, sum + documents));
        if words <= MOST_COMPLETIONS && documents <= most {
            return self.longer(prefix).map(|entry| &*entry.word).collect();
        }
        let mut found: Vec<(bool, &Entry)> = self.longer(prefix).map(|entry| (follows(&entry.word), entry)).collect();
        found.sort_by_key(|(follows, entry)| (!follows, Reverse(entry.documents)));
        let mut documents = 0;
        let within = found.into_iter().map(|(_, entry)| entry).take_while(|entry| {
            let before = documents;
            documents += u64::from(entry.documents);
            before < most
        });
        within.take(MOST_COMPLETIONS).map(|entry| &*entry.word).collect()
    }

    fn longer(&self, prefix: &str) -> impl Iterator<Item = &Entry> {
        let from = self.entries.partition_point(|e| &*e.word <= prefix);
        self.entries[from..].iter().take_while(move |e| e.word.starts_with(prefix))
    }

    /// Known words that the typed one may be a slip of, the likeliest first.
    pub fn slips(&self, word: &str) -> Vec<(&str, Slip)> {
        // Numbers are never a slip of each other.
        if word.bytes().any(|b| b.is_ascii_digit()) || word.len() > 24 {
            return Vec::new();
        }
        let length = word.len();
        let most = if length >= TWO_TYPOS_FROM { 2 } else { usize::from(length >= MISSING_FROM) };
        let (mine, heard) = (letters(word), fnv1a(sound(word).as_bytes()));
        let mut found: Vec<(&Entry, Slip)> = self
            .entries
            .iter()
            .filter_map(|entry| {
                if entry.sound == heard {
                    return (&*entry.word != word).then_some((entry, Slip::Sound));
                }
                if (length < TYPO_FROM && entry.word.len() <= length)
                    || entry.word.len().abs_diff(length) > most
                    || (entry.letters ^ mine).count_ones() as usize > 2 * most
                {
                    return None;
                }
                match distance(word.as_bytes(), entry.word.as_bytes()) {
                    1 => Some((entry, Slip::One)),
                    2 if most == 2 => Some((entry, Slip::Two)),
                    _ => None,
                }
            })
            .collect();
        found.sort_by(|(a, a_slip), (b, b_slip)| a_slip.cmp(b_slip).then(b.documents.cmp(&a.documents)));
        found.truncate(MOST_SLIPS);
        found.into_iter().map(|(entry, slip)| (&*entry.word, slip)).collect()
    }

    /// Parts words that were run together (`camkhemay`) into known ones. `together` tells whether two words stand side by
    /// side in a name; a parting without any such pair is a guess and scores far less. `None` where there is no parting.
    pub fn part(&self, word: &str, together: impl Fn(&str, &str) -> bool) -> Option<Parting<'_>> {
        let length = word.len();
        if !(4..=48).contains(&length) || !word.is_ascii() {
            return None;
        }
        // best[at]: the best parting of the first `at` letters, ending in the known word `entry`.
        let mut best: Vec<Vec<Step>> = vec![Vec::new(); length + 1];
        for end in 2..=length {
            for start in end.saturating_sub(7)..=end - 2 {
                let Ok(entry) = self.entries.binary_search_by(|e| (*e.word).cmp(&word[start..end])) else {
                    continue;
                };
                if start == 0 {
                    best[end].push(Step { score: self.rarity(entry), entry, start, pairs: 0, before: 0 });
                    continue;
                }
                let next = best[start].iter().enumerate().map(|(at, step)| {
                    let pair = together(&self.entries[step.entry].word, &self.entries[entry].word);
                    let score = step.score + self.rarity(entry) + if pair { 0.0 } else { UNKNOWN_PAIR };
                    Step { score, entry, start, pairs: step.pairs + u8::from(pair), before: at }
                });
                if let Some(step) = next.max_by(|a, b| a.score.total_cmp(&b.score)) {
                    best[end].push(step);
                }
            }
        }
        let last = best[length].iter().filter(|s| s.start > 0).max_by(|a, b| a.score.total_cmp(&b.score))?;
        let (mut step, mut words) = (last, Vec::new());
        loop {
            words.push(&*self.entries[step.entry].word);
            if step.start == 0 {
                break;
            }
            step = &best[step.start][step.before];
        }
        words.reverse();
        let sure = usize::from(last.pairs) + 1 == words.len();
        Some(Parting { words, sure })
    }

    /// The logarithm of how likely the word is.
    fn rarity(&self, entry: usize) -> f32 {
        ((f64::from(self.entries[entry].documents) + 0.5) / (f64::from(self.most_frequent) + 1.0)).ln() as f32 - 2.0
    }
}

const UNKNOWN_PAIR: f32 = -8.0;

#[derive(Debug, Clone)]
struct Step {
    score: f32,
    entry: usize,
    start: usize,
    pairs: u8,
    /// Which step of `best[start]` comes before.
    before: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Parting<'a> {
    pub words: Vec<&'a str>,
    /// Every neighbouring pair is known from a name.
    pub sure: bool,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn vocabulary(words: &[(&str, u32)]) -> Vocabulary {
        let known = |(word, documents): &(&str, u32)| Known {
            word: (*word).into(),
            documents: *documents,
            marked: (*word).into(),
        };
        let part: Vec<Known> = words.iter().map(known).collect();
        Vocabulary::new([part.as_slice()].into_iter())
    }

    #[test]
    fn slips_know_sounds_and_single_letters() {
        let known = vocabulary(&[("chach", 1), ("trach", 9), ("du", 3), ("nuoc", 5), ("kho", 5), ("co", 1)]);
        assert_eq!(known.slips("chach")[0], ("trach", Slip::Sound));
        assert_eq!(known.slips("giu")[0], ("du", Slip::Sound));
        assert_eq!(known.slips("nuco")[0], ("nuoc", Slip::One));
        assert!(known.slips("co").is_empty());
    }

    #[test]
    fn completions_begin_with_what_follows_and_stay_cheap() {
        let known = vocabulary(&[("b", 1), ("banh", 90), ("bo", 50), ("bu", 2), ("buoi", 40), ("cam", 9)]);
        let none = |_: &str| false;
        assert_eq!(known.completions("b", none, 1_000), ["banh", "bo", "bu", "buoi"]);
        assert_eq!(known.completions("b", none, 100), ["banh", "bo"], "the one that is too much is the last");
        assert_eq!(known.completions("b", |word| word == "bu", 50), ["bu", "banh"], "cam b → cam bù");
        assert!(known.goes_on("ca") && !known.goes_on("cam"));
    }

    #[test]
    fn run_together_words_are_parted_as_names_have_them() {
        let known = vocabulary(&[("cam", 9), ("khe", 5), ("may", 5), ("ca", 9), ("em", 2), ("he", 3), ("kh", 1)]);
        let parting = known.part("camkhemay", |a, b| matches!((a, b), ("cam", "khe") | ("khe", "may"))).unwrap();
        assert_eq!(parting, Parting { words: vec!["cam", "khe", "may"], sure: true });
        assert!(known.part("xyzxyz", |_, _| true).is_none());
    }
}
