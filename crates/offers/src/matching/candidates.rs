//! Who might be an offer's counterpart: a bounded number, by indexed queries.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use catalogue::{CategoryTree, Commodity, queries as goods};
use kernel::{CommodityId, Ctx, OfferId, ProductId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter};
use uuid::Uuid;

use super::{compare::Party, words::Words};
use crate::{
    Certificate, Kind, Offer, Subject,
    entity::offer::Column,
    queries::{OpenFilter, newest_open, page_open},
};

/// The newest of one commodity, of one category or its parts together, and of what has neither.
const NEWEST: u64 = 500;
/// A category of many parts: at least so many of each.
const OF_A_PART: u64 = 100;
/// Free words may name a few commodities.
const NAMED: usize = 10;
/// More than there are.
const COMMODITIES: u64 = 1_000;

/// An offer, whoever might match it, and what is needed to tell how well.
pub(super) struct Surroundings {
    pub tree: CategoryTree,
    pub own: Party,
    pub others: Vec<Party>,
}

pub(super) async fn around(db: &impl ConnectionTrait, ctx: &Ctx, own: Offer) -> Result<Surroundings, DbErr> {
    let tree = goods::category_tree(db).await?;
    let all = goods::all_commodities(db, COMMODITIES).await?;
    let commodities: HashMap<CommodityId, Commodity> = all.into_iter().map(|one| (one.id, one)).collect();
    let own_side = own_side(db, &own).await?;
    let mut found: BTreeMap<OfferId, Offer> = BTreeMap::new();
    for (filter, limit) in searches(&own, &tree, &commodities) {
        let page = page_open(db, &filter, None, limit, ctx.today()).await?;
        found.extend(page.into_iter().map(|offer| (offer.id, offer)));
    }
    if own.kind == Kind::Sell {
        let worded = newest_open(ctx.today(), NEWEST).filter(Column::Kind.eq(Kind::Buy));
        let worded = worded.filter(Column::CategoryCode.is_null()).all(db).await?;
        found.extend(worded.into_iter().map(|row| (row.id.into(), row.into())));
    }
    found.retain(|_, other| !own_side.contains(&other.owner.party()));
    let known = certificates(db, ctx, &own, found.values()).await?;
    let party = |offer: Offer| Party { words: words(&offer, &commodities), has: has(&offer, &known), offer };
    Ok(Surroundings { tree, own: party(own), others: found.into_values().map(party).collect() })
}

/// The parties that are the same people: a member and the persons who work for it.
async fn own_side(db: &impl ConnectionTrait, own: &Offer) -> Result<BTreeSet<Uuid>, DbErr> {
    let mut all = BTreeSet::from([own.owner.party()]);
    match own.owner.member {
        Some(member) => {
            all.extend(members::staff::list(db, member).await?.into_iter().map(|one| one.account_id.0));
        }
        None => {
            let membership = members::queries::membership(db, own.owner.account).await?;
            all.extend(membership.map(|membership| membership.member_id.0));
        }
    }
    Ok(all)
}

/// What to look for: the commodity, the categories that fit, and where there are only words the commodities that they name.
fn searches(own: &Offer, tree: &CategoryTree, commodities: &HashMap<CommodityId, Commodity>) -> Vec<(OpenFilter, u64)> {
    let kind = Some(match own.kind {
        Kind::Sell => Kind::Buy,
        Kind::Buy => Kind::Sell,
    });
    let of_commodity = |id| (OpenFilter { kind, commodity: Some(id), ..OpenFilter::default() }, NEWEST);
    let Some(category) = &own.category_code else {
        let named = named(own, commodities).into_iter().map(of_commodity);
        return named.chain([(OpenFilter { kind, ..OpenFilter::default() }, NEWEST)]).collect();
    };
    let codes: Vec<String> = match own.kind {
        // Goods lie in one category; who asks for the group asks for them too.
        Kind::Sell => tree.path(category).into_iter().map(|step| step.code.clone()).collect(),
        Kind::Buy => tree.codes_under(category),
    };
    let each = (NEWEST / codes.len().max(1) as u64).max(OF_A_PART);
    let of_category = |code| (OpenFilter { kind, categories: vec![code], ..OpenFilter::default() }, each);
    own.commodity_id.map(of_commodity).into_iter().chain(codes.into_iter().map(of_category)).collect()
}

/// The commodities that the buyer's words name, the best first.
fn named(own: &Offer, commodities: &HashMap<CommodityId, Commodity>) -> Vec<CommodityId> {
    let wanted = words(own, commodities);
    let score = |one: &Commodity| wanted.found_in(&names(one)).len();
    let mut named: Vec<(usize, CommodityId)> =
        commodities.values().map(|one| (score(one), one.id)).filter(|(score, _)| *score > 0).collect();
    named.sort_unstable_by(|a, b| b.cmp(a));
    named.into_iter().take(NAMED).map(|(_, id)| id).collect()
}

fn names(commodity: &Commodity) -> Words {
    let aliases = commodity.aliases.iter().map(String::as_str);
    Words::of(aliases.chain([commodity.name_vi.as_str()]))
}

fn words(offer: &Offer, commodities: &HashMap<CommodityId, Commodity>) -> Words {
    let commodity = offer.commodity_id.and_then(|id| commodities.get(&id));
    let name = commodity.map_or("", |one| one.name_vi.as_str());
    match offer.kind {
        Kind::Buy => Words::of([offer.title.as_str(), name]).telling(),
        Kind::Sell => {
            let aliases = commodity.map(|one| one.aliases.as_slice()).unwrap_or_default();
            Words::of([offer.title.as_str(), name].into_iter().chain(aliases.iter().map(String::as_str)))
        }
    }
}

/// What the products have today, asked only where somebody wants it.
async fn certificates(
    db: &impl ConnectionTrait,
    ctx: &Ctx,
    own: &Offer,
    others: impl Iterator<Item = &Offer> + Clone,
) -> Result<HashMap<ProductId, Vec<Certificate>>, DbErr> {
    let asks = |offer: &Offer| offer.terms.certificates.iter().any(|one| !one.is_stated());
    let is_asked = match own.kind {
        Kind::Buy => asks(own),
        Kind::Sell => others.clone().any(asks),
    };
    if !is_asked {
        return Ok(HashMap::new());
    }
    let ids: Vec<ProductId> = others.filter_map(product).chain(product(own)).collect();
    let honours = goods::honours(db, &ids).await?;
    Ok(honours.into_iter().map(|(id, honour)| (id, Certificate::of_goods(&honour, ctx.today()))).collect())
}

fn product(offer: &Offer) -> Option<ProductId> {
    match offer.terms.subject {
        Subject::Product(id) => Some(id),
        Subject::Wanted { .. } => None,
    }
}

fn has(offer: &Offer, known: &HashMap<ProductId, Vec<Certificate>>) -> Vec<Certificate> {
    let Some(product) = product(offer) else { return Vec::new() };
    let of_product = known.get(&product).into_iter().flatten();
    of_product.chain(&offer.terms.certificates).copied().collect()
}
