//! Offers follow what stands behind them: the worker calls this after a product, a stall, a member or an account changed. It reloads
//! the truth, so replays and reordering are harmless.

use kernel::{AccountId, Ctx, MemberId, OfferId, ProductId};
use members::{MemberState, StallState};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{Error, Event, HiddenBy, State, Verb, entity::offer, store};

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    Product(ProductId),
    /// Its offers to sell and to buy; also when its stall changed.
    Member(MemberId),
    /// A buyer's own offers.
    Account(AccountId),
}

/// Looks at a page of the offers that stand on it, in the order of their ids. `Some`: there may be more behind that one.
pub async fn follow(
    txn: &impl ConnectionTrait,
    ctx: &Ctx,
    changed: Behind,
    after: Option<OfferId>,
    limit: u64,
) -> Result<Option<OfferId>, Error> {
    use offer::Column;
    let whose = match changed {
        Behind::Product(id) => Column::ProductId.eq(id.0),
        Behind::Member(id) => Column::PartyId.eq(id.0),
        Behind::Account(id) => Column::PartyId.eq(id.0),
    };
    let mut query = offer::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(whose)
        .filter(Column::State.is_in(["open", "hidden"]))
        .order_by_asc(Column::Id)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.0));
    }
    let ids: Vec<OfferId> = query.into_tuple::<Uuid>().all(txn).await?.into_iter().map(OfferId).collect();
    for id in &ids {
        let row = store::lock_offer(txn, *id).await?;
        settle(txn, ctx, row).await?;
    }
    let is_full = u64::try_from(ids.len()).is_ok_and(|found| found == limit);
    Ok(ids.last().copied().filter(|_| is_full))
}

/// What stands behind an offer, for those who might see it.
enum Ground {
    Firm,
    /// It may come back.
    Away,
    Gone,
}

async fn settle(txn: &impl ConnectionTrait, ctx: &Ctx, row: offer::Model) -> Result<(), Error> {
    let (verb, event) = match (ground(txn, &row).await?, row.state()) {
        (Ground::Gone, State::Open | State::Hidden(_)) => (Verb::Delist, Event::OfferClosed),
        (Ground::Away, State::Open) => (Verb::Withhold, Event::OfferHidden),
        (Ground::Firm, State::Hidden(HiddenBy::Floor)) => (Verb::Release, Event::OfferShown),
        _ => return Ok(()),
    };
    store::move_on(txn, ctx, row, verb, event, "").await.map(|_| ())
}

async fn ground(txn: &impl ConnectionTrait, row: &offer::Model) -> Result<Ground, DbErr> {
    let member = match row.member_id {
        Some(id) => {
            members::queries::member(txn, id.into()).await?.map_or(Ground::Gone, |member| of_member(member.state))
        }
        None => match accounts::find_account(txn, AccountId(row.account_id)).await? {
            Some(account) if account.verified() && !account.locked() => Ground::Firm,
            Some(_) => Ground::Away,
            None => Ground::Gone,
        },
    };
    let (Some(product), Some(stall)) = (row.product_id, row.stall_id) else { return Ok(member) };
    let product = catalogue::queries::product_by_id(txn, product.into()).await?;
    let product = product.map_or(Ground::Gone, |product| of_product(product.state));
    let shop = members::queries::shop(txn, stall.into()).await?;
    let stall = shop.map_or(Ground::Gone, |shop| of_stall(shop.stall.state));
    Ok([member, product, stall].into_iter().fold(Ground::Firm, worse))
}

fn worse(a: Ground, b: Ground) -> Ground {
    match (a, b) {
        (Ground::Gone, _) | (_, Ground::Gone) => Ground::Gone,
        (Ground::Away, _) | (_, Ground::Away) => Ground::Away,
        (Ground::Firm, Ground::Firm) => Ground::Firm,
    }
}

fn of_member(state: MemberState) -> Ground {
    match state {
        MemberState::Approved => Ground::Firm,
        MemberState::Closed | MemberState::Rejected => Ground::Gone,
        _ => Ground::Away,
    }
}

fn of_stall(state: StallState) -> Ground {
    match state {
        StallState::Open => Ground::Firm,
        StallState::Closed | StallState::Rejected => Ground::Gone,
        _ => Ground::Away,
    }
}

fn of_product(state: catalogue::State) -> Ground {
    match state {
        catalogue::State::Listed => Ground::Firm,
        catalogue::State::Archived | catalogue::State::Rejected => Ground::Gone,
        _ => Ground::Away,
    }
}
