//! `/quan-tri/tai-khoan/{id}`: one account. A moderator sees users, an administrator everybody.

use ::accounts::{Account, Role, find_account, page_sessions};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use kernel::{AccountId, FieldErrors, Fields, Locale, date};

use super::{
    accounts::standing,
    frame::Frame,
    history::{self, Line},
    phone_text,
    queue::{Kind, Wait},
    read_id, role_name,
};
use crate::{
    AppError,
    account::{parameter, unkept},
    desk::states::Standing,
    form::{FormView, Labels},
    render::{Page, page_with},
    state::App,
    view::Shell,
};

const LABELS: Labels = &[
    ("role", "Vai trò mới", "New role"),
    ("reason", "Lý do (được ghi vào nhật ký)", "Reason (written into the audit log)"),
];

#[derive(Template)]
#[template(path = "admin/account.html")]
struct AccountPage {
    shell: Shell,
    frame: Frame,
    account: Account,
    standing: Standing,
    role: &'static str,
    phone: String,
    wait: Option<Wait>,
    times: Vec<(&'static str, String)>,
    sessions: usize,
    member: Option<(String, String)>,
    /// One's own account: role and lock are somebody else's to change.
    own: bool,
    confirm_phone: bool,
    issue_code: bool,
    deeds: Vec<Deed>,
    roles: Vec<(&'static str, &'static str)>,
    form: FormView,
    only: String,
    /// The code that has just been issued: shown once.
    code: String,
    stale: bool,
    history: Vec<Line>,
}

/// A form with a reason.
struct Deed {
    /// The end of its address.
    verb: &'static str,
    heading: &'static str,
    text: &'static str,
    class: &'static str,
    with_role: bool,
    /// It is the one that is shown again.
    wrong: bool,
    /// The id of its reason.
    field: String,
}

/// What a deed left to show.
#[derive(Default)]
pub(super) struct Shown {
    pub fields: Fields,
    pub errors: FieldErrors,
    pub wrong: &'static str,
    pub code: String,
    pub stale: bool,
}

pub async fn show(State(app): State<App>, shell: Shell, Path(id): Path<String>) -> Page {
    with(&app, shell, read_id(&id)?, Shown::default()).await
}

pub(super) async fn with(app: &App, shell: Shell, id: AccountId, shown: Shown) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let account = find_account(db, id).await?.ok_or(AppError::NotFound)?;
    let frame = Frame::new(app, &shell).await?;
    let own = shell.viewer.account().is_some_and(|viewer| viewer.id == id);
    if !frame.administrator && account.role != Role::Buyer && !own {
        return Err(AppError::Forbidden);
    }
    let ctx = app.ctx(shell.viewer.actor());
    let status = match (shown.stale, shown.errors.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (false, true) => StatusCode::OK,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let once = !shown.code.is_empty();
    let page = AccountPage {
        standing: standing(l, &account),
        role: role_name(l, account.role),
        phone: account.phone.as_deref().map(phone_text).unwrap_or_default(),
        wait: account.waits_for_phone().then(|| Wait::new(l, ctx.now, account.created_at)),
        times: times(l, &account),
        sessions: page_sessions(db, &ctx, &account, 100).await?.len(),
        member: members::queries::member_of(db, id).await?.map(|one| (Kind::Member.path(one.id), one.name)),
        confirm_phone: !own && !account.locked() && account.phone.is_some() && account.phone_verified_at.is_none(),
        issue_code: !own && !account.locked(),
        deeds: deeds(l, &account, own, frame.administrator, shown.wrong),
        roles: Role::ALL
            .iter()
            .filter(|role| **role != account.role)
            .map(|role| (role.code(), role_name(l, *role)))
            .collect(),
        form: FormView::new(l, LABELS, shown.fields, shown.errors),
        only: Kind::from_code(&parameter(&shell, "loai")).map_or("", Kind::code).to_owned(),
        code: shown.code,
        stale: shown.stale,
        history: history::of(app, l, id.0).await?,
        shell: shell.titled(&account.display_name, &account.display_name).private(),
        own,
        frame,
        account,
    };
    let response = page_with(status, &page)?;
    Ok(if once { unkept(response) } else { response })
}

fn deeds(l: Locale, account: &Account, own: bool, administrator: bool, wrong: &str) -> Vec<Deed> {
    let free = !own && !account.locked();
    let deed = |verb, heading, text, class| Deed {
        verb,
        heading,
        text,
        class,
        with_role: verb == "vai-tro",
        wrong: wrong == verb,
        field: if wrong == verb { "reason".to_owned() } else { format!("reason-{verb}") },
    };
    let all = [
        (
            free && administrator,
            deed(
                "vai-tro",
                l.t("Đổi vai trò", "Change the role"),
                l.t(
                    "Mọi thiết bị bị đăng xuất. Cán bộ phải bật xác thực hai bước ở lần đăng nhập sau.",
                    "Every device is logged out. Officers must set up two-step login next time.",
                ),
                "button",
            ),
        ),
        (
            !own && administrator && account.has_second_factor,
            deed(
                "bo-xac-thuc",
                l.t("Gỡ xác thực hai bước", "Remove the two-step login"),
                l.t(
                    "Chỉ khi chủ tài khoản mất điện thoại và bạn đã chắc là đúng người.",
                    "Only when the phone is lost and you are sure whom you talk to.",
                ),
                "button danger",
            ),
        ),
        (
            free,
            deed(
                "khoa",
                l.t("Khoá tài khoản", "Lock the account"),
                l.t(
                    "Không đăng nhập được nữa; mọi thiết bị bị đăng xuất.",
                    "Nobody can log in; every device is logged out.",
                ),
                "button danger",
            ),
        ),
        (
            !own && account.locked(),
            deed(
                "mo-khoa",
                l.t("Mở khoá tài khoản", "Unlock the account"),
                l.t("Chủ tài khoản lại đăng nhập được.", "Its owner can log in again."),
                "button primary",
            ),
        ),
    ];
    all.into_iter().filter(|(possible, _)| *possible).map(|(_, deed)| deed).collect()
}

fn times(l: Locale, account: &Account) -> Vec<(&'static str, String)> {
    let all = [
        (l.t("Đăng ký", "Registered"), Some(account.created_at)),
        (l.t("Xác minh thư điện tử", "E-mail verified"), account.email_verified_at),
        (l.t("Xác nhận điện thoại", "Phone confirmed"), account.phone_verified_at),
        (l.t("Bị khoá", "Locked"), account.locked_at),
    ];
    all.into_iter().filter_map(|(what, at)| Some((what, date::moment(l, at?)))).collect()
}
