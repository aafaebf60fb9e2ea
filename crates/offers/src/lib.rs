//! Offers to sell and to buy (chào bán – chào mua), the quotes that answer them, and the deals that come of it.
//!
//! Invariants:
//! - A transition happens only as [`State::after`], [`QuoteState::after`] and [`DealState::after`] say; every other one is
//!   [`Error::WrongState`], never a silent no-op.
//! - What remains of an offer is its quantity less its deals that were not cancelled, and never below zero: it is lowered by one
//!   conditional update in the transaction that makes the deal, so two who accept the last lot at one moment never both get it. What
//!   was used up opens again when one of its deals is called off in time.
//! - Every command locks the offer's row first, then what hangs on it: those who act on one offer act one after the other.
//! - A thread has at most one quote that waits for an answer (constraint), and the side that did not write it has the turn.
//! - What is offered, its unit and its place stay from the opening on; words and photos that officers approved change with their trust
//!   alone ([`mod@revise`]).
//! - A quote never outlives its offer, nor an offer its product's listing ([`follow()`]).
//! - Offers and threads are read from their party on: what is another's does not exist. Only the two sides of a thread, and officers,
//!   see it.
//! - Every step writes its row, its audit line and its event in the caller's transaction, and what the other side should read as a
//!   message in the thread.
//!
//! Tables owned: `offer`, `offer_decision`, `offer_trust`, `quote_thread`, `quote`, `deal`, `thread_message`,
//! `thread_attachment`, `offer_match`, `offer_price`, `price_board`, `price_board_week`.
//!
//! | module | verbs |
//! |---|---|
//! | [`save`](create), [`submit`], [`mod@revise`], [`show`](hide), [`end`](close) | of the owner about an offer |
//! | [`decide`], [`trust`] | of the officer |
//! | [`quote`], [`deal`], [`message`](say) | of both sides of a thread |
//! | [`follow()`], [`expire_due`] | of the worker |
//! | [`board`] | the price board: what is asked, bid and agreed on, week by week |
//! | [`matching`] | of the worker: who might trade with whom |
//! | [`queries`] | read models |
//! | [`bulk`] | filling the demonstration floor |

mod bid;
pub mod board;
pub mod bulk;
mod certificate;
mod change;
mod choices;
mod codes;
pub mod deal;
pub mod decide;
mod end;
mod entity;
mod error;
mod event;
mod expire;
mod follow;
mod journal;
pub mod matching;
mod message;
mod model;
mod numbers;
mod parse;
pub mod queries;
pub mod quote;
pub mod revise;
mod rows;
mod save;
mod show;
mod state;
mod store;
mod submit;
mod terms;
mod trader;
pub mod trust;

pub use bid::Bid;
pub use catalogue::Cursor;
pub use certificate::Certificate;
pub use change::{Change, Moved};
pub use choices::{Contact, Delivery, Kind, MessageKind, Side};
pub use end::{close, withdraw};
pub use error::Error;
pub use event::Event;
pub use expire::expire_due;
pub use follow::{Behind, follow};
pub use message::{File, MAX_FILES, say};
pub use model::{Attachment, Deal, Message, Offer, Quote, Thread};
pub use revise::{Revision, revise};
pub use save::{MAX_PHOTOS, add_photos, create, save_draft, set_photos};
pub use show::{check_open, hide, show};
pub use state::{ClosedBecause, DealState, DealVerb, HiddenBy, QuoteState, QuoteVerb, State, Verb};
pub use submit::submit;
pub use terms::{Harvest, Pack, Step, Subject, Terms, amount};
pub use trader::Trader;
