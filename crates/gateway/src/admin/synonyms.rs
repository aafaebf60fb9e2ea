//! `/quan-tri/tu-dong-nghia`: the synonyms that searches know, and a box to try a search in.

use askama::Template;
use axum::{extract::State, response::Response};
use kernel::{Actor, Locale, Page as Paged, ctx::local_date, date, text::fold};
use search_indexer::{
    ProductQuery, SynonymKind,
    query::understand::Typed,
    synonym::{self, KeptSynonym},
};
use uuid::Uuid;

use super::{
    csv,
    frame::Frame,
    list::{Further, with},
};
use crate::{
    AppError,
    account::parameter,
    render::{Page, page},
    session::Officer,
    state::App,
    view::Shell,
};

pub const PATH: &str = "/quan-tri/tu-dong-nghia";
/// Hits that a tried search shows.
const TRIED: u32 = 5;
const LONGEST_TRY: usize = 200;

#[derive(Template)]
#[template(path = "admin/synonyms.html")]
struct SynonymsPage {
    shell: Shell,
    frame: Frame,
    text: String,
    kinds: Vec<(&'static str, &'static str)>,
    kind: String,
    lines: Vec<Line>,
    total: usize,
    further: Further,
    csv: String,
    /// One that has just been removed and can be put back: its id and term.
    removed: Option<(Uuid, String)>,
    tried: Option<Tried>,
    typed: String,
}

struct Line {
    id: Uuid,
    term: String,
    canonical: String,
    kind: &'static str,
    day: String,
}

/// How a search is understood, and what it finds.
struct Tried {
    /// Each word or group of words that means more than it says, and what.
    readings: Vec<(String, String)>,
    /// Name, path and stall of the first hits.
    hits: Vec<(String, String, String)>,
    total: u64,
    /// The engine does not answer.
    unavailable: bool,
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let l = shell.l;
    let mut found = wanted(&app, &shell).await?;
    let total = found.len();
    let after = parameter(&shell, "sau");
    if let Some(at) = found.iter().position(|one| one.id.to_string() == after) {
        found.drain(..=at);
    }
    let further = Further::cut(&shell, PATH, &mut found, |one| one.id.to_string());
    let typed: String = parameter(&shell, "thu").chars().take(LONGEST_TRY).collect();
    let tried = if typed.is_empty() { None } else { Some(tried(&app, l, &typed).await) };
    let removed = match parameter(&shell, "da-go").parse::<Uuid>() {
        Ok(id) => synonym::find(app.db.read(), id).await?.filter(|one| one.removed),
        Err(_) => None,
    };
    page(&SynonymsPage {
        frame: Frame::new(&app, &shell).await?,
        text: parameter(&shell, "q"),
        kinds: SynonymKind::ALL.iter().map(|kind| (kind.code(), kind_name(l, *kind))).collect(),
        kind: parameter(&shell, "loai"),
        lines: found.into_iter().map(|one| line(l, one)).collect(),
        total,
        further,
        csv: shell.url(&with(&shell, "/quan-tri/tu-dong-nghia.csv", &[("thu", ""), ("da-go", "")])),
        removed: removed.map(|one| (one.id, one.synonym.term)),
        tried,
        typed,
        shell: shell.titled("Từ đồng nghĩa", "Synonyms").private(),
    })
}

/// What the filters leave of the list.
async fn wanted(app: &App, shell: &Shell) -> Result<Vec<KeptSynonym>, AppError> {
    let (words, kind) = (fold(&parameter(shell, "q")), SynonymKind::from_code(&parameter(shell, "loai")));
    let mut found = synonym::kept(app.db.read()).await?;
    found.retain(|one| {
        let named = fold(&one.synonym.term).contains(&words) || fold(&one.synonym.canonical).contains(&words);
        named && kind.is_none_or(|kind| one.synonym.kind == kind)
    });
    Ok(found)
}

fn line(l: Locale, one: KeptSynonym) -> Line {
    Line {
        id: one.id,
        kind: kind_name(l, one.synonym.kind),
        day: date::day(l, local_date(one.updated_at)),
        term: one.synonym.term,
        canonical: one.synonym.canonical,
    }
}

/// What a kind means, in words.
pub fn kind_name(l: Locale, kind: SynonymKind) -> &'static str {
    match kind {
        SynonymKind::Same => l.t("Cùng nghĩa, tìm được cả hai chiều", "The same, found both ways"),
        SynonymKind::OneWay => l.t("Một chiều: gõ từ này ra từ kia", "One way: this word finds the other"),
        SynonymKind::Loose => l.t("Gần nghĩa: xếp sau", "Near: ranks lower"),
    }
}

async fn tried(app: &App, l: Locale, typed: &str) -> Tried {
    let understood = app.search.engine().understand(typed);
    let query = ProductQuery {
        page: Paged { number: 1, per_page: TRIED },
        facets: false,
        ..ProductQuery::new(typed, app.ctx(Actor::System).today())
    };
    let found = app.search.search_products(&query).await;
    Tried {
        readings: readings(l, &understood),
        unavailable: found.is_err(),
        total: found.as_ref().map_or(0, |found| found.total),
        hits: found.map_or_else(
            |_| Vec::new(),
            |found| {
                let hits = found.hits.into_iter().map(|hit| hit.card);
                hits.map(|card| (card.name.clone(), format!("/san-pham/{}", card.slug), card.stall_name.clone()))
                    .collect()
            },
        ),
    }
}

/// Only what is read otherwise than it was typed.
fn readings(l: Locale, typed: &Typed) -> Vec<(String, String)> {
    let text = |at: std::ops::Range<usize>| {
        let words: Vec<&str> = typed.words[at].iter().map(|word| word.typed().marked.as_str()).collect();
        words.join(" ")
    };
    let mut all = Vec::new();
    for (at, word) in typed.words.iter().enumerate() {
        for other in &word.alternatives[1..] {
            let said = l.t("gõ phím Telex/VNI, đọc là", "Telex or VNI keystrokes, read as");
            all.push((text(at..at + 1), format!("{said} “{}”", other.marked)));
        }
        if word.optional {
            let said = l.t("chỉ giúp xếp hạng, không bắt buộc có", "helps ranking only, need not be there");
            all.push((text(at..at + 1), said.to_owned()));
        }
    }
    for phrase in &typed.phrases {
        let said = l.t("cũng tìm", "also looks for");
        let share = (phrase.weight * 100.0).round();
        all.push((text(phrase.at.clone()), format!("{said} “{}” ({share} %)", phrase.words.join(" "))));
    }
    all
}

pub async fn export(State(app): State<App>, shell: Shell, officer: Officer) -> Result<Response, AppError> {
    csv::note(&app, &officer, "export.synonyms", &shell.query).await?;
    let l = shell.l;
    let head = [
        l.t("Từ", "Term"),
        l.t("Cũng tìm", "Also looks for"),
        l.t("Loại", "Kind"),
        l.t("Mã loại", "Kind's code"),
        l.t("Sửa lần cuối", "Last changed"),
        l.t("Mã", "Id"),
    ];
    let row = |one: KeptSynonym| {
        csv::line(&[
            one.synonym.term.as_str(),
            &one.synonym.canonical,
            kind_name(l, one.synonym.kind),
            one.synonym.kind.code(),
            &local_date(one.updated_at).to_string(),
            &one.id.to_string(),
        ])
    };
    let rows = wanted(&app, &shell).await?.into_iter().map(row).collect();
    Ok(csv::download("tu-dong-nghia", &head, csv::ready(rows)))
}
