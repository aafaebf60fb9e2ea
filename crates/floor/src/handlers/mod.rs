//! What follows an event: the search index and the mails. Every handler reloads by id and may run twice.

use std::sync::Arc;

use accounts::Purpose;
use catalogue::queries as goods;
use database::{Db, outbox::Message};
use gateway::cache::PageCache;
use kernel::{AccountId, Clock, Ctx, InquiryId, MemberId, ProductId, StallId};
use search_indexer::Engine;
use serde_json::Value;
use worker::{BoxError, Handlers, Mailer};

use crate::mails::{self, News};

mod digest;
mod index;
mod matching;
mod names;
mod offers;

/// What the handlers work with.
#[derive(Clone)]
pub struct Means {
    pub db: Db,
    pub clock: Clock,
    pub engine: Arc<Engine>,
    pub mailer: Mailer,
    /// The pages kept in this process: search results change when the index does.
    pub pages: PageCache,
}

/// Every handler of the floor.
#[must_use]
pub fn all(means: Means) -> Handlers {
    let indexing = means.clone();
    Handlers::new()
        .on_batch(&search_indexer::apply::KINDS, move |events| index::apply(indexing.clone(), events))
        .on(index::REFRESH, handler(&means, index::refresh))
        .on("account.verification_wanted", handler(&means, verification))
        .on("account.reset_wanted", handler(&means, reset))
        .on("account.password_changed", handler(&means, password_changed))
        .on("inquiry.sent", handler(&means, inquiry))
        .on("member.", handler(&means, member_news))
        .on("stall.", handler(&means, stall_news))
        .on("product.", handler(&means, product_news))
        .on("revision.", handler(&means, product_news))
        .on("product.", handler(&means, offers::follow))
        .on("stall.", handler(&means, offers::follow))
        .on("member.", handler(&means, offers::follow))
        .on("account.verified", handler(&means, offers::follow))
        .on("account.locked", handler(&means, offers::follow))
        .on("account.unlocked", handler(&means, offers::follow))
        .on("offer.", handler(&means, offers::offer_news))
        .on("quote.", handler(&means, offers::quote_news))
        .on("deal.", handler(&means, offers::deal_news))
        .on("message.", handler(&means, offers::message_news))
        .on("offer.", handler(&means, matching::offer))
        .on(matching::AGAIN, handler(&means, matching::again))
        .on("product.listed", handler(&means, matching::product))
        .on(matching::REST, handler(&means, matching::rest))
        .on(alerts::digest::DUE, handler(&means, digest::send))
}

fn handler<F, Fut>(means: &Means, work: F) -> impl Fn(Message) -> Fut + Send + Sync + 'static
where
    F: Fn(Means, Message) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), BoxError>> + Send + 'static,
{
    let means = means.clone();
    move |event| work(means.clone(), event)
}

async fn verification(means: Means, event: Message) -> Result<(), BoxError> {
    if let Some(letter) = mint(&means, event.subject.into(), Purpose::VerifyEmail).await? {
        means.mailer.send(&mails::verify(&means.mailer, &letter)).await?;
    }
    Ok(())
}

async fn reset(means: Means, event: Message) -> Result<(), BoxError> {
    if let Some(letter) = mint(&means, event.subject.into(), Purpose::ResetPassword).await? {
        means.mailer.send(&mails::reset(&means.mailer, &letter)).await?;
    }
    Ok(())
}

async fn mint(means: &Means, id: AccountId, purpose: Purpose) -> Result<Option<accounts::Letter>, BoxError> {
    let ctx = Ctx::system(means.clock.now());
    let txn = means.db.begin().await?;
    let letter = accounts::mint_token(&txn, &ctx, id, purpose).await?;
    txn.commit().await?;
    Ok(letter)
}

async fn password_changed(means: Means, event: Message) -> Result<(), BoxError> {
    let account = accounts::find_account(means.db.read(), event.subject.into()).await?;
    if let Some(account) = account
        && let Some(email) = &account.email
    {
        means.mailer.send(&mails::password_changed(email, &account.display_name, account.locale)).await?;
    }
    Ok(())
}

async fn inquiry(means: Means, event: Message) -> Result<(), BoxError> {
    let Some(asked) = members::inquiries::find_any(means.db.read(), InquiryId(event.subject)).await? else {
        return Ok(());
    };
    let Some(shop) = members::queries::shop(means.db.read(), asked.stall_id).await? else { return Ok(()) };
    for account in recipients(&means, shop.member.id).await? {
        let Some(email) = &account.email else { continue };
        means.mailer.send(&mails::inquiry(&means.mailer, email, &account.display_name, account.locale, &asked)).await?;
    }
    Ok(())
}

/// The people of a business who can be written to.
async fn recipients(means: &Means, member: MemberId) -> Result<Vec<accounts::Account>, BoxError> {
    let mut all = Vec::new();
    for id in members::queries::owners(means.db.read(), member).await? {
        all.extend(accounts::find_account(means.db.read(), id).await?.filter(|account| account.email.is_some()));
    }
    Ok(all)
}

async fn tell(means: &Means, member: MemberId, news: &News<'_>) -> Result<(), BoxError> {
    for account in recipients(means, member).await? {
        write(means, &account, news).await?;
    }
    Ok(())
}

/// To nobody where no address is known.
async fn write(means: &Means, account: &accounts::Account, news: &News<'_>) -> Result<(), BoxError> {
    if let Some(email) = &account.email {
        means.mailer.send(&mails::news(&means.mailer, email, &account.display_name, account.locale, news)).await?;
    }
    Ok(())
}

/// What an officer decided, as in `member.approved`; other events are no news to the member itself.
fn decided(event: &Message) -> Option<(&'static str, &'static str)> {
    Some(match event.kind.rsplit('.').next()? {
        "approved" | "listed" => ("đã được duyệt", "has been approved"),
        "changes_requested" => ("cần bổ sung", "needs changes"),
        "rejected" => ("không được duyệt", "was not approved"),
        "suspended" => ("đã bị tạm ngừng", "has been suspended"),
        "restored" => ("đã được mở lại", "has been restored"),
        _ => return None,
    })
}

async fn member_news(means: Means, event: Message) -> Result<(), BoxError> {
    let Some((vi, en)) = decided(&event) else { return Ok(()) };
    let Some(member) = members::queries::member(means.db.read(), MemberId(event.subject)).await? else {
        return Ok(());
    };
    let what_vi = format!("Hồ sơ thành viên của bạn {vi}");
    let what_en = format!("Your membership application {en}");
    tell(&means, member.id, &News { what_vi, what_en, reason: &member.reason, path: "/kenh-ban-hang/ho-so" }).await
}

async fn stall_news(means: Means, event: Message) -> Result<(), BoxError> {
    let Some((vi, en)) = decided(&event) else { return Ok(()) };
    let Some(shop) = members::queries::shop(means.db.read(), StallId(event.subject)).await? else { return Ok(()) };
    let what_vi = format!("Gian hàng “{}” {vi}", shop.stall.name);
    let what_en = format!("Your stall “{}” {en}", shop.stall.name);
    let news = News { what_vi, what_en, reason: &shop.stall.reason, path: "/kenh-ban-hang/gian-hang" };
    tell(&means, shop.member.id, &news).await
}

async fn product_news(means: Means, event: Message) -> Result<(), BoxError> {
    let Some((vi, en)) = decided(&event) else { return Ok(()) };
    let Some(product) = goods::product_by_id(means.db.read(), ProductId(event.subject)).await? else { return Ok(()) };
    let (what_vi, what_en, reason) = match revision(&means, &event).await? {
        Some(reason) => (
            format!("Bản sửa của sản phẩm “{}” {vi}", product.content.name),
            format!("The revision of “{}” {en}", product.content.name),
            reason,
        ),
        None => (
            format!("Sản phẩm “{}” {vi}", product.content.name),
            format!("Your product “{}” {en}", product.content.name),
            product.reason.clone(),
        ),
    };
    let path = format!("/kenh-ban-hang/san-pham/{}", product.id);
    tell(&means, product.member_id, &News { what_vi, what_en, reason: &reason, path: &path }).await
}

/// The officer's reason, when the event is about a revision.
async fn revision(means: &Means, event: &Message) -> Result<Option<String>, BoxError> {
    let Some(id) = event.payload.get("revision").and_then(Value::as_str) else { return Ok(None) };
    let found = goods::revision_by_id(means.db.read(), id.parse()?).await?;
    Ok(Some(found.map(|revision| revision.reason).unwrap_or_default()))
}
