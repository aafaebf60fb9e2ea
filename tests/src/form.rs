//! Forms, filled in as people do. Strict: a field that the form does not have can't be filled in, a button that it does not
//! have can't be pressed.

use crate::{
    client::Request,
    html::{Page, Tag, decode},
    url,
};

/// A form as a page shows it, to be filled in.
#[derive(Debug, Clone)]
pub struct Form {
    pub action: String,
    pub method: String,
    pub multipart: bool,
    /// What would be sent now.
    pub fields: Vec<(String, String)>,
    /// Every control's name, of boxes that are not ticked too.
    pub names: Vec<String>,
    /// Choices of selects, radio buttons and boxes: name and value.
    pub choices: Vec<(String, String)>,
    pub files: Vec<(String, String, Vec<u8>)>,
    /// Name and value of its buttons.
    pub buttons: Vec<(String, String)>,
}

impl Form {
    pub(crate) fn read(page: &Page, html: &str, tags: &[Tag]) -> Self {
        let here = page.path.split('?').next().unwrap_or_default().to_owned();
        let first = &tags[0];
        let action = first.get("action").filter(|action| !action.is_empty()).map_or(here, ToOwned::to_owned);
        let mut form = Self {
            action,
            method: first.get("method").unwrap_or("get").to_lowercase(),
            multipart: first.get("enctype") == Some("multipart/form-data"),
            fields: Vec::new(),
            names: Vec::new(),
            choices: Vec::new(),
            files: Vec::new(),
            buttons: Vec::new(),
        };
        let mut select = None;
        for tag in tags[1..].iter().take_while(|tag| tag.name != "/form") {
            let name = tag.get("name").unwrap_or_default().to_owned();
            let value = tag.get("value").unwrap_or_default().to_owned();
            match tag.name.as_str() {
                "button" => form.buttons.push((name, value)),
                "select" => {
                    form.names.push(name.clone());
                    select = Some((name, false));
                }
                "option" => {
                    let Some((name, chosen)) = &mut select else { continue };
                    form.choices.push((name.clone(), value.clone()));
                    if tag.get("selected").is_some() && !*chosen {
                        *chosen = true;
                        form.set_raw(&name.clone(), &value);
                    } else if !*chosen && !form.fields.iter().any(|(known, _)| known == name) {
                        form.fields.push((name.clone(), value));
                    }
                }
                "/select" => select = None,
                "textarea" if !name.is_empty() => {
                    let end = html[tag.end..].find("</textarea>").map_or(html.len(), |end| end + tag.end);
                    let inside = html[tag.end..end].strip_prefix('\n').unwrap_or(&html[tag.end..end]);
                    form.names.push(name.clone());
                    form.fields.push((name, decode(inside)));
                }
                "input" if !name.is_empty() => form.input(tag, name, value),
                _ => {}
            }
        }
        form
    }

    fn input(&mut self, tag: &Tag, name: String, value: String) {
        self.names.push(name.clone());
        match tag.get("type") {
            Some("checkbox" | "radio") => {
                let value = if tag.get("value").is_some() { value } else { "on".to_owned() };
                self.choices.push((name.clone(), value.clone()));
                if tag.get("checked").is_some() {
                    self.fields.push((name, value));
                }
            }
            Some("submit") => self.buttons.push((name, value)),
            Some("file") => {}
            _ => self.fields.push((name, value)),
        }
    }

    fn set_raw(&mut self, name: &str, value: &str) {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
    }

    fn must_have(&self, name: &str) {
        assert!(
            self.names.iter().any(|known| known == name),
            "{} has no field {name}, only {:?}",
            self.action,
            self.names
        );
    }

    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.must_have(name);
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Types or chooses; what is chosen must be one of the choices.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.must_have(name);
        let choices: Vec<_> = self.choices.iter().filter(|(known, _)| known == name).map(|(_, value)| value).collect();
        assert!(
            choices.is_empty() || choices.iter().any(|one| *one == value),
            "{name} offers {choices:?}, not {value}"
        );
        self.set_raw(name, value);
        self
    }

    /// Types what no browser would let one choose.
    #[must_use]
    pub fn force(mut self, name: &str, value: &str) -> Self {
        self.set_raw(name, value);
        self
    }

    /// Ticks one more box of that name.
    #[must_use]
    pub fn tick(mut self, name: &str, value: &str) -> Self {
        self.must_have(name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub fn file(mut self, name: &str, file_name: &str, bytes: &[u8]) -> Self {
        self.must_have(name);
        assert!(self.multipart, "{} does not take files", self.action);
        self.files.push((name.to_owned(), file_name.to_owned(), bytes.to_vec()));
        self
    }

    /// Presses that button.
    #[must_use]
    pub fn press(mut self, name: &str, value: &str) -> Self {
        let known = self.buttons.iter().any(|(button, says)| button == name && says == value);
        assert!(known, "{} has no button {name}={value}, only {:?}", self.action, self.buttons);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn request(&self) -> Request {
        let (kind, body) = if self.multipart {
            let mut body = Vec::new();
            for (name, value) in &self.fields {
                let head =
                    format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
                body.extend_from_slice(head.as_bytes());
            }
            for (name, file, bytes) in &self.files {
                let head = format!(
                    "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                     content-type: application/octet-stream\r\n\r\n"
                );
                body.extend_from_slice(head.as_bytes());
                body.extend_from_slice(bytes);
                body.extend_from_slice(b"\r\n");
            }
            body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
            (format!("multipart/form-data; boundary={BOUNDARY}"), body)
        } else {
            ("application/x-www-form-urlencoded".to_owned(), url::form(&self.fields).into_bytes())
        };
        if self.method == "get" {
            let path = format!("{}?{}", self.action, url::form(&self.fields));
            return Request { method: "GET", path, ..Request::default() };
        }
        Request { method: "POST", path: self.action.clone(), headers: vec![("content-type".to_owned(), kind)], body }
    }
}

const BOUNDARY: &str = "----one-form-of-a-test";
