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
//! - What a caller must leave out: bots ([`Recorder::visitor`] answers `None`), and officers of the floor.
//!
//! Tables owned: `counter`, `visitor_salt`, `visitor`, `search_term`.

mod batch;
mod bots;
mod close;
mod entity;
mod event;
mod flush;
mod queries;
mod recorder;
mod run;
mod salt;
mod term;
mod visitor;

pub use close::close_days;
pub use event::{Event, kind};
pub use queries::{
    Day, LoginDay, MemberLogins, Term, days, days_of, logins_by_member, logins_of, most, most_viewed_commodities,
    most_viewed_products, most_viewed_stalls, top_terms, total, zero_hit_terms,
};
pub use recorder::Recorder;
pub use run::run;
pub use visitor::VisitorHash;

/// After how many minutes without a page a visitor's next page begins a new visit.
pub const VISIT_MINUTES: i64 = 30;
