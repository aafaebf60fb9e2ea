//! Reading our own pages: tags and text.

use crate::form::Form;

/// An answer.
#[derive(Debug, Clone)]
pub struct Page {
    /// What was asked for.
    pub path: String,
    pub status: u16,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// An opening tag (or a closing one, whose name begins with `/`).
#[derive(Debug, Clone)]
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// Where what follows the tag begins.
    pub end: usize,
    pub start: usize,
}

impl Tag {
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Page {
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Where it redirects to, without the host.
    #[must_use]
    pub fn location(&self) -> Option<String> {
        (300..400).contains(&self.status).then(|| self.header("location").unwrap_or_default().to_owned())
    }

    #[must_use]
    pub fn html(&self) -> &str {
        std::str::from_utf8(&self.body).expect("pages are UTF-8")
    }

    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{} is not JSON ({error}): {}", self.path, String::from_utf8_lossy(&self.body))
        })
    }

    /// What a reader sees: without tags, spaces made one.
    #[must_use]
    pub fn text(&self) -> String {
        text(self.html())
    }

    /// The text of the main part, without head, menu and foot.
    #[must_use]
    pub fn main(&self) -> String {
        let html = self.html();
        let from = html.find("<main").unwrap_or(0);
        let to = html.find("</main>").unwrap_or(html.len());
        text(&html[from..to.max(from)])
    }

    #[must_use]
    pub fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    #[must_use]
    pub fn tags(&self, name: &str) -> Vec<Tag> {
        tags(self.html()).into_iter().filter(|tag| tag.name == name).collect()
    }

    /// Every address that the page leads to.
    #[must_use]
    pub fn links(&self) -> Vec<String> {
        self.tags("a").iter().filter_map(|tag| tag.get("href").map(ToOwned::to_owned)).collect()
    }

    /// The first link whose address begins so.
    #[must_use]
    pub fn link(&self, begins: &str) -> String {
        let links = self.links();
        let found = links.iter().find(|link| link.starts_with(begins)).cloned();
        found.unwrap_or_else(|| panic!("{} has no link to {begins}…: {links:?}", self.path))
    }

    /// What is said beside each field that is wrong: field and message.
    #[must_use]
    pub fn errors(&self) -> Vec<(String, String)> {
        let html = self.html();
        let wrong = self.tags("p").into_iter().filter(|tag| tag.get("class") == Some("error"));
        wrong
            .filter_map(|tag| {
                let field = tag.get("id")?.strip_suffix("-loi")?.to_owned();
                let end = html[tag.end..].find("</p>")? + tag.end;
                Some((field, text(&html[tag.end..end])))
            })
            .collect()
    }

    /// The names of the fields that are wrong, sorted.
    #[must_use]
    pub fn wrong_fields(&self) -> Vec<String> {
        let mut all: Vec<_> = self.errors().into_iter().map(|(field, _)| field).collect();
        all.sort();
        all.dedup();
        all
    }

    #[must_use]
    pub fn forms(&self) -> Vec<Form> {
        let html = self.html();
        let all = tags(html);
        all.iter()
            .enumerate()
            .filter(|(_, tag)| tag.name == "form")
            .map(|(at, _)| Form::read(self, html, &all[at..]))
            .collect()
    }

    /// The form that is sent to an address ending so.
    #[must_use]
    pub fn form(&self, ends: &str) -> Form {
        self.find_form(ends).unwrap_or_else(|| {
            let actions: Vec<_> = self.forms().into_iter().map(|form| form.action).collect();
            panic!("{} ({}) has no form for …{ends}, only {actions:?}\n{}", self.path, self.status, self.main())
        })
    }

    #[must_use]
    pub fn find_form(&self, ends: &str) -> Option<Form> {
        self.forms().into_iter().find(|form| form.action.split('?').next().is_some_and(|path| path.ends_with(ends)))
    }
}

/// All tags, in order. Our pages quote every attribute with `"`.
#[must_use]
pub fn tags(html: &str) -> Vec<Tag> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let rest = &html[start + 1..];
        let Some(length) = end_of_tag(rest) else { break };
        let inside = rest[..length].trim_end_matches('/');
        let end = start + 1 + length + 1;
        let name: String = inside.chars().take_while(|one| !one.is_whitespace()).collect();
        all.push(Tag { attributes: attributes(&inside[name.len()..]), name: name.to_lowercase(), start, end });
        at = end;
    }
    all
}

fn end_of_tag(rest: &str) -> Option<usize> {
    let mut quoted = false;
    rest.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    })
}

fn attributes(mut rest: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    loop {
        rest = rest.trim_start();
        let length = rest.find(|one: char| one.is_whitespace() || one == '=').unwrap_or(rest.len());
        if length == 0 {
            return all;
        }
        let name = rest[..length].to_lowercase();
        rest = &rest[length..];
        if let Some(value) = rest.strip_prefix("=\"") {
            let end = value.find('"').unwrap_or(value.len());
            all.push((name, decode(&value[..end])));
            rest = value.get(end + 1..).unwrap_or_default();
        } else {
            rest = rest.trim_start_matches('=');
            all.push((name, String::new()));
        }
    }
}

fn text(html: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    for tag in tags(html) {
        out.push_str(&html[at..tag.start.max(at)]);
        out.push(' ');
        at = tag.end;
    }
    out.push_str(html.get(at..).unwrap_or_default());
    decode(&out).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Entities to letters.
#[must_use]
pub fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|&end| end <= 8);
        let letter = end.and_then(|end| match &rest[1..end] {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "nbsp" => Some('\u{a0}'),
            code => code.strip_prefix('#').and_then(|number| number.parse().ok()).and_then(char::from_u32),
        });
        match (letter, end) {
            (Some(letter), Some(end)) => {
                out.push(letter);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}
