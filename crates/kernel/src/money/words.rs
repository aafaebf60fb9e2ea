//! Numbers in words, for papers that name a sum.

use crate::Locale;

const VI_DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
const VI_GROUPS: [(u64, &str); 2] = [(1_000_000, "triệu"), (1_000, "nghìn")];
const BILLION: u64 = 1_000_000_000;

pub(crate) fn number(locale: Locale, n: u64) -> String {
    match locale {
        Locale::Vi => vietnamese(n),
        Locale::En => english(n),
    }
}

fn vietnamese(n: u64) -> String {
    if n == 0 {
        return VI_DIGITS[0].to_owned();
    }
    let mut words = Vec::new();
    say_vietnamese(n, &mut words);
    words.join(" ")
}

fn say_vietnamese(n: u64, words: &mut Vec<&'static str>) {
    if n >= BILLION {
        say_vietnamese(n / BILLION, words);
        words.push("tỷ");
    }
    let mut rest = n % BILLION;
    for (size, name) in VI_GROUPS {
        if rest >= size {
            say_group(rest / size, words);
            words.push(name);
            rest %= size;
        }
    }
    if rest > 0 {
        say_group(rest, words);
    }
}

/// Three digits. When something was said before, all three places are named: `không trăm linh năm`.
fn say_group(n: u64, words: &mut Vec<&'static str>) {
    let digit = |place: u64| VI_DIGITS[usize::try_from(n / place % 10).unwrap_or_default()];
    let (tens, ones) = (n / 10 % 10, n % 10);
    let hundreds_said = n >= 100 || !words.is_empty();
    if hundreds_said {
        words.extend([digit(100), "trăm"]);
    }
    match tens {
        0 if ones > 0 && hundreds_said => words.push("linh"),
        0 => {}
        1 => words.push("mười"),
        _ => words.extend([digit(10), "mươi"]),
    }
    match (tens, ones) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt"),
        (2.., 4) => words.push("tư"),
        (1.., 5) => words.push("lăm"),
        _ => words.push(digit(1)),
    }
}

const EN_ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const EN_TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const EN_GROUPS: [(u64, &str); 3] = [(BILLION, "billion"), (1_000_000, "million"), (1_000, "thousand")];

fn english(n: u64) -> String {
    let pick = |names: &[&'static str], i: u64| {
        usize::try_from(i).ok().and_then(|i| names.get(i)).copied().unwrap_or_default()
    };
    for (size, name) in EN_GROUPS {
        if n >= size {
            return join(&format!("{} {name}", english(n / size)), n % size);
        }
    }
    match n {
        0..20 => pick(&EN_ONES, n).to_owned(),
        20..100 if n.is_multiple_of(10) => pick(&EN_TENS, n / 10).to_owned(),
        20..100 => format!("{}-{}", pick(&EN_TENS, n / 10), pick(&EN_ONES, n % 10)),
        _ => join(&format!("{} hundred", pick(&EN_ONES, n / 100)), n % 100),
    }
}

fn join(head: &str, rest: u64) -> String {
    match rest {
        0 => head.to_owned(),
        1..100 => format!("{head} and {}", english(rest)),
        _ => format!("{head} {}", english(rest)),
    }
}
