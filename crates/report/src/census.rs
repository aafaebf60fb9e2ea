//! Counting the floor's things by what they are and where: one pass each.

use std::collections::{BTreeMap, HashMap};

use catalogue::{CategoryTree, queries::Traits};
use kernel::{MemberId, place};
use members::MemberKind;
use statistics::Figure;

use crate::Measure;

/// Sums of one measure by every dimension.
pub struct Sums {
    measure: Measure,
    total: i64,
    by: BTreeMap<(&'static str, String), i64>,
}

impl Sums {
    pub fn new(measure: Measure) -> Self {
        Self { measure, total: 0, by: BTreeMap::new() }
    }

    pub fn add(&mut self, by: i64, words: &[(&'static str, &str)]) {
        self.total += by;
        for (dimension, word) in words {
            *self.by.entry((dimension, (*word).to_owned())).or_default() += by;
        }
    }

    pub fn into_figures(self) -> impl Iterator<Item = Figure> {
        let code = self.measure.code();
        let parts =
            self.by.into_iter().map(move |((dimension, word), value)| Figure::of(code, dimension, &word, value));
        std::iter::once(Figure::total(code, self.total)).chain(parts)
    }
}

/// The slug of the district in which the commune lay.
pub fn district(commune: &str) -> &'static str {
    let name = place::commune(commune).map_or("", |one| one.former_district);
    place::former_districts().iter().find(|one| one.name == name).map_or("", |one| one.slug)
}

/// What a product belongs to, looked up once for all.
pub struct Places<'a> {
    pub kinds: &'a HashMap<MemberId, MemberKind>,
    pub categories: &'a CategoryTree,
}

impl Places<'_> {
    pub fn kind(&self, member: MemberId) -> &'static str {
        self.kinds.get(&member).map_or("", |kind| kind.code())
    }

    /// The group at the top of the tree.
    pub fn group<'b>(&'b self, category: &'b str) -> &'b str {
        self.categories.path(category).first().map_or(category, |group| group.code.as_str())
    }

    pub fn add_product(&self, sums: &mut Sums, product: &Traits) {
        sums.add(
            1,
            &[
                ("category", self.group(&product.category_code)),
                ("commune", &product.commune_code),
                ("district", district(&product.commune_code)),
                ("kind", self.kind(product.member)),
                ("ocop", stars(product.ocop_stars)),
            ],
        );
    }
}

pub fn stars(stars: Option<i32>) -> &'static str {
    match stars {
        Some(3) => "3",
        Some(4) => "4",
        Some(5) => "5",
        _ => "0",
    }
}
