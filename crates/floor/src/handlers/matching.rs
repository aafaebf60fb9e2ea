//! What follows an offer's opening, change or end: its matches, and who is told of it.

use std::collections::HashMap;

use alerts::{Alert, Facts, Kind as Told, News, Position, fan_out, follow};
use catalogue::queries as goods;
use database::outbox::{self, Message};
use kernel::{AccountId, Ctx, MemberId, OfferId, ProductId};
use offers::{
    Kind, Offer, Trader,
    matching::{Pair, refresh},
    queries,
};
use serde_json::json;
use uuid::Uuid;
use worker::BoxError;

use super::{Means, names::Names};

/// An offer whose list of matches has become short; its subject is the offer.
pub const AGAIN: &str = "matching.again";
/// The rest of the followers of something; the payload says of what and from where.
pub const REST: &str = "alerts.rest";

/// Of an offer's own new matches; the counterparts' owners are told of each.
const TOLD_AT_ONCE: usize = 5;
/// Lists to fill anew after an offer went.
const AGAIN_AT_MOST: usize = 200;
/// Followers in one transaction.
const PART: u64 = 500;
/// Transactions in one go.
const PARTS: usize = 10;
/// Offers in one query.
const CHUNK: usize = 200;

pub async fn offer(means: Means, event: Message) -> Result<(), BoxError> {
    let id = OfferId(event.subject);
    match event.kind.as_str() {
        "offer.opened" => {
            rank(&means, id).await?;
            spread(&means, Of::Offer(id), Position::default()).await
        }
        "offer.shown" | "offer.reopened" | "offer.changed" | "offer.hidden" | "offer.closed" | "offer.withdrawn"
        | "offer.expired" => rank(&means, id).await,
        _ => Ok(()),
    }
}

pub async fn again(means: Means, event: Message) -> Result<(), BoxError> {
    rank(&means, OfferId(event.subject)).await
}

/// `product.listed`: for the followers of its commodity and its stall.
pub async fn product(means: Means, event: Message) -> Result<(), BoxError> {
    spread(&means, Of::Product(ProductId(event.subject)), Position::default()).await
}

pub async fn rest(means: Means, event: Message) -> Result<(), BoxError> {
    let from = serde_json::from_value(event.payload["from"].clone())?;
    let of = if event.payload["of"] == "product" {
        Of::Product(ProductId(event.subject))
    } else {
        Of::Offer(OfferId(event.subject))
    };
    spread(&means, of, from).await
}

/// Matches and alerts about them, in one transaction: a pair that is new is told of, and then is new no more.
async fn rank(means: &Means, id: OfferId) -> Result<(), BoxError> {
    let ctx = Ctx::system(means.clock.now());
    let txn = means.db.begin().await?;
    let refreshed = refresh(&txn, &ctx, id).await?;
    let is_own = |pair: &&Pair| pair.offer == id;
    let news = || refreshed.fresh.iter().filter(|pair| pair.is_news);
    let told: Vec<Pair> =
        news().filter(is_own).take(TOLD_AT_ONCE).chain(news().filter(|pair| !is_own(pair))).copied().collect();
    for chunk in told.chunks(CHUNK) {
        tell_pairs(&txn, &ctx, chunk).await?;
    }
    for short in refreshed.short.iter().take(AGAIN_AT_MOST) {
        outbox::append(&txn, &ctx, outbox::Event::new(AGAIN, short.0)).await?;
    }
    txn.commit().await?;
    Ok(())
}

async fn tell_pairs(txn: &impl sea_orm::ConnectionTrait, ctx: &Ctx, pairs: &[Pair]) -> Result<(), BoxError> {
    let ids: Vec<OfferId> = pairs.iter().map(|pair| pair.offer).collect();
    let offers = queries::offers_by_ids(txn, &ids, ctx.today()).await?;
    let names = Names::of(txn, &offers).await?;
    let people = people(txn, offers.iter().map(|offer| offer.owner)).await?;
    let offers: HashMap<OfferId, &Offer> = offers.iter().map(|offer| (offer.id, offer)).collect();
    for pair in pairs {
        let Some(offer) = offers.get(&pair.offer) else { continue };
        let (kind, list) = match offer.kind {
            Kind::Sell => (Told::BuyerFound, "/chao-mua"),
            Kind::Buy => (Told::SellerFound, "/chao-ban"),
        };
        let alert = Alert {
            kind,
            subject: offer.id.0,
            other: pair.counterpart.0,
            title: &names.of_offer(offer),
            path: &format!("{list}/{}", pair.counterpart),
        };
        alerts::tell_all(txn, ctx, people.get(&offer.owner.party()).map_or(&[][..], Vec::as_slice), &alert).await?;
    }
    Ok(())
}

/// Who is told for whom: of a member its owner and staff, else the person. By party.
pub(super) async fn people(
    db: &impl sea_orm::ConnectionTrait,
    owners: impl Iterator<Item = Trader>,
) -> Result<HashMap<Uuid, Vec<AccountId>>, BoxError> {
    let mut all = HashMap::new();
    let mut members: Vec<MemberId> = Vec::new();
    for owner in owners {
        match owner.member {
            Some(member) => members.push(member),
            None => drop(all.insert(owner.account.0, vec![owner.account])),
        }
    }
    members.sort_unstable();
    members.dedup();
    for (member, people) in members::queries::people_of(db, &members).await? {
        all.insert(member.0, people);
    }
    Ok(all)
}

/// What followers are told of.
#[derive(Clone, Copy)]
enum Of {
    Offer(OfferId),
    Product(ProductId),
}

/// What is told, and to whom not: it is their own.
struct Telling {
    news: News,
    kind: Told,
    title: String,
    path: String,
    own: Vec<AccountId>,
}

/// Tells followers part by part; what is too much for one go becomes an event of its own.
async fn spread(means: &Means, of: Of, from: Position) -> Result<(), BoxError> {
    let telling = match of {
        Of::Offer(id) => of_offer(means, id).await?,
        Of::Product(id) => of_product(means, id).await?,
    };
    let Some(Telling { news, kind, title, path, own }) = telling else { return Ok(()) };
    let (subject, word) = match of {
        Of::Offer(id) => (id.0, "offer"),
        Of::Product(id) => (id.0, "product"),
    };
    let ctx = Ctx::system(means.clock.now());
    let alert = Alert { kind, subject, other: Uuid::nil(), title: &title, path: &path };
    let mut next = Some(from);
    for _ in 0..PARTS {
        let Some(position) = next else { return Ok(()) };
        let txn = means.db.begin().await?;
        next = fan_out(&txn, &ctx, &news, &alert, &own, position, PART).await?;
        txn.commit().await?;
    }
    let Some(position) = next else { return Ok(()) };
    let txn = means.db.begin().await?;
    let payload = json!({ "of": word, "from": position });
    outbox::append(&txn, &ctx, outbox::Event::new(REST, subject).with(payload)).await?;
    txn.commit().await?;
    Ok(())
}

async fn of_offer(means: &Means, id: OfferId) -> Result<Option<Telling>, BoxError> {
    let (db, today) = (means.db.read(), Ctx::system(means.clock.now()).today());
    let Some(offer) = queries::open_offer(db, id, today).await? else { return Ok(None) };
    let names = Names::of(db, std::slice::from_ref(&offer)).await?;
    let (kind, side, list) = match offer.kind {
        Kind::Sell => (Told::SellOpened, "sell", "/chao-ban"),
        Kind::Buy => (Told::BuyOpened, "buy", "/chao-mua"),
    };
    let facts = Facts {
        side: side.to_owned(),
        commodity: offer.commodity_id,
        categories: names.categories_of(&offer),
        commune: offer.terms.commune_code.clone(),
        text: names.text_of(&offer),
        price: offer.terms.price.map(|price| price.0),
    };
    let commodity = offer.commodity_id.map(follow::anchor_of_commodity);
    let categories = facts.categories.iter().map(|code| follow::anchor_of_category(code));
    let stall = offer.stall_id.map(follow::anchor_of_stall);
    let anchors = commodity.into_iter().chain(categories).chain(stall).collect();
    let own = people(db, [offer.owner].into_iter()).await?.into_values().flatten().collect();
    let path = format!("{list}/{}", offer.id);
    Ok(Some(Telling { news: News { anchors, facts: Some(facts) }, kind, title: names.of_offer(&offer), path, own }))
}

async fn of_product(means: &Means, id: ProductId) -> Result<Option<Telling>, BoxError> {
    let db = means.db.read();
    let product = goods::product_by_id(db, id).await?;
    let Some(product) = product.filter(|product| product.state == catalogue::State::Listed) else { return Ok(None) };
    let shop = members::queries::shop(db, product.stall_id).await?;
    if !shop.is_some_and(|shop| shop.visible()) {
        return Ok(None);
    }
    let commodity = product.content.commodity_id.map(follow::anchor_of_commodity);
    let anchors = commodity.into_iter().chain([follow::anchor_of_stall(product.stall_id)]).collect();
    let own = members::queries::people_of(db, &[product.member_id]).await?.into_values().flatten().collect();
    Ok(Some(Telling {
        news: News { anchors, facts: None },
        kind: Told::ProductListed,
        title: product.content.name.clone(),
        path: format!("/san-pham/{}", product.slug),
        own,
    }))
}
