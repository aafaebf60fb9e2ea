use media::{Picture, PictureAddress, Profile};

use crate::make;

#[tokio::test]
async fn addresses_in_a_page_lead_to_files() {
    let (_folder, media) = make::media();
    let made = media.process(make::jpeg(700, 350), Profile::Photo).await.unwrap();
    let picture = Picture::from(&made);
    let id = &made.id;
    assert_eq!(picture.fallback(), format!("/anh/{id}-640.jpg"));
    assert_eq!(picture.src(161), format!("/anh/{id}-320.jpg"));
    assert_eq!(picture.src(5000), format!("/anh/{id}-700.jpg"));
    assert_eq!(picture.srcset_jpeg().matches("w,").count(), 3);
    for entry in picture.srcset_webp().split(", ") {
        let (address, width) = entry.split_once(' ').unwrap();
        let parsed = PictureAddress::parse(address.strip_prefix(PictureAddress::PREFIX).unwrap()).unwrap();
        assert_eq!(format!("{}w", parsed.width), width);
        assert_eq!(media.blobs().get_public(&parsed).await.unwrap().1, "image/webp");
    }
}

#[test]
fn only_our_own_spelling_of_an_address_is_read() {
    let id = "0123456789abcdef0123456789abcdef";
    assert!(PictureAddress::parse(&format!("{id}-640.webp")).is_some());
    assert!(PictureAddress::parse(&format!("{id}-1600.jpg")).is_some());
    for bad in [
        "",
        "-640.jpg",
        &format!("{id}-0.jpg"),
        &format!("{id}-1601.jpg"),
        &format!("{id}-0640.jpg"),
        &format!("{id}-+640.jpg"),
        &format!("{id}-640.jpeg"),
        &format!("{id}-640.jpg.webp"),
        &format!("{id}-640"),
        &format!("{id}0-640.jpg"),
        &format!("{}-640.jpg", id.to_uppercase()),
        &format!("../{}-640.jpg", &id[3..]),
        &format!("{id}-640.jpg/"),
        &format!("{id}-99999999999.jpg"),
    ] {
        assert_eq!(PictureAddress::parse(bad), None, "{bad}");
    }
}
