//! Pictures and papers: decode, turn upright, strip, resize, encode, and the store that holds them.
//!
//! Invariants:
//! - Nothing foreign is served: a picture is decoded to pixels and encoded anew, so metadata (place, camera, profile) never leaves.
//! - Limits on bytes, sides and pixels are checked from the header, before anything is decoded.
//! - Blobs are named by their content and written whole before a transaction begins. A blob that no row names is harmless, and
//!   storing the same bytes again changes nothing.
//! - `public/` holds what anybody may read; `private/` (originals, papers) is never served from an address of its own.
//!
//! Table owned: `picture`.

mod decode;
mod encode;
mod hash;
mod paper;
mod picture;
mod pipeline;
mod store;

pub use decode::{Decoded, MAX_BYTES, MAX_MEGAPIXELS, MAX_SIDE, PictureError, decode};
pub use paper::{MAX_PDF_BYTES, Paper, PaperError, clean_file_name};
pub use picture::{Picture, PictureAddress, find_pictures, insert_picture};
pub use pipeline::{Format, Media, Processed, Profile, Variant};
pub use store::{BlobError, BlobWriter, Blobs};
