//! From pixels to the files that are served: resize, WebP, JPEG, and the colour shown while a picture loads.

use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images::Image, images::ImageRef};
use image::{ExtendedColorType, RgbImage, codecs::jpeg::JpegEncoder};

use crate::PictureError;

const WEBP_QUALITY: f32 = 78.0;
const JPEG_QUALITY: u8 = 80;

/// The height that keeps the proportions at this width.
fn height_at(pixels: &RgbImage, width: u32) -> u32 {
    let exact = u64::from(pixels.height()) * u64::from(width);
    let rounded = (exact + u64::from(pixels.width()) / 2) / u64::from(pixels.width()).max(1);
    u32::try_from(rounded).unwrap_or(u32::MAX).max(1)
}

/// A smaller copy; a width that is not smaller gives the picture itself.
pub(crate) fn resize(pixels: &RgbImage, width: u32) -> Result<RgbImage, PictureError> {
    if width >= pixels.width() {
        return Ok(pixels.clone());
    }
    let height = height_at(pixels, width);
    let from = ImageRef::new(pixels.width(), pixels.height(), pixels.as_raw(), PixelType::U8x3);
    let from = from.map_err(|_| PictureError::Encode)?;
    let mut to = Image::new(width, height, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new().resize(&from, &mut to, &options).map_err(|_| PictureError::Encode)?;
    RgbImage::from_raw(width, height, to.into_vec()).ok_or(PictureError::Encode)
}

pub(crate) fn webp(pixels: &RgbImage) -> Result<Vec<u8>, PictureError> {
    let encoder = webp::Encoder::from_rgb(pixels.as_raw(), pixels.width(), pixels.height());
    let encoded = encoder.encode_simple(false, WEBP_QUALITY).map_err(|_| PictureError::Encode)?;
    Ok(encoded.to_vec())
}

pub(crate) fn jpeg(pixels: &RgbImage) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY)
        .encode(pixels.as_raw(), pixels.width(), pixels.height(), ExtendedColorType::Rgb8)
        .map_err(|_| PictureError::Encode)?;
    Ok(bytes)
}

/// The commonest colour, `#rrggbb`: colours are put into 512 boxes and the fullest box's mean is taken.
pub(crate) fn dominant_colour(pixels: &RgbImage) -> String {
    let mut boxes = vec![[0u64; 4]; 512];
    for pixel in pixels.pixels() {
        let [red, green, blue] = pixel.0.map(usize::from);
        let sum = &mut boxes[(red >> 5) << 6 | (green >> 5) << 3 | blue >> 5];
        for (total, value) in sum.iter_mut().zip([1, red, green, blue]) {
            *total += value as u64;
        }
    }
    let [count, red, green, blue] = boxes.into_iter().max_by_key(|sum| sum[0]).unwrap_or_default();
    let mean = |total: u64| total / count.max(1);
    format!("#{:02x}{:02x}{:02x}", mean(red), mean(green), mean(blue))
}
