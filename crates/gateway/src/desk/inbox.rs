//! `/kenh-ban-hang/tin-nhan`: what buyers ask.

use askama::Template;
use axum::extract::{Path, State};
use kernel::{InquiryId, Locale, date, phone::Phone};
use members::{Inquiry, Key, inquiries};

use super::papers::read_id;
use crate::{
    AppError,
    account::parameter,
    render::{Page, after, page},
    session::Member,
    state::App,
    view::Shell,
};

const PER_PAGE: u64 = 50;

#[derive(Template)]
#[template(path = "desk/inbox.html")]
struct InboxPage {
    shell: Shell,
    lines: Vec<Message>,
    unread: u64,
    /// The key of the next page; empty on the last.
    older: String,
}

#[derive(Template)]
#[template(path = "desk/message.html")]
struct MessagePage {
    shell: Shell,
    one: Message,
}

struct Message {
    id: InquiryId,
    name: String,
    product: String,
    body: String,
    when: String,
    ago: String,
    unread: bool,
    answered: String,
    /// As people read it, and as a link that calls or writes.
    contact: String,
    link: String,
}

impl Message {
    fn new(l: Locale, now: chrono::DateTime<chrono::Utc>, one: Inquiry) -> Self {
        let (contact, link) = reach(&one.contact);
        Self {
            id: one.id,
            name: one.name,
            product: one.product.map(|(_, name)| name).unwrap_or_default(),
            body: one.body,
            when: date::moment(l, one.created_at),
            ago: date::ago(l, now, one.created_at),
            unread: one.read_at.is_none(),
            answered: one.answered_at.map(|at| date::moment(l, at)).unwrap_or_default(),
            contact,
            link,
        }
    }
}

/// A telephone number or an address of mail, and its link.
fn reach(contact: &str) -> (String, String) {
    match Phone::parse(contact) {
        Ok(phone) => (phone.national(), format!("tel:{}", phone.as_str())),
        Err(_) => (contact.to_owned(), format!("mailto:{contact}")),
    }
}

pub async fn list(State(app): State<App>, shell: Shell, member: Member) -> Page {
    let after: Option<Key> = parameter(&shell, "sau").parse().ok();
    let db = app.db.read();
    let mut found = inquiries::page(db, member.id, after, PER_PAGE + 1).await?;
    let more = found.len() > PER_PAGE as usize;
    found.truncate(PER_PAGE as usize);
    let older = found.last().filter(|_| more).map(|last| Key::after_inquiry(last).to_string()).unwrap_or_default();
    // What nobody has read yet comes first; within both the newest.
    found.sort_by_key(|one| one.read_at.is_some());
    let (l, now) = (shell.l, app.ctx(member.actor()).now);
    page(&InboxPage {
        lines: found.into_iter().map(|one| Message::new(l, now, one)).collect(),
        unread: inquiries::count_unread(db, member.id).await?,
        older,
        shell: shell.titled("Tin nhắn", "Messages").private(),
    })
}

/// Opening it is reading it.
pub async fn show(State(app): State<App>, shell: Shell, member: Member, Path(id): Path<String>) -> Page {
    let id: InquiryId = read_id(&id)?;
    let one = inquiries::find(app.db.read(), member.id, id).await?.ok_or(AppError::NotFound)?;
    let ctx = app.ctx(member.actor());
    if one.read_at.is_none() {
        let txn = app.db.begin().await?;
        inquiries::mark_read(&txn, &ctx, member.id, id).await?;
        txn.commit().await?;
    }
    let one = Message::new(shell.l, ctx.now, one);
    page(&MessagePage { shell: shell.titled("Tin nhắn", "Message").private(), one })
}

/// `…/da-tra-loi`
pub async fn answered(State(app): State<App>, shell: Shell, member: Member, Path(id): Path<String>) -> Page {
    let txn = app.db.begin().await?;
    inquiries::mark_answered(&txn, &app.ctx(member.actor()), member.id, read_id(&id)?).await?;
    txn.commit().await?;
    after(&shell, "/kenh-ban-hang/tin-nhan", "da-tra-loi")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_called_and_an_address_written_to() {
        assert_eq!(reach("+84912345678"), ("0912 345 678".to_owned(), "tel:+84912345678".to_owned()));
        assert_eq!(reach("an@example.vn"), ("an@example.vn".to_owned(), "mailto:an@example.vn".to_owned()));
    }
}
