//! The accounts against real databases.

#![allow(clippy::unwrap_used)]

#[path = "it/admin.rs"]
mod admin;
#[path = "it/at_rest.rs"]
mod at_rest;
#[path = "it/login.rs"]
mod login;
#[path = "it/profile.rs"]
mod profile;
#[path = "it/register.rs"]
mod register;
#[path = "it/reset.rs"]
mod reset;
#[path = "it/second_factor.rs"]
mod second_factor;
#[path = "it/session.rs"]
mod session;
#[path = "it/support.rs"]
mod support;
#[path = "it/verify.rs"]
mod verify;
