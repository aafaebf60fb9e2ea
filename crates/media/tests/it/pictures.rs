use bytes::Bytes;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use media::{Format, PictureAddress, PictureError, Profile, decode};

use crate::make;

#[tokio::test]
async fn photo_gets_every_width_in_both_formats() {
    let (_folder, media) = make::media();
    let made = media.process(make::jpeg(2000, 1000), Profile::Photo).await.unwrap();
    assert_eq!((made.width, made.height), (2000, 1000));
    assert_eq!(made.widths(), [160, 320, 640, 1280]);
    assert_eq!(made.variants.len(), 8);
    for variant in &made.variants {
        let bytes = media.blobs().get(&variant.key).await.unwrap();
        assert_eq!(bytes.len() as u64, variant.size);
        let expected = if variant.format == Format::Webp { ImageFormat::WebP } else { ImageFormat::Jpeg };
        assert_eq!(image::guess_format(&bytes).unwrap(), expected);
        let pixels = image::load_from_memory(&bytes).unwrap().into_rgb8();
        assert_eq!((pixels.width(), pixels.height()), (variant.width, variant.width / 2));
        assert_eq!(variant.height, pixels.height());
        let (left, right) = (pixels.get_pixel(4, 4), pixels.get_pixel(pixels.width() - 4, 4));
        assert!(make::near(*left, make::RED) && make::near(*right, make::BLUE), "{variant:?}: {left:?} {right:?}");
    }
}

#[tokio::test]
async fn small_picture_is_never_enlarged() {
    let (_folder, media) = make::media();
    let made = media.process(make::jpeg(500, 300), Profile::Photo).await.unwrap();
    assert_eq!(made.widths(), [160, 320, 500]);
    let made = media.process(make::jpeg(90, 300), Profile::Photo).await.unwrap();
    assert_eq!(made.widths(), [90]);
    let made = media.process(make::jpeg(320, 300), Profile::Photo).await.unwrap();
    assert_eq!(made.widths(), [160, 320]);
    assert!(made.variants.iter().all(|v| v.width <= 320 && v.height <= 300));
}

#[tokio::test]
async fn banner_and_logo_have_widths_of_their_own() {
    let (_folder, media) = make::media();
    let upload = make::jpeg(1700, 200);
    let banner = media.process(upload.clone(), Profile::Banner).await.unwrap();
    let logo = media.process(upload, Profile::Logo).await.unwrap();
    assert_eq!(banner.widths(), [640, 1280, 1600]);
    assert_eq!(logo.widths(), [80, 160, 320]);
    assert_ne!(banner.id, logo.id, "one upload for two uses has two sets of files");
}

#[tokio::test]
async fn picture_one_pixel_wide_is_taken() {
    let (_folder, media) = make::media();
    let made = media.process(make::jpeg(1, 1), Profile::Logo).await.unwrap();
    assert_eq!((made.widths(), made.variants.len()), (vec![1], 2));
    let ribbon = make::encoded(RgbImage::new(4000, 2), ImageFormat::Png);
    let made = media.process(ribbon.into(), Profile::Logo).await.unwrap();
    assert!(made.variants.iter().all(|v| v.height == 1), "a height never becomes zero");
}

#[tokio::test]
async fn transparent_parts_become_white() {
    let (_folder, media) = make::media();
    let clear: DynamicImage = make::half_transparent(400, 100).into();
    let sixteen_bits = DynamicImage::from(clear.to_rgba16());
    let grey = DynamicImage::from(clear.to_luma_alpha8());
    for (picture, format) in [
        (&clear, ImageFormat::Png),
        (&clear, ImageFormat::WebP),
        (&sixteen_bits, ImageFormat::Png),
        (&grey, ImageFormat::Png),
    ] {
        let made = media.process(make::encoded(picture.clone(), format).into(), Profile::Photo).await.unwrap();
        for served in Format::ALL {
            let pixels = make::file(&media, &made, 160, served).await;
            assert!(make::near(*pixels.get_pixel(20, 20), Rgb([255; 3])), "{served:?} of {format:?}");
            assert!(make::near(*pixels.get_pixel(140, 20), Rgb([0; 3])), "{served:?} of {format:?}");
        }
    }
}

#[test]
fn grey_and_sixteen_bit_pictures_are_taken() {
    let colours: DynamicImage = make::halves(40, 20).into();
    for picture in [DynamicImage::from(colours.to_luma8()), colours.to_luma16().into(), colours.to_rgb16().into()] {
        let pixels = decode(&make::encoded(picture, ImageFormat::Png)).unwrap().pixels;
        assert_eq!((pixels.width(), pixels.height()), (40, 20));
    }
}

#[test]
fn pictures_for_the_printing_press_and_for_slow_networks_are_taken() {
    // Four inks, as print shops send them; and a JPEG whose scans refine one another.
    for bytes in [include_bytes!("../data/cmyk.jpg").as_slice(), include_bytes!("../data/progressive.jpg")] {
        let pixels = decode(bytes).unwrap().pixels;
        let (left, right) = (*pixels.get_pixel(2, 2), *pixels.get_pixel(pixels.width() - 3, 2));
        assert!(make::near(left, make::RED) && make::near(right, make::BLUE), "{left:?} {right:?}");
        let cut = decode(&bytes[..bytes.len() - 2]).unwrap_err();
        assert!(matches!(cut, PictureError::Damaged));
    }
}

#[tokio::test]
async fn moving_picture_shows_its_first_frame() {
    let (_folder, media) = make::media();
    let made = media.process(make::animated_webp(200).into(), Profile::Photo).await.unwrap();
    let pixels = make::file(&media, &made, 160, Format::Jpeg).await;
    assert!(make::near(*pixels.get_pixel(80, 80), make::RED));
}

#[tokio::test]
async fn colour_is_the_commonest_one() {
    let (_folder, media) = make::media();
    let mut picture = RgbImage::from_pixel(300, 100, make::BLUE);
    for x in 0..100 {
        picture.put_pixel(x, 50, make::RED);
    }
    let made = media.process(make::encoded(picture, ImageFormat::Png).into(), Profile::Photo).await.unwrap();
    let [red, green, blue] = [1, 3, 5].map(|at| u8::from_str_radix(&made.colour[at..at + 2], 16).unwrap());
    assert!(made.colour.len() == 7 && make::near(Rgb([red, green, blue]), make::BLUE), "{}", made.colour);
}

#[tokio::test]
async fn same_bytes_again_are_the_same_picture() {
    let (folder, media) = make::media();
    let upload: Bytes = make::encoded(make::busy(700, 300), ImageFormat::Jpeg).into();
    let first = media.process(upload.clone(), Profile::Photo).await.unwrap();
    let files = contents(folder.path());
    assert_eq!(files.len(), first.variants.len() + 1, "every variant and the original");
    let second = media.process(upload.clone(), Profile::Photo).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(files, contents(folder.path()));
    let kept = format!("private/originals/{}/{}", &first.id[..2], first.id);
    assert_eq!(media.blobs().get(&kept).await.unwrap(), upload);
    assert!(PictureAddress::parse(&kept).is_none());
}

fn contents(folder: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(contents(&path));
        } else {
            all.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    all.sort();
    all
}
