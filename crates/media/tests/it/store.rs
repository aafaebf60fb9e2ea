use bytes::Bytes;
use media::{BlobError, Blobs, Format, PictureAddress};
use tempfile::TempDir;

#[tokio::test]
async fn blob_is_put_read_and_deleted() {
    let folder = TempDir::new().unwrap();
    let blobs = Blobs::open(&folder.path().join("new/blobs")).unwrap();
    let key = "private/papers/ab/abcd";
    assert!(!blobs.exists(key).await.unwrap());
    assert!(matches!(blobs.get(key).await, Err(BlobError::NotFound(_))));
    blobs.put(key, Bytes::from_static(b"one")).await.unwrap();
    blobs.put(key, Bytes::from_static(b"two")).await.unwrap();
    assert!(blobs.exists(key).await.unwrap());
    assert_eq!(blobs.get(key).await.unwrap(), "two");
    blobs.delete(key).await.unwrap();
    blobs.delete(key).await.unwrap();
    assert!(!blobs.exists(key).await.unwrap());
}

#[tokio::test]
async fn key_outside_the_two_prefixes_is_refused() {
    let folder = TempDir::new().unwrap();
    let blobs = Blobs::open_unsynced(folder.path()).unwrap();
    for key in [
        "",
        "a",
        "/public/a",
        "public",
        "public/",
        "public//a",
        "public/../private/a",
        "public/.a",
        "Public/a",
        "public/a b",
        "public/%2e%2e/a",
    ] {
        assert!(matches!(blobs.put(key, Bytes::new()).await, Err(BlobError::BadKey(_))), "{key:?}");
        assert!(matches!(blobs.get(key).await, Err(BlobError::BadKey(_))), "{key:?}");
    }
}

#[tokio::test]
async fn address_of_a_picture_that_was_never_stored_is_not_found() {
    let folder = TempDir::new().unwrap();
    let blobs = Blobs::open_unsynced(folder.path()).unwrap();
    let address = PictureAddress { id: "0".repeat(32), width: 640, format: Format::Jpeg };
    assert!(matches!(blobs.get_public(&address).await, Err(BlobError::NotFound(_))));
}
