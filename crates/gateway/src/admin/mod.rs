//! The officers' console.

pub mod components;
