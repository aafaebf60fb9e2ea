//! What a buyer wants in his own words, against what a seller's goods are called.

use kernel::text;

/// Words that say that somebody wants something, not what.
const IDLE: [&str; 34] = [
    "can", "mua", "ban", "tim", "loai", "de", "cho", "va", "hang", "so", "luong", "gia", "ngon", "sach", "tuoi", "nho",
    "to", "lon", "vua", "tot", "the", "cac", "nhung", "voi", "co", "lam", "qua", "kg", "tan", "ta", "cua", "o", "tai",
    "theo",
];

/// The words, to be compared with and without their marks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words(Vec<Word>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    folded: String,
    marked: String,
}

impl Words {
    #[must_use]
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all: Vec<Word> = Vec::new();
        for text in texts {
            for marked in text::marked(text).split(' ') {
                let word = Word { folded: text::fold(marked), marked: marked.to_owned() };
                if !word.folded.is_empty() && !all.contains(&word) {
                    all.push(word);
                }
            }
        }
        Self(all)
    }

    /// Those of them that say what is wanted.
    #[must_use]
    pub fn telling(mut self) -> Self {
        let says_nothing = |word: &str| word.chars().count() < 2 || word.chars().all(|letter| letter.is_ascii_digit());
        self.0.retain(|word| !says_nothing(&word.folded) && !IDLE.contains(&word.folded.as_str()));
        self
    }

    /// Those that stand in `text`. Whoever types without marks means any; with marks, just that word.
    #[must_use]
    pub fn found_in(&self, text: &Self) -> Vec<String> {
        let is_marked = self.0.iter().any(|word| text::has_marks(&word.marked));
        let stands = |word: &&Word| {
            text.0.iter().any(|other| if is_marked { word.marked == other.marked } else { word.folded == other.folded })
        };
        self.0.iter().filter(stands).map(|word| word.marked.clone()).collect()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(wanted: &str, text: &str) -> Vec<String> {
        Words::of([wanted]).telling().found_in(&Words::of([text]))
    }

    #[test]
    fn marks_count_where_they_are_typed() {
        assert_eq!(found("Cần mua cám gạo", "Cam Khe Mây"), [""; 0]);
        assert_eq!(found("can mua cam", "Cam Khe Mây"), ["cam"]);
        assert_eq!(found("bưởi Phúc Trạch loại to", "Bưởi Phúc Trạch loại 1"), ["bưởi", "phúc", "trạch"]);
        assert_eq!(found("can mua cam loai 1 200", "Bưởi loại 1 200 g"), [""; 0], "figures say nothing");
        assert_eq!(found("mật ong hoà tan", "Mật ong Hòa"), ["mật", "ong", "hoà"]);
    }
}
