//! People who log in: registering, passwords, sessions, platform roles, second factor.
//!
//! Tables owned: `account`, `session`, `consent`, `account_token`, `recovery_code`, `login_throttle`.
//!
//! Invariants:
//! - No secret is at rest in a form that lets somebody in: passwords are argon2id hashes; session tokens, mail links,
//!   officers' codes and recovery codes are SHA-256 hashes. (A TOTP secret has to be stored as it is: both sides
//!   compute with it.) Events carry no secret either: the worker mints a mail's token when it sends the mail, see
//!   [`mint_token`].
//! - argon2id runs in [`Passwords`], off the async threads and outside transactions. So logging in has three steps:
//!   [`login::prepare`] reads, [`login::Attempt::check`] computes, [`login::login`] decides and writes.
//! - An `Err` means: roll back, nothing happened. What has to be remembered although it went wrong (failed tries) is
//!   an `Ok` with an outcome, so that the caller commits it.
//! - A session ends by idleness, by age, by logging out, and by every change of password, role, lock or second factor.
//!   Its token is new at each login and at each second factor.
//! - An officer's session is worth nothing before the second factor: [`Session::must_enrol`] allows only the page that
//!   sets one up, and an account that has a factor gets no session without it.
//! - An account is verified when its mail link was opened or its phone was confirmed by an officer. Unverified
//!   accounts may log in; what they may do is decided by [`Account::verified`].
//!
//! Who has an account here is never told by logging in or by asking for a reset, neither by the answer nor by its
//! time. Registering does tell ("taken"): whoever registers twice needs a clear answer, and the form is limited per
//! address ([`throttle::admit`]).

pub mod admin;
pub mod bulk;
mod change_password;
mod entity;
mod error;
mod event;
pub mod login;
mod model;
mod password;
mod policy;
mod profile;
mod queries;
mod recovery;
mod register;
pub mod reset;
pub mod second_factor;
mod secret;
mod session;
mod store;
pub mod throttle;
mod token;
pub mod verify;

pub use change_password::change_password;
pub use error::Error;
pub use event::Event;
pub use login::{Device, LoggedIn, Outcome};
pub use model::{Account, Identifier, Role, parse_email};
pub use password::{Cost, Passwords};
pub use policy::{MAX_PASSWORD, MIN_PASSWORD, check_password, parse_new_password};
pub use profile::{Consent, consents, update_profile};
pub use queries::{AccountFilter, find_by_identifier, names, page_accounts, waiting_phones};
pub use register::{Registration, Versions, register};
pub use secret::Secret;
pub use session::{
    Session, SessionLine, create_session, find_session, page_sessions, prune, revoke, revoke_all, revoke_all_but,
    revoke_token, touch,
};
pub use store::{find_account, password_hash};
pub use token::{Letter, Purpose, mint_token};
