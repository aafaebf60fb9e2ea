//! Filter expressions: every value is quoted, and only slugs and terms of our own making come in.

use kernel::text::fold;

use super::row::days;
use crate::{
    document::Kind,
    plan::{Alternative, Plan, Slot},
    query::{OfferQuery, ProductQuery},
};

/// Selects nothing: no row has this kind.
const NOTHING: &str = "kind = \"nothing\"";
/// Above so many ways to choose the mistyped words, any word may be mistyped: the expression would grow beyond use.
const MOST_WAYS: usize = 40;

/// A facet group whose counts leave out its own selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Category,
    Commune,
    District,
    Stall,
    Unit,
    Ocop,
    Price,
    Season,
    Side,
    Commodity,
    Forward,
    /// What has no counts of its own.
    Other,
}

/// The selections of a query, group by group.
pub(super) fn selections(query: &ProductQuery) -> Vec<(Group, String)> {
    let mut all = Vec::new();
    chosen(
        &mut all,
        [
            (Group::Category, "category", &query.categories),
            (Group::Commune, "commune", &query.communes),
            (Group::District, "district", &query.districts),
            (Group::Stall, "stall", &query.stalls),
            (Group::Unit, "unit", &query.units),
        ],
    );
    if let Some(stars) = query.min_ocop.filter(|stars| *stars > 0) {
        all.push((Group::Ocop, stars_on(query, stars)));
    }
    all.extend(prices(query.min_price, query.max_price).map(|prices| (Group::Price, prices)));
    if query.in_season {
        all.push((Group::Season, format!("months = {}", query.month_bit().trailing_zeros() + 1)));
    }
    all
}

/// The same of a query for offers, with its day: what has ended is never found.
pub(super) fn offer_selections(query: &OfferQuery) -> Vec<(Group, String)> {
    let mut all = vec![(Group::Other, format!("until >= {}", days(query.today)))];
    chosen(
        &mut all,
        [
            (Group::Category, "category", &query.categories),
            (Group::Commodity, "commodity", &query.commodities),
            (Group::Commune, "commune", &query.communes),
            (Group::District, "district", &query.districts),
            (Group::Other, "stall", &query.stalls),
            (Group::Unit, "unit", &query.units),
        ],
    );
    all.extend(query.side.map(|side| (Group::Side, format!("side = {}", quoted(side.code())))));
    if query.forward {
        all.push((Group::Forward, "forward = true".to_owned()));
    }
    if !query.certificates.is_empty() {
        all.push((Group::Other, any("certificates", query.certificates.iter().map(|one| one.code()))));
    }
    all.extend(prices(query.min_price, query.max_price).map(|prices| (Group::Other, prices)));
    all
}

fn chosen<'q>(
    all: &mut Vec<(Group, String)>,
    groups: impl IntoIterator<Item = (Group, &'static str, &'q Vec<String>)>,
) {
    for (group, attribute, slugs) in groups {
        if !slugs.is_empty() {
            all.push((group, any_code(attribute, slugs)));
        }
    }
}

fn prices(min: Option<i64>, max: Option<i64>) -> Option<String> {
    let from = min.map(|price| format!("price >= {price}"));
    let to = max.map(|price| format!("price <= {price}"));
    let both: Vec<String> = from.into_iter().chain(to).collect();
    (!both.is_empty()).then(|| both.join(" AND "))
}

/// At least so many stars, valid on the query's day.
pub(super) fn stars_on(query: &ProductQuery, stars: u8) -> String {
    format!("stars >= {stars} AND until >= {}", days(query.today))
}

/// Rows of that kind.
pub(super) fn kind(kind: Kind) -> String {
    let name = match kind {
        Kind::Product => "product",
        Kind::Stall => "stall",
        Kind::Commodity => "commodity",
        Kind::Offer => "offer",
    };
    format!("kind = {}", quoted(name))
}

/// Every row but the one about the index.
pub(super) fn document() -> String {
    joined(Kind::ALL.map(kind), " OR ")
}

/// Slugs and codes. Filters ignore case and those don't: what has another form selects nothing.
pub(super) fn any_code(attribute: &str, values: &[String]) -> String {
    let known =
        |value: &&str| !value.is_empty() && value.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
    any(attribute, values.iter().map(String::as_str).filter(known))
}

fn any<'a>(attribute: &str, values: impl Iterator<Item = &'a str>) -> String {
    let values: Vec<String> = values.map(quoted).collect();
    if values.is_empty() { NOTHING.to_owned() } else { format!("{attribute} IN [{}]", values.join(",")) }
}

pub(super) fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// All of them.
pub(super) fn all<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    joined(parts.into_iter().map(str::to_owned), " AND ")
}

fn joined(parts: impl IntoIterator<Item = String>, with: &str) -> String {
    let parts: Vec<String> = parts.into_iter().map(|part| format!("({part})")).collect();
    parts.join(with)
}

/// Rows in which at least `need` of the plan's required words occur, at most [`Plan::slips`] of them by a slip.
pub(super) fn text(plan: &Plan, need: usize) -> String {
    let required: Vec<&Slot> = plan.slots.iter().filter(|slot| slot.required).collect();
    if required.is_empty() || need == 0 {
        return NOTHING.to_owned();
    }
    let words = |slot: &&Slot, slips: bool| {
        let alternatives = slot.alternatives.iter().filter(|a| slips || a.slips() == 0);
        any_word(alternatives, &fold(&slot.typed))
    };
    if need == 1 {
        return joined(required.iter().map(|slot| words(slot, true)), " OR ");
    }
    let strict: Vec<String> = required.iter().map(|slot| words(slot, false)).collect();
    let loose: Vec<String> = required.iter().map(|slot| words(slot, true)).collect();
    let mistypable: Vec<usize> = (0..required.len()).filter(|at| strict[*at] != loose[*at]).collect();
    let slips = usize::from(plan.slips).min(mistypable.len());
    let mut ways = Vec::new();
    for chosen in choices(required.len(), need) {
        let open: Vec<usize> = chosen.iter().copied().filter(|at| mistypable.contains(at)).collect();
        for mistyped in choices(open.len(), slips.min(open.len())) {
            let part = |at: &usize| {
                let may_slip = open.iter().position(|o| o == at).is_some_and(|o| mistyped.contains(&o));
                if may_slip { loose[*at].clone() } else { strict[*at].clone() }
            };
            ways.push(joined(chosen.iter().map(part), " AND "));
        }
    }
    ways.retain(|way| !way.contains(NOTHING));
    if ways.len() > MOST_WAYS {
        ways = choices(required.len(), need)
            .map(|chosen| joined(chosen.iter().map(|at| loose[*at].clone()), " AND "))
            .collect();
    }
    if ways.is_empty() { NOTHING.to_owned() } else { joined(ways, " OR ") }
}

/// Rows whose name holds every required word; `exactly` as typed.
pub(super) fn in_name(plan: &Plan, exactly: bool) -> String {
    let required: Vec<&Slot> = plan.slots.iter().filter(|slot| slot.required).collect();
    if required.is_empty() {
        return NOTHING.to_owned();
    }
    let most = if exactly { 1 } else { usize::MAX };
    joined(required.iter().map(|slot| any_name(slot.alternatives.iter().take(most))), " AND ")
}

/// Rows that hold one of the alternatives, or the word as typed: the dictionary may not know it yet.
fn any_word<'a>(alternatives: impl Iterator<Item = &'a Alternative>, typed: &str) -> String {
    let (single, several): (Vec<_>, Vec<_>) = alternatives.partition(|a| a.also.is_empty());
    let (anywhere, named): (Vec<_>, Vec<_>) = single.into_iter().partition(|a| a.least == 0);
    let mut terms: Vec<&str> = anywhere.iter().map(|a| a.term.as_str()).collect();
    if !typed.is_empty() && !terms.contains(&typed) {
        terms.push(typed);
    }
    let mut parts = vec![any("words", terms.into_iter())];
    parts.push(any("names", named.iter().map(|a| a.term.as_str())));
    parts.extend(several.iter().map(|a| together("words", a)));
    either(parts)
}

/// Rows whose name holds one of the alternatives.
fn any_name<'a>(alternatives: impl Iterator<Item = &'a Alternative>) -> String {
    let (single, several): (Vec<_>, Vec<_>) = alternatives.partition(|a| a.also.is_empty());
    let mut parts = vec![any("name", single.iter().map(|a| a.term.as_str()))];
    parts.extend(several.iter().map(|a| together("name", a)));
    either(parts)
}

fn together(attribute: &str, a: &Alternative) -> String {
    let terms = std::iter::once(&a.term).chain(&a.also);
    joined(terms.map(|term| format!("{attribute} = {}", quoted(term))), " AND ")
}

fn either(mut parts: Vec<String>) -> String {
    parts.retain(|part| part != NOTHING);
    match parts.as_slice() {
        [] => NOTHING.to_owned(),
        [one] => one.clone(),
        _ => joined(parts, " OR "),
    }
}

/// Every way to choose `size` of the numbers below `of`, in order.
fn choices(of: usize, size: usize) -> impl Iterator<Item = Vec<usize>> {
    let bits = 0u32..1 << of.min(16);
    bits.filter(move |set| set.count_ones() as usize == size)
        .map(move |set| (0..of).filter(|at| set & 1 << at != 0).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Why;

    /// The terms that a word may match; whether each is a slip.
    fn slot(terms: &[(&str, bool)]) -> Slot {
        let why = |slip: bool| if slip { Why::Slip } else { Why::Typed };
        let alternative = |(term, slip): &(&str, bool)| Alternative::new((*term).to_owned(), 1.0, why(*slip));
        Slot {
            typed: String::new(),
            alternatives: terms.iter().map(alternative).collect(),
            required: true,
            weight: 1.0,
        }
    }

    fn plan(slots: Vec<Slot>) -> Plan {
        Plan { slots, slips: 1, ..Plan::default() }
    }

    #[test]
    fn values_are_quoted_and_strange_slugs_select_nothing() {
        assert_eq!(quoted(r#"a" OR kind = "stall\"#), r#""a\" OR kind = \"stall\\""#);
        let slugs = |all: &[&str]| any_code("stall", &all.iter().map(|&s| s.to_owned()).collect::<Vec<_>>());
        assert_eq!(slugs(&["cam", "x' OR 1=1", "Cam", ""]), r#"stall IN ["cam"]"#);
        assert_eq!(slugs(&["\0"]), NOTHING);
    }

    #[test]
    fn at_most_so_many_words_are_mistyped() {
        let plan = plan(vec![slot(&[("cam", false), ("com", true)]), slot(&[("khe", false), ("he", true)])]);
        assert_eq!(
            text(&plan, 2),
            r#"((words IN ["cam","com"]) AND (words IN ["khe"])) OR ((words IN ["cam"]) AND (words IN ["khe","he"]))"#
        );
        assert_eq!(text(&plan, 1), r#"(words IN ["cam","com"]) OR (words IN ["khe","he"])"#);
    }

    #[test]
    fn a_word_known_only_by_a_slip_uses_up_the_slips() {
        let plan = plan(vec![slot(&[("=mây", false), ("may", false)]), slot(&[("he", true)])]);
        assert_eq!(text(&plan, 2), r#"((words IN ["=mây","may"]) AND (words IN ["he"]))"#);
        assert_eq!(in_name(&plan, true), r#"(name IN ["=mây"]) AND (name IN ["he"])"#);
    }

    #[test]
    fn words_of_a_synonym_stand_together() {
        let mut synonym = slot(&[("dau", false), ("=lạc", false)]);
        synonym.alternatives[1].also.push("=rang".to_owned());
        let plan = plan(vec![synonym]);
        assert_eq!(text(&plan, 1), r#"((words IN ["dau"]) OR ((words = "=lạc") AND (words = "=rang")))"#);
    }

    #[test]
    fn a_guess_that_counts_only_in_names_is_looked_for_there() {
        let mut guess = slot(&[("chi", false), ("che", true)]);
        guess.alternatives[1].least = crate::terms::COMMODITY;
        assert_eq!(text(&plan(vec![guess]), 1), r#"((words IN ["chi"]) OR (names IN ["che"]))"#);
    }

    #[test]
    fn a_word_that_the_dictionary_does_not_know_yet_is_looked_for_as_typed() {
        let unknown = Slot { typed: "mới".to_owned(), ..slot(&[]) };
        assert_eq!(text(&plan(vec![unknown]), 1), r#"(words IN ["moi"])"#);
    }

    #[test]
    fn nothing_asked_selects_nothing() {
        assert_eq!(text(&Plan::default(), 0), NOTHING);
    }
}
