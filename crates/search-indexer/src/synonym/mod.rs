//! The synonyms that administrators keep. Every deed is in the caller's transaction with its audit line and its event;
//! every process that searches follows the events and takes the new list ([`crate::Engine::set_synonyms`]).

mod add;
mod change;
mod draft;
mod entity;
mod error;
mod journal;
mod read;
mod remove;
mod seed;

pub use add::add;
pub use change::change;
pub use draft::SynonymDraft;
pub use error::SynonymError;
pub use journal::CHANGED;
pub use read::{KeptSynonym, compiled, find, kept};
pub use remove::{put_back, remove};
pub use seed::seed;

/// As many as there may be: each search looks through those of its own words, and people have to oversee them.
pub const MOST: u64 = 2_000;
