//! What the keystrokes of Telex and VNI would have written, had the input method been on.
//!
//! The keys are followed one by one as an input method does, so marks may come anywhere after their letter and pressing
//! a key again undoes it. It is total: any text gives a text. Only what becomes a Vietnamese syllable is a reading.

use kernel::text;

use super::syllable::{is_syllable, may_become_syllable};

/// The longest syllable has seven letters (nghiêng); with every key pressed twice nothing is longer than this.
const LONGEST: usize = 16;

/// A word read as keystrokes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// With its marks, as in [`text::marked`].
    pub marked: String,
    /// No syllable yet, but more letters may make it one.
    pub unfinished: bool,
}

/// Reads one word of letters and digits as Telex, then as VNI. `None` where the keys change nothing or make no syllable.
pub(crate) fn decode(word: &str) -> Option<Decoded> {
    // Text with marks was written by an input method already.
    if word.len() > LONGEST || !word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let keys = if lower.bytes().any(|b| b.is_ascii_digit()) { VNI } else { TELEX };
    let written = Writing::follow(&lower, keys);
    if !written.changed {
        return None;
    }
    let letters = written.letters();
    let stopped = matches!(written.tone, None | Some(Tone::ACUTE | Tone::DOT));
    let whole = is_syllable(&letters, stopped);
    (whole || may_become_syllable(&letters, stopped))
        .then(|| Decoded { marked: text::marked(&written.text()), unfinished: !whole })
}

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Letter,
    Tone(Tone),
    /// Takes the tone away.
    Plain,
    /// a, e, o get a hat; the first: the vowel that this key is a second press of.
    Hat(Option<char>),
    /// o and u get a horn; with the flag a becomes ă too, and the key alone writes ư.
    Horn(bool),
    Breve,
    Bar,
}

/// A combining mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tone(char);

impl Tone {
    const ACUTE: Self = Self('\u{301}');
    const GRAVE: Self = Self('\u{300}');
    const HOOK: Self = Self('\u{309}');
    const TILDE: Self = Self('\u{303}');
    const DOT: Self = Self('\u{323}');
}

type Keys = fn(char) -> Key;

const TELEX: Keys = |key| match key {
    's' => Key::Tone(Tone::ACUTE),
    'f' => Key::Tone(Tone::GRAVE),
    'r' => Key::Tone(Tone::HOOK),
    'x' => Key::Tone(Tone::TILDE),
    'j' => Key::Tone(Tone::DOT),
    'z' => Key::Plain,
    'a' | 'e' | 'o' => Key::Hat(Some(key)),
    'w' => Key::Horn(true),
    'd' => Key::Bar,
    _ => Key::Letter,
};

const VNI: Keys = |key| match key {
    '1' => Key::Tone(Tone::ACUTE),
    '2' => Key::Tone(Tone::GRAVE),
    '3' => Key::Tone(Tone::HOOK),
    '4' => Key::Tone(Tone::TILDE),
    '5' => Key::Tone(Tone::DOT),
    '0' => Key::Plain,
    '6' => Key::Hat(None),
    '7' => Key::Horn(false),
    '8' => Key::Breve,
    '9' => Key::Bar,
    _ => Key::Letter,
};

#[derive(Debug, Default)]
struct Writing {
    /// Letters with hats, horns, breves and bars, without the tone.
    letters: Vec<char>,
    tone: Option<Tone>,
    /// Keys that were undone, which only write themselves from then on.
    undone: Vec<char>,
    /// A key did more than write itself.
    changed: bool,
}

impl Writing {
    fn follow(word: &str, keys: Keys) -> Self {
        let mut writing = Self::default();
        for key in word.chars() {
            if writing.undone.contains(&key) || !writing.press(key, keys(key)) {
                writing.letter(key);
            } else {
                writing.changed = true;
            }
        }
        writing
    }

    /// Whether the key did something; otherwise it is a letter.
    fn press(&mut self, typed: char, key: Key) -> bool {
        match key {
            Key::Letter => false,
            Key::Tone(tone) => self.press_tone(typed, tone),
            Key::Plain => self.tone.take().is_some(),
            // The second o of `ngoẻo` is a letter of its own.
            Key::Hat(Some('o')) if self.letters.ends_with(&['o', 'e']) => false,
            Key::Hat(second) => {
                self.put(typed, |c| second.is_none_or(|vowel| plain(c) == vowel), &[('a', 'â'), ('e', 'ê'), ('o', 'ô')])
            }
            Key::Horn(telex) => self.press_horn(typed, telex),
            Key::Breve => self.put(typed, |_| true, &[('a', 'ă')]),
            // Only the first letter of a syllable can be đ.
            Key::Bar => match self.letters.first() {
                Some('d') => {
                    self.letters[0] = 'đ';
                    true
                }
                Some('đ') if self.letters.len() == 1 => {
                    self.letters[0] = 'd';
                    self.undo(typed)
                }
                _ => false,
            },
        }
    }

    fn press_tone(&mut self, typed: char, tone: Tone) -> bool {
        if !self.letters.iter().any(|c| is_vowel(*c)) {
            return false;
        }
        if self.tone == Some(tone) {
            self.tone = None;
            return self.undo(typed);
        }
        self.tone = Some(tone);
        true
    }

    fn press_horn(&mut self, typed: char, telex: bool) -> bool {
        let at = |pair: [char; 2]| self.letters.windows(2).position(|two| two == pair);
        // `uo` before anything else is always ươ; at the end it may be uơ (thuở), and more letters make it ươ.
        if let Some(u) = at(['u', 'o']).filter(|u| *u == 0 || self.letters[u - 1] != 'q') {
            if u + 2 < self.letters.len() {
                self.letters[u] = 'ư';
            }
            self.letters[u + 1] = 'ơ';
            return true;
        }
        // In `ua` and `uu` the first takes the horn (mưa, hưu), but not in qua.
        let first = at(['u', 'a']).or_else(|| at(['u', 'u'])).filter(|u| *u == 0 || self.letters[u - 1] != 'q');
        if let Some(u) = first {
            self.letters[u] = 'ư';
            return true;
        }
        let with_breve = [('o', 'ơ'), ('u', 'ư'), ('a', 'ă')];
        if self.put(typed, |_| true, &with_breve[..if telex { 3 } else { 2 }]) {
            return true;
        }
        let alone = telex && !self.letters.iter().any(|c| is_vowel(*c));
        if alone {
            self.letters.push('ư');
        }
        alone
    }

    /// Puts a mark on the last letter that may take it; on one that has it, takes it back.
    fn put(&mut self, typed: char, on: impl Fn(char) -> bool, marks: &[(char, char)]) -> bool {
        let Some(at) = self.letters.iter().rposition(|c| on(*c) && marks.iter().any(|(from, to)| c == from || c == to))
        else {
            return false;
        };
        let letter = self.letters[at];
        if let Some((_, to)) = marks.iter().find(|(from, _)| *from == letter) {
            self.letters[at] = *to;
            return true;
        }
        self.letters[at] = plain(letter);
        self.undo(typed)
    }

    /// The key was pressed to take back what it did: it writes itself.
    fn undo(&mut self, typed: char) -> bool {
        self.undone.push(typed);
        self.letters.push(typed);
        true
    }

    fn letter(&mut self, letter: char) {
        // `uơ` goes on as `ươ`: hươu, hương.
        if let [before @ .., u @ 'u', 'ơ'] = self.letters.as_mut_slice()
            && before.last() != Some(&'q')
            && letter.is_ascii_alphabetic()
        {
            *u = 'ư';
        }
        self.letters.push(letter);
    }

    fn letters(&self) -> String {
        self.letters.iter().collect()
    }

    /// The letters with the tone in its place.
    fn text(&self) -> String {
        let place = self.tone.and_then(|_| self.place_of_tone());
        let mut text = String::new();
        for (at, letter) in self.letters.iter().enumerate() {
            text.push(*letter);
            if place == Some(at) {
                text.extend(self.tone.map(|tone| tone.0));
            }
        }
        text::nfc(&text)
    }

    fn place_of_tone(&self) -> Option<usize> {
        let letters = &self.letters;
        let mut vowels: Vec<usize> = Vec::new();
        for (at, _) in letters.iter().enumerate().filter(|(_, c)| is_vowel(**c)) {
            if vowels.last().is_none_or(|last| last + 1 == at) {
                vowels.push(at);
            }
        }
        // The u of qu and the i of gi belong to the initial.
        let initial = matches!((letters.first(), letters.get(1)), (Some('q'), Some('u')) | (Some('g'), Some('i')));
        if initial && vowels.first() == Some(&1) && vowels.len() > 1 {
            vowels.remove(0);
        }
        if let Some(at) = vowels.iter().rev().find(|at| plain(letters[**at]) != letters[**at]) {
            return Some(*at);
        }
        let closed = vowels.last()? + 1 < letters.len();
        match (vowels.len(), closed) {
            (1, _) => vowels.first().copied(),
            (_, true) => vowels.last().copied(),
            (2, false) => vowels.first().copied(),
            _ => vowels.get(1).copied(),
        }
    }
}

fn plain(letter: char) -> char {
    match letter {
        'â' | 'ă' => 'a',
        'ê' => 'e',
        'ô' | 'ơ' => 'o',
        'ư' => 'u',
        other => other,
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(plain(letter), 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// What an input method shows, whether or not it is a syllable.
    fn shown(keys: &str) -> String {
        let vni = keys.bytes().any(|b| b.is_ascii_digit());
        Writing::follow(&keys.to_lowercase(), if vni { VNI } else { TELEX }).text()
    }

    #[test]
    fn every_vector_is_written_as_an_input_method_writes_it() {
        let lines = include_str!("../../tests/data/telex-vectors.csv").lines().skip(1);
        let mut words = 0;
        for line in lines {
            let fields: Vec<&str> = line.split(',').collect();
            for (keys, expected) in fields[0].split(' ').zip(fields[1].split(' ')) {
                assert_eq!(text::marked(&shown(keys)), text::marked(expected), "{keys} in {line}");
                words += 1;
            }
        }
        assert!(words > 300);
    }

    #[test]
    fn every_syllable_of_the_vectors_is_a_reading() {
        for line in include_str!("../../tests/data/telex-vectors.csv").lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            for (keys, expected) in fields[0].split(' ').zip(fields[1].split(' ')) {
                let expected = text::marked(expected);
                if keys.to_lowercase() != expected && !["aa", "dd", "as"].contains(&expected.as_str()) {
                    assert_eq!(decode(keys), Some(Decoded { marked: expected, unfinished: false }), "{keys}");
                }
            }
        }
    }

    #[test]
    fn other_words_and_measures_are_left_alone() {
        for word in ["mart", "1kg", "m2", "20", "4", "500ml", "cam", "bưởi", "store", "fresh", "strong", "3in1", ""]
        {
            assert_eq!(decode(word), None, "{word}");
        }
    }

    #[test]
    fn half_a_word_may_go_on() {
        for (keys, marked) in [("buwow", "bươ"), ("nghiee", "nghiê"), ("ddow", "đơ"), ("tra6", "trâ")] {
            assert_eq!(decode(keys).unwrap().marked, marked);
        }
        assert!(decode("buwow").unwrap().unfinished);
        assert!(!decode("ddow").unwrap().unfinished);
    }

    proptest::proptest! {
        #[test]
        fn any_keys_are_followed(keys in "[a-z0-9]{0,20}") {
            let text = shown(&keys);
            proptest::prop_assert!(text.chars().count() <= keys.len());
            if let Some(decoded) = decode(&keys) {
                proptest::prop_assert_ne!(decoded.marked, keys);
            }
        }

        #[test]
        fn any_word_is_harmless(word in "\\PC{0,20}") {
            decode(&word);
        }
    }
}
