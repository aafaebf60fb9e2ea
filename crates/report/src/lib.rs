//! The floor's monthly figures and the statutory report "Báo cáo tình hình hoạt động của Sàn".
//!
//! - [`gather`] brings a month's figures together: what was counted (`statistics`), and how many members, stalls, products,
//!   offers and deals there were, by kind, place, category and stars.
//! - [`keep`] closes months that are over, and writes the running month's provisional figures now and then. Dashboards and
//!   reports read those months only: their cost does not grow with the years.
//! - [`PeriodFigures`] are the figures of a period: what flows is added up, what stands is as at its end. A figure that
//!   was not counted is [`Value::Missing`], never nought.
//! - [`document`] is the report, [`tables`] are its tables, with what each figure means under them.
//!
//! Owns no table: months are `statistics`' own.

mod census;
mod document;
mod gather;
mod keep;
mod letterhead;
mod measure;
mod names;
mod period;
mod summary;
pub mod tables;

pub use document::{Made, document};
pub use gather::{counted, gather};
pub use keep::{close_due, keep, provide};
pub use letterhead::Letterhead;
pub use measure::{Measure, Nature};
pub use names::Names;
pub use period::{PeriodFigures, Value};
pub use summary::summary;
