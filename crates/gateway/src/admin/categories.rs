//! `/quan-tri/nganh-hang`: the tree of categories.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use catalogue::{Category, Rule, queries};
use kernel::{Locale, unit};

use super::frame::Frame;
use crate::{
    render::{Page, page},
    state::App,
    view::Shell,
};

#[derive(Template)]
#[template(path = "admin/categories.html")]
struct CategoriesPage {
    shell: Shell,
    frame: Frame,
    groups: Vec<Group>,
}

struct Group {
    line: Line,
    below: Vec<Line>,
}

struct Line {
    code: String,
    name: String,
    other_name: String,
    rule: &'static str,
    unit: &'static str,
    listed: i64,
    active: bool,
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let (l, db) = (shell.l, app.db.read());
    let all = queries::all_categories(db).await?;
    let counts = queries::listed_counts_by_category(db).await?;
    let groups = all.iter().filter(|one| one.parent_code.is_none()).map(|group| {
        let below = all.iter().filter(|one| one.parent_code.as_deref() == Some(&group.code));
        let below: Vec<Line> = below.map(|one| line(l, one, &counts)).collect();
        let mut line = line(l, group, &counts);
        line.listed += below.iter().map(|one| one.listed).sum::<i64>();
        Group { line, below }
    });
    page(&CategoriesPage {
        groups: groups.collect(),
        frame: Frame::new(&app, &shell).await?,
        shell: shell.titled("Ngành hàng", "Categories").private(),
    })
}

fn line(l: Locale, one: &Category, counts: &HashMap<String, i64>) -> Line {
    Line {
        code: one.code.clone(),
        name: one.name(l).to_owned(),
        other_name: l.t(&one.name_en, &one.name_vi).to_owned(),
        rule: if one.rule == Rule::None { "" } else { one.rule.name(l) },
        unit: unit::unit(&one.default_unit).map_or("", |unit| unit.name(l)),
        listed: counts.get(&one.code).copied().unwrap_or(0),
        active: one.active,
    }
}
