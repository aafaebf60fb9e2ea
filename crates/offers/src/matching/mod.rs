//! Which offers to sell and to buy belong together, how well, and why.
//!
//! [`compare`] is pure and knows no order: a pair has one score and one list of reasons, whichever side asks. Each open offer has a list
//! of its best [`SHOWN`] counterparts; a pair may stand in one side's list and not in the other's, where better ones fill it.
//! [`refresh`] brings the lists in line with the truth after an offer opened, changed or went away; reading asks anew what is open, so a
//! list that is a moment old shows nothing that is gone.

mod candidates;
mod compare;
mod queries;
mod reason;
mod refresh;
mod words;

pub use compare::{Party, compare};
pub use queries::{Counterpart, counterparts};
pub use reason::{Amount, Price, Reason};
pub use refresh::{Pair, Refreshed, refresh};
pub use words::Words;

/// How many counterparts of an offer are shown.
pub const SHOWN: usize = 20;

/// How many its list holds: a few more, so that it need not be filled anew whenever one of them goes.
const HELD: usize = 30;

/// What scores less belongs together only by its category, if at all.
const WORTH_KEEPING: u8 = 35;

/// From here on both sides are told.
const WORTH_TELLING: u8 = 60;

/// A pair's score and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// At most 100.
    pub score: u8,
    /// What speaks for it and against it, the weightiest first.
    pub reasons: Vec<Reason>,
}

impl Match {
    /// Whether it is worth telling: other goods of the same category are not, however cheap and near.
    #[must_use]
    pub fn is_news(&self) -> bool {
        let other_goods = self.reasons.iter().any(|reason| matches!(reason, Reason::SameCategory { .. }));
        self.score >= WORTH_TELLING && !other_goods
    }
}
