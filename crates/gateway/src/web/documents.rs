//! `GET /trang/{slug}`: the floor's documents – rules, terms, privacy, complaints – each in versions with a first day.
//!
//! The texts are Markdown files of `documents/`, compiled in, with the version and its first day in front. A new version
//! is a new file and a new line in [`FILES`]; the old ones stay readable, since consents name the version they were given for.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::{Path, State};
use catalogue::markdown;
use chrono::NaiveDate;
use kernel::{Actor, Locale, date};

use crate::{
    AppError,
    render::{Page, counted},
    seen::View,
    state::App,
    view::Shell,
};

macro_rules! files {
    ($($slug:literal: $file:literal),+ $(,)?) => {
        &[$((
            $slug,
            include_str!(concat!("../../documents/vi/", $file, ".md")),
            include_str!(concat!("../../documents/en/", $file, ".md")),
        )),+]
    };
}

/// Address, Vietnamese and English text; several lines of one address are its versions.
const FILES: &[(&str, &str, &str)] = files! {
    "gioi-thieu": "gioi-thieu",
    "quy-che": "quy-che",
    "dieu-khoan": "dieu-khoan",
    "quyen-rieng-tu": "quyen-rieng-tu",
    "quyen-rieng-tu": "quyen-rieng-tu-1.1",
    "khieu-nai": "khieu-nai",
    "huong-dan": "huong-dan",
};

/// One version of a document, in both languages.
#[derive(Debug)]
struct Document {
    slug: &'static str,
    version: &'static str,
    effective: NaiveDate,
    vi: Text,
    en: Text,
}

#[derive(Debug)]
struct Text {
    title: &'static str,
    summary: &'static str,
    html: String,
}

static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(slug, vi, en)| read(slug, vi, en).expect("every document has its front matter: a test reads them"))
        .collect()
});

/// The version of the document that holds on that day, as consents record it.
#[must_use]
pub fn version_on(slug: &str, day: NaiveDate) -> &'static str {
    versions(slug).find(|document| document.effective <= day).map_or("", |document| document.version)
}

/// Every document's address, once.
pub fn slugs() -> impl Iterator<Item = &'static str> {
    let mut seen = Vec::new();
    FILES.iter().map(|(slug, ..)| *slug).filter(move |slug| {
        let new = !seen.contains(slug);
        seen.push(*slug);
        new
    })
}

/// The newest first.
fn versions(slug: &str) -> impl Iterator<Item = &'static Document> {
    let mut all: Vec<&Document> = DOCUMENTS.iter().filter(|document| document.slug == slug).collect();
    all.sort_by_key(|document| std::cmp::Reverse(document.effective));
    all.into_iter()
}

fn read(slug: &'static str, vi: &'static str, en: &'static str) -> Option<Document> {
    let (vi_head, vi_body) = vi.strip_prefix("---\n")?.split_once("\n---\n")?;
    let (en_head, en_body) = en.strip_prefix("---\n")?.split_once("\n---\n")?;
    let value = |head: &'static str, name: &str| {
        head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(str::trim)
    };
    let same = |name: &str| value(vi_head, name).filter(|vi| value(en_head, name) == Some(vi));
    let text = |head, body: &str| {
        Some(Text { title: value(head, "title")?, summary: value(head, "summary")?, html: to_html(body) })
    };
    Some(Document {
        slug,
        version: same("version")?,
        effective: same("effective")?.parse().ok()?,
        vi: text(vi_head, vi_body)?,
        en: text(en_head, en_body)?,
    })
}

/// A listing's headings begin at `h3`, a document's right under its title.
fn to_html(body: &str) -> String {
    let mut html = markdown::to_html(&unwrap(body));
    for (from, to) in [("h3>", "h2>"), ("h4>", "h3>")] {
        html = html.replace(&format!("<{from}"), &format!("<{to}")).replace(&format!("</{from}"), &format!("</{to}"));
    }
    html
}

/// The files are wrapped for reading in an editor; a listing's Markdown keeps the line breaks that were typed.
fn unwrap(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    for line in body.lines() {
        let begins =
            line.is_empty() || line.starts_with(['#', '-', '|']) || line.starts_with(|c: char| c.is_ascii_digit());
        if !out.is_empty() {
            out.push(if begins || out.ends_with('\n') { '\n' } else { ' ' });
        }
        out.push_str(line.trim());
    }
    out
}

impl Document {
    fn text(&self, l: Locale) -> &Text {
        match l {
            Locale::Vi => &self.vi,
            Locale::En => &self.en,
        }
    }
}

#[derive(Template)]
#[template(path = "web/document.html")]
struct DocumentPage {
    shell: Shell,
    slug: &'static str,
    html: &'static str,
    version: &'static str,
    effective: String,
    /// It was replaced by a newer one.
    is_old: bool,
    /// Version, first day and whether it is the one shown.
    versions: Vec<(&'static str, String, bool)>,
    /// Who runs the floor, on the page about it: label and value.
    operator: Vec<(&'static str, String)>,
    /// The other documents: address and title.
    others: Vec<(&'static str, &'static str)>,
}

/// What the law wants published of the operator (Law on E-commerce 122/2025/QH15).
fn operator(shell: &Shell) -> Vec<(&'static str, String)> {
    let (l, operator) = (shell.l, &shell.settings.operator);
    let facts = [
        (l.t("Tên", "Name"), &operator.name),
        (l.t("Trụ sở", "Head office"), &operator.address),
        (l.t("Người đại diện", "Representative"), &operator.representative),
        (l.t("Đăng ký, quyết định", "Registration, decision"), &operator.registration),
        (l.t("Điện thoại", "Phone"), &operator.phone),
        (l.t("Thư điện tử", "E-mail"), &operator.email),
    ];
    facts.map(|(label, value)| (label, value.clone())).into()
}

pub async fn show(State(app): State<App>, mut shell: Shell, Path(slug): Path<String>) -> Page {
    let (l, today) = (shell.l, app.ctx(Actor::Anonymous).today());
    let mut wanted = form_urlencoded::parse(shell.query.as_bytes()).filter(|(name, _)| name == "phien-ban");
    let wanted = wanted.next().map(|(_, version)| version.into_owned());
    let current = version_on(&slug, today);
    let version = wanted.as_deref().unwrap_or(current);
    let document = versions(&slug).find(|document| document.version == version).ok_or(AppError::NotFound)?;
    let text = document.text(l);
    text.title.clone_into(&mut shell.title);
    text.summary.clone_into(&mut shell.description);
    shell.noindex = document.version != current;
    let title_of = |slug| versions(slug).next().map_or("", |document| document.text(l).title);
    let page = DocumentPage {
        slug: document.slug,
        html: &text.html,
        version: document.version,
        effective: date::day(l, document.effective),
        is_old: document.version != current,
        versions: versions(&slug)
            .map(|one| (one.version, date::day(l, one.effective), one.version == version))
            .collect(),
        others: slugs().filter(|other| *other != document.slug).map(|slug| (slug, title_of(slug))).collect(),
        operator: if slug == "gioi-thieu" { operator(&shell) } else { Vec::new() },
        shell,
    };
    counted(&page, View::Page)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_document_is_readable_in_both_languages_and_names_the_same_version() {
        for (slug, vi, en) in FILES {
            let document = read(slug, vi, en).unwrap_or_else(|| panic!("{slug}"));
            assert!(document.vi.html.contains("<h2>") && document.en.html.contains("<h2>"), "{slug}");
            assert!(document.vi.html.len() < 40_000, "{slug}");
        }
    }

    #[test]
    fn the_terms_and_the_privacy_page_have_a_version_for_consents() {
        let day = "2026-11-22".parse().unwrap();
        for slug in ["dieu-khoan", "quyen-rieng-tu"] {
            assert!(!version_on(slug, day).is_empty(), "{slug}");
            assert_eq!(version_on(slug, "2020-01-01".parse().unwrap()), "", "{slug}");
        }
        assert_eq!(version_on("khong-co", day), "");
    }
}
