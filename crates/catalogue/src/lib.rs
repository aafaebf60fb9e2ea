//! The catalogue: categories, commodities, and products with their photos, papers and revisions.
//!
//! Invariants:
//! - Buyers see a product only when it is listed (and its stall is visible, which `members` knows).
//! - What was approved stays what is shown: an edit of a listed product that needs review is a [`Revision`] which replaces the
//!   content only when an officer approves it. At most one revision of a product is open (constraint).
//! - Every transition goes through [`State::after`], is written to the audit log and tells the outbox; a member's command finds the
//!   product by id **and** member, so another member's product does not exist for it.
//! - An officer decides on what he saw: decisions name the version, and a revision's content never changes after it was submitted.
//! - What the law asks of a category (papers, numbers, ages, words) are dated rows in `data/`, read at today's date.
//! - The slug follows the name until the first listing and stays from then on.
//!
//! Tables owned: `category`, `commodity`, `product`, `product_photo`, `product_revision`, `product_document`.

mod archive;
pub mod bulk;
mod category;
mod check;
mod commodity;
mod content;
mod cursor;
mod decide;
mod diff;
mod entity;
mod error;
mod event;
mod flags;
mod journal;
pub mod markdown;
mod model;
mod paper_kind;
mod papers;
mod parse;
mod photos;
mod propose;
pub mod queries;
mod rows;
mod rule;
mod save;
mod save_category;
mod save_commodity;
mod show;
mod slug;
mod store;
mod submit;
mod words;

pub use archive::archive;
pub use category::{Category, CategoryTree};
pub use check::{check_for_submit, check_price_choice};
pub use commodity::{Commodity, ProtectedKind};
pub use content::{Content, MAX_PHOTOS, Ocop, Photo};
pub use cursor::{Cursor, newest_first, oldest_first};
pub use decide::{
    approve, approve_revision, reject, reject_revision, request_changes, request_revision_changes, restore, suspend,
};
pub use diff::{Field, FieldChange, diff, merge_approved, needs_review, price_goes_with_revision};
pub use error::Error;
pub use event::Event;
pub use flags::{Flag, FlagSet, flags_of, flags_of_words};
pub use model::{Product, Revision, RevisionState, RevisionVerb, State, Verb};
pub use paper_kind::PaperKind;
pub use papers::{
    NewPaper, PaperRow, add_paper, find_paper, paper_for_member, papers_of, put_back_paper, remove_paper,
};
pub use photos::{add_photo, move_photo, remove_photo, set_photos};
pub use propose::{Proposed, propose, set_price, withdraw_revision};
pub use rule::Rule;
pub use save::{create, save_draft};
pub use save_category::{CategoryForm, save_category, set_category_active};
pub use save_commodity::{CommodityForm, save_commodity, set_commodity_active};
pub use show::{hide, show};
pub use submit::{submit, submit_revision};
