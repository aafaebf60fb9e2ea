//! The page of one product: its form, where it stands, its papers and what happened so far. A new product has the same
//! form.

use std::collections::HashMap;

use askama::Template;
use axum::http::StatusCode;
use catalogue::{
    Content, PaperKind, PaperRow, Photo, RevisionVerb, Rule, Verb, markdown,
    queries::{self, ForEdit},
};
use kernel::{DocumentId, FieldErrors, Fields, Locale, Money, ProductId, date, locale, unit};
use media::Picture;

use super::{
    LABELS, Undo,
    choices::{self, Group, RuleNotice},
    edit::{is_draft, is_open},
    path, readable, undo,
};
use crate::{
    AppError,
    account::parameter,
    desk::{
        history::{self, Line},
        states::{self, Panel},
    },
    form::FormView,
    render::{Page, page_with},
    session::Member,
    state::App,
    view::Shell,
    web::{Image, shelves},
};

const MANY_COMMODITIES: u64 = 1_000;

/// A form that comes back, and why.
#[derive(Default)]
pub struct Typed {
    /// `None`: show what is stored.
    pub fields: Option<Fields>,
    pub errors: FieldErrors,
    pub bad_photos: Vec<String>,
    /// The text is stored all the same.
    pub saved: bool,
    pub resumed: bool,
    pub paper_kind: String,
}

impl Typed {
    /// A form that was carried over a new login.
    pub fn resumed(fields: Fields) -> Self {
        Self { fields: Some(fields), resumed: true, ..Self::default() }
    }
}

#[derive(Template)]
#[template(path = "desk/products/form.html")]
struct FormPage {
    shell: Shell,
    form: FormView,
    action: String,
    /// `None` until it was saved once.
    product: Option<About>,
    /// The form can be changed now.
    open: bool,
    /// Never approved yet: saving changes the product itself.
    draft: bool,
    photos: Vec<PhotoLine>,
    categories: Vec<Group>,
    units: Vec<Group>,
    commodities: Vec<Group>,
    rules: Vec<RuleNotice>,
    /// The price in words, as it was understood.
    echo: String,
    /// The description as buyers will see it; clean HTML.
    description: String,
    bad_photos: Vec<String>,
    saved: bool,
    resumed: bool,
    undo: Option<Undo>,
    /// A photo or a paper that has just been removed.
    removed_photo: String,
    removed_paper: String,
}

/// A product that exists.
struct About {
    id: ProductId,
    slug: String,
    state: Panel,
    revision: Option<Panel>,
    revision_can_be_sent: bool,
    /// Buyers find it under its address.
    listed: bool,
    may_hide: bool,
    may_show: bool,
    may_archive: bool,
    may_change_papers: bool,
    /// Kinds that are asked for and not there, with what was said about them.
    missing: Vec<(&'static str, &'static str, bool)>,
    papers: Vec<PaperLine>,
    kinds: Vec<(&'static str, &'static str)>,
    paper_form: FormView,
    history: Vec<Line>,
}

struct PhotoLine {
    id: String,
    alt: String,
    image: Option<Image>,
}

struct PaperLine {
    id: DocumentId,
    kind: &'static str,
    about: String,
}

/// The form of a product that does not exist yet.
pub async fn new(app: &App, shell: Shell, member: &Member, typed: Typed) -> Page {
    let shell = shell.titled("Đăng sản phẩm", "List a product").private();
    show(app, shell, member, None, typed).await
}

/// The page of a product.
pub async fn edit(app: &App, mut shell: Shell, member: &Member, current: ForEdit, typed: Typed) -> Page {
    shell.title = current.content.name.clone();
    show(app, shell.private(), member, Some(current), typed).await
}

async fn show(app: &App, shell: Shell, member: &Member, current: Option<ForEdit>, typed: Typed) -> Page {
    let (l, db, today) = (shell.l, app.db.read(), app.ctx(member.actor()).today());
    let product = match &current {
        Some(current) => Some(about(app, l, member, current, &typed).await?),
        None => None,
    };
    let stored = current.as_ref().map(|current| &current.content);
    let fields = match (typed.fields, stored) {
        (Some(fields), _) => fields,
        (None, Some(content)) => readable(l, content.to_fields(l)),
        (None, None) => Fields::default(),
    };
    let shelves = shelves(app).await?;
    let all = queries::all_commodities(db, MANY_COMMODITIES).await?;
    let rule = shelves.tree.by_code(fields.get("category")).map_or(Rule::None, |category| category.rule);
    let state = current.as_ref().map(|current| current.product.state);
    let status = if typed.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = FormPage {
        action: current.as_ref().map_or_else(|| path_of_new(&shell), |current| shell.url(&path(current.product.id))),
        open: state.is_none_or(is_open),
        draft: state.is_none_or(is_draft),
        photos: photos(app, stored, &fields).await?,
        categories: choices::categories(&shelves.tree, l, today),
        units: choices::units(l),
        commodities: choices::commodities(&shelves.tree, &all, l),
        rules: choices::rules(l, today, rule),
        echo: echo(l, &fields),
        description: markdown::to_html(fields.get("description")),
        undo: undo(app, &shell, member).await?,
        removed_photo: parameter(&shell, "da-xoa-anh"),
        removed_paper: parameter(&shell, "da-go").parse::<DocumentId>().map(|id| id.to_string()).unwrap_or_default(),
        form: FormView::new(l, LABELS, fields, typed.errors),
        bad_photos: typed.bad_photos,
        saved: typed.saved,
        resumed: typed.resumed,
        product,
        shell,
    };
    page_with(status, &page)
}

fn path_of_new(shell: &Shell) -> String {
    shell.url("/kenh-ban-hang/san-pham/moi")
}

async fn about(app: &App, l: Locale, member: &Member, current: &ForEdit, typed: &Typed) -> Result<About, AppError> {
    use catalogue::State;
    let ForEdit { product, revision, content } = current;
    let (ctx, db) = (app.ctx(member.actor()), app.db.read());
    let papers = catalogue::papers_of(db, product.id).await?;
    let shelves = shelves(app).await?;
    let rule = shelves.tree.by_code(&content.category_code).map_or(Rule::None, |category| category.rule);
    let asked = rule.papers(ctx.today());
    let since = match product.state {
        State::Draft => Some(product.created_at),
        State::Submitted => product.submitted_at,
        State::Hidden | State::Archived => Some(product.updated_at),
        _ => product.decided_at,
    };
    let mut kinds = asked.clone();
    kinds.extend(PaperKind::ALL.into_iter().filter(|kind| !asked.contains(kind)));
    let mut paper_fields = Fields::default();
    paper_fields.set(
        "kind",
        if typed.paper_kind.is_empty() { first_missing(&asked, &papers) } else { typed.paper_kind.as_str() },
    );
    Ok(About {
        id: product.id,
        slug: product.slug.clone(),
        state: Panel::new(l, states::product(l, product.state), since, ctx.now, &product.reason),
        revision: revision.as_ref().map(|open| {
            let since = open.submitted_at.filter(|_| open.state == catalogue::RevisionState::Submitted);
            Panel::new(l, states::revision(l, open.state), since.or(Some(open.updated_at)), ctx.now, &open.reason)
        }),
        revision_can_be_sent: revision.as_ref().is_some_and(|open| open.state.after(RevisionVerb::Submit).is_some()),
        listed: product.state == State::Listed,
        may_hide: product.state.after(Verb::Hide).is_some(),
        may_show: product.state.after(Verb::Show).is_some(),
        may_archive: product.state != State::Archived && product.state.after(Verb::Archive).is_some(),
        may_change_papers: !matches!(product.state, State::Submitted | State::Rejected | State::Archived),
        missing: missing(l, &asked, &papers, &typed.errors),
        papers: papers.into_iter().map(|paper| paper_line(l, paper)).collect(),
        kinds: kinds.into_iter().map(|kind| (kind.code(), kind.name(l))).collect(),
        paper_form: FormView::new(l, LABELS, paper_fields, typed.errors.clone()),
        history: history::of(app, l, member.id, product.id.0).await?,
    })
}

fn has(papers: &[PaperRow], kind: PaperKind) -> bool {
    papers.iter().any(|paper| paper.kind == kind)
}

fn first_missing(asked: &[PaperKind], papers: &[PaperRow]) -> &'static str {
    asked.iter().find(|kind| !has(papers, **kind)).map_or("", |kind| kind.code())
}

/// Code, name, and whether sending was refused for it.
fn missing(
    l: Locale,
    asked: &[PaperKind],
    papers: &[PaperRow],
    errors: &FieldErrors,
) -> Vec<(&'static str, &'static str, bool)> {
    let wrong = |kind: PaperKind| errors.get(&format!("paper_{}", kind.code())).is_some();
    let gone = asked.iter().filter(|kind| !has(papers, **kind));
    gone.map(|kind| (kind.code(), kind.name(l), wrong(*kind))).collect()
}

fn paper_line(l: Locale, paper: PaperRow) -> PaperLine {
    let day = date::day(l, kernel::ctx::local_date(paper.uploaded_at));
    let size = locale::number(l, (paper.size + 1023) / 1024);
    PaperLine { id: paper.id, kind: paper.kind.name(l), about: format!("{} · {size} KB · {day}", paper.file_name) }
}

/// The stored photos, or those that a new form carries, with the texts that were typed for them.
async fn photos(app: &App, stored: Option<&Content>, fields: &Fields) -> Result<Vec<PhotoLine>, AppError> {
    let alts = fields.all("photo_alt").chain(std::iter::repeat(""));
    let typed: HashMap<&str, &str> = fields.all("photo").zip(alts).collect();
    let all: Vec<Photo> = match stored {
        Some(content) => content.photos.clone(),
        None => fields
            .all("photo")
            .take(catalogue::MAX_PHOTOS)
            .map(|id| Photo { picture_id: id.to_owned(), alt: String::new() })
            .collect(),
    };
    let ids: Vec<String> = all.iter().map(|photo| photo.picture_id.clone()).collect();
    let pictures: HashMap<String, Picture> = media::find_pictures(app.db.read(), &ids).await?;
    let line = |photo: Photo| PhotoLine {
        image: pictures.get(&photo.picture_id).map(|picture| Image::new(picture, photo.alt.clone())),
        alt: typed.get(photo.picture_id.as_str()).map_or(photo.alt, |alt| (*alt).to_owned()),
        id: photo.picture_id,
    };
    Ok(all.into_iter().map(line).filter(|line| stored.is_some() || line.image.is_some()).collect())
}

/// How the price was understood: `45.000 ₫/kg – bốn mươi lăm nghìn đồng`.
fn echo(l: Locale, fields: &Fields) -> String {
    let Ok(price) = Money::parse(fields.get("price")) else { return String::new() };
    if fields.has("price_contact") {
        return String::new();
    }
    let unit = unit::unit(fields.get("unit")).map(|unit| format!("/{}", unit.short(l))).unwrap_or_default();
    format!("{}{unit} – {}", price.format(l), price.in_words(l))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_said_as_it_was_understood() {
        let mut fields = Fields::default();
        fields.set("price", "45k");
        fields.set("unit", "kg");
        assert_eq!(echo(Locale::Vi, &fields), "45.000\u{a0}₫/kg – bốn mươi lăm nghìn đồng");
        fields.set("price_contact", "on");
        assert_eq!(echo(Locale::Vi, &fields), "");
        fields.set("price", "1.5");
        assert_eq!(echo(Locale::En, &fields), "");
    }
}
