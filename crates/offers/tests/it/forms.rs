//! Every field's problem at once.

use kernel::{FieldErrors, Fields, Locale, Money, Problem, Quantity};
use offers::{Bid, Certificate, Harvest, Kind, Pack, Step, Subject, Terms, amount};

use super::support::*;

fn sell_form() -> Fields {
    sell().to_fields(Locale::Vi)
}

fn with(mut form: Fields, changes: &[(&str, &str)]) -> Fields {
    for (name, value) in changes {
        form.set(name, *value);
    }
    form
}

fn problems_of(kind: Kind, form: &Fields) -> FieldErrors {
    let mut errors = FieldErrors::default();
    let terms = Terms::parse(kind, form, today(), &mut errors);
    assert_eq!(terms.is_none(), !errors.is_empty());
    errors
}

/// The only problem of a form that is right otherwise.
fn problem(changes: &[(&str, &str)]) -> (String, Problem) {
    let errors = problems_of(Kind::Sell, &with(sell_form(), changes));
    assert_eq!(errors.0.len(), 1, "{errors:?}");
    errors.0.into_iter().next().unwrap()
}

#[test]
fn terms_become_fields_and_back() {
    let full = Terms {
        unit_code: "thung".into(),
        pack: Some(Pack { quantity: Quantity(12_500), unit_code: "kg".into() }),
        steps: vec![Step { from: kg(50), price: Money(42_000) }, Step { from: kg(100), price: Money(40_000) }],
        harvest: Some(Harvest { from: day(40), until: day(60), expected: kg(900) }),
        available_from: None,
        available_until: None,
        ..sell()
    };
    let free = Subject::Wanted { commodity: None, category: None, title: "Cam loại nhỏ để ép".into() };
    let stated = Terms { certificates: vec![Certificate::VietGap, Certificate::Organic], ..sell() };
    let wanted = Terms { certificates: vec![Certificate::Ocop4, Certificate::Indication], ..buy() };
    for terms in [sell(), full, stated, buy(), wanted, Terms { subject: free, max_quotes: None, ..buy() }] {
        for locale in Locale::ALL {
            let mut errors = FieldErrors::default();
            let read = Terms::parse(terms.kind(), &terms.to_fields(locale), today(), &mut errors);
            assert_eq!((read, errors), (Some(terms.clone()), FieldErrors::default()));
        }
    }
}

#[test]
fn of_stars_the_most_are_wanted_and_a_seller_states_standards_only() {
    let mut form = buy().to_fields(Locale::Vi);
    for code in ["organic", "ocop_3", "ocop_5", "organic"] {
        form.push("certificates", code);
    }
    let mut errors = FieldErrors::default();
    let read = Terms::parse(Kind::Buy, &form, today(), &mut errors).unwrap();
    assert_eq!(read.certificates, [Certificate::Ocop5, Certificate::Organic]);
    for code in ["ocop_3", "indication", "x"] {
        assert_eq!(problem(&[("certificates", code)]), ("certificates".to_owned(), Problem::NotAChoice));
    }
}

#[test]
fn every_fields_problem_is_told_at_once() {
    let typed = fields(&[
        ("product", "x"),
        ("quantity", "-5"),
        ("unit", "pound"),
        ("price", "1.5"),
        ("min_lot", "0"),
        ("step_from", "a"),
        ("step_price", "0"),
        ("commune", "99999"),
        ("delivery", "drone"),
        ("available_from", "27/11/2026"),
        ("available_until", "31/02/2027"),
        ("forward", "on"),
        ("harvest_from", "01/05/2027"),
        ("harvest_until", "01/04/2027"),
        ("contact", "always"),
    ]);
    let errors = problems_of(Kind::Sell, &typed);
    let expected = [
        ("available_from", Problem::DateInPast),
        ("available_until", Problem::NotADate),
        ("commune", Problem::NotAChoice),
        ("contact", Problem::NotAChoice),
        ("delivery", Problem::NotAChoice),
        ("expected_quantity", Problem::Required),
        ("harvest_until", Problem::DatesReversed),
        ("min_lot", Problem::NotPositive),
        ("price", Problem::AmbiguousMoney),
        ("product", Problem::NotAChoice),
        ("quantity", Problem::NotPositive),
        ("step_from", Problem::Rows(vec![(1, Problem::NotANumber)])),
        ("step_price", Problem::Rows(vec![(1, Problem::NotPositive)])),
        ("unit", Problem::NotAChoice),
        ("valid_until", Problem::Required),
    ];
    assert_eq!(errors.0.into_iter().collect::<Vec<_>>(), expected.map(|(name, problem)| (name.to_owned(), problem)));
    let errors = problems_of(Kind::Buy, &Fields::default());
    for name in ["title", "quantity", "unit", "price", "commune", "valid_until"] {
        assert_eq!(errors.get(name), Some(&Problem::Required), "{name}");
    }
}

fn most(amount: i64) -> Problem {
    Problem::TooMuch { most: kg(amount), unit: "kg".into() }
}

#[test]
fn quantities_and_prices_of_nothing_or_beyond_measure_are_refused() {
    for (name, value, expected) in [
        ("quantity", "0", Problem::NotPositive),
        ("quantity", "-1", Problem::NotPositive),
        ("quantity", "1000000001", most(1_000_000_000)),
        ("quantity", "1.000.000.001", most(1_000_000_000)),
        ("quantity", "99999999999999999999", most(1_000_000_000)),
        ("quantity", "12,3456", Problem::TooPrecise(3)),
        ("price", "0", Problem::NotPositive),
        ("price", "-45000", Problem::NotPositive),
        ("price", "100000000001", Problem::TooLarge(100_000_000_000)),
        ("price", "99999999999999999999", Problem::TooLarge(100_000_000_000)),
        ("min_lot", "501", most(500)),
    ] {
        assert_eq!(problem(&[(name, value)]), (name.to_owned(), expected), "{name} {value}");
    }
    let both = [("quantity", "1000000000"), ("price", "100000000000"), ("min_lot", "")];
    assert_eq!(problem(&both), ("price".to_owned(), Problem::TooLarge(1_000_000_000_000_000)));
    assert_eq!(problem(&[("unit", "con"), ("quantity", "10,5")]).1, Problem::NotWhole);
    let half = Problem::TooMuch { most: Quantity(500), unit: "kg".into() };
    assert_eq!(problem(&[("quantity", "0,5"), ("min_lot", "0,7")]), ("min_lot".to_owned(), half), "not rounded down");
}

#[test]
fn how_many_quotes_are_taken_is_a_whole_number() {
    for (typed, expected) in [
        ("1,5", Problem::NotInteger),
        ("1.000", Problem::NotInteger),
        ("0", Problem::NotPositive),
        ("-3", Problem::NotPositive),
        ("101", Problem::TooLarge(100)),
        ("99999999999999999999", Problem::TooLarge(100)),
        ("vài", Problem::NotANumber),
    ] {
        let errors = problems_of(Kind::Buy, &with(buy().to_fields(Locale::Vi), &[("max_quotes", typed)]));
        assert_eq!(errors.0, [("max_quotes".to_owned(), expected)].into(), "{typed}");
    }
}

#[test]
fn days_that_have_passed_or_are_reversed_are_refused() {
    for (changes, name, expected) in [
        (&[("valid_until", "27/11/2026")][..], "valid_until", Problem::DateInPast),
        (&[("valid_until", "01/12/2027"), ("available_until", "")], "valid_until", Problem::DateTooLate(day(366))),
        (&[("valid_until", "29/12/2026")], "valid_until", Problem::DateTooLate(day(30))),
        (
            &[("available_from", "20/12/2026"), ("available_until", "19/12/2026")],
            "available_until",
            Problem::DatesReversed,
        ),
        (&[("available_until", "01/01/2030")], "available_until", Problem::DateTooLate(day(731))),
    ] {
        assert_eq!(problem(changes), (name.to_owned(), expected), "{changes:?}");
    }
    assert!(problems_of(Kind::Sell, &with(sell_form(), &[("valid_until", "28/11/2026")])).is_empty(), "today is valid");
}

#[test]
fn steps_rise_and_depart_from_a_price() {
    let steps = |pairs: &[(&str, &str)]| {
        let mut form = sell_form();
        for (from, price) in pairs {
            form.push("step_from", *from);
            form.push("step_price", *price);
        }
        form
    };
    let row = |row, problem| Some(Problem::Rows(vec![(row, problem)]));
    let of = |pairs: &[(&str, &str)], field: &str| {
        let errors = problems_of(Kind::Sell, &steps(pairs));
        assert_eq!(errors.0.len(), 1, "{errors:?}");
        errors.get(field).cloned()
    };
    assert!(problems_of(Kind::Sell, &steps(&[("100", "42k"), ("200", "40k")])).is_empty());
    assert!(problems_of(Kind::Sell, &steps(&[("100", "45k"), ("500", "45k")])).is_empty(), "the same price, up to all");
    let above = Problem::StepNotRising { above: 1, from: kg(200), unit: "kg".into() };
    assert_eq!(of(&[("200", "42k"), ("100", "40k")], "step_from"), row(2, above));
    assert_eq!(of(&[("100", "46k")], "step_price"), row(1, Problem::StepDearer(Money(45_000))));
    assert_eq!(of(&[("100", "42k"), ("200", "43k")], "step_price"), row(2, Problem::StepDearer(Money(42_000))));
    assert_eq!(of(&[("100", "42k"), ("501", "41k")], "step_from"), row(2, most(500)));
    let both = [("0", "42k"), ("200", "41k"), ("200", "40k")];
    let again = Problem::StepNotRising { above: 2, from: kg(200), unit: "kg".into() };
    assert_eq!(of(&both, "step_from"), Some(Problem::Rows(vec![(1, Problem::NotPositive), (3, again)])));
    assert!(problems_of(Kind::Sell, &steps(&[("200", "40k"), ("100", "42k")])).get("step_from").is_some());
    assert!(problems_of(Kind::Sell, &steps(&[("200", "40k"), ("200", "42k")])).get("step_from").is_some());
    assert_eq!(problems_of(Kind::Sell, &steps(&[("200", "")])).get("step_price"), row(1, Problem::Required).as_ref());
    let many: Vec<(String, &str)> = (1..12).map(|from| (from.to_string(), "40k")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(from, price)| (from.as_str(), *price)).collect();
    assert_eq!(problems_of(Kind::Sell, &steps(&many)).get("step_from"), Some(&Problem::TooMany(10)));
    let negotiable = with(steps(&[("200", "40k")]), &[("negotiable", "on")]);
    assert_eq!(problems_of(Kind::Sell, &negotiable).get("price"), Some(&Problem::Required));
}

#[test]
fn a_larger_quantity_costs_what_its_step_says() {
    let steps = vec![Step { from: kg(100), price: Money(42_000) }, Step { from: kg(300), price: Money(40_000) }];
    let terms = Terms { steps, ..sell() };
    for (quantity, price) in [(10, 45_000), (99, 45_000), (100, 42_000), (299, 42_000), (300, 40_000), (500, 40_000)] {
        assert_eq!(terms.price_for(kg(quantity)), Some(Money(price)), "{quantity}");
    }
    assert_eq!(amount(Money(45_000), Quantity(1_500)), Some(Money(67_500)));
    assert_eq!(amount(Money(1), Quantity(500)), Some(Money(1)));
    assert_eq!(amount(Money(i64::MAX), Quantity(i64::MAX)), None);
}

#[test]
fn what_a_pack_holds_is_said_whole_or_not_at_all() {
    let pack = |changes: &[(&str, &str)]| {
        let form = with(sell_form(), &[("unit", "thung"), ("quantity", "50"), ("min_lot", "")]);
        problems_of(Kind::Sell, &with(form, changes))
    };
    assert!(pack(&[]).is_empty());
    assert!(pack(&[("pack_quantity", "10"), ("pack_unit", "kg")]).is_empty());
    assert_eq!(pack(&[("pack_quantity", "10")]).get("pack_unit"), Some(&Problem::Required));
    assert_eq!(pack(&[("pack_unit", "kg")]).get("pack_quantity"), Some(&Problem::Required));
    assert_eq!(pack(&[("pack_quantity", "10"), ("pack_unit", "hop")]).get("pack_unit"), Some(&Problem::NotAChoice));
}

mod quotes {
    use database::on_every_database;
    use offers::Offer;

    use super::*;

    fn read(offer: &Offer, pairs: &[(&str, &str)]) -> Result<Bid, FieldErrors> {
        let mut errors = FieldErrors::default();
        let bid = Bid::parse(&fields(pairs), offer, today(), &mut errors);
        bid.ok_or(errors)
    }

    #[tokio::test]
    async fn a_quote_is_read_in_any_unit_that_converts_exactly() {
        on_every_database!(|db| {
            floor(&db).await;
            let id = opened(&db, &SELLER, &sell()).await;
            let offer = get(&db, id).await;
            let quantity = |pairs: &[(&str, &str)]| {
                let all: Vec<_> = pairs.iter().copied().chain([("price", "44k")]).collect();
                read(&offer, &all).map(|bid| bid.quantity)
            };
            assert_eq!(quantity(&[("quantity", "100")]), Ok(kg(100)));
            assert_eq!(quantity(&[("quantity", "2,5"), ("unit", "ta")]), Ok(kg(250)));
            assert_eq!(quantity(&[("quantity", "0,5"), ("unit", "tan")]), Ok(kg(500)));
            for (unit, expected) in [
                ("qua", ("unit", Problem::UnitsDiffer)),
                ("thung", ("unit", Problem::UnitsDiffer)),
                ("lit", ("unit", Problem::UnitsDiffer)),
                ("pound", ("unit", Problem::NotAChoice)),
            ] {
                let errors = quantity(&[("quantity", "100"), ("unit", unit)]).unwrap_err();
                assert_eq!(errors.get(expected.0), Some(&expected.1), "{unit}");
            }
            let exact = quantity(&[("quantity", "10000,5"), ("unit", "g")]).unwrap_err();
            assert_eq!(exact.get("quantity"), Some(&Problem::NotANumber), "half a gram of kilograms");
        });
    }

    #[tokio::test]
    async fn cartons_of_unknown_content_are_quoted_in_cartons_only() {
        on_every_database!(|db| {
            floor(&db).await;
            let cartons = Terms { unit_code: "thung".into(), ..sell() };
            let pack = Some(Pack { quantity: kg(10), unit_code: "kg".into() });
            let (unknown, known) = (cartons.clone(), Terms { pack, ..cartons });
            for (terms, in_kilograms) in [(unknown, None), (known, Some(kg(30)))] {
                let id = opened(&db, &SELLER, &terms).await;
                let offer = get(&db, id).await;
                let own = read(&offer, &[("quantity", "30"), ("unit", "thung"), ("price", "400k")]);
                assert_eq!(own.unwrap().quantity, kg(30));
                let other = read(&offer, &[("quantity", "300"), ("unit", "kg"), ("price", "400k")]);
                assert_eq!(other.ok().map(|bid| bid.quantity), in_kilograms);
            }
        });
    }

    #[tokio::test]
    async fn a_quotes_problems_are_told_at_once() {
        on_every_database!(|db| {
            floor(&db).await;
            let id = opened(&db, &SELLER, &sell()).await;
            let offer = get(&db, id).await;
            let errors =
                read(&offer, &[("quantity", "501"), ("price", "0"), ("valid_until", "27/11/2026"), ("contact", "x")]);
            let expected = [
                ("contact", Problem::NotAChoice),
                ("price", Problem::NotPositive),
                ("quantity", most(500)),
                ("valid_until", Problem::DateInPast),
            ];
            let expected = expected.map(|(name, problem)| (name.to_owned(), problem));
            assert_eq!(errors.unwrap_err().0.into_iter().collect::<Vec<_>>(), expected);
            for (name, value, problem) in [
                ("quantity", "9", Problem::TooLittle { least: kg(10), unit: "kg".into() }),
                ("quantity", "0", Problem::NotPositive),
                ("quantity", "", Problem::Required),
                ("price", "", Problem::Required),
                ("price", "100000000001", Problem::TooLarge(100_000_000_000)),
                ("valid_until", "09/12/2026", Problem::AfterOffer(day(10))),
                ("valid_until", "mai", Problem::NotADate),
            ] {
                let mut form = fields(&[("quantity", "20"), ("price", "44k")]);
                form.set(name, value);
                let mut errors = FieldErrors::default();
                assert_eq!(Bid::parse(&form, &offer, today(), &mut errors), None);
                assert_eq!(errors.get(name), Some(&problem), "{name} {value}");
            }
            let bid = read(&offer, &[("quantity", "20"), ("price", "44k")]).unwrap();
            assert_eq!(bid.valid_until, offer.terms.valid_until, "as long as the offer, where none is said");
        });
    }
    #[tokio::test]
    async fn an_offer_asks_its_step_for_the_quantity_that_is_typed() {
        on_every_database!(|db| {
            floor(&db).await;
            let steps =
                vec![Step { from: kg(100), price: Money(43_000) }, Step { from: kg(400), price: Money(41_000) }];
            let id = opened(&db, &SELLER, &Terms { steps, ..sell() }).await;
            let offer = get(&db, id).await;
            let asked = |pairs: &[(&str, &str)]| Bid::asked_price(&fields(pairs), &offer).map(|price| price.0);
            assert_eq!(asked(&[("quantity", "99")]), Some(45_000));
            assert_eq!(asked(&[("quantity", "100")]), Some(43_000));
            assert_eq!(asked(&[("quantity", "4,5"), ("unit", "ta")]), Some(41_000));
            assert_eq!(asked(&[("quantity", "nhiều")]), Some(45_000), "what can't be read is told at its own field");
            let talks = opened(&db, &SELLER, &Terms { price: None, ..sell() }).await;
            assert_eq!(Bid::asked_price(&fields(&[("quantity", "100")]), &get(&db, talks).await), None);
        });
    }
}
