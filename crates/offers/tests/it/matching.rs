//! Who might trade with whom: order and reasons by name, on a floor whose truth is known.

use catalogue::{Category, CategoryTree, Rule};
use database::{Db, on_every_database, testing::TestDb};
use kernel::{Money, OfferId, Quantity};
use offers::{
    Certificate, Harvest, Kind, Offer, Pack, Subject, Terms, Trader, close, hide,
    matching::{Counterpart, Match, Pair, Party, Reason, Refreshed, Words, compare, counterparts, refresh},
    show,
};
use proptest::prelude::*;

use super::support::*;

/// In the hills, about 40 km from Thành Sen.
const HUONG_KHE: &str = "18496";

async fn refreshed(db: &Db, id: OfferId) -> Refreshed {
    run!(db, txn => refresh(&txn, &worker_on(0), id)).unwrap()
}

/// Opens it and does what the worker does then.
async fn ranked(db: &Db, owner: &Trader, terms: &Terms) -> OfferId {
    let id = opened(db, owner, terms).await;
    refreshed(db, id).await;
    id
}

async fn list(db: &Db, id: OfferId) -> Vec<Counterpart> {
    counterparts(db.read(), id, today()).await.unwrap()
}

async fn ids(db: &Db, id: OfferId) -> Vec<OfferId> {
    list(db, id).await.into_iter().map(|one| one.offer.id).collect()
}

/// Pomelos sold by the tonne in Thành Sen: what the buyers below want.
fn pomelos() -> Terms {
    Terms {
        subject: Subject::Product(ORANGES),
        quantity: kg(1_000),
        price: Some(Money(30_000)),
        min_lot: None,
        available_from: Some(day(1)),
        available_until: Some(day(60)),
        ..sell()
    }
}

fn wanted(price: i64) -> Terms {
    Terms { price: Some(Money(price)), available_until: Some(day(30)), max_quotes: None, ..buy() }
}

/// The seller's product is a pomelo in this story.
async fn pomelo_floor(db: &TestDb) {
    floor(db).await;
    let update = sea_orm::sea_query::Query::update()
        .table("product")
        .value("commodity_id", POMELO.0)
        .value("name", "Bưởi Phúc Trạch")
        .and_where(sea_orm::sea_query::ExprTrait::eq(sea_orm::sea_query::Expr::col("id"), ORANGES.0))
        .to_owned();
    set(db, update).await;
}

#[tokio::test]
async fn counterparts_stand_in_the_order_of_what_speaks_for_them() {
    on_every_database!(|db| {
        pomelo_floor(&db).await;
        let best = opened(&db, &BUYER, &wanted(32_000)).await;
        let dear = opened(&db, &BUYER_2, &wanted(28_000)).await;
        let far = opened(&db, &BUYER, &Terms { commune_code: HUONG_KHE.into(), ..wanted(32_000) }).await;
        let late = Terms { available_from: Some(day(90)), available_until: Some(day(95)), ..wanted(32_000) };
        let late = opened(&db, &BUYER_2, &late).await;
        let group = Subject::Wanted { commodity: None, category: Some("01".into()), title: String::new() };
        let group = opened(&db, &BUYER, &Terms { subject: group, ..wanted(32_000) }).await;
        let words =
            Subject::Wanted { commodity: None, category: None, title: "Cần mua bưởi Phúc Trạch".into() };
        let words = opened(&db, &BUYER, &Terms { subject: words, ..wanted(32_000) }).await;
        // The last three are as good as one another: the older comes first. Nothing to do with it: another category, other words, another seller.
        let other = Subject::Wanted { commodity: None, category: Some("0102".into()), title: String::new() };
        opened(&db, &BUYER, &Terms { subject: other, ..wanted(32_000) }).await;
        let other = Subject::Wanted { commodity: None, category: None, title: "Mật ong rừng".into() };
        opened(&db, &BUYER, &Terms { subject: other, ..wanted(32_000) }).await;
        opened(&db, &OTHER, &Terms { subject: Subject::Product(OTHER_ORANGES), ..pomelos() }).await;

        let id = ranked(&db, &SELLER, &pomelos()).await;
        let found = list(&db, id).await;
        let order: Vec<OfferId> = found.iter().map(|one| one.offer.id).collect();
        assert_eq!(order, [best, far, dear, late, group, words], "{:?}", scores(&found));
        let top = &found[0].found;
        assert_eq!(top.score, 100);
        let why = |reason: &Reason| matches!(reason, Reason::SameCommodity { commodity } if *commodity == POMELO);
        assert!(why(&top.reasons[0]));
        assert!(top.reasons.iter().any(|one| matches!(one, Reason::Enough { .. })));
        assert!(top.reasons.iter().any(|one| matches!(one, Reason::SameCommune { commune } if commune == THANH_SEN)));
        assert!(top.reasons.iter().any(|one| matches!(one, Reason::PriceMeets { ask, bid }
            if (ask.price, bid.price) == (Money(30_000), Money(32_000)))));
        assert!(top.reasons.contains(&Reason::Together { from: Some(day(1)), until: Some(day(30)) }));
        let of = |id: OfferId| &found.iter().find(|one| one.offer.id == id).unwrap().found.reasons;
        assert!(of(far).iter().any(|one| matches!(one, Reason::Away { km: 20..60, district: None })), "{:?}", of(far));
        assert!(of(dear).iter().any(|one| matches!(one, Reason::PriceAbove { percent: 8, .. })));
        assert!(of(late).contains(&Reason::Apart { days: 30 }));
        assert!(of(group).contains(&Reason::InCategory { category: "01".into() }));
        assert!(of(words).contains(&Reason::Words { words: ["bưởi", "phúc", "trạch"].map(Into::into).into() }));

        // The other side sees the same pair, the same way.
        let back = list(&db, best).await;
        assert_eq!((back[0].offer.id, &back[0].found), (id, top));
    });
}

fn scores(found: &[Counterpart]) -> Vec<u8> {
    found.iter().map(|one| one.found.score).collect()
}

#[tokio::test]
async fn nobodys_own_offers_match_not_even_those_of_his_staff() {
    on_every_database!(|db| {
        pomelo_floor(&db).await;
        let of_member = opened(&db, &SELLER, &wanted(32_000)).await;
        let private = Trader::buyer(SELLER.account);
        let of_owner = opened(&db, &private, &wanted(32_000)).await;
        let id = ranked(&db, &SELLER, &pomelos()).await;
        assert_eq!(ids(&db, id).await, []);
        for own in [of_member, of_owner] {
            refreshed(&db, own).await;
            assert_eq!(ids(&db, own).await, []);
        }
    });
}

#[tokio::test]
async fn certificates_that_are_wanted_are_looked_for_in_product_and_offer() {
    on_every_database!(|db| {
        pomelo_floor(&db).await;
        let stars = sea_orm::sea_query::Query::update()
            .table("product")
            .value("ocop_stars", 4)
            .value("ocop_expires_on", day(3))
            .and_where(sea_orm::sea_query::ExprTrait::eq(sea_orm::sea_query::Expr::col("id"), ORANGES.0))
            .to_owned();
        set(&db, stars).await;
        let asks = vec![Certificate::Ocop3, Certificate::Indication, Certificate::VietGap];
        opened(&db, &BUYER, &Terms { certificates: asks, ..wanted(32_000) }).await;
        let stated = Terms { certificates: vec![Certificate::VietGap], ..pomelos() };
        let id = ranked(&db, &SELLER, &stated).await;
        let reasons = list(&db, id).await.remove(0).found.reasons;
        let has = Reason::Has { certificates: vec![Certificate::Ocop3, Certificate::VietGap] };
        assert!(reasons.contains(&has), "{reasons:?}");
        assert!(reasons.contains(&Reason::Lacks { certificates: vec![Certificate::Indication] }));
        // Four days later the stars are gone.
        run!(db, txn => refresh(&txn, &worker_on(4), id)).unwrap();
        let later = list(&db, id).await.remove(0).found.reasons;
        assert!(later.contains(&Reason::Has { certificates: vec![Certificate::VietGap] }), "{later:?}");
    });
}

#[tokio::test]
async fn lists_follow_what_becomes_of_an_offer() {
    on_every_database!(|db| {
        pomelo_floor(&db).await;
        let buying = opened(&db, &BUYER, &wanted(32_000)).await;
        let selling = opened(&db, &SELLER, &pomelos()).await;
        let pair =
            |refreshed: &Refreshed| refreshed.fresh.iter().map(|one| (one.offer, one.counterpart)).collect::<Vec<_>>();
        let first = refreshed(&db, selling).await;
        assert_eq!(pair(&first), [(selling, buying), (buying, selling)]);
        assert!(first.fresh.iter().all(|Pair { is_news, score, .. }| *is_news && *score == 100));
        for id in [selling, buying] {
            assert_eq!(refreshed(&db, id).await, Refreshed::default(), "nothing is new twice");
        }
        run!(db, txn => hide(&txn, &by(&SELLER), &SELLER, selling)).unwrap();
        assert_eq!(ids(&db, buying).await, [], "what is hidden is not shown, even before the worker comes");
        refreshed(&db, selling).await;
        run!(db, txn => show(&txn, &by(&SELLER), &SELLER, selling)).unwrap();
        assert_eq!(pair(&refreshed(&db, selling).await).len(), 2);
        assert_eq!(ids(&db, buying).await, [selling]);

        // A deal takes a part: what is left counts.
        let sent = quoted(&db, &BUYER_2, selling, &bid(900, 30_000)).await;
        accepted(&db, &SELLER, sent).await.unwrap();
        refreshed(&db, selling).await;
        let left = list(&db, buying).await.remove(0).found;
        assert!(
            left.reasons.iter().any(|one| matches!(one, Reason::Part { offered, .. } if offered.quantity == kg(100)))
        );
        assert!(left.score < 100);

        run!(db, txn => close(&txn, &by(&SELLER), &SELLER, selling)).unwrap();
        assert_eq!(refreshed(&db, selling).await, Refreshed::default());
        assert_eq!((ids(&db, buying).await, ids(&db, selling).await), (vec![], vec![]));
    });
}

#[tokio::test]
async fn a_full_list_keeps_the_best_and_is_filled_again_when_they_go() {
    on_every_database!(|db| {
        pomelo_floor(&db).await;
        let buying = opened(&db, &BUYER, &wanted(30_000)).await;
        let mut sellers = Vec::new();
        for step in 0..40 {
            // The later, the cheaper: the first ones fall out.
            let terms = Terms { price: Some(Money(37_000 - step * 150)), ..pomelos() };
            sellers.push(ranked(&db, &SELLER, &terms).await);
        }
        let best: Vec<OfferId> = sellers.iter().rev().copied().collect();
        assert_eq!(ids(&db, buying).await.len(), 20);
        assert_eq!(scores(&list(&db, buying).await)[0], scores(&list(&db, *best.first().unwrap()).await)[0]);
        let mut again = Vec::new();
        for gone in &best[..15] {
            run!(db, txn => close(&txn, &by(&SELLER), &SELLER, *gone)).unwrap();
            again.extend(refreshed(&db, *gone).await.short);
        }
        assert_eq!(again, [buying], "it asks once to be filled");
        refreshed(&db, buying).await;
        let filled = ids(&db, buying).await;
        assert_eq!(filled.len(), 20);
        assert!(filled.iter().all(|id| best[15..].contains(id)));
    });
}

fn party(offer: Offer, words: &str, has: Vec<Certificate>) -> Party {
    let words = Words::of([words]);
    Party { words: if offer.kind == Kind::Buy { words.telling() } else { words }, has, offer }
}

fn tree() -> CategoryTree {
    let category = |code: &str, parent: Option<&str>| Category {
        code: code.into(),
        parent_code: parent.map(Into::into),
        slug: code.into(),
        name_vi: code.into(),
        name_en: code.into(),
        rule: Rule::None,
        default_unit: String::new(),
        ocop_subgroup: String::new(),
        position: 1,
        active: true,
        picture_id: None,
    };
    CategoryTree::new(vec![category("01", None), category("0101", Some("01")), category("0102", Some("01"))])
}

fn offer(owner: Trader, terms: Terms, has_commodity: bool, category: Option<&'static str>) -> Offer {
    Offer {
        id: OfferId(new_id()),
        kind: terms.kind(),
        state: offers::State::Open,
        owner,
        product_id: None,
        stall_id: None,
        commodity_id: has_commodity.then_some(POMELO),
        category_code: category.map(Into::into),
        title: String::new(),
        remaining: terms.quantity,
        terms,
        photos: Vec::new(),
        quotes: 0,
        reason: String::new(),
        submitted_at: None,
        decided_at: None,
        opened_at: Some(at(0)),
        ended_at: None,
        version: 1,
        created_at: at(0),
        updated_at: at(0),
    }
}

fn any_terms(kind: Kind) -> impl Strategy<Value = Terms> {
    let unit = prop_oneof![Just("kg"), Just("ta"), Just("tan"), Just("qua"), Just("chuc"), Just("thung"), Just("lit")];
    let days = prop::option::of((0..120_i64, 0..60_i64));
    let certificates = prop::collection::vec(prop::sample::select(Certificate::ALL), 0..3);
    let numbers = (1..2_000_i64, prop::option::of(1_000..100_000_i64), prop::option::of(1..50_i64), any::<bool>());
    let place = prop_oneof![Just(THANH_SEN), Just(PHUC_TRACH), Just(HUONG_KHE), Just("?")];
    (unit, numbers, days.clone(), days, certificates, place).prop_map(
        move |(unit, (quantity, price, min_lot, packed), window, harvest, certificates, place)| Terms {
            subject: match kind {
                Kind::Sell => Subject::Product(ORANGES),
                Kind::Buy => Subject::Wanted { commodity: None, category: None, title: "Bưởi".into() },
            },
            quantity: kg(quantity),
            unit_code: unit.into(),
            pack: (packed && unit == "thung").then(|| Pack { quantity: Quantity(12_500), unit_code: "kg".into() }),
            price: price.map(Money),
            min_lot: min_lot.map(|lot| kg(lot.min(quantity))),
            available_from: window.map(|(from, _)| day(from)),
            available_until: window.map(|(from, length)| day(from + length)),
            harvest: harvest.map(|(from, length)| Harvest {
                from: day(from),
                until: day(from + length),
                expected: kg(quantity),
            }),
            certificates,
            commune_code: place.into(),
            ..sell()
        },
    )
}

fn any_pair() -> impl Strategy<Value = (Party, Party)> {
    let category = || prop_oneof![Just(None), Just(Some("01")), Just(Some("0101")), Just(Some("0102"))];
    let owners = prop::sample::select(vec![SELLER, OTHER, BUYER]);
    let texts = prop::sample::select(vec!["Bưởi Phúc Trạch", "Cam Khe Mây loại 1", "buoi"]);
    let side = move |kind| (any_terms(kind), any::<bool>(), category(), owners.clone(), texts.clone());
    (side(Kind::Sell), side(Kind::Buy)).prop_map(|(sell, buy)| {
        let of = |(terms, commodity, category, owner, text): (Terms, bool, Option<&'static str>, Trader, &str)| {
            let has = terms.certificates.clone();
            party(offer(owner, terms, commodity, category), text, has)
        };
        (of(sell), of(buy))
    })
}

fn converts(sell: &Terms, buy: &Terms) -> bool {
    let pair = sell.measure().zip(buy.measure());
    pair.is_some_and(|(from, to)| from.convert(Quantity(1_000), &to).is_some())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_pair_has_one_score_whoever_asks((sell, buy) in any_pair()) {
        prop_assert_eq!(compare(&sell, &buy, &tree()), compare(&buy, &sell, &tree()));
        prop_assert_eq!(compare(&sell, &sell, &tree()), None);
        if let Some(Match { score, reasons }) = compare(&sell, &buy, &tree()) {
            prop_assert!(score <= 100);
            prop_assert!(reasons.iter().any(Reason::is_for), "something speaks for it");
            prop_assert!(reasons.is_sorted_by_key(|reason| !reason.is_for()));
            let written = serde_json::to_string(&reasons).unwrap();
            prop_assert_eq!(serde_json::from_str::<Vec<Reason>>(&written).unwrap(), reasons);
        }
    }

    #[test]
    fn units_that_do_not_convert_give_no_reason_of_quantity_or_price((sell, buy) in any_pair()) {
        if let Some(found) = compare(&sell, &buy, &tree())
            && !converts(&sell.offer.terms, &buy.offer.terms)
        {
            let compared = found.reasons.iter().any(|reason| reason.is_of_quantity() || reason.is_of_price());
            prop_assert!(!compared, "{:?}", found.reasons);
        }
    }

    #[test]
    fn nobody_matches_himself((mut sell, mut buy) in any_pair()) {
        sell.offer.owner = SELLER;
        buy.offer.owner = SELLER;
        prop_assert_eq!(compare(&sell, &buy, &tree()), None);
    }

    #[test]
    fn a_lower_price_asked_is_never_worse((sell, buy) in any_pair(), less in 1..500_i64) {
        let mut cheaper = sell.clone();
        cheaper.offer.terms.price = sell.offer.terms.price.map(|price| Money(price.0 - less));
        if let (Some(before), Some(after)) = (compare(&sell, &buy, &tree()), compare(&cheaper, &buy, &tree())) {
            prop_assert!(after.score >= before.score);
        }
    }
}

#[test]
fn a_tenth_of_a_tonne_is_a_quintal_and_steps_by_quantity_count() {
    use offers::Step;
    let by_the_kilo = Terms { steps: vec![Step { from: kg(100), price: Money(28_000) }], ..pomelos() };
    let in_quintals = Terms { unit_code: "ta".into(), quantity: kg(2), ..wanted(2_850_000) };
    let sell = party(offer(SELLER, by_the_kilo, true, Some("0101")), "Bưởi", vec![]);
    let buy = party(offer(BUYER, in_quintals, true, Some("0101")), "", vec![]);
    let found = compare(&sell, &buy, &tree()).unwrap();
    let price = found.reasons.iter().find(|reason| reason.is_of_price()).unwrap();
    assert!(
        matches!(price, Reason::PriceMeets { ask, bid }
        if (ask.price, ask.unit_code.as_str(), bid.price, bid.unit_code.as_str())
            == (Money(28_000), "kg", Money(2_850_000), "ta")),
        "{price:?}"
    );
    assert!(found.reasons.iter().any(|reason| matches!(reason, Reason::Enough { .. })));
}

#[test]
fn a_lot_larger_than_what_is_wanted_stands_between_them() {
    let sell = party(offer(SELLER, Terms { min_lot: Some(kg(500)), ..pomelos() }, true, Some("0101")), "Bưởi", vec![]);
    let little = Terms { quantity: kg(100), ..wanted(32_000) };
    let buy = party(offer(BUYER, little, true, Some("0101")), "", vec![]);
    let found = compare(&sell, &buy, &tree()).unwrap();
    assert!(matches!(found.reasons.last(), Some(Reason::LotTooLarge { lot, .. }) if lot.quantity == kg(500)));
}

#[test]
fn what_is_known_to_be_something_else_matches_only_where_it_is_called_so() {
    let mut sell = party(offer(SELLER, pomelos(), true, Some("0101")), "Bưởi da xanh", vec![]);
    sell.offer.commodity_id = Some(kernel::CommodityId(uuid::Uuid::from_u128(0x42)));
    let buy = |words| party(offer(BUYER, wanted(32_000), true, Some("0101")), words, vec![]);
    assert_eq!(compare(&sell, &buy("Cam Khe Mây"), &tree()), None);
    assert!(compare(&sell, &buy("Bưởi Phúc Trạch"), &tree()).is_some());
}
