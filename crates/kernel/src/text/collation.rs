//! Vietnamese alphabetical order, made by hand: byte order would put Đ behind Z.

use unicode_normalization::{UnicodeNormalization, char::compose, char::is_combining_mark};

use super::{is_invisible, marked::is_tone, usual};

/// The alphabet; ă â đ ê ô ơ ư are letters of their own, the digraphs (ch, ng …) are not.
const ALPHABET: &str = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// Sorting texts by these bytes puts them in Vietnamese order: letters first, then tones (ngang huyền hỏi ngã sắc
/// nặng), then small before capital. The first zero byte ends the letters' part.
#[must_use]
pub fn collation_key(text: &str) -> Vec<u8> {
    let (mut letters, mut tones, mut cases) = (Vec::new(), Vec::new(), Vec::new());
    let mut last = None;
    for c in text.chars().filter(|c| !is_invisible(*c)).map(usual).nfd() {
        if is_tone(c) {
            if let Some(tone) = tones.last_mut() {
                *tone = tone_rank(c);
            }
        } else if is_combining_mark(c) {
            // the hat, hook or breve makes another letter of the one before
            if let Some(whole) = last.and_then(|before| compose(before, c)).filter(|w| ALPHABET.contains(*w)) {
                letters.pop();
                letters.push(letter_rank(whole));
                last = Some(whole);
            }
        } else {
            let small = c.to_lowercase().next().unwrap_or(c);
            letters.push(letter_rank(small));
            tones.push(1);
            cases.push(if small == c { 1 } else { 2 });
            last = Some(small);
        }
    }
    let mut key = letters.concat();
    for part in [tones, cases] {
        key.push(0);
        key.extend(part);
    }
    key
}

fn tone_rank(mark: char) -> u8 {
    match mark {
        '\u{300}' => 2,
        '\u{309}' => 3,
        '\u{303}' => 4,
        '\u{301}' => 5,
        _ => 6,
    }
}

/// Blanks, then signs, then digits and letters, then foreign letters.
fn letter_rank(c: char) -> Vec<u8> {
    if c.is_whitespace() {
        return vec![1];
    }
    if let Some(place) = ALPHABET.chars().position(|letter| letter == c) {
        return vec![10 + u8::try_from(place).unwrap_or(u8::MAX - 10)];
    }
    let [_, a, b, d] = u32::from(c).to_be_bytes();
    vec![if c.is_alphanumeric() { 200 } else { 2 }, a, b, d]
}
