//! The words that an index knows, and what a mistyped word may have meant: whichever engine holds the index.

mod slips;
mod vocabulary;

pub(crate) use vocabulary::{Known, Slip, Vocabulary};
