//! For whom a person trades.

use members::MemberState;
use offers::Trader;

use crate::{AppError, session::User, state::App};

/// The member business that the person belongs to, once it was approved (also while it is suspended: its offers are still its own);
/// otherwise the person, who buys for himself.
pub async fn trader(app: &App, user: &User) -> Result<Trader, AppError> {
    let Some(membership) = &user.0.membership else { return Ok(Trader::buyer(user.id())) };
    let member = members::queries::member(app.db.read(), membership.member_id).await?;
    let trades = member.is_some_and(|member| matches!(member.state, MemberState::Approved | MemberState::Suspended));
    Ok(if trades { Trader::member(user.id(), membership.member_id) } else { Trader::buyer(user.id()) })
}
