use std::process::Command;

use media::{Format, Profile, decode};

use crate::make;

#[tokio::test]
async fn turned_photo_stands_upright_and_carries_no_metadata() {
    let (folder, media) = make::media();
    let upload = make::with_metadata(&make::jpeg(400, 200));
    let made = media.process(upload.clone().into(), Profile::Photo).await.unwrap();
    assert_eq!((made.width, made.height), (200, 400));
    assert_eq!(made.widths(), [160, 200]);
    for format in Format::ALL {
        let pixels = make::file(&media, &made, 160, format).await;
        let (top, bottom) = (*pixels.get_pixel(80, 10), *pixels.get_pixel(80, 310));
        assert!(make::near(top, make::RED) && make::near(bottom, make::BLUE), "{format:?}: {top:?} {bottom:?}");
    }
    for variant in &made.variants {
        let bytes = media.blobs().get(&variant.key).await.unwrap();
        for mark in [b"Exif".as_slice(), b"EXIF", b"XMP", b"xmp", b"ICC", b"GPS", b"Adobe", &make::SECRET[..12]] {
            assert!(!bytes.windows(mark.len()).any(|window| window == mark), "{mark:?} in {}", variant.key);
        }
    }
    let path = folder.path().join("upload.jpg");
    std::fs::write(&path, upload).unwrap();
    let Some(before) = exiftool(&path) else {
        return;
    };
    assert!(before.contains("GPSLatitude") && before.contains("Orientation"), "the test's own upload: {before}");
    for variant in &made.variants {
        let read = exiftool(&folder.path().join(&variant.key)).unwrap();
        assert!(read.contains("ImageWidth"), "{read}");
        for group in ["[EXIF]", "[GPS]", "[XMP]", "[ICC_Profile]", "[IPTC]", "Orientation"] {
            assert!(!read.contains(group), "{} has {group}: {read}", variant.key);
        }
    }
}

/// An independent reader; loud where it is not installed.
fn exiftool(path: &std::path::Path) -> Option<String> {
    match Command::new("exiftool").args(["-G", "-s", "-a"]).arg(path).output() {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(_) => {
            eprintln!("SKIPPED the independent reader: exiftool is not installed (package libimage-exiftool-perl)");
            None
        }
    }
}

#[test]
fn every_orientation_of_exif_stands_upright() {
    let upload = make::with_metadata(&make::jpeg(64, 32));
    let at = upload.windows(4).position(|window| window == [0x01, 0x12, 0, 3]).unwrap() + 9;
    assert_eq!(upload[at], 6);
    // Where the red half, at the left as stored, comes to stand: pixel of the upright picture.
    let red_at = [(1, 5, 16), (2, 59, 16), (3, 59, 16), (4, 5, 16), (5, 16, 5), (6, 16, 5), (7, 16, 59), (8, 16, 59)];
    for (orientation, x, y) in red_at {
        let mut turned = upload.clone();
        turned[at] = orientation;
        let pixels = decode(&turned).unwrap().pixels;
        assert_eq!(pixels.width() > pixels.height(), orientation < 5, "orientation {orientation}");
        assert!(make::near(*pixels.get_pixel(x, y), make::RED), "orientation {orientation}");
    }
}
