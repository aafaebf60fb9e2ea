//! Cutting text into syllables: the one cut that the index, the query and the highlight share.

use std::ops::Range;

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
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (belongs(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                push(text, from..at, &mut all);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        push(text, from..text.len(), &mut all);
    }
    all
}

/// Letters, digits, combining marks (text in NFD) and what has no width.
fn belongs(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{ad}' | '\u{feff}')
}

fn push(text: &str, range: Range<usize>, all: &mut Vec<Token>) {
    let run = &text[range.clone()];
    let folded = text::fold(run);
    let mut parts = folded.split(' ').filter(|part| !part.is_empty());
    let (Some(first), more) = (parts.next(), parts.next()) else { return };
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

/// The byte ranges of the words that `matches` accepts; neighbours with only blanks between them become one range.
pub(crate) fn highlight(text: &str, matches: impl Fn(&Token) -> bool) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for token in tokens(text).into_iter().filter(|token| matches(token)) {
        match ranges.last_mut() {
            Some(last) if last.end <= token.range.start && text[last.end..token.range.start].trim().is_empty() => last.end = token.range.end,
            Some(last) if last.end > token.range.start => {}
            _ => ranges.push(token.range),
        }
    }
    ranges
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
        let ranges = highlight(name, |t| ["cu", "do", "phu"].contains(&t.folded.as_str()));
        let marked: Vec<_> = ranges.into_iter().map(|r| &name[r]).collect();
        assert_eq!(marked, ["Cu đơ", "Phủ"]);
    }
}
