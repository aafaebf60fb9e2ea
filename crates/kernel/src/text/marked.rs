//! The search key that keeps the marks.

use unicode_normalization::{
    UnicodeNormalization,
    char::{compose, is_combining_mark},
};

use super::{is_invisible, usual, words};

/// Pairs of vowels whose tone stands on the second one in the new style; people write both (`hòa` and `hoà`).
const TONE_ON_SECOND: [&str; 6] = ["oa", "oă", "oe", "uy", "uê", "uơ"];

/// The search key with marks: lower case, NFC, words apart by one blank, tones brought to one style,
/// so that `Yên Hòa` and `Yên Hoà` are the same key while `mơ` and `mộ` differ.
#[must_use]
pub fn marked(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !is_invisible(*c)).map(usual).nfkc().map(usual).collect();
    let plain: String = plain.to_lowercase().chars().filter(|c| !is_invisible(*c)).collect();
    let mut letters: Vec<Letter> = Vec::new();
    for c in plain.nfd() {
        match letters.last_mut() {
            Some(letter) if is_combining_mark(c) => letter.add(c),
            _ => letters.push(Letter { base: c, tone: None }),
        }
    }
    for i in 1..letters.len() {
        let pair = String::from_iter([letters[i - 1].base, letters[i].base]);
        if letters[i].tone.is_none() && TONE_ON_SECOND.contains(&pair.as_str()) {
            letters[i].tone = letters[i - 1].tone.take();
        }
    }
    words(letters.into_iter().map(Letter::compose))
}

/// A letter with its hat, hook or breve, and apart from it its tone.
struct Letter {
    base: char,
    tone: Option<char>,
}

impl Letter {
    /// Marks that do not go with the letter are dropped.
    fn add(&mut self, mark: char) {
        if is_tone(mark) {
            self.tone = Some(mark);
        } else {
            self.base = compose(self.base, mark).unwrap_or(self.base);
        }
    }

    fn compose(self) -> char {
        // `compose` alone would not do: ộ is made of ọ and a hat, not of ô and a dot
        let mut parts = std::iter::once(self.base).chain(self.tone).nfc();
        let whole = match (parts.next(), parts.next()) {
            (Some(whole), None) => whole,
            _ => self.base,
        };
        if whole.is_alphanumeric() { whole } else { ' ' }
    }
}

/// Grave (huyền), acute (sắc), tilde (ngã), hook above (hỏi), dot below (nặng).
pub(super) fn is_tone(mark: char) -> bool {
    matches!(mark, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}
