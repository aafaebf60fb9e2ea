//! The JSON API and the probes.

pub mod health;
