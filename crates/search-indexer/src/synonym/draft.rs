//! A synonym as a form sends it.

use kernel::{FieldErrors, Fields, Problem};

use super::entity::Model;
use crate::{SynonymKind, words};

const LONGEST: usize = 60;
const MOST_WORDS: usize = 6;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SynonymDraft {
    pub term: String,
    pub canonical: String,
    pub kind: SynonymKind,
}

impl SynonymDraft {
    /// Reads `term`, `canonical` and `kind`.
    #[must_use]
    pub fn parse(fields: &Fields, errors: &mut FieldErrors) -> Self {
        let kind = SynonymKind::from_code(fields.get("kind"));
        if kind.is_none() {
            errors.add("kind", if fields.has("kind") { Problem::NotAChoice } else { Problem::Required });
        }
        let draft = Self {
            term: text(fields, errors, "term"),
            canonical: text(fields, errors, "canonical"),
            kind: kind.unwrap_or(SynonymKind::Same),
        };
        let both = errors.get("term").is_none() && errors.get("canonical").is_none();
        if both && key(&draft.term) == key(&draft.canonical) {
            errors.add("canonical", Problem::SameTwice);
        }
        draft
    }

    pub(super) fn write(&self, row: &mut Model) {
        row.term.clone_from(&self.term);
        row.canonical.clone_from(&self.canonical);
        self.kind.code().clone_into(&mut row.kind);
        row.term_key = key(&self.term);
        row.canonical_key = key(&self.canonical);
    }
}

fn text(fields: &Fields, errors: &mut FieldErrors, name: &str) -> String {
    let text = fields.text(errors, name, 1, LONGEST);
    match words::tokens(&text).len() {
        0 => errors.add(name, Problem::NoWord),
        1..=MOST_WORDS => {}
        _ => errors.add(name, Problem::TooMany(MOST_WORDS)),
    }
    text
}

/// The words with their marks, as searches compare them: capitals, blanks and the place of a tone mark don't count.
pub(super) fn key(text: &str) -> String {
    words::tokens(text).into_iter().map(|token| token.marked).collect::<Vec<_>>().join(" ")
}
