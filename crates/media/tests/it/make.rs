//! Files for the tests, made by hand where no honest program would make them.

use bytes::Bytes;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use media::{Blobs, Format, Media, PictureAddress, Processed};
use tempfile::TempDir;

pub const RED: Rgb<u8> = Rgb([220, 20, 30]);
pub const BLUE: Rgb<u8> = Rgb([20, 40, 200]);

/// A place in Hà Tĩnh as a phone would write it, and words that must not come out again.
pub const SECRET: &[u8] = b"Nha rieng cua toi 18.3428N 105.9057E";

pub fn media() -> (TempDir, Media) {
    let folder = TempDir::new().unwrap();
    let blobs = Blobs::open_unsynced(folder.path()).unwrap();
    (folder, Media::new(blobs))
}

/// The left half red, the right half blue.
pub fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { RED } else { BLUE })
}

/// Colours that do not compress to nothing.
pub fn busy(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let mixed = (x * 7919 + y * 104_729) ^ (x * y);
        let [a, b, c, _] = mixed.to_le_bytes();
        Rgb([a, b, c])
    })
}

pub fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn jpeg(width: u32, height: u32) -> Bytes {
    encoded(halves(width, height), ImageFormat::Jpeg).into()
}

pub fn half_transparent(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, _| if x < width / 2 { Rgba([0, 0, 0, 0]) } else { Rgba([0, 0, 0, 255]) })
}

/// Puts EXIF (orientation 6: the camera was turned, a place, a thumbnail with its own end marker), XMP and a colour profile into a JPEG.
pub fn with_metadata(jpeg: &[u8]) -> Vec<u8> {
    let mut exif = b"Exif\0\0".to_vec();
    exif.extend(tiff());
    let mut xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'>".to_vec();
    xmp.extend_from_slice(SECRET);
    xmp.extend_from_slice(b"</x:xmpmeta>");
    let mut profile = b"ICC_PROFILE\0\x01\x01".to_vec();
    profile.extend_from_slice(SECRET);
    let mut bytes = jpeg[..2].to_vec();
    for (marker, body) in [(0xE1, exif), (0xE1, xmp), (0xE2, profile)] {
        bytes.extend([0xFF, marker]);
        bytes.extend(u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        bytes.extend(body);
    }
    bytes.extend_from_slice(&jpeg[2..]);
    bytes
}

/// A TIFF block, big-endian: orientation 6, a description, and a GPS directory with a latitude and a longitude.
fn tiff() -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    };
    let (main, gps) = (8u32, 8u32 + 2 + 3 * 12 + 4);
    let latitude = gps + 2 + 4 * 12 + 4;
    let (longitude, words) = (latitude + 24, latitude + 48);
    let length = u32::try_from(SECRET.len()).unwrap();
    let degrees = |of: [u32; 3]| of.iter().flat_map(|n| [n.to_be_bytes(), 1u32.to_be_bytes()].concat()).collect();
    let parts: [Vec<u8>; 11] = [
        [b"MM\0*".as_slice(), &main.to_be_bytes(), &3u16.to_be_bytes()].concat(),
        entry(0x010E, 2, length, words.to_be_bytes()),
        entry(0x0112, 3, 1, [0, 6, 0, 0]),
        [entry(0x8825, 4, 1, gps.to_be_bytes()), vec![0; 4], 4u16.to_be_bytes().to_vec()].concat(),
        entry(1, 2, 2, *b"N\0\0\0"),
        entry(2, 5, 3, latitude.to_be_bytes()),
        entry(3, 2, 2, *b"E\0\0\0"),
        [entry(4, 5, 3, longitude.to_be_bytes()), vec![0; 4]].concat(),
        degrees([18, 20, 34]),
        degrees([105, 54, 21]),
        [SECRET, b"\xFF\xD9"].concat(),
    ];
    parts.concat()
}

/// A PNG that claims a size and has next to nothing behind it.
pub fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let honest = encoded(RgbImage::new(1, 1), ImageFormat::Png);
    let mut header = honest[12..29].to_vec();
    header[4..8].copy_from_slice(&width.to_be_bytes());
    header[8..12].copy_from_slice(&height.to_be_bytes());
    [&honest[..12], &header, &crc32(&header).to_be_bytes(), &honest[33..]].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| {
        if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
    };
    !bytes.iter().fold(u32::MAX, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), |crc, _| step(crc)))
}

/// Two frames: red, then blue.
pub fn animated_webp(side: u32) -> Vec<u8> {
    let config = webp::WebPConfig::new().unwrap();
    let (first, second) = (RgbImage::from_pixel(side, side, RED), RgbImage::from_pixel(side, side, BLUE));
    let mut film = webp::AnimEncoder::new(side, side, &config);
    film.add_frame(webp::AnimFrame::from_rgb(first.as_raw(), side, side, 0));
    film.add_frame(webp::AnimFrame::from_rgb(second.as_raw(), side, side, 500));
    film.encode().to_vec()
}

pub fn near(found: Rgb<u8>, wanted: Rgb<u8>) -> bool {
    found.0.iter().zip(wanted.0).all(|(&a, b)| a.abs_diff(b) < 24)
}

/// The pixels of one stored file.
pub async fn file(media: &Media, made: &Processed, width: u32, format: Format) -> RgbImage {
    let address = PictureAddress { id: made.id.clone(), width, format };
    let (bytes, _) = media.blobs().get_public(&address).await.unwrap();
    image::load_from_memory(&bytes).unwrap().into_rgb8()
}
