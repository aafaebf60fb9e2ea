//! The ground that everything stands on: ids, time, money, quantities, months, locales, places and Vietnamese text.
//!
//! No I/O: nothing here opens a file, a socket or a database. Facts that rarely change (communes, units) are
//! compiled in from `data/`.

pub mod ctx;
mod data;
pub mod date;
pub mod field;
pub mod id;
pub mod locale;
pub mod measure;
pub mod money;
pub mod months;
pub mod page;
pub mod phone;
pub mod place;
pub mod quantity;
pub mod tax_code;
pub mod text;
pub mod unit;

pub use ctx::{Actor, Clock, Ctx};
pub use field::{FieldErrors, Fields, Problem};
pub use id::*;
pub use locale::Locale;
pub use measure::Measure;
pub use money::Money;
pub use months::Months;
pub use page::Page;
pub use quantity::Quantity;
