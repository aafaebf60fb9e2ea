//! A list of the console: filters on top, a table, further by key, and the same as CSV. One template for all of them.

use std::borrow::Cow;

use askama::Template;

use super::frame::Frame;
use crate::{account::parameter, desk::states::Standing, view::Shell};

/// Rows of a page.
pub const ROWS: u64 = 50;

#[derive(Template)]
#[template(path = "admin/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub frame: Frame,
    pub heading: &'static str,
    /// Without the language.
    pub path: &'static str,
    /// What is typed into the search field; its hint.
    pub text: String,
    pub hint: &'static str,
    pub choices: Vec<Choice>,
    /// Other filters that stay: name, value, and how they read.
    pub kept: Vec<(&'static str, String, String)>,
    pub columns: Vec<&'static str>,
    pub rows: Vec<Row>,
    pub further: Further,
    /// The address of the CSV; empty where there is none.
    pub csv: String,
    /// To make one more: path and text.
    pub new: Option<(&'static str, &'static str)>,
}

/// A filter to choose from.
pub struct Choice {
    pub name: &'static str,
    pub label: &'static str,
    pub all: &'static str,
    pub options: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    pub chosen: String,
}

impl Choice {
    /// `options` are values and what they read; chosen is what the address says.
    pub fn new<V, T>(
        shell: &Shell,
        name: &'static str,
        label: &'static str,
        options: impl IntoIterator<Item = (V, T)>,
    ) -> Self
    where
        V: Into<Cow<'static, str>>,
        T: Into<Cow<'static, str>>,
    {
        Self {
            name,
            label,
            all: shell.l.t("Tất cả", "All"),
            options: options.into_iter().map(|(value, text)| (value.into(), text.into())).collect(),
            chosen: parameter(shell, name),
        }
    }
}

pub struct Row {
    pub path: String,
    pub name: String,
    pub about: String,
    pub standing: Option<Standing>,
    pub flags: Vec<&'static str>,
    pub cells: Vec<String>,
}

/// Where the list goes on.
pub struct Further {
    pub is_first: bool,
    pub next: Option<String>,
}

impl Further {
    /// `rows` were asked for with one more than a page; what is too many is taken off.
    pub fn cut<T>(shell: &Shell, path: &str, rows: &mut Vec<T>, key: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > ROWS as usize;
        rows.truncate(ROWS as usize);
        let next = rows.last().filter(|_| more).map(|last| shell.url(&with(shell, path, &[("sau", &key(last))])));
        Self { is_first: !has(shell, "sau"), next }
    }
}

fn has(shell: &Shell, name: &str) -> bool {
    !parameter(shell, name).is_empty()
}

/// `path` with this page's filters and `change`d ones; the notice and what is empty are left out.
#[must_use]
pub fn with(shell: &Shell, path: &str, change: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(shell.query.as_bytes()) {
        let replaced = change.iter().any(|(changed, _)| *changed == name);
        if !replaced && !value.is_empty() && !matches!(name.as_ref(), "tb" | "vua" | "sau") {
            query.append_pair(&name, &value);
        }
    }
    for (name, value) in change.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
