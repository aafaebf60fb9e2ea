//! `/quan-tri/tai-khoan`: people who log in.

use ::accounts::{Account, AccountFilter, Role, page_accounts};
use axum::{extract::State, response::Response};
use futures::{StreamExt, stream};
use kernel::{AccountId, Locale, ctx::local_date, date};

use super::{
    csv,
    exports::{self, List, Part},
    frame::Frame,
    list::{Choice, Further, ListPage, ROWS, Row, with},
    phone_text,
    queue::Kind,
    role_name,
};
use crate::{
    AppError,
    account::parameter,
    desk::states::Standing,
    render::{Page, page},
    session::Officer,
    state::App,
    view::Shell,
};

const PATH: &str = "/quan-tri/tai-khoan";

fn filter(shell: &Shell) -> AccountFilter {
    let state = parameter(shell, "tinh-trang");
    AccountFilter {
        role: Role::from_code(&parameter(shell, "vai-tro")),
        locked: (state == "khoa").then_some(true),
        waiting_for_phone: state == "cho-dien-thoai",
        search: parameter(shell, "q"),
    }
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let l = shell.l;
    let before: Option<AccountId> = parameter(&shell, "sau").parse().ok();
    let mut found = page_accounts(app.db.read(), &filter(&shell), before, ROWS + 1).await?;
    let further = Further::cut(&shell, PATH, &mut found, |one| one.id.to_string());
    page(&ListPage {
        frame: Frame::new(&app, &shell).await?,
        heading: l.t("Tài khoản", "Accounts"),
        path: PATH,
        text: parameter(&shell, "q"),
        hint: l.t("Tên, thư điện tử hoặc điện thoại", "Name, e-mail or phone"),
        choices: choices(l, &shell),
        kept: Vec::new(),
        columns: vec![
            l.t("Tên", "Name"),
            l.t("Tình trạng", "State"),
            l.t("Vai trò", "Role"),
            l.t("Hai bước", "Two-step"),
            l.t("Đăng ký", "Registered"),
        ],
        rows: found.into_iter().map(|one| row(l, one)).collect(),
        further,
        csv: shell.url(&with(&shell, "/quan-tri/tai-khoan.csv", &[])),
        new: None,
        shell: shell.titled("Tài khoản", "Accounts").private(),
    })
}

fn choices(l: Locale, shell: &Shell) -> Vec<Choice> {
    let roles = Role::ALL.iter().map(|role| (role.code(), role_name(l, *role)));
    let states = [
        ("khoa", l.t("Đang bị khoá", "Locked")),
        ("cho-dien-thoai", l.t("Chờ xác nhận điện thoại", "Phone to confirm")),
    ];
    vec![
        Choice::new(shell, "vai-tro", l.t("Vai trò", "Role"), roles),
        Choice::new(shell, "tinh-trang", l.t("Tình trạng", "State"), states),
    ]
}

/// Where an account stands, as a badge.
pub(super) fn standing(l: Locale, account: &Account) -> Standing {
    let (class, icon, word) = if account.locked() {
        ("bad", "lock", l.t("Bị khoá", "Locked"))
    } else if account.waits_for_phone() {
        ("wait", "phone", l.t("Chờ xác nhận điện thoại", "Phone to confirm"))
    } else if account.verified() {
        ("good", "check", l.t("Đã xác minh", "Verified"))
    } else {
        ("wait", "mail", l.t("Chưa mở thư xác minh", "E-mail not verified"))
    };
    Standing { class, icon, word, next: "" }
}

fn row(l: Locale, one: Account) -> Row {
    Row {
        path: Kind::Phone.path(one.id),
        about: one.email.clone().unwrap_or_else(|| phone_text(one.contact())),
        standing: Some(standing(l, &one)),
        flags: Vec::new(),
        cells: vec![
            role_name(l, one.role).to_owned(),
            if one.has_second_factor { l.t("Đang bật", "On").to_owned() } else { String::new() },
            date::day(l, local_date(one.created_at)),
        ],
        name: one.display_name,
    }
}

/// The domain answers with no more at a time.
const CHUNK: u64 = 200;

pub async fn export(State(app): State<App>, shell: Shell, officer: Officer) -> Result<Response, AppError> {
    exports::answer(&app, &shell, &officer, exports::Kind::Accounts).await
}

/// The list as it is taken away.
pub fn list(app: &App, shell: &Shell) -> List {
    let (l, filter) = (shell.l, filter(shell));
    let head = vec![
        l.t("Mã", "Id"),
        l.t("Tên", "Name"),
        l.t("Thư điện tử", "E-mail"),
        l.t("Điện thoại", "Phone"),
        l.t("Vai trò", "Role"),
        l.t("Tình trạng", "State"),
        l.t("Đăng ký", "Registered"),
    ];
    let app = app.clone();
    let parts = stream::try_unfold(Some(None), move |before: Option<Option<AccountId>>| {
        let (app, filter) = (app.clone(), filter.clone());
        async move {
            let Some(before) = before else { return Ok::<_, AppError>(None) };
            let found = page_accounts(app.db.read(), &filter, before, CHUNK).await?;
            let next = found.last().filter(|_| found.len() as u64 == CHUNK).map(|last| Some(last.id));
            let text = found.iter().map(|one| cells(l, one)).collect();
            Ok(Some((Part { text, rows: found.len() as u64 }, next)))
        }
    });
    List { head, parts: parts.boxed() }
}

fn cells(l: Locale, one: &Account) -> String {
    csv::line(&[
        one.id.to_string(),
        one.display_name.clone(),
        one.email.clone().unwrap_or_default(),
        one.phone.as_deref().map(phone_text).unwrap_or_default(),
        role_name(l, one.role).to_owned(),
        standing(l, one).word.to_owned(),
        local_date(one.created_at).to_string(),
    ])
}
