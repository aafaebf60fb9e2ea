//! Recognises text of the code pages from before Unicode, which turns up in old spreadsheets.

/// Signs that TCVN3 (`.VnTime`) fonts showed as Vietnamese letters.
const TCVN3_SIGNS: &str = "µ¸¶¹¨»¾¼½©®ª«¬¥¤";

/// Does the text look like TCVN3 (`®Æc s¶n`) or VNI (`Haø Tónh`) read as Latin-1? Such text must be refused, not stored.
/// A lone sign (`m²`, `OCOP®`, `25 µm`) does not count.
#[must_use]
pub fn looks_like_old_code_page(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: Option<usize>| i.and_then(|i| chars.get(i)).copied().unwrap_or(' ');
    let score: usize = (0..chars.len()).map(|i| suspicion(at(i.checked_sub(1)), chars[i], at(Some(i + 1)))).sum();
    score >= 2
}

/// 2: surely not Unicode Vietnamese; 1: two of them are needed.
fn suspicion(before: char, c: char, after: char) -> usize {
    if TCVN3_SIGNS.contains(c) {
        return match (before.is_alphabetic(), after.is_alphabetic()) {
            (true, true) => 2,
            // a trade mark, a footnote or a closing quotation mark ends a word; a unit or an opening one begins it
            (true, false) => usize::from(!"®©¹»".contains(c)),
            (false, true) => usize::from(!"µ«".contains(c)),
            (false, false) => 0,
        };
    }
    let after_vowel = "aeiouyöôâêAEIOUYÖÔÂÊ".contains(before);
    match c {
        // VNI writes the letter, then its marks as a character of its own
        'ø' | 'Ø' if after_vowel => 2,
        'û' | 'ï' | 'å' | 'ä' | 'ë' | 'ü' | 'Û' | 'Ï' | 'Å' | 'Ä' | 'Ë' | 'Ü' if after_vowel => 1,
        'ù' | 'õ' | 'Ù' | 'Õ' if after_vowel => 1,
        _ => 0,
    }
}
