//! Documents, read again by programs that know nothing of how they were written.

#![allow(clippy::unwrap_used)]

#[path = "it/forms.rs"]
mod forms;
#[path = "it/readers.rs"]
mod readers;
