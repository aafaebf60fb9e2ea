use bytes::Bytes;
use image::ImageFormat;
use kernel::Problem;
use media::{MAX_PDF_BYTES, PaperError, clean_file_name};

use crate::make;

fn pdf(length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.resize(length - 6, b' ');
    bytes.extend_from_slice(b"%%EOF\n");
    bytes
}

#[tokio::test]
async fn pdf_is_kept_as_it_is() {
    let (_folder, media) = make::media();
    let bytes = Bytes::from(pdf(5000));
    let paper = media.accept_paper(bytes.clone(), "Giấy phép.PDF").await.unwrap();
    assert_eq!((paper.content_type, paper.size, paper.file_name.as_str()), ("application/pdf", 5000, "Giấy phép.pdf"));
    assert!(paper.blob_key.starts_with("private/papers/"));
    assert_eq!(media.blobs().get(&paper.blob_key).await.unwrap(), bytes);
    assert_eq!(
        media.accept_paper(bytes, "Giấy phép.PDF").await.unwrap(),
        paper,
        "the same paper again changes nothing"
    );
}

#[tokio::test]
async fn pdf_that_is_cut_or_too_large_is_refused() {
    let (_folder, media) = make::media();
    let cut = Bytes::from_static(b"%PDF-1.7\n1 0 obj");
    assert!(matches!(media.accept_paper(cut, "a.pdf").await, Err(PaperError::NotAPaper)));
    let mut trailing = pdf(5000);
    trailing.resize(9000, b' ');
    assert!(matches!(media.accept_paper(trailing.into(), "a.pdf").await, Err(PaperError::NotAPaper)));
    assert!(media.accept_paper(pdf(MAX_PDF_BYTES).into(), "a.pdf").await.is_ok());
    let error = media.accept_paper(pdf(MAX_PDF_BYTES + 1).into(), "a.pdf").await.unwrap_err();
    assert_eq!(error.problem(), Some(Problem::FileTooLarge(10 * 1024 * 1024)));
}

#[tokio::test]
async fn photographed_paper_is_encoded_anew() {
    let (_folder, media) = make::media();
    let upload = make::with_metadata(&make::jpeg(400, 200));
    let paper = media.accept_paper(upload.into(), "IMG_2031.png").await.unwrap();
    assert_eq!((paper.content_type, paper.file_name.as_str()), ("image/jpeg", "IMG_2031.jpg"));
    let kept = media.blobs().get(&paper.blob_key).await.unwrap();
    assert_eq!(kept.len() as u64, paper.size);
    assert!(!kept.windows(4).any(|window| window == b"Exif"));
    let pixels = image::load_from_memory(&kept).unwrap().into_rgb8();
    assert_eq!((pixels.width(), pixels.height()), (200, 400), "upright");
}

#[tokio::test]
async fn large_photograph_of_a_paper_shrinks_to_its_longest_side() {
    let (_folder, media) = make::media();
    let paper = media.accept_paper(make::jpeg(1000, 3000), "a.jpg").await.unwrap();
    let kept = image::load_from_memory(&media.blobs().get(&paper.blob_key).await.unwrap()).unwrap();
    assert_eq!((kept.width(), kept.height()), (800, 2400));
}

#[tokio::test]
async fn other_files_are_no_papers() {
    let (folder, media) = make::media();
    let cut = make::encoded(make::busy(60, 60), ImageFormat::Jpeg);
    let cut = Bytes::copy_from_slice(&cut[..cut.len() / 2]);
    for bytes in [Bytes::from_static(b"PK\x03\x04 docx"), Bytes::from_static(b" %PDF-1.7 %%EOF"), cut] {
        let error = media.accept_paper(bytes, "giay-phep.pdf").await.unwrap_err();
        assert_eq!(error.problem(), Some(Problem::NotAPaper), "{error:?}");
    }
    let empty = media.accept_paper(Bytes::new(), "giay-phep.pdf").await.unwrap_err();
    assert_eq!(empty.problem(), Some(Problem::Required));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn file_names_are_cleaned() {
    for (declared, clean) in [
        (r"C:\Users\Lan\Giấy phép.pdf", "Giấy phép.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("Gia\u{302}\u{301}y phe\u{301}p.pdf", "Giấy phép.pdf"),
        ("a\r\nSet-Cookie: x=1\".pdf", "aSet-Cookie x=1.pdf"),
        ("gpj.\u{202E}fdp.exe", "gpj.fdp.pdf"),
        ("Hồ sơ 12.2026", "Hồ sơ 12.pdf"),
        ("Quyết định số 5. Bản cuối cùng", "Quyết định số 5. Bản cuối cùng.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("...", "giay-to.pdf"),
        ("", "giay-to.pdf"),
    ] {
        assert_eq!(clean_file_name(declared, "pdf"), clean, "{declared:?}");
    }
    let long = clean_file_name(&"ệ".repeat(500), "pdf");
    assert_eq!((long.chars().count(), long.ends_with("ệ.pdf")), (120, true));
}
