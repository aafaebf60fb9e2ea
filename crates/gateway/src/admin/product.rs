//! `/quan-tri/san-pham/{id}`: one listing with everything an officer decides by.

use ::members::Shop;
use askama::Template;
use axum::extract::{Path, State};
use catalogue::{self as command, Error, FlagSet, PaperKind, PaperRow, Product, State as Standings, markdown, queries};
use kernel::{Ctx, Locale, ProductId, ctx::local_date, date};
use sea_orm::ConnectionTrait;

use super::{
    content_words::Words,
    decision::{Again, Decision, Typed, Verb, onwards},
    frame::Frame,
    history::{self, Line},
    place_text,
    queue::{self, Kind, Wait},
    read_id,
};
use crate::{
    AppError,
    desk::{
        papers::PaperLine,
        states::{self, Standing},
    },
    form::Form,
    render::{Page, page_with},
    session::Officer,
    state::App,
    view::Shell,
    web::Image,
};

const REVISIONS: u64 = 5;

#[derive(Template)]
#[template(path = "admin/product.html")]
struct ProductPage {
    shell: Shell,
    frame: Frame,
    product: Product,
    standing: Standing,
    wait: Option<Wait>,
    facts: Vec<(&'static str, String)>,
    images: Vec<Image>,
    /// Clean HTML.
    description: String,
    seller: SellerLine,
    alarms: Alarms,
    papers: Vec<PaperLine>,
    times: Vec<(&'static str, String)>,
    revisions: Vec<(String, Standing, String)>,
    history: Vec<Line>,
    decision: Decision,
}

/// Whose it is.
pub struct SellerLine {
    pub stall: (String, String, Standing),
    pub member: (String, String, Standing),
}

impl SellerLine {
    #[must_use]
    pub fn new(l: Locale, shop: &Shop) -> Self {
        let (stall, member) = (&shop.stall, &shop.member);
        Self {
            stall: (Kind::Stall.path(stall.id), stall.name.clone(), states::stall(l, stall.state)),
            member: (Kind::Member.path(member.id), member.name.clone(), states::member(l, member.state)),
        }
    }
}

/// What an officer should look at.
pub struct Alarms {
    pub flags: Vec<&'static str>,
    pub rule: &'static str,
    /// What the rule asks for, and whether it is there.
    pub asked: Vec<(&'static str, bool)>,
    /// Protected names that it seems to use: name, kind, where from.
    pub protected: Vec<(String, &'static str, String)>,
}

impl Alarms {
    pub async fn read(
        app: &App,
        l: Locale,
        words: &Words,
        content: &catalogue::Content,
        flags: &FlagSet,
        papers: &[PaperRow],
    ) -> Result<Self, AppError> {
        let today = app.ctx(kernel::Actor::System).today();
        let rule = words.tree.by_code(&content.category_code).map(|one| one.rule).unwrap_or_default();
        let there = |kind: PaperKind| papers.iter().any(|paper| paper.kind == kind);
        let mut asked: Vec<_> = rule.papers(today).into_iter().map(|kind| (kind.name(l), there(kind))).collect();
        if rule.needs_declaration_number(today) {
            asked.push((l.t("Số công bố", "Declaration number"), !content.declaration_number.is_empty()));
        }
        if content.ocop.is_some() {
            asked.push((PaperKind::OcopCertificate.name(l), there(PaperKind::OcopCertificate)));
        }
        let commodities = queries::all_commodities(app.db.read(), 1_000).await?;
        let used = commodities.into_iter().filter(|one| uses(content, &one.protected_name));
        let protected = used.map(|one| {
            let places: Vec<String> = one.protected_communes.iter().map(|code| place_text(l, code)).collect();
            (one.protected_name, one.protected_kind.name(l), places.join(", "))
        });
        Ok(Self { flags: queue::flags(l, flags), rule: rule.name(l), asked, protected: protected.collect() })
    }
}

/// Whether the name or the claimed indication holds a protected name, marks aside.
fn uses(content: &catalogue::Content, protected: &str) -> bool {
    let plain = kernel::text::slugify;
    let texts = [plain(&content.name), plain(&content.name_en), plain(&content.indication)];
    protected.split(';').map(plain).any(|name| !name.is_empty() && texts.iter().any(|text| text.contains(&name)))
}

pub async fn show(State(app): State<App>, shell: Shell, Path(id): Path<String>) -> Page {
    with(&app, shell, read_id(&id)?, Again::default()).await
}

pub async fn decide(
    State(app): State<App>,
    shell: Shell,
    officer: Officer,
    Path(id): Path<String>,
    form: Form,
) -> Page {
    let id: ProductId = read_id(&id)?;
    if form.resumed {
        return with(&app, shell, id, Again::resumed(form)).await;
    }
    let typed = Typed::read(shell.l, Kind::Product, &form)?;
    let before = queries::product_by_id(app.db.read(), id).await?.ok_or(AppError::NotFound)?;
    officer.judges(&app, before.member_id).await?;
    let txn = app.db.begin().await?;
    match carry_out(&txn, &app.ctx(officer.actor()), id, &typed).await {
        Ok(()) => {
            txn.commit().await?;
            onwards(&app, &shell, (Kind::Product, id.0), before.submitted_at, typed.verb, &form).await
        }
        Err(error) => {
            drop(txn);
            with(&app, shell, id, Again::after(error, form)?).await
        }
    }
}

async fn carry_out(txn: &impl ConnectionTrait, ctx: &Ctx, id: ProductId, typed: &Typed) -> Result<(), Error> {
    match typed.verb {
        Verb::Approve => command::approve(txn, ctx, id, typed.version).await,
        Verb::RequestChanges => command::request_changes(txn, ctx, id, typed.version, &typed.reason).await,
        Verb::Reject => command::reject(txn, ctx, id, typed.version, &typed.reason).await,
        Verb::Suspend => command::suspend(txn, ctx, id, &typed.reason).await,
        Verb::Restore => command::restore(txn, ctx, id, &typed.reason).await,
    }
}

async fn with(app: &App, shell: Shell, id: ProductId, again: Again) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let product = queries::product_by_id(db, id).await?.ok_or(AppError::NotFound)?;
    let shop = ::members::queries::shop(db, product.stall_id).await?.ok_or(AppError::NotFound)?;
    let papers = command::papers_of(db, id).await?;
    let words = Words::read(app, l, &[&product.content]).await?;
    let now = app.ctx(shell.viewer.actor()).now;
    let status = again.status();
    let page = ProductPage {
        frame: Frame::new(app, &shell).await?,
        standing: states::product(l, product.state),
        wait: product.submitted_at.filter(|_| product.state == Standings::Submitted).map(|at| Wait::new(l, now, at)),
        facts: words.facts(&product.content),
        images: images(app, &product.content).await?,
        description: markdown::to_html(&product.content.description),
        seller: SellerLine::new(l, &shop),
        alarms: Alarms::read(app, l, &words, &product.content, &product.flags, &papers).await?,
        papers: papers.into_iter().map(|paper| paper_line(l, paper)).collect(),
        times: times(l, &product),
        revisions: revisions(app, l, id).await?,
        history: history::of(app, l, id.0).await?,
        decision: Decision::new(&shell, Kind::Product, id.0, product.version, verbs(product.state), again),
        shell: shell.titled(&product.content.name, product.content.name_in(kernel::Locale::En)).private(),
        product,
    };
    page_with(status, &page)
}

/// The listing's photos, with what the member says they show.
pub async fn images(app: &App, content: &catalogue::Content) -> Result<Vec<Image>, AppError> {
    let ids: Vec<String> = content.photos.iter().map(|photo| photo.picture_id.clone()).collect();
    let pictures = media::find_pictures(app.db.read(), &ids).await?;
    let image = |photo: &catalogue::Photo| Some(Image::new(pictures.get(&photo.picture_id)?, photo.alt.clone()));
    Ok(content.photos.iter().filter_map(image).collect())
}

pub fn paper_line(l: Locale, paper: PaperRow) -> PaperLine {
    let day = date::day(l, local_date(paper.uploaded_at));
    let size = kernel::locale::number(l, (paper.size + 1023) / 1024);
    PaperLine { id: paper.id, kind: paper.kind.name(l), about: format!("{} · {size} KB · {day}", paper.file_name) }
}

fn verbs(state: Standings) -> Vec<Verb> {
    let possible = |verb: &Verb| {
        let verb = match verb {
            Verb::Approve => command::Verb::Approve,
            Verb::RequestChanges => command::Verb::RequestChanges,
            Verb::Reject => command::Verb::Reject,
            Verb::Suspend => command::Verb::Suspend,
            Verb::Restore => command::Verb::Restore,
        };
        state.after(verb).is_some()
    };
    Verb::ALL.into_iter().filter(possible).collect()
}

fn times(l: Locale, product: &Product) -> Vec<(&'static str, String)> {
    let all = [
        (l.t("Tạo", "Begun"), Some(product.created_at)),
        (l.t("Gửi duyệt lần cuối", "Last submitted"), product.submitted_at),
        (l.t("Quyết định lần cuối", "Last decided"), product.decided_at),
        (l.t("Đăng lần đầu", "First listed"), product.listed_at),
    ];
    all.into_iter().filter_map(|(what, at)| Some((what, date::moment(l, at?)))).collect()
}

async fn revisions(app: &App, l: Locale, id: ProductId) -> Result<Vec<(String, Standing, String)>, AppError> {
    let found = queries::revisions_of(app.db.read(), id, REVISIONS).await?;
    let line = |one: catalogue::Revision| {
        (Kind::Revision.path(one.id), states::revision(l, one.state), date::moment(l, one.updated_at))
    };
    Ok(found.into_iter().map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protected_name_is_seen_in_the_name_without_its_marks() {
        let content = |name: &str| catalogue::Content { name: name.into(), ..Default::default() };
        assert!(uses(&content("Buoi Phuc Trach loại 1"), "Bưởi Phúc Trạch; Phuc Trach pomelo"));
        assert!(!uses(&content("Bưởi da xanh"), "Bưởi Phúc Trạch"));
        assert!(!uses(&content("Bưởi da xanh"), ""));
    }

    #[test]
    fn a_listed_product_can_only_be_suspended() {
        assert_eq!(verbs(Standings::Submitted), Verb::REVIEW);
        assert_eq!(verbs(Standings::Listed), [Verb::Suspend]);
        assert_eq!(verbs(Standings::Suspended), [Verb::Restore]);
        assert!(verbs(Standings::Archived).is_empty());
    }
}
