//! What everybody sees.

pub mod ask;
pub mod board;
pub mod calendar;
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
mod reading;
mod results;
pub mod search;
mod seller;
mod shelves;
pub mod stall;

pub(crate) use card::{Card, StallCard, pieces, place_of};
pub(crate) use criteria::Criteria;
pub(crate) use image::Image;
pub(crate) use pager::{PageLink, Pager};
pub(crate) use product::{Alike, Month};
pub(crate) use reading::{Reading, typed};
pub(crate) use results::{Choice, commune_name, district_name, unit_name};
pub(crate) use seller::Seller;
pub(crate) use shelves::{Shelves, commodities, shelves};
