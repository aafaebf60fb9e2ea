//! Cutting text into syllables: the one cut that the index, the query and the highlight share.

use std::{collections::HashMap, ops::Range, sync::LazyLock};

use kernel::text;

/// One syllable or number of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Bytes of the original text.
    pub range: Range<usize>,
    /// `may`
    pub folded: String,
    /// `mây`: NFC, lower case, the tone in one style.
    pub marked: String,
}

/// Longer runs are no words of any language; they are cut off here.
const LONGEST: usize = 64;

pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut all = Vec::new();
    for run in runs(text) {
        push(text, run, &mut all);
    }
    all
}

/// The byte ranges of letters and digits that stand together.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = text.char_indices();
    std::iter::from_fn(move || {
        let (start, _) = rest.find(|(_, c)| belongs(*c))?;
        let end = rest.find(|(_, c)| !belongs(*c)).map_or(text.len(), |(at, _)| at);
        Some(start..end)
    })
}

/// Letters, digits, combining marks (text in NFD) and what has no width.
fn belongs(c: char) -> bool {
    // The letters of Vietnamese first: the general question costs a search in tables.
    let vietnamese = matches!(c, 'a'..='z' | 'A'..='Z' | '0'..='9' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ư' | 'Ạ'..='ỹ');
    vietnamese
        || c.is_alphanumeric()
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{ad}' | '\u{feff}')
}

fn push(text: &str, range: Range<usize>, all: &mut Vec<Token>) {
    let run = &text[range.clone()];
    let folded = text::fold(run);
    let mut parts = folded.split(' ').filter(|part| !part.is_empty());
    let (Some(first), more) = (parts.next(), parts.next()) else {
        return;
    };
    if more.is_none() {
        let folded = cut(first);
        let marked = cut(&text::marked(run));
        all.push(Token { range, folded, marked });
        return;
    }
    // Letters of another script between Latin ones: no marks worth keeping.
    for part in folded.split(' ').filter(|part| !part.is_empty()) {
        all.push(Token { range: range.clone(), folded: cut(part), marked: cut(part) });
    }
}

fn cut(word: &str) -> String {
    word.chars().take(LONGEST).collect()
}

/// The byte ranges of the words whose folded form `matches` accepts; neighbours with only blanks between them become one
/// range. Runs for every hit of a page, so it folds letter by letter from a table where it can.
pub(crate) fn highlight(text: &str, matches: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut folded = String::new();
    for run in runs(text) {
        if !fold_into(&text[run.clone()], &mut folded) {
            folded = text::fold(&text[run.clone()]);
        }
        if !matches(&folded) {
            continue;
        }
        match ranges.last_mut() {
            Some(last) if text[last.end..run.start].trim().is_empty() => last.end = run.end,
            _ => ranges.push(run),
        }
    }
    ranges
}

/// Folds a run whose every letter folds to one letter; false where one does not.
fn fold_into(run: &str, folded: &mut String) -> bool {
    /// The letters of Vietnamese as the kernel folds them.
    static LETTERS: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let letters = ('\u{c0}'..='\u{1b0}').chain('\u{1ea0}'..='\u{1ef9}');
        letters.filter_map(|c| Some((c, text::fold(c.encode_utf8(&mut [0; 4])).parse().ok()?))).collect()
    });
    folded.clear();
    for c in run.chars() {
        match c {
            _ if c.is_ascii_alphanumeric() => folded.push(c.to_ascii_lowercase()),
            _ => match LETTERS.get(&c) {
                Some(letter) => folded.push(*letter),
                None => return false,
            },
        }
    }
    true
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_text_in_nfd_is_cut_like_one_in_nfc() {
        let nfd = "Bu\u{31b}o\u{31b}\u{309}i Phu\u{301}c";
        let words: Vec<_> = tokens(nfd).into_iter().map(|t| (t.folded, t.marked)).collect();
        let expected: Vec<_> = tokens("Bưởi Phúc").into_iter().map(|t| (t.folded, t.marked)).collect();
        assert_eq!(words, expected);
        assert_eq!(words[0], ("buoi".to_owned(), "bưởi".to_owned()));
    }

    #[test]
    fn highlight_marks_the_accented_original() {
        let name = "Cu đơ – Cầu Phủ";
        let ranges = highlight(name, |word| ["cu", "do", "phu"].contains(&word));
        let marked: Vec<_> = ranges.into_iter().map(|r| &name[r]).collect();
        assert_eq!(marked, ["Cu đơ", "Phủ"]);
    }

    #[test]
    fn the_table_folds_like_the_kernel() {
        let mut folded = String::new();
        for word in ["Nghiễng", "ĐƯỜNG", "thuỷ", "quý", "20kg", "Ặ"] {
            assert!(fold_into(word, &mut folded));
            assert_eq!(folded, text::fold(word));
        }
        assert!(!fold_into("a\u{301}", &mut folded) && !fold_into("中", &mut folded));
    }
}
