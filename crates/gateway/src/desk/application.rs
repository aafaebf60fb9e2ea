//! `/kenh-ban-hang/ho-so`: the application of a business, and later its contact details.

use accounts::Account;
use askama::Template;
use axum::{extract::State, http::StatusCode};
use database::Db;
use kernel::{Ctx, FieldErrors, Fields, Locale};
use members::{Document, Member, MemberKind, MemberState, StaffRole, apply, contact, documents, queries};
use sea_orm::ConnectionTrait;

use super::{
    history::{self, Line},
    home::member_panel,
    papers::PaperLine,
    states::Panel,
};
use crate::{
    AppError,
    form::{Form, FormView, Labels},
    render::{Page, after, page_with},
    session::User,
    state::App,
    view::Shell,
};

const LABELS: Labels = &[
    ("kind", "Loại hình", "Kind of business"),
    ("name", "Tên cơ sở, như trên giấy đăng ký", "Name, as in the registration"),
    ("tax_code", "Mã số thuế", "Tax code"),
    ("legal_representative", "Người đại diện theo pháp luật", "Legal representative"),
    ("commune", "Xã, phường", "Commune or ward"),
    ("address", "Địa chỉ (thôn, xóm, số nhà, đường)", "Address (hamlet, street and number)"),
    ("phone", "Điện thoại liên hệ", "Contact phone"),
    ("email", "Thư điện tử", "E-mail"),
    ("description", "Giới thiệu ngắn về cơ sở", "A short description"),
    ("documents", "Giấy tờ", "Papers"),
];

#[derive(Template)]
#[template(path = "desk/application.html")]
struct ApplicationPage {
    shell: Shell,
    form: FormView,
    kinds: Vec<(&'static str, &'static str)>,
    member: Option<Member>,
    state: Option<Panel>,
    papers: Vec<PaperLine>,
    history: Vec<Line>,
    /// Everything may be changed.
    open: bool,
    /// Only what buyers reach it by.
    contact_only: bool,
    verified: bool,
}

/// What a kind of business is called.
#[must_use]
pub fn kind_name(l: Locale, kind: MemberKind) -> &'static str {
    match kind {
        MemberKind::Enterprise => l.t("Doanh nghiệp", "Enterprise"),
        MemberKind::Cooperative => l.t("Hợp tác xã, tổ hợp tác", "Cooperative"),
        MemberKind::Household => l.t("Hộ kinh doanh", "Household business"),
        MemberKind::Farm => l.t("Trang trại, hộ nông dân", "Farm"),
    }
}

pub async fn show(State(app): State<App>, shell: Shell, user: User) -> Page {
    with(&app, shell, &user, None, FieldErrors::default()).await
}

/// Saves, and with the button “Gửi duyệt” submits. What is saved stays saved even if it can't be submitted yet.
pub async fn submit(State(app): State<App>, shell: Shell, user: User, form: Form) -> Page {
    if form.resumed {
        return with(&app, shell, &user, Some(form.fields), FieldErrors::default()).await;
    }
    let ctx = app.ctx(user.actor());
    let member = queries::member_of(app.db.read(), user.id()).await?;
    let approved = member.is_some_and(|member| member.state == MemberState::Approved);
    let saved = if approved {
        save_contact(&app.db, &ctx, &user, &form.fields).await
    } else {
        save(&app.db, &ctx, &user, &form.fields).await
    };
    match saved {
        Ok((path, notice)) => {
            app.wake.notify_one();
            after(&shell, path, notice)
        }
        Err(AppError::Invalid(errors)) => with(&app, shell, &user, Some(form.fields), errors).await,
        Err(error) => Err(error),
    }
}

/// Where to go next, and what to say there.
type Done = (&'static str, &'static str);

async fn save(db: &Db, ctx: &Ctx, user: &User, fields: &Fields) -> Result<Done, AppError> {
    let txn = db.begin().await?;
    let id = match apply::save(&txn, ctx, user.id(), fields).await {
        Err(members::Error::WrongState { .. }) if sent_already(&txn, user, fields).await? => return Ok(SENT),
        saved => saved?,
    };
    txn.commit().await?;
    if fields.get("hanh_dong") != "gui" {
        return Ok(("/kenh-ban-hang/ho-so", "da-luu-nhap"));
    }
    // Officers work on applications of people who can be reached.
    if !user.0.account.verified() {
        return Ok(("/tai-khoan/xac-minh?tiep=%2Fkenh-ban-hang%2Fho-so", "can-xac-minh"));
    }
    let txn = db.begin().await?;
    apply::submit(&txn, ctx, id).await?;
    txn.commit().await?;
    Ok(SENT)
}

const SENT: Done = ("/kenh-ban-hang", "da-gui-duyet");

/// The same form arrived a moment ago: a button pressed twice gets the same answer twice.
async fn sent_already(db: &impl ConnectionTrait, user: &User, fields: &Fields) -> Result<bool, AppError> {
    let member = queries::member_of(db, user.id()).await?;
    Ok(member.is_some_and(|member| {
        member.state == MemberState::Submitted
            && fields.get("hanh_dong") == "gui"
            && same(LABELS, &apply::form(&member), fields)
    }))
}

/// Whether a form says what is stored.
pub(super) fn same(labels: Labels, stored: &Fields, typed: &Fields) -> bool {
    let (stored, typed) = (shown(stored.clone()), shown(typed.clone()));
    labels.iter().all(|(name, ..)| stored.get(name) == typed.get(name))
}

async fn save_contact(db: &Db, ctx: &Ctx, user: &User, fields: &Fields) -> Result<Done, AppError> {
    let membership = user.0.membership.as_ref().ok_or(AppError::NotAMember)?;
    if membership.role != StaffRole::Owner {
        return Err(AppError::Forbidden);
    }
    let txn = db.begin().await?;
    contact::update(&txn, ctx, membership.member_id, fields).await?;
    txn.commit().await?;
    Ok(("/kenh-ban-hang/ho-so", "da-luu"))
}

/// The page; with what was typed, when it comes back.
async fn with(app: &App, shell: Shell, user: &User, typed: Option<Fields>, errors: FieldErrors) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let ctx = app.ctx(user.actor());
    let member = queries::member_of(db, user.id()).await?;
    let owner = user.0.membership.as_ref().is_none_or(|one| one.role == StaffRole::Owner);
    let state = member.as_ref().map(|member| member.state);
    let papers: Vec<Document> = match &member {
        Some(member) => documents::list(db, member.id).await?,
        None => Vec::new(),
    };
    let history = match &member {
        Some(member) => history::of(app, l, member.id, member.id.0).await?,
        None => Vec::new(),
    };
    let fields = match (typed, &member) {
        (Some(typed), _) => typed,
        (None, Some(member)) => shown(apply::form(member)),
        (None, None) => prefilled(&ctx, &user.0.account),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ApplicationPage {
        form: FormView::new(l, LABELS, fields, errors),
        kinds: MemberKind::ALL.iter().map(|kind| (kind.code(), kind_name(l, *kind))).collect(),
        state: member.as_ref().map(|member| member_panel(l, &ctx, member)),
        papers: papers.into_iter().map(|paper| PaperLine::new(l, paper)).collect(),
        history,
        open: owner && matches!(state, None | Some(MemberState::Draft | MemberState::ChangesRequested)),
        contact_only: owner && state == Some(MemberState::Approved),
        member,
        verified: user.0.account.verified(),
        shell: shell.titled("Hồ sơ thành viên", "Application for membership").private(),
    };
    page_with(status, &page)
}

/// A telephone number as people read it.
pub(super) fn shown(mut fields: Fields) -> Fields {
    if let Ok(phone) = kernel::phone::Phone::parse(fields.get("phone")) {
        fields.set("phone", phone.national());
    }
    fields
}

/// What the account already says.
fn prefilled(ctx: &Ctx, account: &Account) -> Fields {
    let mut fields = Fields::default();
    fields.set("id", ctx.new_id().to_string());
    fields.set("phone", account.phone.clone().unwrap_or_default());
    fields.set("email", account.email.clone().unwrap_or_default());
    fields.set("legal_representative", &account.display_name);
    shown(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_says_what_is_stored_is_the_same_however_the_number_is_written() {
        let fields = |phone: &str, name: &str| -> Fields {
            [("phone".to_owned(), phone.to_owned()), ("name".to_owned(), name.to_owned())].into_iter().collect()
        };
        assert!(same(LABELS, &fields("+84912345678", "HTX"), &fields("0912.345.678", "HTX")));
        assert!(!same(LABELS, &fields("+84912345678", "HTX"), &fields("0912345678", "HTX Cam")));
    }
}
