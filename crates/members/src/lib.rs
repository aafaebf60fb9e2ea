//! Member businesses, their staff, their papers and their stalls, from application to approval; and what buyers ask them.
//!
//! Invariants:
//! - A transition happens only as [`MemberState::next`] and [`StallState::next`] say; every other one is
//!   [`Error::WrongState`], never a silent no-op.
//! - Every command writes its row and its audit line in the caller's transaction, and the event wherever somebody
//!   outside acts on it. Drafts and papers have no event: nobody but the member sees them.
//! - Owned data is read from the member's id on: another member's paper, stall or inquiry is not found.
//! - A member has at most one stall that is not closed; an account belongs to at most one member.
//! - A stall is visible only while it is open and its member approved ([`stall_visible`]).
//! - A tax code never reaches `Debug`, `Display`, the audit log or a public page if it may be a personal number
//!   ([`TaxCodeText`]).
//!
//! Tables owned: `member`, `membership`, `invitation`, `member_document`, `stall`, `inquiry`.
//!
//! | module | verbs |
//! |---|---|
//! | [`apply`], [`contact`], [`documents`], [`staff`] | of the member about itself |
//! | [`stall`] | of the member about its stall, and of the officer ([`stall::decide`]) |
//! | [`decide`] | of the officer about a member |
//! | [`inquiries`] | of the buyer, and of the member who answers |
//! | [`queries`], [`console`] | read models for pages and for the officers' console |
//! | [`bulk`] | filling the demonstration floor |

pub mod apply;
pub mod bulk;
pub mod census;
pub mod console;
pub mod contact;
pub mod decide;
pub mod documents;
mod entity;
mod error;
mod event;
pub mod inquiries;
mod journal;
mod model;
pub mod queries;
mod read;
pub mod staff;
pub mod stall;
mod store;
mod tax;
mod validate;

pub use error::Error;
pub use event::Event;
pub use model::{
    DocumentKind, MemberKind, MemberState, MemberVerb, StaffRole, StallState, StallVerb, WrongState, stall_visible,
};
pub use read::{Document, Inquiry, Key, Member, Membership, Seller, SellerInfo, Shop, Stall};
pub use tax::TaxCodeText;
