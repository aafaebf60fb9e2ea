//! What everybody sees.

pub mod ask;
mod card;
pub mod category;
mod criteria;
pub mod documents;
pub mod home;
mod image;
pub mod machines;
pub mod missing;
mod pager;
pub mod product;
mod results;
pub mod search;
mod seller;
mod shelves;
pub mod stall;

pub(crate) use card::{Card, StallCard, place_of};
pub(crate) use criteria::Criteria;
pub(crate) use image::Image;
pub(crate) use pager::{PageLink, Pager};
pub(crate) use product::{Alike, Month};
pub(crate) use seller::Seller;
pub(crate) use shelves::{Shelves, commodities, shelves};
