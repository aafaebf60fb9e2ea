//! Documents of the database against what the index says it holds: whatever does not fit is a suspect.

use uuid::Uuid;

use crate::{Document, Indexed, Kind};

pub(crate) struct Comparison {
    /// By id.
    indexed: Vec<Indexed>,
    seen: Vec<bool>,
    pub compared: u64,
    pub suspects: Vec<(Kind, Uuid)>,
}

impl Comparison {
    /// `indexed` is sorted by id.
    pub fn new(indexed: Vec<Indexed>) -> Self {
        Self { seen: vec![false; indexed.len()], indexed, compared: 0, suspects: Vec::new() }
    }

    /// One document of the database.
    pub fn compare(&mut self, document: &Document) {
        self.compared += 1;
        let (id, kind) = (document.id(), document.kind());
        let at = self.indexed.binary_search_by_key(&id, |one| one.id).ok();
        let at = at.filter(|&at| self.indexed[at].kind == kind);
        if let Some(at) = at {
            self.seen[at] = true;
        }
        if at.is_none_or(|at| self.indexed[at].hash != document.hash()) {
            self.suspects.push((kind, id));
        }
    }

    /// Suspects what the index holds and the database did not give, behind `after` up to `until`.
    pub fn surplus(&mut self, kind: Kind, after: Option<Uuid>, until: Option<Uuid>) {
        let from = after.map_or(0, |after| self.indexed.partition_point(|one| one.id <= after));
        let to = until.map_or(self.indexed.len(), |until| self.indexed.partition_point(|one| one.id <= until));
        let unseen = (from..to).filter(|&at| !self.seen[at] && self.indexed[at].kind == kind);
        self.suspects.extend(unseen.map(|at| (kind, self.indexed[at].id)));
    }
}
