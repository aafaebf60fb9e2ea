#![allow(clippy::unwrap_used)]

#[path = "it/addresses.rs"]
mod addresses;
#[path = "it/make.rs"]
mod make;
#[path = "it/papers.rs"]
mod papers;
#[path = "it/pictures.rs"]
mod pictures;
#[path = "it/refusals.rs"]
mod refusals;
#[path = "it/rows.rs"]
mod rows;
#[path = "it/store.rs"]
mod store;
#[path = "it/upright.rs"]
mod upright;
