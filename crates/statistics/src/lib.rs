//! Counting what happens on the floor: pages, views, logins, searches, visits.
//!
//! Purpose: honest figures without cookies and without stored addresses, off the request's way.
//!
//! - [`Recorder`] adds up in memory; [`run`] writes the sums once a second and at shutdown. A killed process loses at
//!   most one second of counts.
//! - Every write adds to what stands there, so any number of processes count into the same rows.
//! - A **visitor** is a salted hash of address and browser. The salt is drawn anew every day, shared by all processes
//!   and destroyed soon after the day, and with it the hashes: nobody can be followed from one day to the next.
//! - A **visit** ends when a visitor has asked for nothing during [`VISIT_MINUTES`] (in whole minutes).
//! - A **day** is a day in Hà Tĩnh (UTC+7 all year).
//! - An address that asks for more pages than people do is counted up to a bound only (`cap.rs`); what was left out is a figure
//!   of its own.
//! - **Hours** of the floor as a whole, **days** by subject and by word, **months**: each is added up from the one before.
//!   A month is closed once, as a version with a checksum; what comes later makes another version, with a reason.
//!   What is not counted has no figure, which is not nought.
//! - What a caller must leave out: bots ([`Recorder::visitor`] answers `None`), and officers of the floor.
//!
//! A clock that jumps harms little: counts belong to the day it shows, salts and closed days to what it showed, and
//! a month that was closed too early is corrected in the open.
//!
//! Tables owned: `counter`, `counter_hour`, `counter_text`, `visitor_salt`, `visitor`, `search_term`, `measure`,
//! `month_version`, `month_figure`.

mod batch;
mod bots;
pub mod bulk;
mod cap;
mod close;
mod entity;
mod event;
mod flush;
mod keep;
mod month;
mod period;
mod queries;
mod recorder;
mod run;
mod salt;
mod source;
mod term;
mod view;
mod visitor;
mod words;

pub use cap::{PER_DAY, PER_MINUTE};
pub use close::close_days;
pub use event::{Event, kind};
pub use keep::{HOURS_DAYS, SUBJECT_DAYS, measure_from, measured_since, prune};
pub use month::{
    Correction, Figure, HOUR, MonthVersion, close_month, closed_up_to, correct_month, first_day, late_months,
    measures_since, newest_versions, of_period, provide_month, rollup, top_of_period, totals_of_period, verify_month,
    versions_of, words_of_period,
};
pub use period::{Month, Period, PeriodError};
pub use queries::{
    Day, LoginDay, MemberLogins, Term, days, days_of, logins_by_member, logins_of, most, most_viewed_commodities,
    most_viewed_products, most_viewed_stalls, top_terms, total, whole_days, words_of, zero_hit_terms,
};
pub use recorder::Recorder;
pub use run::run;
pub use source::{Source, campaign};
pub use view::View;
pub use visitor::VisitorHash;
pub use words::{MAX_WORDS_A_DAY, OTHER};

/// After how many minutes without a page a visitor's next page begins a new visit.
pub const VISIT_MINUTES: i64 = 30;
