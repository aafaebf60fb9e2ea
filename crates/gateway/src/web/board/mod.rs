//! `GET /bang-gia`, `GET /bang-gia/{slug}` and their CSV: the price board.

pub(crate) mod csv;
mod names;
pub mod overview;
mod rows;
pub mod subject;

pub(crate) use names::Names;
