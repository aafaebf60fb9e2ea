//! A member's stall: the member saves and submits it, an officer decides.

pub mod decide;
mod pictures;
mod save;
mod slug;
mod submit;

pub use pictures::{Picture, set_pictures};
pub use save::{form, save};
pub use slug::{MAX_SLUG, MIN_SLUG, check_slug};
pub use submit::{check, submit};
