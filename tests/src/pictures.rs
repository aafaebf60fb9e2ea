//! Files to upload: good ones and bad ones.

use std::io::Cursor;

use image::{DynamicImage, GrayImage, ImageFormat, Rgb, RgbImage};

/// A small photo; another `shade` is another photo.
#[must_use]
pub fn photo(shade: u8) -> Vec<u8> {
    let picture = RgbImage::from_fn(1_200, 900, |x, y| {
        Rgb([shade, u8::try_from(x * 255 / 1_200).unwrap_or(0), u8::try_from(y * 255 / 900).unwrap_or(0)])
    });
    encode(&DynamicImage::ImageRgb8(picture), ImageFormat::Jpeg)
}

/// The beginning of a photo, as after a lost connection.
#[must_use]
pub fn truncated_photo() -> Vec<u8> {
    let mut bytes = photo(90);
    bytes.truncate(bytes.len() / 3);
    bytes
}

/// A few kilobytes that unfold to sixty megapixels.
#[must_use]
pub fn bomb() -> Vec<u8> {
    encode(&DynamicImage::ImageLuma8(GrayImage::new(10_000, 6_000)), ImageFormat::Png)
}

/// A paper.
#[must_use]
pub fn pdf() -> Vec<u8> {
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n\
      trailer<</Root 1 0 R>>\n%%EOF\n"
        .to_vec()
}

fn encode(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("a picture in memory");
    bytes.into_inner()
}
