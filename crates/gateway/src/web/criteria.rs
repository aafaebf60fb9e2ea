//! What a search page's address asks for: read with every mistake at once, and written back for links.
//!
//! The names are those of the API: `q`, `category`, `commune`, `district`, `stall` (slugs) and `unit` (codes; comma or
//! repetition means or), `ocop`, `min_price`, `max_price`, `in_season`, `sort`, `page`.

use catalogue::CategoryTree;
use chrono::NaiveDate;
use kernel::{FieldErrors, Fields, Page, place, text, unit};
use search_indexer::{ProductQuery, Sort};

use super::reading::{Reading, typed};

pub const PER_PAGE: u32 = 24;
/// The deepest page that a search answers.
pub const LAST_PAGE: u32 = kernel::page::MAX_DEPTH / PER_PAGE;
const STARS: [(&str, u8); 5] = [("1", 1), ("2", 2), ("3", 3), ("4", 4), ("5", 5)];

#[derive(Debug, Clone, Default)]
pub struct Criteria {
    pub text: String,
    pub categories: Vec<String>,
    pub communes: Vec<String>,
    /// Former districts.
    pub districts: Vec<String>,
    pub stalls: Vec<String>,
    pub units: Vec<String>,
    pub min_ocop: Option<u8>,
    pub min_price: Option<i64>,
    pub max_price: Option<i64>,
    pub in_season: bool,
    pub sort: Sort,
    pub page: u32,
    /// What was typed, for showing it again.
    pub typed: Fields,
    pub errors: FieldErrors,
}

/// The codes of the orders in an address.
pub const SORTS: [(&str, Sort); 4] =
    [("relevance", Sort::Relevance), ("price", Sort::PriceAsc), ("-price", Sort::PriceDesc), ("newest", Sort::Newest)];

impl Criteria {
    /// Reads the query of an address.
    #[must_use]
    pub fn read(query: &str, tree: &CategoryTree) -> Self {
        let typed = typed(query);
        let mut read = Reading::of(&typed);
        let text = read.words("q");
        let categories = read.slugs("category", |slug| tree.by_slug(slug).is_some());
        let communes = read.slugs("commune", |slug| place::commune_by_slug(slug).is_some());
        let districts = read.slugs("district", |slug| place::former_district_by_slug(slug).is_some());
        let stalls = read.slugs("stall", text::is_slug);
        let units = read.slugs("unit", |code| unit::unit(code).is_some());
        let min_ocop = read.one_of("ocop", &STARS);
        let in_season = read.flag("in_season");
        let sort = read.one_of("sort", &SORTS).unwrap_or_default();
        let page = read.page("page", LAST_PAGE);
        let (min_price, max_price) = read.prices(("min_price", "max_price"));
        let errors = read.errors;
        Self {
            text,
            categories,
            communes,
            districts,
            stalls,
            units,
            min_ocop,
            min_price,
            max_price,
            in_season,
            sort,
            page,
            typed,
            errors,
        }
    }

    /// The same for the API, whose pages have a length of their own: `page` is left to its caller.
    #[must_use]
    pub fn read_api(query: &str, tree: &CategoryTree) -> Self {
        let mut this = Self::read(query, tree);
        this.errors.0.remove("page");
        this
    }

    #[must_use]
    pub fn query(&self, today: NaiveDate) -> ProductQuery {
        ProductQuery {
            categories: self.categories.clone(),
            communes: self.communes.clone(),
            districts: self.districts.clone(),
            stalls: self.stalls.clone(),
            units: self.units.clone(),
            min_ocop: self.min_ocop,
            min_price: self.min_price,
            max_price: self.max_price,
            in_season: self.in_season,
            sort: self.sort,
            page: Page { number: self.page, per_page: PER_PAGE },
            ..ProductQuery::new(self.text.clone(), today)
        }
    }

    /// Whether anything but the text narrows the search.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        let chosen = [&self.categories, &self.communes, &self.districts, &self.stalls, &self.units];
        chosen.iter().any(|values| !values.is_empty())
            || self.min_ocop.is_some()
            || self.min_price.is_some()
            || self.max_price.is_some()
            || self.in_season
    }

    /// The same search without any filter.
    #[must_use]
    pub fn unfiltered(&self) -> Self {
        Self { text: self.text.clone(), sort: self.sort, page: 1, ..Self::default() }
    }

    /// Another search, from its first page.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = Self { page: 1, typed: Fields::default(), errors: FieldErrors::default(), ..self.clone() };
        change(&mut other);
        other
    }

    /// The address of this search on the page `base`.
    #[must_use]
    pub fn address(&self, base: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        };
        add("q", &self.text);
        add("category", &self.categories.join(","));
        add("commune", &self.communes.join(","));
        add("district", &self.districts.join(","));
        add("stall", &self.stalls.join(","));
        add("unit", &self.units.join(","));
        add("ocop", &self.min_ocop.map(|stars| stars.to_string()).unwrap_or_default());
        add("min_price", &self.min_price.map(|price| price.to_string()).unwrap_or_default());
        add("max_price", &self.max_price.map(|price| price.to_string()).unwrap_or_default());
        add("in_season", if self.in_season { "true" } else { "" });
        add("sort", self.sort_code());
        add("page", &if self.page > 1 { self.page.to_string() } else { String::new() });
        let query = query.finish().replace("%2C", ",");
        if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") }
    }

    /// Empty for the usual order.
    #[must_use]
    pub fn sort_code(&self) -> &'static str {
        SORTS.iter().skip(1).find(|(_, sort)| *sort == self.sort).map_or("", |(code, _)| code)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use kernel::Problem;

    use super::*;

    fn read(query: &str) -> Criteria {
        Criteria::read(query, &CategoryTree::default())
    }

    fn problems(query: &str) -> Vec<(String, Problem)> {
        read(query).errors.0.into_iter().collect()
    }

    fn one(name: &str, problem: Problem) -> Vec<(String, Problem)> {
        vec![(name.to_owned(), problem)]
    }

    #[test]
    fn a_plain_search_is_read_and_written_back() {
        let asked = read(
            "q=cam+khe++may&district=huyen-huong-khe&unit=kg,chai&stall=a,b&stall=b&min_price=45k&max_price=1.200.000&ocop=3&in_season=1&sort=-price&page=2",
        );
        assert!(asked.errors.is_empty(), "{:?}", asked.errors);
        assert_eq!(
            asked.address("/tim-kiem"),
            "/tim-kiem?q=cam+khe+may&district=huyen-huong-khe&stall=a,b&unit=kg,chai&ocop=3&min_price=45000&max_price=1200000&in_season=true&sort=-price&page=2"
        );
        assert_eq!(read("").address("/tim-kiem"), "/tim-kiem");
        assert!(asked.is_filtered() && !asked.unfiltered().is_filtered());
        assert_eq!(asked.with(|other| other.stalls.clear()).page, 1);
    }

    #[test]
    fn a_text_in_nfd_is_the_same_search() {
        assert_eq!(read("q=Bu%CC%9Bo%CC%9B%CC%89i").text, "Bưởi");
    }

    #[test]
    fn prices_the_wrong_way_round_are_told_and_not_swapped() {
        assert_eq!(problems("min_price=100000&max_price=5000"), one("max_price", Problem::TooSmall(100_000)));
        assert_eq!(problems("min_price=-5"), one("min_price", Problem::NotPositive));
        assert!(problems("min_price=99999999999999999999999").iter().any(|(name, _)| name == "min_price"));
    }

    #[test]
    fn a_page_too_deep_or_no_page_at_all_is_told() {
        let deep = one("page", Problem::TooLarge(i64::from(LAST_PAGE)));
        assert_eq!(problems("page=1000000000"), deep);
        assert_eq!(problems("page=42"), deep);
        assert!(problems("page=41").is_empty());
        assert_eq!(problems("page=0"), one("page", Problem::TooSmall(1)));
        for page in ["-1", "x", "1.5", "99999999999999999999999"] {
            assert_eq!(problems(&format!("page={page}")), one("page", Problem::NotANumber), "{page}");
        }
    }

    #[test]
    fn ten_thousand_characters_and_a_nul_are_told() {
        let long = read(&format!("q={}", "a".repeat(10_000)));
        assert_eq!(long.errors.get("q"), Some(&Problem::TooLong(200)));
        assert_eq!(long.text.len(), 200);
        let nul = read("q=cam%00");
        assert_eq!((nul.errors.get("q"), nul.text.as_str()), (Some(&Problem::BadText), "cam"));
        // Emoji and a fragment of SQL are just words.
        assert!(problems("q=%F0%9F%8D%8A%27+OR+1%3D1+--").is_empty());
        // Bytes that are no UTF-8 don't break anything.
        assert!(problems("q=%FF%FE").is_empty());
    }

    #[test]
    fn unknown_choices_are_told_all_at_once() {
        let names: Vec<String> = problems(
            "sort=best&ocop=9&in_season=maybe&commune=nowhere&category=nothing&stall=A%20b&district=x&unit=mile",
        )
        .into_iter()
        .map(|(name, problem)| {
            assert_eq!(problem, Problem::NotAChoice);
            name
        })
        .collect();
        assert_eq!(names, ["category", "commune", "district", "in_season", "ocop", "sort", "stall", "unit"]);
    }

    #[test]
    fn too_many_values_are_told() {
        let many: Vec<String> = (0..60).map(|n| format!("s{n}")).collect();
        assert_eq!(problems(&format!("stall={}", many.join(","))), one("stall", Problem::TooMany(50)));
    }
}
