//! The composition root: reads the configuration, puts the parts together, runs them.

pub mod assemble;
mod board;
mod chores;
pub mod config;
pub mod demo;
pub mod handlers;
pub mod index;
pub mod logging;
pub mod mails;
pub mod reporting;
pub mod serve;
mod synonyms;
