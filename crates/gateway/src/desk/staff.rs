//! `/kenh-ban-hang/nhan-su`: the people of the business. The owner invites by link.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use kernel::{AccountId, FieldErrors, Fields, Locale, date};
use members::{Membership, StaffRole, staff};

use super::papers::read_id;
use crate::{
    AppError,
    account::unkept,
    form::{Form, FormView, Labels},
    render::{Page, after, page_with},
    session::Member,
    state::App,
    view::Shell,
};

const LABELS: Labels = &[("note", "Mời ai? (để bạn nhớ)", "Whom? (for your own memory)")];

#[derive(Template)]
#[template(path = "desk/staff.html")]
struct StaffPage {
    shell: Shell,
    form: FormView,
    people: Vec<Person>,
    invitations: Vec<Invited>,
    owner: bool,
    /// The link of an invitation that was just made: it can't be shown again.
    link: String,
}

struct Person {
    account: AccountId,
    name: String,
    role: &'static str,
    since: String,
    removable: bool,
    me: bool,
}

struct Invited {
    id: kernel::InvitationId,
    note: String,
    expires: String,
}

pub async fn show(State(app): State<App>, shell: Shell, member: Member) -> Page {
    with(&app, shell, &member, Fields::default(), FieldErrors::default(), String::new()).await
}

pub async fn invite(State(app): State<App>, shell: Shell, member: Member, form: Form) -> Page {
    if form.resumed {
        return with(&app, shell, &member, form.fields, FieldErrors::default(), String::new()).await;
    }
    let txn = app.db.begin().await?;
    let ctx = app.ctx(member.actor());
    match staff::invite(&txn, &ctx, member.id, member.role, form.fields.get("note")).await {
        Ok(made) => {
            txn.commit().await?;
            app.wake.notify_one();
            let link = format!("{}{}{}", app.settings.base_url, shell.url("/loi-moi/"), made.secret);
            with(&app, shell, &member, Fields::default(), FieldErrors::default(), link).await.map(unkept)
        }
        Err(members::Error::Fields(errors)) => {
            drop(txn);
            with(&app, shell, &member, form.fields, errors, String::new()).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `…/thu-hoi`: takes an invitation back.
pub async fn revoke(State(app): State<App>, shell: Shell, member: Member, form: Form) -> Page {
    if form.resumed {
        return after(&shell, "/kenh-ban-hang/nhan-su", "");
    }
    let txn = app.db.begin().await?;
    let id = read_id(form.fields.get("id"))?;
    staff::revoke(&txn, &app.ctx(member.actor()), member.id, member.role, id).await?;
    txn.commit().await?;
    after(&shell, "/kenh-ban-hang/nhan-su", "da-thu-hoi")
}

/// `…/go`: ends somebody's work for the business.
pub async fn remove(State(app): State<App>, shell: Shell, member: Member, form: Form) -> Page {
    if form.resumed {
        return after(&shell, "/kenh-ban-hang/nhan-su", "");
    }
    let txn = app.db.begin().await?;
    let account = read_id(form.fields.get("id"))?;
    staff::remove_staff(&txn, &app.ctx(member.actor()), member.id, member.role, account).await?;
    txn.commit().await?;
    app.wake.notify_one();
    after(&shell, "/kenh-ban-hang/nhan-su", "da-go-nhan-vien")
}

async fn with(app: &App, shell: Shell, member: &Member, fields: Fields, errors: FieldErrors, link: String) -> Page {
    let (l, db, ctx) = (shell.l, app.db.read(), app.ctx(member.actor()));
    let owner = member.role == StaffRole::Owner;
    let invitations = if owner { staff::list_invitations(db, ctx.now, member.id).await? } else { Vec::new() };
    let invited =
        |one: staff::OpenInvitation| Invited { id: one.id, note: one.note, expires: date::moment(l, one.expires_at) };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = StaffPage {
        form: FormView::new(l, LABELS, fields, errors),
        people: people(app, l, member).await?,
        invitations: invitations.into_iter().map(invited).collect(),
        owner,
        link,
        shell: shell.titled("Nhân sự", "People").private(),
    };
    page_with(status, &page)
}

async fn people(app: &App, l: Locale, member: &Member) -> Result<Vec<Person>, AppError> {
    let all: Vec<Membership> = staff::list(app.db.read(), member.id).await?;
    let ids: Vec<AccountId> = all.iter().map(|one| one.account_id).collect();
    let names = accounts::names(app.db.read(), &ids).await?;
    let person = |one: Membership| Person {
        account: one.account_id,
        name: names.get(&one.account_id).cloned().unwrap_or_default(),
        role: if one.role == StaffRole::Owner { l.t("Chủ cơ sở", "Owner") } else { l.t("Nhân viên", "Staff") },
        since: date::day(l, kernel::ctx::local_date(one.created_at)),
        removable: member.role == StaffRole::Owner && one.role == StaffRole::Staff,
        me: one.account_id == member.account,
    };
    Ok(all.into_iter().map(person).collect())
}
