//! Which letters make a Vietnamese syllable, as it is spelt today.

/// Initials, the longest first where one begins another.
const INITIALS: [&str; 28] = [
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m",
    "n", "p", "r", "s", "t", "v", "x", "",
];

/// Every rhyme, without its tone.
const RHYMES: &str = "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu \
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu \
    o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet ooc oong \
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt \
    u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uên uêt uôc uôi uôm uôn uông uôt uơ uy uya uych uyn uynh uyên \
    uyêt uyt uyu ư ưa ưc ưi ưm ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu";

/// Whether the letters (lower case, with hats, hooks and breves but without the tone) make a whole syllable. A syllable
/// that ends in c, ch, p or t is stopped short: it takes only some tones, and `stopped` says that the tone is one of them.
pub(super) fn is_syllable(letters: &str, stopped: bool) -> bool {
    fits(letters, stopped, |rhyme, rest| rhyme == rest)
}

/// Whether more letters would make a syllable of them: `bươ` becomes `bươi`.
pub(super) fn may_become_syllable(letters: &str, stopped: bool) -> bool {
    fits(letters, stopped, |rhyme, rest| rhyme.len() > rest.len() && rhyme.starts_with(rest))
}

fn fits(letters: &str, stopped: bool, matches: impl Fn(&str, &str) -> bool) -> bool {
    INITIALS.iter().any(|initial| {
        let Some(rest) = letters.strip_prefix(initial).filter(|rest| goes_before(initial, rest)) else { return false };
        // After qu the sound i is spelt y as well: quý, quýt, quỳnh.
        let rest = if *initial == "qu" { rest.replacen('y', "i", 1) } else { rest.to_owned() };
        let mut rhymes = RHYMES
            .split_ascii_whitespace()
            .filter(|rhyme| stopped || !rhyme.ends_with(['c', 'h', 'p', 't']) || rhyme.ends_with("nh"));
        !rest.is_empty() && rhymes.any(|rhyme| matches(rhyme, &rest))
    })
}

/// k, gh, ngh stand before i, e, ê and y; c, ng before the others. (`g` before i is how `gi` is written in `gìn`, `giếng`.)
fn goes_before(initial: &str, rhyme: &str) -> bool {
    let front = rhyme.starts_with(['i', 'e', 'ê', 'y']);
    match initial {
        "k" | "gh" | "ngh" => front,
        "c" | "ng" => !front,
        "g" => !front || rhyme.starts_with('i'),
        "gi" => !rhyme.starts_with(['i', 'y']),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_told_from_other_letters() {
        for word in
            ["bươi", "phuc", "trach", "nghiêng", "giêng", "gin", "quyên", "quyt", "quynh", "y", "yên", "rươu", "đơ"]
        {
            assert!(is_syllable(word, true), "{word}");
        }
        for word in ["mart", "ck", "kan", "ghan", "test", "bươ", "b", "", "strong", "ngi"] {
            assert!(!is_syllable(word, true), "{word}");
        }
    }

    #[test]
    fn a_stopped_syllable_takes_only_its_tones() {
        assert!(!is_syllable("mat", false));
        assert!(is_syllable("man", false));
    }

    #[test]
    fn half_a_syllable_may_become_one() {
        for word in ["bươ", "nghiê", "kho", "trươ", "quy"] {
            assert!(may_become_syllable(word, true), "{word}");
        }
        for word in ["box", "ngh", "mat", "bươi"] {
            assert!(!may_become_syllable(word, true), "{word}");
        }
    }
}
