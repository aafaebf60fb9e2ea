//! Vietnamese text: clean form for storing, keys for searching, sorting and addresses.
//!
//! What people typed is kept; only keys are folded. Every edge (forms, files, queries) goes through [`clean`].

mod code_page;
mod collation;
mod marked;

pub use code_page::looks_like_old_code_page;
pub use collation::collation_key;
pub use marked::marked;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The longest slug, in characters.
pub const MAX_SLUG: usize = 80;

/// The form in which text is stored: NFC, no invisible characters, one kind of line end and of Đ, trimmed.
/// Line breaks and tabs inside stay; control characters stay too, for [`has_control`] to refuse.
#[must_use]
pub fn clean(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    let visible: String = unix.chars().filter(|c| !is_invisible(*c)).map(usual).nfc().collect();
    visible.trim().to_owned()
}

#[must_use]
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// The search key without marks: lower-case a–z and 0–9, words apart by one blank. `Bưởi Phúc Trạch` → `buoi phuc trach`.
#[must_use]
pub fn fold(text: &str) -> String {
    let plain = unmark(text).to_ascii_lowercase();
    words(plain.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }))
}

/// The text without its marks, letter by letter, case kept: `Thành Sen` → `Thanh Sen`. Full-width forms become plain ones.
#[must_use]
pub fn unmark(text: &str) -> String {
    let letters = text.chars().filter(|c| !is_invisible(*c)).map(usual).nfkd();
    let letters = letters.filter(|c| !is_combining_mark(*c) && !is_invisible(*c)).map(|c| match usual(c) {
        'đ' => 'd',
        'Đ' => 'D',
        other => other,
    });
    letters.collect()
}

/// Does the text carry any Vietnamese mark (tone, hat, hook, breve, đ)?
#[must_use]
pub fn has_marks(text: &str) -> bool {
    text.nfd().any(|c| is_combining_mark(c) || matches!(usual(c), 'đ' | 'Đ'))
}

/// The part of an address that names a thing; empty when no letter or digit is left.
#[must_use]
pub fn slugify(text: &str) -> String {
    let slug = fold(text).replace(' ', "-");
    match slug.get(..=MAX_SLUG) {
        None => slug,
        Some(head) => {
            let end = head.rfind('-').unwrap_or(MAX_SLUG);
            head[..end].to_owned()
        }
    }
}

/// Letters a–z and digits, words apart by single hyphens, at most [`MAX_SLUG`] characters.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.len() <= MAX_SLUG && text.split('-').all(is_word)
}

/// Control characters other than line break and tab.
#[must_use]
pub fn has_control(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && c != '\n' && c != '\t')
}

/// At most `max_chars` characters, cut after a word, with `…` when something was cut.
#[must_use]
pub fn truncate(text: &str, max_chars: usize) -> String {
    if text.chars().count() <= max_chars {
        return text.to_owned();
    }
    let Some(room) = max_chars.checked_sub(1) else {
        return String::new();
    };
    let cut = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
    let (head, rest) = text.split_at(cut);
    let end_of_word =
        if rest.starts_with(char::is_whitespace) { head.len() } else { head.rfind(char::is_whitespace).unwrap_or(0) };
    let whole_words = head[..end_of_word].trim_end_matches(|c: char| c.is_whitespace() || ",.;:–-(".contains(c));
    let kept = if whole_words.is_empty() { head.trim_end() } else { whole_words };
    format!("{kept}…")
}

/// Joins what stands between blanks by one blank each.
fn words(chars: impl Iterator<Item = char>) -> String {
    let loose: String = chars.collect();
    loose.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Zero-width characters, soft hyphen, BOM, and the marks that turn the direction of writing (they can disguise a text).
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Old data writes Đ with letters that only look like it; a no-break space belongs to formatting, not to stored text.
fn usual(c: char) -> char {
    match c {
        'Ð' | 'Ɖ' => 'Đ',
        'ð' | 'ɖ' => 'đ',
        '\u{A0}' | '\u{202F}' => ' ',
        other => other,
    }
}
