//! The price board on a scenario whose truth is known by number.

use chrono::{DateTime, Utc};
use database::{Db, on_every_database};
use kernel::{AccountId, DealId, MemberId, Money, OfferId, Quantity, QuoteId, ThreadId};
use offers::{
    ClosedBecause, Contact, Deal, DealState, HiddenBy, Kind, Offer, Pack, Quote, QuoteState, Side, State, Subject,
    Terms, Thread, Trader, amount,
    board::{self, Good, Line, Prices, Week},
    bulk::{NewThread, insert_offers, insert_threads},
};
use uuid::Uuid;

use super::support::*;

/// One of six sellers.
pub fn seller(number: u128) -> Trader {
    let id = |kind| Uuid::from_u128(kind + number);
    Trader { account: AccountId(id(0x100)), member: Some(MemberId(id(0x200))) }
}

pub fn week(code: &str) -> Week {
    Week::parse(code).unwrap()
}

/// A moment of Hà Tĩnh's clock.
pub fn moment(text: &str) -> DateTime<Utc> {
    format!("{}+07:00", text.replace(' ', "T")).parse::<DateTime<Utc>>().unwrap()
}

pub async fn market(db: &Db) {
    floor(db).await;
    let all: Vec<Trader> = (1..=6).map(seller).collect();
    run!(db, txn => async {
        let accounts: Vec<_> = all.iter().map(|one| seed(one.account)).collect();
        accounts::bulk::insert_all(&txn, &accounts).await?;
        members::bulk::insert_members(&txn, all.iter().map(|one| member(*one)).collect()).await
    })
    .unwrap();
}

/// An offer of pomelos, open since Tuesday of week 48.
pub fn offer(owner: Trader, terms: Terms) -> Offer {
    let opened = moment("2026-11-24 08:00:00");
    let is_sale = terms.kind() == Kind::Sell;
    let (commodity, category, title) = match &terms.subject {
        Subject::Product(_) => (Some(POMELO), Some("0101".to_owned()), "Bưởi".to_owned()),
        Subject::Wanted { commodity, category, title } => (*commodity, category.clone(), title.clone()),
    };
    Offer {
        id: OfferId(new_id()),
        kind: terms.kind(),
        state: State::Open,
        owner,
        product_id: is_sale.then_some(ORANGES),
        stall_id: is_sale.then_some(STALL),
        commodity_id: commodity,
        category_code: category,
        title,
        remaining: terms.quantity,
        terms,
        photos: Vec::new(),
        quotes: 0,
        reason: String::new(),
        submitted_at: Some(opened),
        decided_at: Some(opened),
        opened_at: Some(opened),
        ended_at: None,
        version: 1,
        created_at: opened,
        updated_at: opened,
    }
}

pub fn at_price(unit: &str, price: i64, commune: &str) -> Terms {
    Terms {
        unit_code: unit.into(),
        price: (price > 0).then_some(Money(price)),
        commune_code: commune.into(),
        min_lot: None,
        ..sell()
    }
}

fn wanted(unit: &str, price: i64) -> Terms {
    Terms { unit_code: unit.into(), price: Some(Money(price)), ..buy() }
}

fn in_state(state: State, offer: Offer) -> Offer {
    Offer { state, ended_at: state.is_over().then(|| moment("2026-11-26 10:00:00")), ..offer }
}

fn spanning(offer: Offer, opened: &str, ended: Option<&str>) -> Offer {
    let state = if ended.is_some() { State::Closed(ClosedBecause::Owner) } else { State::Open };
    Offer { state, opened_at: Some(moment(opened)), ended_at: ended.map(moment), ..offer }
}

fn deal(offer: &Offer, (quantity, price): (i64, i64), agreed: &str, state: DealState) -> NewThread {
    let (thread_id, quote_id, at) = (ThreadId(new_id()), QuoteId(new_id()), moment(agreed));
    let (price, quantity) = (Money(price), kg(quantity));
    // Each thread of an offer is another party's.
    let other = [BUYER, BUYER_2][usize::from(state == DealState::Cancelled)];
    let thread = Thread {
        id: thread_id,
        offer_id: offer.id,
        owner_id: offer.owner.party(),
        other,
        contact: Contact::Never,
        created_at: at,
        updated_at: at,
    };
    let quote = Quote {
        id: quote_id,
        thread_id,
        offer_id: offer.id,
        previous_id: None,
        by: Side::Other,
        state: QuoteState::Accepted,
        price,
        quantity,
        terms: String::new(),
        valid_until: day(3),
        created_at: at,
        decided_at: Some(at),
    };
    let deal = Deal {
        id: DealId(new_id()),
        offer_id: offer.id,
        thread_id,
        quote_id,
        seller_id: offer.owner.party(),
        buyer_id: other.party(),
        state,
        price,
        quantity,
        unit_code: offer.terms.unit_code.clone(),
        amount: amount(price, quantity).unwrap(),
        reason: String::new(),
        agreed_at: at,
        ended_at: None,
    };
    NewThread { thread, owner: offer.owner.account, quotes: vec![quote], deals: vec![deal], messages: vec![] }
}

pub async fn fill(db: &Db, offers: &[Offer], threads: &[NewThread]) {
    run!(db, txn => async {
        insert_offers(&txn, offers).await?;
        insert_threads(&txn, threads).await
    })
    .unwrap();
}

pub async fn at_place(db: &Db, code: &str, commune: &str) -> Vec<Line> {
    board::lines(db.read(), week(code), commune).await.unwrap()
}

fn line<'a>(lines: &'a [Line], good: &Good, unit: &str) -> &'a Line {
    lines.iter().find(|line| line.good == *good && line.unit_code == unit).unwrap()
}

/// Offers, parties, outliers, low, median, high.
pub fn told(prices: Prices) -> (i32, i32, i32, i64, i64, i64) {
    let dong = |price: Option<Money>| price.map_or(0, |price| price.0);
    (prices.offers, prices.parties, prices.outliers, dong(prices.low), dong(prices.median), dong(prices.high))
}

/// Six sellers, two buyers, two communes; of pomelos in kilograms, quintals and cartons.
async fn scenario(db: &Db) {
    market(db).await;
    let carton = Pack { quantity: kg(10), unit_code: "kg".into() };
    let in_cartons = Terms { pack: Some(carton), ..at_price("thung", 460_000, THANH_SEN) };
    let valid_till_tuesday = Terms { valid_until: "2026-11-24".parse().unwrap(), ..at_price("kg", 48_000, PHUC_TRACH) };
    let past_validity = Terms { valid_until: "2026-11-22".parse().unwrap(), ..at_price("kg", 10_000, THANH_SEN) };
    let words = Subject::Wanted { commodity: None, category: None, title: "Quả gì cũng được".into() };
    let some_fruit = Subject::Wanted { commodity: None, category: Some("0101".into()), title: String::new() };
    let six = |price| offer(seller(6), at_price("kg", price, THANH_SEN));
    let mut judged = in_state(State::Expired, six(25_000));
    judged.reason = "Giá không thật".into();
    let offers = vec![
        offer(seller(1), at_price("kg", 40_000, THANH_SEN)),
        offer(seller(2), at_price("ta", 4_400_000, PHUC_TRACH)),
        offer(seller(3), in_cartons),
        in_state(State::Expired, offer(seller(4), valid_till_tuesday)),
        // A zero too many.
        offer(seller(5), at_price("kg", 450_000, THANH_SEN)),
        // The same sellers again: dearer, and without a price.
        offer(seller(1), at_price("kg", 60_000, THANH_SEN)),
        offer(seller(2), at_price("kg", 0, PHUC_TRACH)),
        // Cartons of unknown content.
        offer(seller(6), at_price("thung", 500_000, THANH_SEN)),
        // What does not count.
        in_state(State::Withdrawn, six(20_000)),
        in_state(State::Hidden(HiddenBy::Officer), six(21_000)),
        in_state(State::Hidden(HiddenBy::Owner), six(22_000)),
        Offer { opened_at: None, ..in_state(State::Draft, six(23_000)) },
        Offer { opened_at: None, ..in_state(State::Rejected, six(24_000)) },
        judged,
        Offer { opened_at: Some(moment("2026-11-01 08:00:00")), ..offer(seller(6), past_validity) },
        // The week begins and ends at midnight in Hà Tĩnh.
        spanning(six(26_000), "2026-11-17 08:00:00", Some("2026-11-23 00:00:00")),
        spanning(six(27_000), "2026-11-30 00:00:00", None),
        // Buyers.
        offer(BUYER, wanted("kg", 35_000)),
        offer(BUYER_2, wanted("tan", 38_000_000)),
        Offer { state: State::Closed(ClosedBecause::Quotes), ..offer(BUYER, wanted("kg", 36_000)) },
        offer(BUYER, Terms { subject: some_fruit, ..wanted("kg", 20_000) }),
        offer(BUYER, Terms { subject: words, ..wanted("kg", 1_000) }),
    ];
    let threads = [
        deal(&offers[0], (100, 39_000), "2026-11-25 09:00:00", DealState::Agreed),
        deal(&offers[0], (50, 10_000), "2026-11-25 10:00:00", DealState::Cancelled),
        deal(&offers[1], (2, 4_300_000), "2026-11-29 23:59:59", DealState::Completed),
        deal(&offers[2], (5, 470_000), "2026-11-30 00:00:00", DealState::Agreed),
    ];
    fill(db, &offers, &threads).await;
}

#[tokio::test]
async fn the_board_tells_the_truth_of_a_week() {
    on_every_database!(|db| {
        scenario(&db).await;
        board::recompute(&db, &officer(), week("2026-W48")).await.unwrap();
        let pomelo = Good::Commodity(POMELO);

        let all = at_place(&db, "2026-W48", "").await;
        let kilograms = line(&all, &pomelo, "kg");
        assert_eq!(told(kilograms.asked), (7, 4, 1, 40_000, 45_000, 48_000));
        assert_eq!(told(kilograms.bid), (3, 2, 0, 36_000, 37_000, 38_000));
        let deals = kilograms.deals;
        assert_eq!((deals.count, deals.quantity, deals.median), (2, kg(300), Some(Money(41_000))));
        let cartons = line(&all, &pomelo, "thung");
        assert_eq!(told(cartons.asked), (1, 1, 0, 500_000, 500_000, 500_000));
        let fruit = line(&all, &Good::Category("0101".into()), "kg");
        assert_eq!((told(fruit.asked), told(fruit.bid)), (told(Prices::default()), (1, 1, 0, 20_000, 20_000, 20_000)));
        assert_eq!(all.len(), 3, "{all:?}");

        let thanh_sen = at_place(&db, "2026-W48", THANH_SEN).await;
        assert_eq!(told(line(&thanh_sen, &pomelo, "kg").asked), (4, 2, 1, 40_000, 43_000, 46_000));
        assert_eq!(line(&thanh_sen, &pomelo, "kg").deals.quantity, kg(100));
        let phuc_trach = at_place(&db, "2026-W48", PHUC_TRACH).await;
        assert_eq!(told(line(&phuc_trach, &pomelo, "kg").asked), (3, 2, 0, 44_000, 46_000, 48_000));
        assert_eq!(line(&phuc_trach, &pomelo, "kg").deals.quantity, kg(200));

        let places = board::by_commune(db.read(), &pomelo, week("2026-W48")).await.unwrap();
        let places: Vec<_> = places.iter().map(|line| (line.commune_code.as_str(), line.unit_code.as_str())).collect();
        assert_eq!(places, [(THANH_SEN, "kg"), (THANH_SEN, "thung"), (PHUC_TRACH, "kg")]);
    });
}

#[tokio::test]
async fn midnight_in_ha_tinh_parts_the_weeks() {
    on_every_database!(|db| {
        scenario(&db).await;
        for code in ["2026-W47", "2026-W49"] {
            board::recompute(&db, &worker_on(9), week(code)).await.unwrap();
        }
        let pomelo = Good::Commodity(POMELO);
        let before = at_place(&db, "2026-W47", "").await;
        // What was valid until Sunday, and what ended at midnight.
        assert_eq!(told(line(&before, &pomelo, "kg").asked), (2, 1, 0, 10_000, 10_000, 10_000));
        assert_eq!((before.len(), line(&before, &pomelo, "kg").deals.count), (1, 0));
        let after = at_place(&db, "2026-W49", "").await;
        let kilograms = line(&after, &pomelo, "kg");
        assert_eq!(told(kilograms.asked), (7, 4, 1, 27_000, 42_000, 46_000), "what ended or expired is gone");
        assert_eq!(told(kilograms.bid), (2, 2, 0, 35_000, 36_500, 38_000), "what has its quotes is gone");
        let deals = kilograms.deals;
        assert_eq!((deals.count, deals.quantity, deals.median), (1, kg(50), Some(Money(47_000))), "five cartons");
    });
}

#[tokio::test]
async fn pages_read_a_week_a_history_and_numbered_lines() {
    on_every_database!(|db| {
        scenario(&db).await;
        for code in ["2026-W47", "2026-W48", "2026-W49"] {
            board::recompute(&db, &worker_on(9), week(code)).await.unwrap();
        }
        let pomelo = Good::Commodity(POMELO);
        let history = board::history(db.read(), &pomelo, "", week("2026-W40"), week("2026-W48")).await.unwrap();
        let weeks: Vec<_> = history.iter().map(|line| (line.week.code(), line.unit_code.as_str())).collect();
        let expected = [("2026-W47", "kg"), ("2026-W48", "kg"), ("2026-W48", "thung")];
        assert_eq!(weeks, expected.map(|(week, unit)| (week.to_owned(), unit)));
        let mut filter =
            board::Filter { goods: None, commune: String::new(), from: week("2026-W47"), until: week("2026-W49") };
        let page = |number| kernel::Page { number, per_page: 4 };
        let (first, total) = board::page(db.read(), &filter, page(1)).await.unwrap();
        let (second, _) = board::page(db.read(), &filter, page(2)).await.unwrap();
        assert_eq!((first.len(), second.len(), total), (4, 3, 7));
        assert!(first.iter().chain(&second).map(|line| line.week).rev().is_sorted());
        filter.goods = Some(vec![Good::Category("0101".into())]);
        assert_eq!(board::page(db.read(), &filter, page(1)).await.unwrap().1, 2);
        filter.goods = Some(vec![]);
        assert_eq!(board::page(db.read(), &filter, page(1)).await.unwrap(), (vec![], 0));
    });
}

#[tokio::test]
async fn half_units_are_exact() {
    on_every_database!(|db| {
        market(&db).await;
        let half = Terms { quantity: Quantity(2_500), ..at_price("ta", 3_333_333, THANH_SEN) };
        fill(&db, &[offer(seller(1), half)], &[]).await;
        board::recompute(&db, &officer(), week("2026-W48")).await.unwrap();
        assert_eq!(told(at_place(&db, "2026-W48", "").await[0].asked), (1, 1, 0, 33_333, 33_333, 33_333));
    });
}
