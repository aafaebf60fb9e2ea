//! The columns of documents, and the facet values that they name by number.

use std::collections::HashMap;

use kernel::place;
use tantivy::{
    SegmentReader, TantivyError,
    columnar::{Column, StrColumn},
};

use super::schema::{SEPARATOR, kind_of};
use crate::document::Kind;

/// The columns of one document, side by side: a match touches one cache line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub id: u128,
    pub price: Option<i64>,
    /// Microseconds.
    pub listed: i64,
    pub stall: u32,
    /// An offer's.
    pub commodity: u32,
    /// Days since our era; the last day of the stars, or of the offer.
    pub until: i32,
    pub path: u16,
    pub commune: u16,
    pub months: u16,
    pub unit: u16,
    /// Of an offer: see [`super::schema`].
    pub offer: u16,
    pub stars: u8,
    pub name_words: u8,
}

const _: () = assert!(size_of::<Row>() == 64, "one cache line");

impl Row {
    /// The stars that are valid on that day.
    pub fn stars_on(&self, today: i32) -> u8 {
        if today <= self.until { self.stars } else { 0 }
    }
}

/// Facet values by number. Numbers are only ever added, so that snapshots share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    pub categories: Values,
    pub communes: Values,
    pub stalls: Values,
    pub units: Values,
    pub commodities: Values,
    /// The former district of each commune, as numbers of `districts`.
    pub district_of: Vec<u32>,
    pub districts: Values,
    /// Every category path in use, as numbers of `categories`.
    pub paths: Vec<Vec<u32>>,
    path_numbers: HashMap<String, u16>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Values {
    pub slugs: Vec<String>,
    pub names: Vec<String>,
    /// The place of each value when they are sorted by name, then slug.
    pub places: Vec<u32>,
    numbers: HashMap<String, u32>,
}

impl Values {
    pub fn number(&self, slug: &str) -> Option<u32> {
        self.numbers.get(slug).copied()
    }

    fn sort(&mut self) {
        let mut numbers: Vec<usize> = (0..self.slugs.len()).collect();
        numbers.sort_by_key(|&number| (&self.names[number], &self.slugs[number]));
        self.places.resize(numbers.len(), 0);
        for (place, number) in numbers.into_iter().enumerate() {
            self.places[number] = place as u32;
        }
    }

    /// The value's number; the latest name stays.
    fn intern(&mut self, value: &str) -> u32 {
        let (slug, name) = value.split_once(SEPARATOR).unwrap_or((value, ""));
        if let Some(&number) = self.numbers.get(slug) {
            name.clone_into(&mut self.names[number as usize]);
            return number;
        }
        let number = self.slugs.len() as u32;
        self.slugs.push(slug.to_owned());
        self.names.push(name.to_owned());
        self.numbers.insert(slug.to_owned(), number);
        number
    }
}

impl Names {
    /// After values were added.
    pub fn sort(&mut self) {
        let Self {
            categories,
            communes,
            stalls,
            units,
            commodities,
            districts,
            district_of: _,
            paths: _,
            path_numbers: _,
        } = self;
        for values in [categories, communes, stalls, units, commodities, districts] {
            values.sort();
        }
    }

    /// Communes lie in one former district each, so a document need not say which.
    fn commune(&mut self, value: &str) -> u32 {
        let commune = self.communes.intern(value);
        if self.district_of.len() <= commune as usize {
            let slug = &self.communes.slugs[commune as usize];
            let district = place::commune_by_slug(slug).and_then(|commune| {
                place::former_districts().iter().find(|district| district.name == commune.former_district)
            });
            let number =
                district.map_or(u32::MAX, |one| self.districts.intern(&format!("{}{SEPARATOR}{}", one.slug, one.name)));
            self.district_of.push(number);
        }
        commune
    }

    fn path(&mut self, path: &str) -> u16 {
        if let Some(&number) = self.path_numbers.get(path) {
            return number;
        }
        let categories =
            path.split('/').filter(|slug| !slug.is_empty()).map(|slug| self.categories.intern(slug)).collect();
        let number = u16::try_from(self.paths.len()).expect("fewer than 65,536 category paths");
        self.paths.push(categories);
        self.path_numbers.insert(path.to_owned(), number);
        number
    }
}

pub(super) fn rows(reader: &SegmentReader, names: &mut Names) -> Result<(Vec<Row>, Vec<Kind>), TantivyError> {
    let columns = reader.fast_fields();
    let paths = Numbers::open(columns.str("path")?, |value| u32::from(names.path(value)))?;
    let communes = Numbers::open(columns.str("commune")?, |value| names.commune(value))?;
    let units = Numbers::open(columns.str("unit")?, |value| names.units.intern(value))?;
    let stalls = Numbers::open(columns.str("stall")?, |value| names.stalls.intern(value))?;
    let commodities = Numbers::open(columns.str("commodity")?, |value| names.commodities.intern(value))?;
    let number = |name: &str| columns.u64(name);
    let (high, low, kind) = (number("id_high")?, number("id_low")?, number("kind")?);
    let few = |name: &str| Ok::<_, TantivyError>(opt(columns.column_opt(name)?));
    let (months, stars, offer) = (few("months")?, few("stars")?, few("offer")?);
    let name_words = number("name_words")?;
    let (price, until) = (columns.column_opt::<i64>("price")?, columns.column_opt::<i64>("until")?);
    let listed = columns.i64("listed")?;
    let of = |column: &Column<u64>, doc| column.first(doc).unwrap_or_default();
    let mut rows = Vec::with_capacity(reader.max_doc() as usize);
    let mut kinds = Vec::with_capacity(rows.capacity());
    for doc in 0..reader.max_doc() {
        let until = until.as_ref().and_then(|until| until.first(doc));
        rows.push(Row {
            id: u128::from(of(&high, doc)) << 64 | u128::from(of(&low, doc)),
            price: price.as_ref().and_then(|price| price.first(doc)),
            listed: listed.first(doc).unwrap_or_default(),
            stall: stalls.of(doc),
            commodity: commodities.of(doc),
            until: until.map_or(i32::MAX, |days| days as i32),
            path: paths.of(doc) as u16,
            commune: communes.of(doc) as u16,
            unit: units.of(doc) as u16,
            months: months(doc) as u16,
            offer: offer(doc) as u16,
            stars: stars(doc) as u8,
            name_words: of(&name_words, doc).clamp(1, 255) as u8,
        });
        kinds.push(kind_of(of(&kind, doc)));
    }
    Ok((rows, kinds))
}

/// A column that a segment of stalls alone does not have.
fn opt(column: Option<Column<u64>>) -> impl Fn(u32) -> u64 {
    move |doc| column.as_ref().and_then(|column| column.first(doc)).unwrap_or_default()
}

/// The number of each document's facet value.
struct Numbers {
    column: Option<StrColumn>,
    by_ordinal: Vec<u32>,
}

impl Numbers {
    fn open(column: Option<StrColumn>, mut intern: impl FnMut(&str) -> u32) -> Result<Self, TantivyError> {
        let mut by_ordinal = Vec::new();
        if let Some(column) = &column {
            let mut value = String::new();
            for ordinal in 0..column.num_terms() as u64 {
                column.ord_to_str(ordinal, &mut value)?;
                by_ordinal.push(intern(&value));
            }
        }
        Ok(Self { column, by_ordinal })
    }

    /// `u32::MAX` where the document has none.
    fn of(&self, doc: u32) -> u32 {
        self.column
            .as_ref()
            .and_then(|c| c.ords().first(doc))
            .map_or(u32::MAX, |ordinal| self.by_ordinal[ordinal as usize])
    }
}
