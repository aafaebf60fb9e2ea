use std::time::{Duration, Instant};

use bytes::Bytes;
use image::ImageFormat;
use kernel::Problem;
use media::{MAX_BYTES, PictureError, Profile, decode};

use crate::make;

#[test]
fn text_named_like_a_picture_is_no_picture() {
    for bytes in
        [b"<script>alert(1)</script>".as_slice(), b"GIF89a\x01\0\x01\0", b"%PDF-1.7\n", b"RIFF\0\0\0\0WAVE", b"\xFF"]
    {
        let error = decode(bytes).unwrap_err();
        assert!(matches!(error, PictureError::NotAPicture), "{error:?}");
        assert_eq!(error.problem(), Some(Problem::NotAPicture));
    }
}

#[test]
fn nothing_and_too_much_are_refused() {
    assert!(matches!(decode(b""), Err(PictureError::Empty)));
    let mut huge = make::jpeg(10, 10).to_vec();
    huge.resize(MAX_BYTES + 1, 0);
    let error = decode(&huge).unwrap_err();
    assert!(matches!(error, PictureError::TooLarge));
    assert_eq!(error.problem(), Some(Problem::FileTooLarge(15 * 1024 * 1024)));
    huge.truncate(MAX_BYTES);
    assert!(decode(&huge).is_ok(), "what follows a picture's end does no harm");
}

#[test]
fn picture_cut_short_is_refused_in_every_format() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = make::encoded(make::busy(300, 200), format);
        assert!(decode(&whole).is_ok(), "{format:?}");
        for percent in [2, 10, 50, 90, 99] {
            let cut = &whole[..whole.len() * percent / 100];
            let error = decode(cut).map(|_| format!("{format:?} at {percent} %")).unwrap_err();
            assert!(matches!(error, PictureError::Damaged), "{format:?} at {percent} %: {error:?}");
        }
    }
}

#[test]
fn end_of_the_thumbnail_is_not_the_end_of_the_photo() {
    let whole = make::with_metadata(&make::encoded(make::busy(300, 200), ImageFormat::Jpeg));
    assert!(decode(&whole).is_ok());
    assert!(matches!(decode(&whole[..whole.len() / 2]), Err(PictureError::Damaged)));
}

#[test]
fn bombs_are_refused_from_their_header() {
    let begun = Instant::now();
    for (width, height) in
        [(10_000, 6_000), (12_001, 10), (10, 12_001), (60_000, 60_000), (2_147_483_647, 2_147_483_647)]
    {
        let error = decode(&make::png_claiming(width, height)).unwrap_err();
        assert!(matches!(error, PictureError::TooManyPixels { .. }), "{width} × {height}: {error:?}");
        assert_eq!(error.problem(), Some(Problem::TooManyPixels(50)));
    }
    assert!(begun.elapsed() < Duration::from_secs(1));
    // Within the limits the same lie is found out while decoding.
    assert!(matches!(decode(&make::png_claiming(8_000, 6_000)), Err(PictureError::Damaged)));
}

#[test]
fn jpeg_and_webp_that_claim_too_much_are_refused() {
    let mut jpeg = make::jpeg(16, 16).to_vec();
    let frame = jpeg.windows(2).position(|window| window == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x27, 0x10, 0x27, 0x10]);
    assert!(matches!(decode(&jpeg), Err(PictureError::TooManyPixels { width: 10_000, height: 10_000 })));
    let mut webp = make::animated_webp(16);
    assert_eq!(&webp[12..16], b"VP8X");
    webp[24..30].copy_from_slice(&[0xFF, 0x3F, 0, 0xFF, 0x3F, 0]);
    assert!(matches!(decode(&webp), Err(PictureError::TooManyPixels { .. })));
}

#[test]
fn noise_after_an_honest_beginning_never_panics() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = make::encoded(make::busy(40, 30), format);
        for at in (12..whole.len()).step_by(7) {
            let mut spoilt = whole.clone();
            spoilt[at] ^= 0x55;
            let _ = decode(&spoilt);
        }
    }
}

#[tokio::test]
async fn slow_picture_lets_the_caller_go() {
    let (_folder, media) = make::media();
    let media = media.with_time_limit(Duration::from_millis(1));
    let upload: Bytes = make::encoded(make::busy(1500, 1000), ImageFormat::Jpeg).into();
    let error = media.process(upload, Profile::Photo).await.unwrap_err();
    assert!(matches!(error, PictureError::TooSlow));
    assert_eq!(error.problem(), None, "the fault is not the file's");
}

#[tokio::test]
async fn refused_picture_leaves_nothing_behind() {
    let (folder, media) = make::media();
    media.process(Bytes::from_static(b"not a picture"), Profile::Photo).await.unwrap_err();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
