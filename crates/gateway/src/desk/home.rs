//! `/kenh-ban-hang`: what waits for the member, and where everything stands; for others, how to become one.

use askama::Template;
use axum::extract::State;
use catalogue::State as Listed;
use chrono::TimeDelta;
use kernel::{Ctx, Locale, MemberId};
use members::{Member, MemberState, Membership, StaffRole, Stall, StallState};
use offers::Trader;
use sea_orm::DbErr;

use super::states::{self, Panel, Standing};
use crate::{
    AppError,
    render::{Page, page},
    session::User,
    state::App,
    view::Shell,
};

#[derive(Template)]
#[template(path = "desk/invitation_to_apply.html")]
struct ApplyPage {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "desk/home.html")]
struct HomePage {
    shell: Shell,
    member: Member,
    stall: Option<Stall>,
    tasks: Vec<Task>,
    member_state: Panel,
    stall_state: Option<Panel>,
    products: Vec<(Standing, &'static str, i64)>,
    views: i64,
    unread: u64,
}

/// Something that waits for the member.
struct Task {
    icon: &'static str,
    text: String,
    /// More of it, such as what the officer wrote.
    detail: String,
    path: &'static str,
    button: &'static str,
}

/// What the tasks are made of.
struct Desk {
    member: Member,
    stall: Option<Stall>,
    role: StaffRole,
    verified: bool,
    unread: u64,
    /// Quotes that wait for the member's answer, and what of its talks the person has not seen.
    turn: u64,
    news: u64,
    counts: Vec<(Listed, i64)>,
}

pub async fn show(State(app): State<App>, shell: Shell, user: User) -> Page {
    let shell = shell.titled("Kênh bán hàng", "Selling desk").private();
    let Some(membership) = &user.0.membership else { return page(&ApplyPage { shell }) };
    let ctx = app.ctx(user.actor());
    let desk = load(&app, membership, &user).await?;
    let l = shell.l;
    let views = match &desk.stall {
        Some(stall) => views(&app, &ctx, stall).await?,
        None => 0,
    };
    page(&HomePage {
        tasks: tasks(l, &desk),
        member_state: member_panel(l, &ctx, &desk.member),
        stall_state: desk.stall.as_ref().map(|stall| stall_panel(l, &ctx, stall)),
        products: products(l, &desk.counts),
        views,
        unread: desk.unread,
        member: desk.member,
        stall: desk.stall,
        shell,
    })
}

async fn load(app: &App, membership: &Membership, user: &User) -> Result<Desk, AppError> {
    let (db, id): (_, MemberId) = (app.db.read(), membership.member_id);
    let trader = Trader::member(user.id(), id);
    Ok(Desk {
        member: members::queries::member(db, id).await?.ok_or(AppError::NotFound)?,
        stall: members::queries::stall_of(db, id).await?,
        role: membership.role,
        verified: user.0.account.verified(),
        turn: offers::queries::count_my_turn(db, &trader).await?,
        news: ::alerts::count_unseen_of_talks(db, user.id()).await?,
        unread: members::inquiries::count_unread(db, id).await?,
        counts: catalogue::queries::count_by_state(db, id).await?,
    })
}

/// The state of a membership, since when, and what the officer wrote.
#[must_use]
pub fn member_panel(l: Locale, ctx: &Ctx, member: &Member) -> Panel {
    let since = match member.state {
        MemberState::Draft => Some(member.created_at),
        MemberState::Submitted => member.submitted_at,
        _ => member.decided_at,
    };
    Panel::new(l, states::member(l, member.state), since, ctx.now, &member.reason)
}

/// The same of a stall.
#[must_use]
pub fn stall_panel(l: Locale, ctx: &Ctx, stall: &Stall) -> Panel {
    let since = match stall.state {
        StallState::Draft => Some(stall.created_at),
        StallState::Submitted => stall.submitted_at,
        _ => stall.decided_at,
    };
    Panel::new(l, states::stall(l, stall.state), since, ctx.now, &stall.reason)
}

/// How often the stall was looked at in the last 30 days.
async fn views(app: &App, ctx: &Ctx, stall: &Stall) -> Result<i64, DbErr> {
    let (from, to) = (ctx.today() - TimeDelta::days(29), ctx.today());
    let days = statistics::days_of(app.db.read(), statistics::kind::STALL_VIEW, stall.id.0, from, to).await?;
    Ok(days.iter().map(|day| day.count).sum())
}

fn products(l: Locale, counts: &[(Listed, i64)]) -> Vec<(Standing, &'static str, i64)> {
    let count = |state| counts.iter().find(|(one, _)| *one == state).map_or(0, |(_, count)| *count);
    let all = Listed::ALL.into_iter().filter(|state| *state != Listed::Archived);
    all.map(|state| (states::product(l, state), state.code(), count(state))).filter(|(.., count)| *count > 0).collect()
}

/// What waits for the member, the most pressing first.
fn tasks(l: Locale, desk: &Desk) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut add = |icon, text: &str, detail: &str, path, button| {
        tasks.push(Task { icon, text: text.to_owned(), detail: detail.to_owned(), path, button });
    };
    if !desk.verified {
        let text = l.t("Tài khoản của bạn chưa được xác minh.", "Your account is not verified yet.");
        add("shield", text, "", "/tai-khoan/xac-minh", l.t("Xác minh", "Verify"));
    }
    let (member, owner) = (&desk.member, desk.role == StaffRole::Owner);
    match member.state {
        MemberState::ChangesRequested if owner => {
            let text = l.t("Hồ sơ thành viên cần bổ sung.", "The application needs changes.");
            add("pencil", text, &member.reason, "/kenh-ban-hang/ho-so", l.t("Bổ sung hồ sơ", "Make the changes"));
        }
        MemberState::Draft if owner => {
            let text = l.t("Hồ sơ thành viên chưa gửi.", "The application is not submitted yet.");
            add("file", text, "", "/kenh-ban-hang/ho-so", l.t("Hoàn thành hồ sơ", "Complete it"));
        }
        _ => {}
    }
    let may_open =
        matches!(member.state, MemberState::Submitted | MemberState::ChangesRequested | MemberState::Approved);
    match desk.stall.as_ref().map(|stall| (stall.state, &stall.reason)) {
        None if may_open => {
            let text = l.t("Bạn chưa có gian hàng.", "You have no stall yet.");
            add("store", text, "", "/kenh-ban-hang/gian-hang", l.t("Mở gian hàng", "Open a stall"));
        }
        Some((StallState::ChangesRequested, reason)) => {
            let text = l.t("Gian hàng cần bổ sung.", "The stall needs changes.");
            add("pencil", text, reason, "/kenh-ban-hang/gian-hang", l.t("Sửa gian hàng", "Edit the stall"));
        }
        Some((StallState::Draft, _)) => {
            let text = l.t("Gian hàng chưa gửi duyệt.", "The stall is not submitted yet.");
            add("store", text, "", "/kenh-ban-hang/gian-hang", l.t("Hoàn thành gian hàng", "Complete the stall"));
        }
        _ => {}
    }
    tasks.extend(trade_tasks(l, desk));
    tasks.extend(product_tasks(l, desk));
    if desk.unread > 0 {
        let text = if l.is_vi() {
            format!("{} tin nhắn chưa đọc của người mua.", desk.unread)
        } else {
            format!("Unread messages from buyers: {}.", desk.unread)
        };
        tasks.push(Task {
            icon: "chat",
            text,
            detail: String::new(),
            path: "/kenh-ban-hang/tin-nhan",
            button: l.t("Đọc tin nhắn", "Read them"),
        });
    }
    tasks
}

/// What others wait for comes before one's own drafts.
fn trade_tasks(l: Locale, desk: &Desk) -> Vec<Task> {
    let most = |count: u64| if count >= ::alerts::MOST_COUNTED { "99+".to_owned() } else { count.to_string() };
    let task = |icon, text, path, button| Task { icon, text, detail: String::new(), path, button };
    let mut tasks = Vec::new();
    if desk.turn > 0 {
        let count = most(desk.turn);
        let text = if l.is_vi() {
            format!("{count} báo giá đang chờ bạn trả lời.")
        } else {
            format!("Quotes that wait for your answer: {count}.")
        };
        tasks.push(task("chat", text, "/giao-dich", l.t("Trả lời", "Answer")));
    }
    if desk.news > 0 {
        let count = most(desk.news);
        let text = if l.is_vi() {
            format!("{count} tin mới trong các cuộc thương lượng, bạn chưa xem.")
        } else {
            format!("News of your negotiations that you have not seen: {count}.")
        };
        tasks.push(task("bell", text, "/thong-bao", l.t("Xem thông báo", "See the alerts")));
    }
    tasks
}

fn product_tasks(l: Locale, desk: &Desk) -> Vec<Task> {
    let count = |state| desk.counts.iter().find(|(one, _)| *one == state).map_or(0, |(_, count)| *count);
    let task = |icon, text: String, path, button| Task { icon, text, detail: String::new(), path, button };
    let (changes, drafts) = (count(Listed::ChangesRequested), count(Listed::Draft));
    let mut tasks = Vec::new();
    if changes > 0 {
        let text = if l.is_vi() {
            format!("{changes} sản phẩm cần bổ sung.")
        } else {
            format!("Products that need changes: {changes}.")
        };
        tasks.push(task(
            "pencil",
            text,
            "/kenh-ban-hang/san-pham?trang-thai=changes_requested",
            l.t("Xem sản phẩm", "See them"),
        ));
    }
    if drafts > 0 {
        let text = if l.is_vi() {
            format!("{drafts} sản phẩm còn là bản nháp.")
        } else {
            format!("Products still in draft: {drafts}.")
        };
        tasks.push(task(
            "basket",
            text,
            "/kenh-ban-hang/san-pham?trang-thai=draft",
            l.t("Hoàn thành", "Complete them"),
        ));
    }
    let none = desk.counts.iter().all(|(state, count)| *state == Listed::Archived || *count == 0);
    if none && desk.stall.is_some() {
        let text = l.t("Bạn chưa đăng sản phẩm nào.", "You have not listed any product yet.").to_owned();
        tasks.push(task("basket", text, "/kenh-ban-hang/san-pham", l.t("Đăng sản phẩm", "List a product")));
    }
    tasks
}
