//! Offers and deals of one week, gathered into groups. Pure.

use std::collections::{BTreeMap, HashMap};

use kernel::{CommodityId, Measure, Money, Quantity, place};
use uuid::Uuid;

use super::{
    Deals, Good, Line, Prices, Week,
    figures::{Asked, Bounds, median, prices},
    price::{name_of, price_of, quantity_of, shown_unit},
};
use crate::Kind;

/// What is offered, in which unit, and where.
#[derive(Debug, Clone)]
pub(super) struct Goods {
    pub(super) commodity: Option<CommodityId>,
    pub(super) category: Option<String>,
    pub(super) commune: String,
    /// `None` for a unit that nobody knows.
    pub(super) measure: Option<Measure>,
}

#[derive(Debug, Clone, Copy)]
struct Agreed {
    commune: &'static str,
    price: i64,
    quantity: i64,
}

/// About fifty bytes for each offer: a hundred thousand take five megabytes.
#[derive(Debug, Default)]
struct Group {
    asked: Vec<Asked>,
    bid: Vec<Asked>,
    deals: Vec<Agreed>,
    /// How many offers name each unit that is the shown one under another name.
    names: BTreeMap<&'static str, usize>,
}

#[derive(Debug, Default)]
pub(super) struct Tally(HashMap<(Good, &'static str), Group>);

impl Tally {
    pub(super) fn offer(&mut self, goods: &Goods, kind: Kind, party: Uuid, price: Option<Money>) {
        let Some((group, measure, commune)) = self.group(goods) else { return };
        *group.names.entry(name_of(&measure)).or_default() += 1;
        let price = price.and_then(|price| price_of(&measure, price));
        let asked = Asked { party, price, commune };
        match kind {
            Kind::Sell => group.asked.push(asked),
            Kind::Buy => group.bid.push(asked),
        }
    }

    pub(super) fn deal(&mut self, goods: &Goods, price: Money, quantity: Quantity) {
        let Some((group, measure, commune)) = self.group(goods) else { return };
        if let (Some(price), Some(quantity)) = (price_of(&measure, price), quantity_of(&measure, quantity)) {
            group.deals.push(Agreed { commune, price, quantity: quantity.0 });
        }
    }

    /// `None` where the board has no place for it.
    fn group(&mut self, goods: &Goods) -> Option<(&mut Group, Measure, &'static str)> {
        let measure = goods.measure?;
        let good = match (goods.commodity, &goods.category) {
            (Some(commodity), _) => Good::Commodity(commodity),
            (None, Some(category)) => Good::Category(category.clone()),
            (None, None) => return None,
        };
        let commune = place::commune(&goods.commune).map_or("", |commune| commune.code);
        Some((self.0.entry((good, shown_unit(&measure).code)).or_default(), measure, commune))
    }

    /// The lines of every group, for the whole province and for each commune that has something, in a fixed order.
    pub(super) fn lines(self, week: Week) -> Vec<Line> {
        let mut lines: Vec<Line> = self.0.into_iter().flat_map(|(key, group)| group.lines(week, key)).collect();
        let place = |line: &Line| (line.good.clone(), line.unit_code.clone(), line.commune_code.clone());
        lines.sort_by_cached_key(place);
        lines
    }
}

impl Group {
    fn lines(self, week: Week, (good, unit_code): (Good, &'static str)) -> Vec<Line> {
        let most = self.names.iter().max_by_key(|(name, offers)| (**offers, std::cmp::Reverse(**name)));
        let unit_name = most.map_or(unit_code, |(name, _)| name);
        let line = |commune_code: &str, (asked, bid): (Prices, Prices), deals: &[Agreed]| Line {
            week,
            good: good.clone(),
            commune_code: commune_code.to_owned(),
            unit_code: unit_code.to_owned(),
            unit_name: unit_name.to_owned(),
            asked,
            bid,
            deals: agreed(deals),
        };
        let (asked, bid) = (Bounds::of(Kind::Sell, &self.asked), Bounds::of(Kind::Buy, &self.bid));
        let all = (prices(Kind::Sell, self.asked.iter(), asked), prices(Kind::Buy, self.bid.iter(), bid));
        let mut lines = vec![line("", all, &self.deals)];
        let mut places: BTreeMap<&'static str, Self> = BTreeMap::new();
        for one in self.asked {
            places.entry(one.commune).or_default().asked.push(one);
        }
        for one in self.bid {
            places.entry(one.commune).or_default().bid.push(one);
        }
        for one in self.deals {
            places.entry(one.commune).or_default().deals.push(one);
        }
        // What is outside the province's list counts for the whole only.
        places.remove("");
        lines.extend(places.iter().map(|(commune, of)| {
            let both = (prices(Kind::Sell, of.asked.iter(), asked), prices(Kind::Buy, of.bid.iter(), bid));
            line(commune, both, &of.deals)
        }));
        lines
    }
}

fn agreed(deals: &[Agreed]) -> Deals {
    let mut all: Vec<i64> = deals.iter().map(|deal| deal.price).collect();
    all.sort_unstable();
    Deals {
        count: i32::try_from(deals.len()).unwrap_or(i32::MAX),
        quantity: Quantity(deals.iter().fold(0, |sum: i64, deal| sum.saturating_add(deal.quantity))),
        median: median(&all).map(Money),
    }
}
