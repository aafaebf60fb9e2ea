//! What people type into a money field.

use crate::{
    Problem,
    text::{clean, unmark},
};

/// What a number's unit word makes of it. Longer words first, so that `tr` does not cut `trieu`.
const UNITS: [(&str, i64); 9] = [
    ("nghin", 1_000),
    ("ngan", 1_000),
    ("trieu", 1_000_000),
    ("ty", 1_000_000_000),
    ("ti", 1_000_000_000),
    ("tr", 1_000_000),
    ("k", 1_000),
    ("ng", 1_000),
    ("n", 1_000),
];

/// What does not fit; callers know smaller limits.
const TOO_LARGE: Problem = Problem::TooLarge(i64::MAX);

const CURRENCY: [&str; 5] = ["vnd", "dong", "d", "vn₫", "₫"];

/// The amount in đồng.
pub(super) fn parse(text: &str) -> Result<i64, Problem> {
    let mut rest = unmark(&clean(text)).to_lowercase();
    if rest.is_empty() {
        return Err(Problem::Required);
    }
    rest = without_currency(&rest).to_owned();
    if let Some(amount) = rest.strip_prefix(['-', '−']) {
        // A minus before what is no amount is no amount either.
        return Err(parse(amount).map_or_else(|problem| problem, |_| Problem::NotPositive));
    }
    let (first, mut rest) = take_number(&rest);
    let Some((mut unit, after)) = take_unit(rest) else {
        return if rest.is_empty() { whole(first) } else { Err(Problem::NotMoney) };
    };
    let mut sum = decimal(first, unit)?;
    rest = after;
    // `1tr2`, `2 triệu rưỡi`, `1 triệu 250 nghìn`
    while !rest.is_empty() {
        if rest == "ruoi" {
            return add(sum, unit / 2);
        }
        let (number, after) = take_number(rest);
        if !number.bytes().all(|b| b.is_ascii_digit()) || number.is_empty() {
            return Err(Problem::NotMoney);
        }
        let Some((next, after)) = take_unit(after) else {
            return if after.is_empty() { add(sum, tail(number, unit)?) } else { Err(Problem::NotMoney) };
        };
        if next >= unit {
            return Err(Problem::NotMoney);
        }
        let part = decimal(number, next)?;
        if part >= unit {
            return Err(Problem::NotMoney);
        }
        (sum, unit, rest) = (add(sum, part)?, next, after);
    }
    Ok(sum)
}

fn without_currency(text: &str) -> &str {
    for sign in CURRENCY {
        if let Some(rest) = text.strip_suffix(sign) {
            return rest.trim_end();
        }
    }
    // our own English form, and `VND 45,000`
    for sign in ["₫", "vnd"] {
        if let Some(rest) = text.strip_prefix(sign) {
            return rest.trim_start();
        }
    }
    text
}

/// Digits with what may stand between them; the rest begins with a letter or is empty.
fn take_number(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !(c.is_ascii_digit() || ".,".contains(c) || c.is_whitespace())).unwrap_or(text.len());
    (text[..end].trim(), text[end..].trim_start())
}

fn take_unit(text: &str) -> Option<(i64, &str)> {
    let (word, size) = UNITS.iter().find(|(word, _)| text.starts_with(word))?;
    let rest = &text[word.len()..];
    // after the word may come a digit, `rưỡi` or nothing, but not the rest of another word
    let (blank, rest) = (rest.starts_with(char::is_whitespace), rest.trim_start());
    let ends = rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()) || rest == "ruoi" || blank;
    ends.then_some((*size, rest))
}

/// A number without a unit word: bare digits, or groups of three.
fn whole(number: &str) -> Result<i64, Problem> {
    let number =
        number.strip_suffix(",00").or_else(|| number.strip_suffix(".00")).filter(|n| has_groups(n)).unwrap_or(number);
    if number.bytes().all(|b| b.is_ascii_digit()) {
        return digits(number);
    }
    if has_groups(number) {
        return digits(&number.replace(|c: char| !c.is_ascii_digit(), ""));
    }
    let points = number.matches(['.', ',']).count();
    let parts: Vec<&str> = number.split(['.', ',']).collect();
    let ambiguous = points == 1 && parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    Err(if ambiguous { Problem::AmbiguousMoney } else { Problem::NotMoney })
}

/// `1.234.567`: one kind of separator, groups of exactly three after a first of one to three that is not zero.
fn has_groups(number: &str) -> bool {
    let Some(separator) = number.chars().find(|c| !c.is_ascii_digit()) else {
        return false;
    };
    let mut groups = number.split(separator);
    let first = groups.next().unwrap_or_default();
    let all_digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && all_digits(first)
        && groups.all(|g| g.len() == 3 && all_digits(g))
}

/// A number before a unit word: there `1,2` and `1.2` are clear, but `1.500 nghìn` is not.
fn decimal(number: &str, unit: i64) -> Result<i64, Problem> {
    if number.bytes().all(|b| b.is_ascii_digit()) {
        return times(digits(number)?, unit);
    }
    let separators = number.matches(|c: char| !c.is_ascii_digit()).count();
    if has_groups(number) {
        let clear = separators > 1 || number.contains(char::is_whitespace);
        return if clear {
            times(digits(&number.replace(|c: char| !c.is_ascii_digit(), ""))?, unit)
        } else {
            Err(Problem::AmbiguousMoney)
        };
    }
    match number.split_once(['.', ',']) {
        Some((whole, fraction)) if separators == 1 && !whole.is_empty() => {
            add(times(digits(whole)?, unit)?, tail(fraction, unit)?)
        }
        _ => Err(Problem::NotMoney),
    }
}

/// Digits behind the point of so many units; what is less than a đồng is refused.
fn tail(fraction: &str, unit: i64) -> Result<i64, Problem> {
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() {
        return Ok(0);
    }
    let scale = u32::try_from(fraction.len()).ok().and_then(|n| 10_i64.checked_pow(n)).ok_or(Problem::NotMoney)?;
    if unit % scale == 0 { times(digits(fraction)?, unit / scale) } else { Err(Problem::NotMoney) }
}

fn digits(text: &str) -> Result<i64, Problem> {
    let is_long = text.len() > 18 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().map_err(|_| if is_long { TOO_LARGE } else { Problem::NotMoney })
}

fn times(number: i64, unit: i64) -> Result<i64, Problem> {
    number.checked_mul(unit).ok_or(TOO_LARGE)
}

fn add(a: i64, b: i64) -> Result<i64, Problem> {
    a.checked_add(b).ok_or(TOO_LARGE)
}
