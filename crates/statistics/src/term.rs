//! Search terms as they are kept: without what could tell of a person.

use kernel::text;

/// Characters of a typed term that are looked at.
pub(crate) const MAX_TYPED: usize = 200;

/// Characters of a term that are kept.
const MAX_KEPT: usize = 60;

/// So many digits are a telephone number, a tax code or an identity number; prices and years have fewer.
const PERSONAL_DIGITS: usize = 8;

/// The beginning of what was typed; cheap enough for a request's way.
pub(crate) fn cut(typed: String) -> String {
    match typed.char_indices().nth(MAX_TYPED) {
        Some((end, _)) => typed[..end].to_owned(),
        None => typed,
    }
}

/// Lower case, words apart by one blank, marks kept; `None` where nothing is left or it looks like an e-mail address
/// or a number that belongs to somebody.
pub(crate) fn normalise(typed: &str) -> Option<String> {
    let digits = typed.chars().filter(|c| c.is_numeric()).count();
    if digits >= PERSONAL_DIGITS || typed.contains(['@', '＠']) {
        return None;
    }
    let term: String = text::marked(typed).chars().take(MAX_KEPT).collect();
    let term = term.trim_end();
    (!term.is_empty()).then(|| term.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{cut, normalise};

    #[test]
    fn spellings_of_one_term_are_one() {
        for typed in ["Cam  Khe Mây", "cam khe mây ", "CAM-KHE-MÂY", "cam khe ma\u{302}y"] {
            assert_eq!(normalise(typed).as_deref(), Some("cam khe mây"), "{typed:?}");
        }
    }

    #[test]
    fn personal_numbers_and_addresses_are_not_kept() {
        for typed in ["0912 345 678", "+84.912.345.678", "mua của a.b@example.vn", "042098001234", "  ", "\0", "🍊"]
        {
            assert_eq!(normalise(typed), None, "{typed:?}");
        }
        assert_eq!(normalise("cam 45.000đ").as_deref(), Some("cam 45 000đ"));
    }

    #[test]
    fn long_terms_are_cut() {
        assert_eq!(normalise(&cut("á".repeat(10_000))), Some("á".repeat(60)));
    }
}
