//! Pages of lists. Search pages by number, bounded; database lists page by key.

/// The deepest result a numbered page may reach (page × per page).
pub const MAX_DEPTH: u32 = 1_000;

/// A numbered page of a search result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Page {
    pub number: u32,
    pub per_page: u32,
}

impl Page {
    /// `None` when a number is zero or the page lies beyond [`MAX_DEPTH`].
    #[must_use]
    pub fn new(number: u32, per_page: u32) -> Option<Self> {
        let depth = number.checked_mul(per_page)?;
        (number >= 1 && per_page >= 1 && depth <= MAX_DEPTH).then_some(Self { number, per_page })
    }

    /// How many results come before it.
    #[must_use]
    pub fn offset(self) -> u32 {
        (self.number - 1) * self.per_page
    }
}
