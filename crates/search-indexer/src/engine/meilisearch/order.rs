//! The order of hits.
//!
//! By score: the base order is Meilisearch's (names that hold every word as typed, names that hold every word, the rest;
//! shorter names first, then by id). It is cut into blocks, and each block is put in the order of its rows' scores: pages
//! are stable and complete however far one leafs.

use std::collections::HashSet;

use kernel::Page;
use uuid::Uuid;

use super::{exchange::HitRow, score::Scorer, search::Wanted};
use crate::plan::Plan;

/// So many rows are put in order together.
pub(super) const BLOCK: u64 = 120;

pub(super) const BY_ID: &[&str] = &["id:asc"];
pub(super) const NEWEST: &[&str] = &["listed:desc", "id:asc"];
pub(super) const CHEAPEST: &[&str] = &["price:asc", "id:asc"];
pub(super) const DEAREST: &[&str] = &["price:desc", "id:asc"];
pub(super) const ENDING: &[&str] = &["until:asc", "id:asc"];
/// Within one class of rows that match: the whole name before one word of many.
pub(super) const SHORTEST: &[&str] = &["name_words:asc", "id:asc"];

/// The end of the block that the page ends in.
pub(super) fn block_end(page: &Page) -> u64 {
    u64::from(page.offset() + page.per_page).next_multiple_of(BLOCK)
}

/// Classes one after another, each row once, to the end of the page's last block.
pub(super) fn candidates(classes: Vec<Vec<HitRow>>, all: Vec<HitRow>, page: &Page) -> Vec<HitRow> {
    let mut seen: HashSet<Uuid> = HashSet::new();
    let mut rows: Vec<HitRow> = classes.into_iter().flatten().chain(all).filter(|row| seen.insert(row.id)).collect();
    rows.truncate(block_end(page) as usize);
    rows
}

/// The row that matches best of the first block.
pub(super) fn best<'r>(rows: impl IntoIterator<Item = &'r HitRow>, plan: &Plan) -> Option<&'r HitRow> {
    let scorer = Scorer::new(plan);
    let scored = rows.into_iter().take(BLOCK as usize).map(|row| (scorer.score(row), row));
    scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.id.cmp(&a.1.id))).map(|(_, row)| row)
}

/// The page's rows: each block in the order of its scores.
pub(super) fn in_order(candidates: &[HitRow], plan: &Plan, wanted: &Wanted) -> Vec<HitRow> {
    let scorer = Scorer::new(plan);
    let (offset, block) = (wanted.page.offset() as usize, BLOCK as usize);
    let first = offset / block;
    let mut ordered: Vec<&HitRow> = Vec::new();
    for part in candidates.chunks(block).skip(first) {
        let score = |row: &HitRow| {
            let score = scorer.score(row);
            wanted.timely.as_ref().map_or(score, |timely| timely.score(row.month_bits, row.listed, score))
        };
        let mut scored: Vec<(f32, &HitRow)> = part.iter().map(|row| (score(row), row)).collect();
        scored.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
        ordered.extend(scored.into_iter().map(|(_, row)| row));
    }
    let page = ordered.into_iter().skip(offset - first * block).take(wanted.page.per_page as usize);
    page.cloned().collect()
}
