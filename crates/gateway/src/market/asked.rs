//! What is asked of the list of offers, on its page and in the API: read with every mistake at once, and written back for links.

use catalogue::{CategoryTree, Commodity};
use chrono::NaiveDate;
use kernel::{FieldErrors, Fields, Page, Problem, place, unit};
use offers::{Certificate, Kind, queries::OpenFilter};
use search_indexer::{OfferQuery, OfferSort};

use crate::web::Reading;

pub const PER_PAGE: u32 = 24;
/// The deepest page that a search answers.
pub const LAST_PAGE: u32 = kernel::page::MAX_DEPTH / PER_PAGE;

/// How the parameters of an address are called.
pub struct Names {
    pub category: &'static str,
    pub commodity: &'static str,
    pub commune: &'static str,
    pub district: &'static str,
    pub unit: &'static str,
    pub certificate: &'static str,
    pub forward: &'static str,
    pub prices: (&'static str, &'static str),
    pub sort: &'static str,
    pub page: &'static str,
    /// The first is the usual order.
    pub sorts: [(&'static str, OfferSort); 5],
}

pub const ON_PAGE: Names = Names {
    category: "nganh-hang",
    commodity: "mat-hang",
    commune: "xa",
    district: "huyen",
    unit: "don-vi",
    certificate: "chung-nhan",
    forward: "vu-toi",
    prices: ("gia-tu", "gia-den"),
    sort: "xep",
    page: "trang",
    sorts: [
        ("phu-hop", OfferSort::Relevance),
        ("moi-nhat", OfferSort::Newest),
        ("gia-tang", OfferSort::PriceAsc),
        ("gia-giam", OfferSort::PriceDesc),
        ("sap-het-han", OfferSort::Ending),
    ],
};

pub const IN_API: Names = Names {
    category: "category",
    commodity: "commodity",
    commune: "commune",
    district: "district",
    unit: "unit",
    certificate: "certificate",
    forward: "forward",
    prices: ("min_price", "max_price"),
    sort: "sort",
    page: "page",
    sorts: [
        ("relevance", OfferSort::Relevance),
        ("newest", OfferSort::Newest),
        ("price", OfferSort::PriceAsc),
        ("-price", OfferSort::PriceDesc),
        ("ending", OfferSort::Ending),
    ],
};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub text: String,
    pub categories: Vec<String>,
    pub commodities: Vec<String>,
    pub communes: Vec<String>,
    /// Former districts.
    pub districts: Vec<String>,
    pub units: Vec<String>,
    pub certificates: Vec<Certificate>,
    pub forward: bool,
    /// Of one kilogram, litre, piece …
    pub min_price: Option<i64>,
    pub max_price: Option<i64>,
    pub sort: OfferSort,
}

impl Asked {
    /// With the number of the page, and what is wrong.
    pub fn read(
        typed: &Fields,
        names: &Names,
        tree: &CategoryTree,
        commodities: &[Commodity],
    ) -> (Self, u32, FieldErrors) {
        let mut read = Reading::of(typed);
        let known_certificate = |code: &str| Certificate::from_code(code).is_some();
        let certificates = read.slugs(names.certificate, known_certificate);
        let (min_price, max_price) = read.prices(names.prices);
        let asked = Self {
            text: read.words("q"),
            categories: read.slugs(names.category, |slug| tree.by_slug(slug).is_some()),
            commodities: read.slugs(names.commodity, |slug| commodities.iter().any(|one| one.slug == slug)),
            communes: read.slugs(names.commune, |slug| place::commune_by_slug(slug).is_some()),
            districts: read.slugs(names.district, |slug| place::former_district_by_slug(slug).is_some()),
            units: read.slugs(names.unit, |code| unit::unit(code).is_some()),
            certificates: certificates.iter().filter_map(|code| Certificate::from_code(code)).collect(),
            forward: read.flag(names.forward),
            min_price,
            max_price,
            sort: read.one_of(names.sort, &names.sorts).unwrap_or_default(),
        };
        let page = read.page(names.page, LAST_PAGE);
        (asked, page, read.errors)
    }

    /// Nothing narrows or orders the list.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    #[must_use]
    pub fn query(&self, side: Option<Kind>, page: Page, today: NaiveDate) -> OfferQuery {
        OfferQuery {
            side,
            categories: self.categories.clone(),
            commodities: self.commodities.clone(),
            communes: self.communes.clone(),
            districts: self.districts.clone(),
            units: self.units.clone(),
            certificates: self.certificates.clone(),
            min_price: self.min_price,
            max_price: self.max_price,
            forward: self.forward,
            sort: self.sort,
            page,
            ..OfferQuery::new(self.text.clone(), today)
        }
    }

    /// As far as the database can do it, and whether that is all of it.
    #[must_use]
    pub fn filter(&self, side: Option<Kind>, tree: &CategoryTree, commodities: &[Commodity]) -> (OpenFilter, bool) {
        let codes = |slug: &String| tree.by_slug(slug).map(|category| tree.codes_under(&category.code));
        let commodity = |slug: &String| commodities.iter().find(|one| one.slug == *slug).map(|one| one.id);
        let mut categories: Vec<String> = self.categories.iter().filter_map(codes).flatten().collect();
        categories.sort();
        categories.dedup();
        let filter = OpenFilter {
            kind: side,
            commodity: self.commodities.first().and_then(commodity),
            categories,
            commune: self.communes.first().and_then(|slug| Some(place::commune_by_slug(slug)?.code.to_owned())),
            forward: self.forward,
            ..OpenFilter::default()
        };
        let is_newest = match self.sort {
            OfferSort::Newest => true,
            OfferSort::Relevance => self.text.is_empty(),
            _ => false,
        };
        let is_all = is_newest
            && self.commodities.len() <= 1
            && self.communes.len() <= 1
            && *self
                == Self {
                    categories: self.categories.clone(),
                    commodities: self.commodities.clone(),
                    communes: self.communes.clone(),
                    forward: self.forward,
                    sort: self.sort,
                    ..Self::default()
                };
        (filter, is_all)
    }

    /// Another search.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = self.clone();
        change(&mut other);
        other
    }

    /// The address of one of its pages, without the language.
    #[must_use]
    pub fn address(&self, base: &str, page: u32) -> String {
        let names = &ON_PAGE;
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        };
        let price = |price: Option<i64>| price.map(|price| price.to_string()).unwrap_or_default();
        let certificates: Vec<&str> = self.certificates.iter().map(|one| one.code()).collect();
        add("q", &self.text);
        add(names.category, &self.categories.join(","));
        add(names.commodity, &self.commodities.join(","));
        add(names.commune, &self.communes.join(","));
        add(names.district, &self.districts.join(","));
        add(names.unit, &self.units.join(","));
        add(names.certificate, &certificates.join(","));
        add(names.forward, if self.forward { "1" } else { "" });
        add(names.prices.0, &price(self.min_price));
        add(names.prices.1, &price(self.max_price));
        add(names.sort, self.sort_code());
        add(names.page, &if page > 1 { page.to_string() } else { String::new() });
        let query = query.finish().replace("%2C", ",");
        if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") }
    }

    /// Empty for the usual order.
    #[must_use]
    pub fn sort_code(&self) -> &'static str {
        ON_PAGE.sorts.iter().skip(1).find(|(_, sort)| *sort == self.sort).map_or("", |(code, _)| code)
    }
}

/// What can't be asked together with one product's offers.
pub fn check_with_product(asked: &Asked, is_all: bool, errors: &mut FieldErrors) {
    if !is_all {
        errors.add(if asked.text.is_empty() { "product" } else { "q" }, Problem::NotAChoice);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::web::typed;

    fn read(query: &str) -> (Asked, u32, FieldErrors) {
        Asked::read(&typed(query), &ON_PAGE, &CategoryTree::default(), &[])
    }

    #[test]
    fn what_is_asked_is_read_and_written_back() {
        let address = "/chao-ban?q=cam+khe+may&xa=xa-huong-do&huyen=huyen-huong-khe&don-vi=kg,tan&chung-nhan=vietgap&vu-toi=1&gia-tu=20000&gia-den=45000&xep=gia-tang&trang=3";
        let (asked, page, errors) = read(address.split_once('?').unwrap().1);
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(asked.address("/chao-ban", page), address);
        let (asked, page, _) = read("sau=x&trang=");
        assert_eq!((asked.is_plain(), asked.address("/chao-ban", page).as_str()), (true, "/chao-ban"));
    }

    #[test]
    fn the_database_knows_what_it_can_answer() {
        let is_all = |query: &str| read(query).0.filter(None, &CategoryTree::default(), &[]).1;
        for query in ["", "xa=xa-huong-do&vu-toi=1", "xep=moi-nhat"] {
            assert!(is_all(query), "{query}");
        }
        for query in [
            "q=cam",
            "xa=xa-huong-do,xa-huong-khe",
            "don-vi=kg",
            "gia-tu=5k",
            "xep=sap-het-han",
            "huyen=huyen-huong-khe",
        ] {
            assert!(!is_all(query), "{query}");
        }
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let (_, page, errors) = read(
            "q=a%00&nganh-hang=x&mat-hang=x&xa=x&huyen=x&don-vi=dam&chung-nhan=x&vu-toi=co&gia-tu=9&gia-den=5&xep=x&trang=42",
        );
        let names: Vec<&str> = errors.0.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            ["chung-nhan", "don-vi", "gia-den", "huyen", "mat-hang", "nganh-hang", "q", "trang", "vu-toi", "xa", "xep"]
        );
        assert_eq!(page, 1);
    }
}
