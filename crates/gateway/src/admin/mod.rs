//! The officers' console.
