//! How far two folded words are apart: in letters, and in sound.

/// Which letters occur: two words one slip apart differ in at most two of them.
pub(super) fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |set, b| set | 1 << if b.is_ascii_lowercase() { b - b'a' } else { 26 + b % 6 })
}

/// What a folded syllable sounds like where people mix up initials.
pub(super) fn sound(word: &str) -> String {
    const INITIALS: &[(&str, &str)] = &[
        ("ngh", "ng"),
        ("tr", "ch"),
        ("gi", "d"),
        ("gh", "g"),
        ("ph", "f"),
        ("qu", "w"),
        ("k", "c"),
        ("s", "x"),
        ("r", "d"),
        ("l", "n"),
    ];
    let rest_of = |from: &str| {
        word.strip_prefix(from).filter(|rest| !rest.is_empty()).filter(|rest| from != "k" || !rest.starts_with('h'))
    };
    let changed = INITIALS.iter().find_map(|(from, to)| rest_of(from).map(|rest| format!("{to}{rest}")));
    changed.unwrap_or_else(|| word.to_owned()).replace('y', "i")
}

/// Edits between two words, swapped neighbours counting once; 3 means "more than two".
pub(super) fn distance(a: &[u8], b: &[u8]) -> usize {
    const MORE: usize = 3;
    if a.len().abs_diff(b.len()) >= MORE || b.len() > 31 {
        return MORE;
    }
    let mut rows = [[0usize; 32]; 3];
    for (j, cell) in rows[0].iter_mut().enumerate().take(b.len() + 1) {
        *cell = j;
    }
    for i in 1..=a.len() {
        let (now, before, two) = (i % 3, (i + 2) % 3, (i + 1) % 3);
        rows[now][0] = i;
        let mut least = i;
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut cell = (rows[before][j] + 1).min(rows[now][j - 1] + 1).min(rows[before][j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cell = cell.min(rows[two][j - 2] + 1);
            }
            rows[now][j] = cell;
            least = least.min(cell);
        }
        if least >= MORE {
            return MORE;
        }
    }
    rows[a.len() % 3][b.len()].min(MORE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_swapped_neighbours_once() {
        assert_eq!(distance(b"nuco", b"nuoc"), 1);
        assert_eq!(distance(b"trac", b"trach"), 1);
        assert_eq!(distance(b"huu", b"huou"), 1);
        assert_eq!(distance(b"cam", b"cam"), 0);
        assert_eq!(distance(b"abc", b"xyz"), 3);
    }

    #[test]
    fn sounds_that_people_mix_up_are_one() {
        for (a, b) in [("trach", "chach"), ("xon", "son"), ("giu", "du"), ("ky", "ki"), ("nu", "lu")] {
            assert_eq!(sound(a), sound(b));
        }
        assert_ne!(sound("khe"), sound("che"));
    }
}
