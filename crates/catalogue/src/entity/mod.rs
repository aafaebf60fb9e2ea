//! The tables' rows, private to this crate.

pub(crate) mod category;
pub(crate) mod commodity;
pub(crate) mod product;
pub(crate) mod product_document;
pub(crate) mod product_photo;
pub(crate) mod product_revision;
