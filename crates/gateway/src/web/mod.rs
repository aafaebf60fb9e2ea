//! What everybody sees.

pub mod missing;
