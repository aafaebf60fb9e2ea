//! Offers are found as products are, filtered and counted exactly, and leave when they end.

use std::collections::{BTreeMap, HashSet};

use chrono::{Days, NaiveDate, TimeDelta};
use kernel::{Page, Quantity};
use offers::Certificate;
use search_indexer::{
    Change, Document, FacetValue, Kind, OfferDocument, OfferFacets, OfferQuery, OfferResults, OfferSort, Side,
};
use uuid::Uuid;

use super::support::*;

/// An offer to sell of the number `n`, to be changed by the test.
pub fn offer(n: u32, title: &str) -> OfferDocument {
    OfferDocument {
        id: Uuid::from_u128(0x0192_0000_0000_7000_b000_0000_0000_0000 + u128::from(n)),
        side: Side::Sell,
        title: title.to_owned(),
        title_en: String::new(),
        commodity_slug: None,
        commodity_names: String::new(),
        category_path: vec!["nong-san".into(), "trai-cay".into()],
        category_names: "Nông sản · Trái cây".into(),
        stall_slug: "gian-hang-mau".into(),
        stall_name: "Gian hàng mẫu".into(),
        commune_slug: "xa-mau".into(),
        commune_name: "Xã Mẫu".into(),
        place_text: String::new(),
        unit_code: "kg".into(),
        price: Some(i64::from(n) * 1_000),
        compared_price: Some(i64::from(n) * 1_000),
        remaining: Quantity(500_000),
        forward: false,
        certificates: Vec::new(),
        opened_at: noon() - TimeDelta::days(40) + TimeDelta::minutes(n.into()),
        valid_until: today() + Days::new(10),
        version: 1,
    }
}

fn buy(n: u32, title: &str) -> OfferDocument {
    OfferDocument { side: Side::Buy, stall_slug: String::new(), stall_name: String::new(), ..offer(n, title) }
}

fn at(commune: &str, n: u32, title: &str) -> OfferDocument {
    let commune = kernel::place::commune_by_slug(commune).unwrap();
    let names = [commune.full_name.as_str(), commune.former_district].into_iter();
    OfferDocument {
        commune_slug: commune.slug.into(),
        commune_name: commune.full_name.clone(),
        place_text: names.chain(commune.former_names.iter().copied()).collect::<Vec<_>>().join(" · "),
        ..offer(n, title)
    }
}

/// Sixty offers that differ in everything that is filtered and counted.
fn market() -> Vec<OfferDocument> {
    let communes = ["xa-huong-khe", "xa-huong-do", "xa-nghi-xuan", "phuong-thanh-sen"];
    let goods = [
        ("Cam Khe Mây", "cam-khe-may", "trai-cay"),
        ("Bưởi Phúc Trạch", "buoi-phuc-trach", "trai-cay"),
        ("Mật ong rừng", "mat-ong", "mat-ong"),
        ("Gạo tẻ", "", "gao"),
    ];
    (1..=60u32)
        .map(|n| {
            let (title, commodity, leaf) = goods[n as usize % 4];
            let base = at(communes[(n / 4) as usize % 4], n, title);
            let buys = n % 3 == 0;
            OfferDocument {
                side: if buys { Side::Buy } else { Side::Sell },
                stall_slug: if buys { String::new() } else { format!("hop-tac-xa-{}", n % 5) },
                stall_name: if buys { String::new() } else { format!("Hợp tác xã {}", n % 5) },
                commodity_slug: (!commodity.is_empty()).then(|| commodity.into()),
                commodity_names: title.into(),
                category_path: if n % 7 == 0 { vec![] } else { vec!["nong-san".into(), leaf.into()] },
                unit_code: ["kg", "tan", "thung"][n as usize % 3 % 2 + n as usize % 2].into(),
                compared_price: (n % 6 != 0).then(|| i64::from(n % 9) * 10_000),
                forward: n % 5 == 0,
                certificates: match n % 4 {
                    0 => vec![Certificate::VietGap],
                    1 => vec![Certificate::Ocop4, Certificate::Organic],
                    _ => vec![],
                },
                valid_until: today() + TimeDelta::days(i64::from(n % 8) - 1),
                ..base
            }
        })
        .collect()
}

async fn engines_with_offers(offers: &[OfferDocument]) -> Vec<Tested> {
    let engines = engines_with(&[product(1, "Cam bù"), product(2, "Mật ong Vũ Quang")]).await;
    for tested in &engines {
        tested.engine.apply(offers.iter().cloned().map(Change::put).collect()).await.unwrap();
    }
    engines
}

fn asks(text: &str) -> OfferQuery {
    OfferQuery::new(text, today())
}

async fn search_offers(tested: &Tested, query: &OfferQuery) -> OfferResults {
    tested.engine.search_offers(query).await.unwrap()
}

async fn titles(tested: &Tested, query: &OfferQuery) -> Vec<String> {
    let results = search_offers(tested, query).await;
    assert_eq!(results.total, results.hits.len() as u64);
    results.hits.iter().map(|hit| hit.card.title.clone()).collect()
}

#[tokio::test]
async fn offers_are_found_as_people_type() {
    let mut khe_may = at("xa-huong-do", 1, "Cam Khe Mây");
    khe_may.commodity_names = "Cam Khe Mây · Khe May orange · cam Hà Tĩnh".into();
    khe_may.title_en = "Khe May orange".into();
    let mut pomelo = buy(2, "Cần mua bưởi loại to");
    pomelo.commodity_names = "Bưởi Phúc Trạch · Phuc Trach pomelo".into();
    let truong_luu = at("xa-truong-luu", 3, "Gạo nếp");
    let all = [khe_may, pomelo, truong_luu, offer(4, "Cám gạo")];
    for tested in engines_with_offers(&all).await {
        for text in ["cam khe mây", "cam khe may", "cam khe maay", "camkhemay", "CAM KHE MÂY", "cam khê máy", "khe m"]
        {
            let found = titles(&tested, &asks(text)).await;
            assert_eq!(found.first().map(String::as_str), Some("Cam Khe Mây"), "{text} on {}", tested.name);
        }
        for text in ["buwowri phucs trachj", "bưởi phúc chạch", "buoi", "pomelo", "bu7o73i"] {
            assert_eq!(titles(&tested, &asks(text)).await, ["Cần mua bưởi loại to"], "{text} on {}", tested.name);
        }
        assert_eq!(titles(&tested, &asks("orange")).await, ["Cam Khe Mây"]);
        assert_eq!(titles(&tested, &asks("gao truong luu")).await[0], "Gạo nếp", "by its place");
        assert_eq!(titles(&tested, &asks("cam huong khe")).await[0], "Cam Khe Mây", "by its former district");
        assert_eq!(titles(&tested, &asks("cám")).await[0], "Cám gạo", "the tone that was typed");
        let stalls = titles(&tested, &asks("gian hang mau")).await;
        assert!(stalls.len() == 3 && !stalls.contains(&"Cần mua bưởi loại to".to_owned()), "a buyer has no stall");
        assert!(titles(&tested, &asks("kwxyz")).await.is_empty());
    }
}

#[tokio::test]
async fn what_matches_is_marked_in_both_languages() {
    let mut honey = offer(1, "Mật ong hoa nhãn");
    honey.title_en = "Longan honey".into();
    for tested in engines_with_offers(&[honey]).await {
        let hit = search_offers(&tested, &asks("mat ong")).await.hits.remove(0);
        assert_eq!(hit.highlight.iter().map(|range| &hit.card.title[range.clone()]).collect::<Vec<_>>(), ["Mật ong"]);
        let hit = search_offers(&tested, &asks("honey")).await.hits.remove(0);
        assert_eq!(&hit.card.title_en[hit.highlight_en[0].clone()], "honey");
        let plain = search_offers(&tested, &OfferQuery { highlights: false, facets: false, ..asks("mat ong") }).await;
        assert!(plain.hits[0].highlight.is_empty());
        assert_eq!(plain.facets, OfferFacets::default());
    }
}

#[tokio::test]
async fn offers_and_products_are_found_each_among_their_own() {
    for tested in engines_with_offers(&[offer(1, "Cam Khe Mây"), buy(2, "Cần mua cam")]).await {
        assert_eq!(names(&tested.engine, "cam").await, ["Cam bù"]);
        assert_eq!(search(&tested.engine, &query("")).await.total, 2);
        assert_eq!(titles(&tested, &asks("cam")).await.len(), 2);
        assert_eq!(titles(&tested, &asks("cam bù")).await.len(), 2, "the nearest of its kind");
        let kinds = tested.engine.versions().await.unwrap().into_iter().map(|one| one.kind);
        assert_eq!(kinds.filter(|kind| *kind == Kind::Offer).count(), 2);
        assert_eq!(tested.engine.count().await.unwrap(), 4);
    }
}

/// The plainest reading of every filter; `but` names the one left out.
fn passes(o: &OfferDocument, q: &OfferQuery, but: &str) -> bool {
    let any = |chosen: &[String], value: &str| chosen.is_empty() || chosen.iter().any(|c| c == value);
    let has = |one: &Certificate| q.certificates.contains(one);
    let price = |price: i64| price >= q.min_price.unwrap_or(i64::MIN) && price <= q.max_price.unwrap_or(i64::MAX);
    let category = q.categories.is_empty() || o.category_path.iter().any(|slug| q.categories.contains(slug));
    let is_priced = q.min_price.is_none() && q.max_price.is_none() || o.compared_price.is_some_and(price);
    (but == "side" || q.side.is_none_or(|side| side == o.side))
        && (but == "category" || category)
        && (but == "commodity" || any(&q.commodities, o.commodity_slug.as_deref().unwrap_or("")))
        && (but == "commune" || any(&q.communes, &o.commune_slug))
        && (but == "district" || any(&q.districts, district(&o.commune_slug)))
        && (but == "unit" || any(&q.units, &o.unit_code))
        && (but == "forward" || !q.forward || o.forward)
        && any(&q.stalls, &o.stall_slug)
        && (q.certificates.is_empty() || o.certificates.iter().any(has))
        && is_priced
        && o.valid_until >= q.today
}

fn district(commune: &str) -> &'static str {
    let former = kernel::place::commune_by_slug(commune).map(|commune| commune.former_district);
    kernel::place::former_districts().iter().find(|one| Some(one.name) == former).map_or("", |one| one.slug)
}

fn check(facets: &OfferFacets, all: &[OfferDocument], q: &OfferQuery) {
    let counted = |values: Vec<&str>| {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        values.into_iter().for_each(|value| *counts.entry(value.to_owned()).or_default() += 1);
        counts
    };
    let as_map = |values: &[FacetValue]| values.iter().map(|v| (v.slug.clone(), v.count)).collect::<BTreeMap<_, _>>();
    let without = |but: &str| all.iter().filter(|o| passes(o, q, but)).collect::<Vec<_>>();
    let by = |but: &str, value: fn(&OfferDocument) -> &str| counted(without(but).into_iter().map(value).collect());
    let sides = |side: Side| without("side").iter().filter(|o| o.side == side).count() as u64;
    assert_eq!((facets.sell, facets.buy), (sides(Side::Sell), sides(Side::Buy)));
    let categories = without("category").into_iter().flat_map(|o| o.category_path.iter().map(String::as_str));
    assert_eq!(as_map(&facets.categories), counted(categories.collect()));
    let commodities = without("commodity").into_iter().filter_map(|o| o.commodity_slug.as_deref());
    assert_eq!(as_map(&facets.commodities), counted(commodities.collect()));
    assert_eq!(as_map(&facets.communes), by("commune", |o| &o.commune_slug));
    assert_eq!(as_map(&facets.districts), by("district", |o| district(&o.commune_slug)));
    assert_eq!(as_map(&facets.units), by("unit", |o| &o.unit_code));
    assert_eq!(facets.forward, without("forward").iter().filter(|o| o.forward).count() as u64);
    for values in [&facets.categories, &facets.commodities, &facets.communes, &facets.districts, &facets.units] {
        assert!(values.is_sorted_by_key(|v| (std::cmp::Reverse(v.count), v.name.clone(), v.slug.clone())));
    }
}

fn queries() -> Vec<OfferQuery> {
    let plain = asks("");
    let of = |slugs: &[&str]| slugs.iter().map(|&slug| slug.to_owned()).collect::<Vec<_>>();
    vec![
        plain.clone(),
        OfferQuery { side: Some(Side::Buy), ..plain.clone() },
        OfferQuery { side: Some(Side::Sell), categories: of(&["trai-cay"]), ..plain.clone() },
        OfferQuery { categories: of(&["trai-cay", "gao"]), forward: true, ..plain.clone() },
        OfferQuery { commodities: of(&["cam-khe-may", "mat-ong"]), side: Some(Side::Buy), ..plain.clone() },
        OfferQuery { communes: of(&["xa-huong-khe"]), districts: of(&["huyen-huong-khe"]), ..plain.clone() },
        OfferQuery { districts: of(&["huyen-huong-khe", "huyen-nghi-xuan"]), units: of(&["kg"]), ..plain.clone() },
        OfferQuery { stalls: of(&["hop-tac-xa-1", "hop-tac-xa-2"]), ..plain.clone() },
        OfferQuery { certificates: vec![Certificate::VietGap], ..plain.clone() },
        OfferQuery { certificates: vec![Certificate::VietGap, Certificate::Organic], forward: true, ..plain.clone() },
        OfferQuery { min_price: Some(20_000), max_price: Some(50_000), units: of(&["kg", "tan"]), ..plain.clone() },
        OfferQuery { max_price: Some(0), ..plain.clone() },
        OfferQuery { min_price: Some(5), max_price: Some(1), ..plain.clone() },
        OfferQuery { today: today() + Days::new(4), side: Some(Side::Sell), ..plain.clone() },
        OfferQuery { today: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(), ..plain.clone() },
        OfferQuery { today: today() + Days::new(400), ..plain.clone() },
        OfferQuery { communes: of(&["không có"]), units: of(&["\0"]), ..plain },
    ]
}

#[tokio::test]
async fn filters_and_counts_of_offers_equal_counting_by_hand() {
    let all = market();
    for tested in engines_with_offers(&all).await {
        for q in queries() {
            let results = search_offers(&tested, &OfferQuery { page: Page::new(1, 100).unwrap(), ..q.clone() }).await;
            let mut found: Vec<Uuid> = results.hits.iter().map(|hit| hit.card.id).collect();
            found.sort();
            let mut expected: Vec<Uuid> = all.iter().filter(|o| passes(o, &q, "")).map(|o| o.id).collect();
            expected.sort();
            assert_eq!(found, expected, "{q:?} on {}", tested.name);
            assert_eq!(results.total, expected.len() as u64);
            check(&results.facets, &all, &q);
        }
        let text = OfferQuery { side: Some(Side::Buy), ..asks("mật ong rừng") };
        let named: Vec<OfferDocument> = all.iter().filter(|o| o.title == "Mật ong rừng").cloned().collect();
        let results = search_offers(&tested, &text).await;
        check(&results.facets, &named, &text);
        assert_eq!(results.total, named.iter().filter(|o| passes(o, &text, "")).count() as u64);
    }
}

#[tokio::test]
async fn every_order_is_total_and_its_pages_are_complete() {
    let all = market();
    let by_id: BTreeMap<Uuid, &OfferDocument> = all.iter().map(|o| (o.id, o)).collect();
    let long_ago = today() - Days::new(30);
    for tested in engines_with_offers(&all).await {
        for text in ["", "cam khe may", "huong khe"] {
            for sort in
                [OfferSort::Relevance, OfferSort::Newest, OfferSort::PriceAsc, OfferSort::PriceDesc, OfferSort::Ending]
            {
                let q = |number, per_page| OfferQuery {
                    sort,
                    today: long_ago,
                    page: Page::new(number, per_page).unwrap(),
                    ..asks(text)
                };
                let whole = search_offers(&tested, &q(1, 100)).await;
                let ids: Vec<Uuid> = whole.hits.iter().map(|hit| hit.card.id).collect();
                assert_eq!(ids.len() as u64, whole.total);
                let mut paged = Vec::new();
                for number in 1..=(ids.len() as u32).div_ceil(7) {
                    paged.extend(search_offers(&tested, &q(number, 7)).await.hits.iter().map(|hit| hit.card.id));
                }
                assert_eq!(paged, ids, "{text} {sort:?} on {}", tested.name);
                assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "no offer twice");
                let rows: Vec<&OfferDocument> = ids.iter().map(|id| by_id[id]).collect();
                let prices: Vec<i64> = rows.iter().map_while(|o| o.compared_price).collect();
                let rest = rows.iter().skip(prices.len()).all(|o| o.compared_price.is_none());
                match sort {
                    OfferSort::Relevance if !text.is_empty() => {}
                    OfferSort::Relevance | OfferSort::Newest => {
                        assert!(rows.is_sorted_by_key(|o| std::cmp::Reverse(o.opened_at)));
                    }
                    OfferSort::PriceAsc => assert!(rest && prices.is_sorted()),
                    OfferSort::PriceDesc => assert!(rest && prices.is_sorted_by(|a, b| a >= b)),
                    OfferSort::Ending => assert!(rows.is_sorted_by_key(|o| (o.valid_until, o.id))),
                }
            }
        }
    }
}

#[tokio::test]
async fn an_offer_ends_with_its_day_without_any_event() {
    let mut last_day = offer(1, "Cam Khe Mây");
    last_day.valid_until = today();
    for tested in engines_with_offers(&[last_day]).await {
        assert_eq!(titles(&tested, &asks("cam")).await.len(), 1, "to the end of its last day");
        let tomorrow = OfferQuery { today: today() + Days::new(1), ..asks("cam") };
        assert!(titles(&tested, &tomorrow).await.is_empty());
        assert!(titles(&tested, &OfferQuery { text: String::new(), ..tomorrow.clone() }).await.is_empty());
        assert_eq!(search_offers(&tested, &tomorrow).await.facets, OfferFacets::default(), "nor is it counted");
        assert_eq!(tested.engine.count().await.unwrap(), 3, "the document waits for its event");
    }
}

#[tokio::test]
async fn what_is_hidden_or_used_up_leaves_and_what_changes_is_replaced() {
    for tested in engines_with_offers(&[offer(1, "Cam Khe Mây"), offer(2, "Cam bù")]).await {
        tested.engine.apply(vec![Change::Delete(offer(1, "").id)]).await.unwrap();
        assert_eq!(titles(&tested, &asks("cam")).await, ["Cam bù"]);
        let renamed = OfferDocument { version: 2, compared_price: Some(7), ..offer(2, "Bưởi Luận Văn") };
        tested.engine.apply(vec![Change::put(renamed.clone()), Change::put(offer(1, "Cam"))]).await.unwrap();
        assert_eq!(titles(&tested, &asks("buoi")).await, ["Bưởi Luận Văn"]);
        assert_eq!(titles(&tested, &OfferQuery { sort: OfferSort::PriceAsc, ..asks("") }).await[0], "Bưởi Luận Văn");
        let indexed = tested.engine.versions().await.unwrap();
        let held = indexed.iter().find(|one| one.id == renamed.id).unwrap();
        assert_eq!((held.version, held.hash), (2, Document::from(renamed).hash()));
        let rebuild = tested.engine.begin_rebuild().await.unwrap();
        let rebuild = rebuild.load(vec![offer(3, "Chanh").into()]).await.unwrap();
        tested.engine.apply(vec![Change::put(offer(4, "Ổi"))]).await.unwrap();
        rebuild.finish().await.unwrap();
        assert_eq!(titles(&tested, &asks("")).await, ["Ổi", "Chanh"]);
    }
}

#[tokio::test]
async fn strange_questions_about_offers_are_answered_honestly() {
    let long = "cam ".repeat(2_500);
    let texts = ["'; DROP TABLE offer; --", "\0", "🎉🍊", "\u{202e}\u{200b}", "((((", "=cam", "+cam khe", &long];
    for tested in engines_with_offers(&market()).await {
        for text in texts {
            let results = search_offers(&tested, &asks(text)).await;
            assert!(results.hits.len() as u64 <= results.total, "{text:?}");
        }
        for slug in ["", "\0", "trai-cay' OR 1=1", "../../etc", "Trai-Cay", "cam-khe-may\" OR kind = \"product"] {
            let chosen = || vec![slug.to_owned()];
            for strange in [
                OfferQuery { categories: chosen(), ..asks("cam") },
                OfferQuery { commodities: chosen(), ..asks("") },
                OfferQuery { communes: chosen(), ..asks("cam") },
                OfferQuery { districts: chosen(), ..asks("") },
                OfferQuery { stalls: chosen(), side: Some(Side::Sell), ..asks("") },
                OfferQuery { units: chosen(), ..asks("cam") },
            ] {
                assert_eq!(search_offers(&tested, &strange).await.total, 0, "{slug:?}");
            }
        }
        let far = OfferQuery { page: Page { number: 100, per_page: 10 }, ..asks("") };
        assert!(search_offers(&tested, &far).await.hits.is_empty());
        let extreme = OfferQuery { min_price: Some(i64::MIN), max_price: Some(i64::MAX), ..asks("") };
        let priced = market().iter().filter(|o| passes(o, &extreme, "")).count() as u64;
        assert_eq!(search_offers(&tested, &extreme).await.total, priced);
    }
    let mut odd = offer(1, "Cam\0\u{1f}🍊 \u{202e}Khe");
    odd.stall_slug = "a\u{1f}b/c".into();
    odd.compared_price = Some(i64::MAX);
    odd.category_path.clear();
    odd.valid_until = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap();
    for tested in engines_with_offers(&[odd.clone(), buy(2, "")]).await {
        assert_eq!(search_offers(&tested, &asks("cam khe")).await.hits[0].card.title, odd.title);
        assert_eq!(search_offers(&tested, &asks("")).await.total, 2);
    }
}
