//! The score of a pair. Pure.
//!
//! | what | points |
//! |---|---|
//! | the goods: same commodity, wanted category, the buyer's words | 40 |
//! | the quantity that is wanted is there | 15 |
//! | the price asked is at most the bid; less for near misses, a half for negotiable | 20 |
//! | near one another | 10 |
//! | there when it is wanted | 10 |
//! | certificates that are wanted | 5 |
//!
//! What can't be compared (units without a defined conversion, no dates, unknown places) counts a third and gives no reason.

use catalogue::CategoryTree;
use chrono::NaiveDate;
use kernel::{Quantity, place};

use super::{
    Match, Reason,
    reason::{Amount, Price},
    words::Words,
};
use crate::{Certificate, Kind, Offer};

const GOODS: i64 = 40;
const QUANTITY: i64 = 15;
const PRICE: i64 = 20;
const PLACE: i64 = 10;
const TIME: i64 = 10;
const CERTIFICATES: i64 = 5;

/// A price may miss by so many per cent before it counts nothing.
const NEAR_PERCENT: i128 = 25;
/// Beyond that nearness counts nothing.
const FAR_KM: u32 = 100;
/// Beyond that a gap in time counts nothing.
const GAP_DAYS: i64 = 30;

/// An offer with what its own row does not say.
#[derive(Debug, Clone)]
pub struct Party {
    pub offer: Offer,
    /// Of an offer to sell: what the goods are called, with their commodity and its other names. Of an offer to buy: the buyer's own
    /// words.
    pub words: Words,
    /// Of an offer to sell: the certificates that the goods have today.
    pub has: Vec<Certificate>,
}

/// `None` where the goods have nothing to do with one another, for two offers of one kind and for two of one party.
#[must_use]
pub fn compare(one: &Party, other: &Party, tree: &CategoryTree) -> Option<Match> {
    let (sell, buy) = match (one.offer.kind, other.offer.kind) {
        (Kind::Sell, Kind::Buy) => (one, other),
        (Kind::Buy, Kind::Sell) => (other, one),
        _ => return None,
    };
    if sell.offer.owner.party() == buy.offer.owner.party() {
        return None;
    }
    let mut reasons = Vec::new();
    let mut score = goods(sell, buy, tree, &mut reasons)?;
    let parts = [
        quantity(&sell.offer, &buy.offer),
        price(&sell.offer, &buy.offer),
        nearness(&sell.offer, &buy.offer),
        time(&sell.offer, &buy.offer),
    ];
    for (points, reason) in parts {
        score += points;
        reasons.extend(reason);
    }
    score += certificates(sell, &buy.offer, &mut reasons);
    // What stands between them comes last.
    reasons.sort_by_key(|reason| !reason.is_for());
    u8::try_from(score).ok().map(|score| Match { score: score.min(100), reasons })
}

type Part = (i64, Option<Reason>);

fn goods(sell: &Party, buy: &Party, tree: &CategoryTree, reasons: &mut Vec<Reason>) -> Option<i64> {
    let wanted = buy.offer.commodity_id;
    if let Some(commodity) = wanted.filter(|_| wanted == sell.offer.commodity_id) {
        reasons.push(Reason::SameCommodity { commodity });
        return Some(GOODS);
    }
    let found = buy.words.found_in(&sell.words);
    let share = |points: i64| points * found.len() as i64 / buy.words.len().max(1) as i64;
    let points = match (buy.offer.category_code.as_deref(), sell.offer.category_code.as_deref()) {
        (Some(category), Some(of_goods)) => {
            if !tree.path(of_goods).iter().any(|step| step.code == category) {
                return None;
            }
            // Who wants oranges does not want what is known to be something else and isn't even called so.
            if wanted.is_some() && sell.offer.commodity_id.is_some() && found.is_empty() {
                return None;
            }
            let category = category.to_owned();
            let (reason, points) = match wanted {
                // Goods that no commodity was chosen for may still be called so.
                Some(_) if found.len() < buy.words.len() => (Reason::SameCategory { category }, GOODS * 3 / 8),
                _ => (Reason::InCategory { category }, GOODS * 3 / 4),
            };
            reasons.push(reason);
            points + share(GOODS / 4)
        }
        // Only words: most of them have to be there.
        (None, _) if found.len() * 2 >= buy.words.len() && !found.is_empty() => share(GOODS * 3 / 4),
        _ => return None,
    };
    if !found.is_empty() {
        reasons.push(Reason::Words { words: found });
    }
    Some(points)
}

fn amount(offer: &Offer, quantity: Quantity) -> Amount {
    Amount { quantity, unit_code: offer.terms.unit_code.clone() }
}

fn unknown(points: i64) -> Part {
    (points / 3, None)
}

fn in_base(offer: &Offer, quantity: Quantity) -> Option<i128> {
    offer.terms.measure()?.in_base(quantity)
}

/// Whether a factor is defined between their units.
fn convert(sell: &Offer, buy: &Offer) -> bool {
    let measures = sell.terms.measure().zip(buy.terms.measure());
    measures.is_some_and(|(from, to)| from.convert(Quantity(1), &to).is_some())
}

fn quantity(sell: &Offer, buy: &Offer) -> Part {
    if !convert(sell, buy) {
        return unknown(QUANTITY);
    }
    let (Some(there), Some(wanted)) = (in_base(sell, sell.remaining), in_base(buy, buy.remaining)) else {
        return unknown(QUANTITY);
    };
    // The rest may be less than the smallest lot, and then goes as one.
    let too_large = |of: &Offer, other: &Offer, most: i128| {
        let lot = of.terms.min_lot.map(|lot| lot.min(of.remaining))?;
        let is_above = in_base(of, lot)? > most;
        is_above.then(|| Reason::LotTooLarge { lot: amount(of, lot), quantity: amount(other, other.remaining) })
    };
    if let Some(reason) = too_large(sell, buy, wanted).or_else(|| too_large(buy, sell, there)) {
        return (0, Some(reason));
    }
    let (offered, needed) = (amount(sell, sell.remaining), amount(buy, buy.remaining));
    if there >= wanted {
        return (QUANTITY, Some(Reason::Enough { offered, wanted: needed }));
    }
    let points = i128::from(QUANTITY) * there / wanted.max(1);
    (i64::try_from(points).unwrap_or_default(), Some(Reason::Part { offered, wanted: needed }))
}

fn price(sell: &Offer, buy: &Offer) -> Part {
    if sell.terms.price.is_none() || buy.terms.price.is_none() {
        return (PRICE / 2, Some(Reason::Negotiable));
    }
    if !convert(sell, buy) {
        return unknown(PRICE);
    }
    compare_prices(sell, buy).unwrap_or_else(|| unknown(PRICE))
}

/// The price of what would change hands: steps by quantity count.
fn compare_prices(sell: &Offer, buy: &Offer) -> Option<Part> {
    let (from, to) = (sell.terms.measure()?, buy.terms.measure()?);
    let taken = to.convert(buy.remaining, &from)?.min(sell.remaining);
    let (ask, bid) = (sell.terms.price_for(taken)?, buy.terms.price?);
    // Per base unit: the price of one unit by what one unit holds, cross-multiplied.
    let ask_side = i128::from(ask.0).checked_mul(to.in_base(Quantity::whole(1)?)?)?;
    let bid_side = i128::from(bid.0).checked_mul(from.in_base(Quantity::whole(1)?)?)?;
    let ask = Price { price: ask, unit_code: sell.terms.unit_code.clone() };
    let bid = Price { price: bid, unit_code: buy.terms.unit_code.clone() };
    if ask_side <= bid_side {
        return Some((PRICE, Some(Reason::PriceMeets { ask, bid })));
    }
    let above = ask_side - bid_side;
    // Rounded up: what is above is never said to be above by nothing.
    let percent = (above.checked_mul(100)? + bid_side - 1).checked_div(bid_side)?;
    let points = i128::from(PRICE) * (NEAR_PERCENT - percent).max(0) / NEAR_PERCENT;
    let percent = u32::try_from(percent).unwrap_or(u32::MAX);
    Some((i64::try_from(points).unwrap_or_default(), Some(Reason::PriceAbove { ask, bid, percent })))
}

fn nearness(sell: &Offer, buy: &Offer) -> Part {
    let (Some(from), Some(to)) = (place::commune(&sell.terms.commune_code), place::commune(&buy.terms.commune_code))
    else {
        return unknown(PLACE);
    };
    if from.code == to.code {
        return (PLACE, Some(Reason::SameCommune { commune: from.code.to_owned() }));
    }
    let km = from.distance_km(to);
    let points = PLACE * i64::from(FAR_KM.saturating_sub(km)) / i64::from(FAR_KM);
    let district = (from.former_district == to.former_district).then(|| from.former_district.to_owned());
    (points, Some(Reason::Away { km, district }))
}

type Window = (Option<NaiveDate>, Option<NaiveDate>);

/// When the goods are there, or wanted. Of a coming harvest not before it begins.
fn window(offer: &Offer) -> Window {
    let terms = &offer.terms;
    match terms.harvest {
        Some(harvest) => (
            Some(terms.available_from.map_or(harvest.from, |from| from.max(harvest.from))),
            terms.available_until.or(Some(harvest.until)),
        ),
        None => (terms.available_from, terms.available_until),
    }
}

fn time(sell: &Offer, buy: &Offer) -> Part {
    let (there, wanted) = (window(sell), window(buy));
    if there == (None, None) || wanted == (None, None) {
        return unknown(TIME);
    }
    let from = there.0.max(wanted.0);
    let until = match (there.1, wanted.1) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let gap = from.zip(until).map_or(0, |(from, until)| (from - until).num_days());
    if gap <= 0 {
        return (TIME, Some(Reason::Together { from, until }));
    }
    let days = u32::try_from(gap).unwrap_or(u32::MAX);
    (TIME / 2 * (GAP_DAYS - gap).max(0) / GAP_DAYS, Some(Reason::Apart { days }))
}

fn certificates(sell: &Party, buy: &Offer, reasons: &mut Vec<Reason>) -> i64 {
    let wanted = &buy.terms.certificates;
    if wanted.is_empty() {
        return CERTIFICATES;
    }
    let (has, lacks): (Vec<Certificate>, Vec<Certificate>) =
        wanted.iter().copied().partition(|certificate| certificate.is_among(&sell.has));
    let points = CERTIFICATES * has.len() as i64 / wanted.len() as i64;
    if !has.is_empty() {
        reasons.push(Reason::Has { certificates: has });
    }
    if !lacks.is_empty() {
        reasons.push(Reason::Lacks { certificates: lacks });
    }
    points
}
