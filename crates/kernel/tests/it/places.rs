use std::collections::BTreeSet;

use kernel::{
    Locale,
    place::{CommuneKind, commune, commune_by_slug, communes, former_districts},
    text::{collation_key, is_slug},
};

#[test]
fn there_are_sixty_communes_and_nine_wards() {
    assert_eq!(communes().len(), 69);
    assert_eq!(communes().iter().filter(|c| c.kind == CommuneKind::Ward).count(), 9);
    let slugs: BTreeSet<_> = communes().iter().map(|c| c.slug).collect();
    assert_eq!(slugs.len(), 69);
    assert!(slugs.iter().all(|slug| is_slug(slug)));
}

#[test]
fn communes_stand_in_vietnamese_order() {
    assert!(communes().is_sorted_by_key(|c| collation_key(c.name)));
    let at = |name| communes().iter().position(|c| c.name == name).unwrap();
    assert!(at("Cổ Đạm") < at("Đan Hải") && at("Đan Hải") < at("Gia Hanh"));
}

#[test]
fn a_commune_is_found_by_code_and_slug() {
    let ward = commune("18073").unwrap();
    assert_eq!((ward.full_name.as_str(), ward.name_en().as_str()), ("Phường Thành Sen", "Thanh Sen ward"));
    assert_eq!(ward.title(Locale::Vi), "Phường Thành Sen");
    assert_eq!(ward.former_names.len(), 9);
    assert!(ward.former_names.contains(&"Phường Đại Nài"));
    assert_eq!(commune_by_slug("xa-phuc-trach").unwrap().name_en(), "Phuc Trach commune");
    assert!(commune("00000").is_none() && commune_by_slug("").is_none());
}

#[test]
fn every_commune_lies_in_one_of_thirteen_former_districts() {
    assert_eq!(former_districts().len(), 13);
    assert_eq!(former_districts().iter().map(|d| d.communes().count()).sum::<usize>(), 69);
    assert!(former_districts().iter().all(|d| d.communes().count() > 0));
    let district = former_districts().iter().find(|d| d.short_name() == "Hương Sơn").unwrap();
    assert_eq!(district.slug, "huyen-huong-son");
    assert!(district.communes().any(|c| c.name == "Sơn Kim 1"));
}

#[test]
fn communes_lie_as_far_apart_as_the_map_says() {
    let far = |a: &str, b: &str| commune(a).unwrap().distance_km(commune(b).unwrap());
    assert_eq!(far("18073", "18073"), 0);
    assert_eq!(far("18073", "18100"), 5, "Thành Sen and Trần Phú are neighbours");
    assert_eq!(far("18073", "18115"), far("18115", "18073"));
    assert!((30..36).contains(&far("18073", "18115")), "Hà Tĩnh to Hồng Lĩnh");
    let all = || communes().iter();
    let widest = all().flat_map(|a| all().map(move |b| a.distance_km(b))).max().unwrap();
    assert!((100..170).contains(&widest), "{widest}");
}
