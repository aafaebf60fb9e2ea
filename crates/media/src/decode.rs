//! From foreign bytes to upright pixels on white, or a refusal.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage, error::LimitErrorKind,
    metadata::Orientation,
};
use kernel::Problem;

use crate::BlobError;

/// The largest file that is looked at.
pub const MAX_BYTES: usize = 15 * 1024 * 1024;
/// The longest side, in pixels.
pub const MAX_SIDE: u32 = 12_000;
pub const MAX_MEGAPIXELS: u32 = 50;
/// What one picture may take while it is decoded.
const MAX_ALLOCATION: u64 = 192 * 1024 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("the file is empty")]
    Empty,
    #[error("neither a JPEG, a PNG nor a WebP picture")]
    NotAPicture,
    #[error("the picture is damaged or cut short")]
    Damaged,
    #[error("more than {MAX_BYTES} bytes")]
    TooLarge,
    #[error("too many pixels: {width} × {height}")]
    TooManyPixels { width: u32, height: u32 },
    /// The machine is busy or the picture is a trap: either way it is worth a later try.
    #[error("the picture was not ready in time")]
    TooSlow,
    #[error("the picture could not be encoded")]
    Encode,
    #[error(transparent)]
    Store(#[from] BlobError),
}

impl PictureError {
    /// What to say beside the field; `None` when the fault is ours and not the file's.
    #[must_use]
    pub fn problem(&self) -> Option<Problem> {
        match self {
            Self::Empty => Some(Problem::Required),
            Self::NotAPicture | Self::Damaged => Some(Problem::NotAPicture),
            Self::TooLarge => Some(Problem::FileTooLarge(MAX_BYTES as u64)),
            Self::TooManyPixels { .. } => Some(Problem::TooManyPixels(MAX_MEGAPIXELS)),
            Self::TooSlow | Self::Encode | Self::Store(_) => None,
        }
    }
}

/// Pixels as the eye should see them: upright, opaque, without any metadata.
#[derive(Debug)]
pub struct Decoded {
    pub pixels: RgbImage,
}

/// The type is read from the bytes, never from a name. Of a moving picture the first frame is taken.
pub fn decode(bytes: &[u8]) -> Result<Decoded, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(PictureError::TooLarge);
    }
    let format = sniff(bytes).ok_or(PictureError::NotAPicture)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_ALLOCATION);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal)?;

    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let too_many = pixels > u64::from(MAX_MEGAPIXELS) * 1_000_000 || decoder.total_bytes() > MAX_ALLOCATION;
    if too_many || width > MAX_SIDE || height > MAX_SIDE {
        return Err(PictureError::TooManyPixels { width, height });
    }
    // The JPEG decoder fills what is missing with grey and calls it a success.
    if format == ImageFormat::Jpeg && !jpeg_is_whole(bytes) {
        return Err(PictureError::Damaged);
    }
    // Metadata that cannot be read is no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    let mut upright = DynamicImage::ImageRgb8(on_white(picture));
    upright.apply_orientation(orientation);
    Ok(Decoded { pixels: upright.into_rgb8() })
}

fn sniff(bytes: &[u8]) -> Option<ImageFormat> {
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        Some(ImageFormat::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        Some(ImageFormat::Png)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(ImageFormat::WebP)
    } else {
        None
    }
}

fn refusal(error: ImageError) -> PictureError {
    match error {
        ImageError::Limits(limit) if matches!(limit.kind(), LimitErrorKind::InsufficientMemory) => {
            PictureError::TooManyPixels { width: 0, height: 0 }
        }
        _ => PictureError::Damaged,
    }
}

/// Walks the segments: after at least one scan the end marker must come. A thumbnail's own end marker lies inside a segment and is skipped.
fn jpeg_is_whole(bytes: &[u8]) -> bool {
    const START_OF_SCAN: u8 = 0xDA;
    let mut at = 2;
    let mut scans = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|&b| b == 0xFF)) {
        at += found + 1;
        match bytes.get(at) {
            None => return false,
            // Fill bytes: the marker is still to come.
            Some(0xFF) => {}
            Some(0xD9) => return scans > 0,
            // A stuffed zero or a restart inside a scan, or another marker without a length.
            Some(0x00 | 0x01 | 0xD0..=0xD8) => at += 1,
            Some(&marker) => {
                scans += u32::from(marker == START_OF_SCAN);
                let Some(&[high, low]) = bytes.get(at + 1..at + 3) else {
                    return false;
                };
                at += 1 + usize::from(u16::from_be_bytes([high, low]));
            }
        }
    }
    false
}

/// Transparent parts become white, as the page behind them would be.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    let blend = |colour: u8, alpha: u8| {
        let (colour, alpha) = (u32::from(colour), u32::from(alpha));
        u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
    };
    let mut flat = RgbImage::new(rgba.width(), rgba.height());
    for (to, from) in flat.pixels_mut().zip(rgba.pixels()) {
        let [red, green, blue, alpha] = from.0;
        *to = Rgb([blend(red, alpha), blend(green, alpha), blend(blue, alpha)]);
    }
    flat
}
