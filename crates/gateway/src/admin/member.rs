//! `/quan-tri/thanh-vien/{id}`: one member business with everything an officer decides by.

use ::accounts::find_account;
use ::members::{Error, Member, MemberState, MemberVerb, StaffRole, decide as command, documents, queries, staff};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use kernel::{
    Ctx, Locale, MemberId, date,
    tax_code::{TaxCode, TaxCodeKind},
};
use sea_orm::{ConnectionTrait, DbErr};

use super::{
    decision::{Again, Decision, Typed, Verb, onwards},
    frame::Frame,
    history::{self, Line},
    phone_text, place_text,
    queue::{Kind, Wait},
    read_id,
    trust::{Shown, TrustPanel},
};
use crate::{
    AppError,
    desk::{
        application::kind_name,
        papers::PaperLine,
        states::{self, Standing},
    },
    form::Form,
    problem_text,
    render::{Page, page_with},
    session::Officer,
    state::App,
    view::Shell,
};

#[derive(Template)]
#[template(path = "admin/member.html")]
struct MemberPage {
    shell: Shell,
    frame: Frame,
    member: Member,
    standing: Standing,
    wait: Option<Wait>,
    kind: &'static str,
    /// What the form of the tax code tells, and whether it is right.
    tax: (String, bool),
    place: String,
    phone: String,
    /// What happened when.
    times: Vec<(&'static str, String)>,
    papers: Vec<PaperLine>,
    people: Vec<Person>,
    stall: Option<(String, String, Standing)>,
    products: Vec<(Standing, &'static str, i64)>,
    /// Other members with the same tax code.
    same_code: Vec<(String, String)>,
    history: Vec<Line>,
    /// Only where the member is approved or trusted already.
    trust: Option<TrustPanel>,
    decision: Decision,
}

impl MemberPage {
    fn has_trust_errors(&self) -> bool {
        self.trust.as_ref().is_some_and(|trust| trust.form.has_errors())
    }
}

struct Person {
    path: String,
    name: String,
    role: &'static str,
    contact: String,
    verified: bool,
}

pub async fn show(State(app): State<App>, shell: Shell, Path(id): Path<String>) -> Page {
    with(&app, shell, read_id(&id)?, Again::default(), Shown::default()).await
}

pub async fn decide(
    State(app): State<App>,
    shell: Shell,
    officer: Officer,
    Path(id): Path<String>,
    form: Form,
) -> Page {
    let id: MemberId = read_id(&id)?;
    if form.resumed {
        return with(&app, shell, id, Again::resumed(form), Shown::default()).await;
    }
    officer.judges(&app, id).await?;
    let typed = Typed::read(shell.l, Kind::Member, &form)?;
    let txn = app.db.begin().await?;
    match carry_out(&txn, &app.ctx(officer.actor()), id, &typed).await {
        Ok(before) => {
            txn.commit().await?;
            onwards(&app, &shell, (Kind::Member, id.0), before.submitted_at, typed.verb, &form).await
        }
        Err(error) => {
            drop(txn);
            with(&app, shell, id, Again::after(error, form)?, Shown::default()).await
        }
    }
}

/// Answers with the member as it was before.
async fn carry_out(txn: &impl ConnectionTrait, ctx: &Ctx, id: MemberId, typed: &Typed) -> Result<Member, Error> {
    let before = queries::member(txn, id).await?.ok_or(Error::NotFound)?;
    // Only what waits is judged by its content; suspending is about what the member does.
    if Verb::REVIEW.contains(&typed.verb) && typed.version.is_some_and(|seen| seen != before.version) {
        return Err(Error::Stale);
    }
    match typed.verb {
        Verb::Approve => command::approve(txn, ctx, id, typed.version).await,
        Verb::RequestChanges => command::request_changes(txn, ctx, id, &typed.reason).await,
        Verb::Reject => command::reject(txn, ctx, id, &typed.reason).await,
        Verb::Suspend => command::suspend(txn, ctx, id, &typed.reason).await,
        Verb::Restore => command::restore(txn, ctx, id, &typed.reason).await,
    }?;
    Ok(before)
}

/// The page with the form of trust as it was typed.
pub(super) async fn with_trust(app: &App, shell: Shell, id: MemberId, shown: Shown) -> Page {
    with(app, shell, id, Again::default(), shown).await
}

async fn with(app: &App, shell: Shell, id: MemberId, again: Again, shown: Shown) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let member = queries::member(db, id).await?.ok_or(AppError::NotFound)?;
    let now = app.ctx(shell.viewer.actor()).now;
    let status = if shown.errors.is_empty() { again.status() } else { StatusCode::UNPROCESSABLE_ENTITY };
    let trust = TrustPanel::read(app, l, id, shown).await?;
    let page = MemberPage {
        frame: Frame::new(app, &shell).await?,
        standing: states::member(l, member.state),
        wait: waits(&member).map(|since| Wait::new(l, now, since)),
        kind: kind_name(l, member.kind),
        tax: tax_words(l, member.tax_code.reveal()),
        place: place_text(l, &member.commune_code),
        phone: phone_text(&member.phone),
        times: times(l, &member),
        papers: documents::list(db, id).await?.into_iter().map(|paper| PaperLine::new(l, paper)).collect(),
        people: people(app, l, id).await?,
        stall: queries::stall_of(db, id)
            .await?
            .map(|one| (Kind::Stall.path(one.id), one.name, states::stall(l, one.state))),
        products: products(app, l, id).await?,
        same_code: same_code(app, &member).await?,
        history: history::of(app, l, id.0).await?,
        trust: Some(trust).filter(|trust| member.state == MemberState::Approved || !trust.since.is_empty()),
        decision: Decision::new(&shell, Kind::Member, id.0, member.version, verbs(member.state), again),
        shell: shell.titled(&member.name, &member.name).private(),
        member,
    };
    page_with(status, &page)
}

fn waits(member: &Member) -> Option<chrono::DateTime<chrono::Utc>> {
    (member.state == MemberState::Submitted).then_some(member.submitted_at).flatten()
}

fn verbs(state: MemberState) -> Vec<Verb> {
    let possible = |verb: &Verb| {
        let verb = match verb {
            Verb::Approve => MemberVerb::Approve,
            Verb::RequestChanges => MemberVerb::RequestChanges,
            Verb::Reject => MemberVerb::Reject,
            Verb::Suspend => MemberVerb::Suspend,
            Verb::Restore => MemberVerb::Restore,
        };
        state.next(verb).is_ok()
    };
    Verb::ALL.into_iter().filter(possible).collect()
}

/// What can be told from the form of a tax code alone.
pub(super) fn tax_words(l: Locale, code: &str) -> (String, bool) {
    match TaxCode::parse(code) {
        Ok(code) => {
            let words = match code.kind() {
                TaxCodeKind::Organisation => {
                    l.t("đúng dạng mã 10 số, số kiểm tra khớp", "10 digits, the check digit is right")
                }
                TaxCodeKind::Branch => {
                    l.t("mã đơn vị phụ thuộc, số kiểm tra khớp", "a dependent unit, the check digit is right")
                }
                TaxCodeKind::Personal => l.t(
                    "số định danh cá nhân 12 số: không bao giờ hiện công khai",
                    "a personal number of 12 digits: never public",
                ),
            };
            (words.to_owned(), true)
        }
        Err(problem) => (problem_text::say(l, &problem), false),
    }
}

fn times(l: Locale, member: &Member) -> Vec<(&'static str, String)> {
    let all = [
        (l.t("Bắt đầu hồ sơ", "Begun"), Some(member.created_at)),
        (l.t("Gửi duyệt lần cuối", "Last submitted"), member.submitted_at),
        (l.t("Quyết định lần cuối", "Last decided"), member.decided_at),
        (l.t("Được duyệt", "Approved"), member.approved_at),
        (l.t("Đã định danh người bán", "Seller identified"), member.identified_at),
    ];
    all.into_iter().filter_map(|(what, at)| Some((what, date::moment(l, at?)))).collect()
}

async fn people(app: &App, l: Locale, id: MemberId) -> Result<Vec<Person>, AppError> {
    let db = app.db.read();
    let mut people = Vec::new();
    for one in staff::list(db, id).await? {
        let Some(account) = find_account(db, one.account_id).await? else { continue };
        people.push(Person {
            path: Kind::Phone.path(account.id),
            role: if one.role == StaffRole::Owner {
                l.t("chủ cơ sở", "owner")
            } else {
                l.t("nhân viên", "staff")
            },
            contact: if account.email.is_some() { account.contact().to_owned() } else { phone_text(account.contact()) },
            verified: account.verified(),
            name: account.display_name,
        });
    }
    Ok(people)
}

async fn products(app: &App, l: Locale, id: MemberId) -> Result<Vec<(Standing, &'static str, i64)>, DbErr> {
    let counts = catalogue::queries::count_by_state(app.db.read(), id).await?;
    Ok(counts.into_iter().map(|(state, count)| (states::product(l, state), state.code(), count)).collect())
}

/// Nobody applies twice under one number without an officer knowing.
async fn same_code(app: &App, member: &Member) -> Result<Vec<(String, String)>, DbErr> {
    if member.tax_code.is_empty() {
        return Ok(Vec::new());
    }
    let filter = ::members::console::MemberFilter { text: member.tax_code.reveal().to_owned(), ..Default::default() };
    let found = ::members::console::page_members(app.db.read(), &filter, None, 10).await?;
    let others = found.into_iter().filter(|one| one.id != member.id && one.tax_code == member.tax_code);
    Ok(others.map(|one| (Kind::Member.path(one.id), one.name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_personal_number_and_a_wrong_check_digit_are_told_apart() {
        assert!(tax_words(Locale::Vi, "042085001234").1);
        assert!(tax_words(Locale::Vi, "042085001234").0.contains("không bao giờ hiện công khai"));
        assert!(!tax_words(Locale::En, "0100000000").1);
    }

    #[test]
    fn only_what_waits_can_be_approved_and_only_what_is_approved_suspended() {
        assert_eq!(verbs(MemberState::Submitted), Verb::REVIEW);
        assert_eq!(verbs(MemberState::Approved), [Verb::Suspend]);
        assert_eq!(verbs(MemberState::Suspended), [Verb::Restore]);
        assert!(verbs(MemberState::Draft).is_empty());
    }
}
