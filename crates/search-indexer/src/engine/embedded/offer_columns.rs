//! Offers column by column, the newest first. Browsing goes through all of them: it reads the few columns that were asked
//! for, a thousand values to the kilobyte, instead of a cache line for each offer.

use std::cmp::Reverse;

use super::columns::Row;
use crate::document::Kind;

/// What facets count of an offer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts {
    pub path: u16,
    pub commodity: u32,
    pub commune: u16,
    pub unit: u16,
    /// As of [`Row::offer`].
    pub offer: u16,
}

impl From<&Row> for Facts {
    fn from(row: &Row) -> Self {
        Self { path: row.path, commodity: row.commodity, commune: row.commune, unit: row.unit, offer: row.offer }
    }
}

/// The offers of a segment, each at the same place in every column.
#[derive(Debug, Default)]
pub(super) struct OfferColumns {
    /// The numbers of the documents.
    pub docs: Vec<u32>,
    pub until: Vec<i32>,
    pub path: Vec<u16>,
    pub commodity: Vec<u32>,
    pub commune: Vec<u16>,
    pub unit: Vec<u16>,
    pub offer: Vec<u16>,
}

impl OfferColumns {
    pub fn of(rows: &[Row], kinds: &[Kind]) -> Self {
        let mut docs: Vec<u32> =
            (0..).zip(kinds).filter(|(_, kind)| **kind == Kind::Offer).map(|(doc, _)| doc).collect();
        docs.sort_unstable_by_key(|doc| {
            let row = &rows[*doc as usize];
            (Reverse(row.listed), row.id)
        });
        let mut all = Self::default();
        for row in docs.iter().map(|doc| &rows[*doc as usize]) {
            all.until.push(row.until);
            all.path.push(row.path);
            all.commodity.push(row.commodity);
            all.commune.push(row.commune);
            all.unit.push(row.unit);
            all.offer.push(row.offer);
        }
        Self { docs, ..all }
    }

    pub fn facts(&self, at: usize) -> Facts {
        Facts {
            path: self.path[at],
            commodity: self.commodity[at],
            commune: self.commune[at],
            unit: self.unit[at],
            offer: self.offer[at],
        }
    }
}
