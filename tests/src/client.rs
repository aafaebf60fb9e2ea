//! A small HTTP/1.1 client: cookies, forms as a browser sends them, nothing hidden.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use crate::{form::Form, html::Page, url};

/// A part of a form: its name, the file's name where it is one, its content.
pub type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// One visitor.
#[derive(Clone)]
pub struct Client {
    address: SocketAddr,
    cookies: Vec<(String, String)>,
    /// Whether writes carry the `Origin` that browsers send.
    pub sends_origin: bool,
}

/// What is sent.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Client {
    #[must_use]
    pub fn new(address: SocketAddr) -> Self {
        Self { address, cookies: Vec::new(), sends_origin: true }
    }

    /// The session's cookie, to give to a browser or another client.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    /// Goes on at another address, as after the server started again.
    pub fn moves_to(&mut self, address: SocketAddr) {
        self.address = address;
    }

    pub fn get(&mut self, path: &str) -> Page {
        self.send(Request { method: "GET", path: path.to_owned(), ..Request::default() })
    }

    /// Gets a page that must be there.
    pub fn open(&mut self, path: &str) -> Page {
        let page = self.go(path);
        assert_eq!(page.status, 200, "GET {path}: {}", page.text());
        page
    }

    /// Gets a page, following redirects.
    pub fn go(&mut self, path: &str) -> Page {
        let page = self.get(path);
        self.follow(page)
    }

    /// Follows the answer's redirects.
    pub fn follow(&mut self, mut page: Page) -> Page {
        for _ in 0..5 {
            let Some(next) = page.location() else { return page };
            page = self.get(&next);
        }
        panic!("redirected in a circle, to {:?}", page.location())
    }

    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let fields: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let kind = "application/x-www-form-urlencoded".to_owned();
        self.send(Request {
            method: "POST",
            path: path.to_owned(),
            headers: vec![("content-type".to_owned(), kind)],
            body: url::form(&fields).into_bytes(),
        })
    }

    /// Posts JSON, with these headers besides.
    pub fn post_json(&mut self, path: &str, body: &serde_json::Value, headers: &[(&str, &str)]) -> Page {
        self.send_json("POST", path, body, headers)
    }

    /// Changes a thing by JSON, with these headers besides.
    pub fn patch_json(&mut self, path: &str, body: &serde_json::Value, headers: &[(&str, &str)]) -> Page {
        self.send_json("PATCH", path, body, headers)
    }

    fn send_json(
        &mut self,
        method: &'static str,
        path: &str,
        body: &serde_json::Value,
        headers: &[(&str, &str)],
    ) -> Page {
        let mut all = vec![("content-type".to_owned(), "application/json".to_owned())];
        all.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.send(Request { method, path: path.to_owned(), headers: all, body: body.to_string().into_bytes() })
    }

    /// Posts files, and fields where the file's name is `None`, as a program sends a form in parts.
    pub fn post_parts(&mut self, path: &str, parts: &[Part<'_>], headers: &[(&str, &str)]) -> Page {
        let (kind, body) = multipart(parts);
        let mut all = vec![("content-type".to_owned(), kind)];
        all.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.send(Request { method: "POST", path: path.to_owned(), headers: all, body })
    }

    /// Sends the form as it is filled in. Does not follow the redirect.
    pub fn submit(&mut self, form: &Form) -> Page {
        let request = form.request();
        self.send(request)
    }

    /// Sends the form, which must be accepted, and goes where the answer leads.
    pub fn accepted(&mut self, form: &Form) -> Page {
        let page = self.submit(form);
        let errors = page.errors();
        assert!(page.status == 303, "{} answers {}: {errors:?}\n{}", form.action, page.status, page.text());
        let page = self.follow(page);
        assert_eq!(page.status, 200, "after {}: {}", form.action, page.text());
        page
    }

    pub fn send(&mut self, mut request: Request) -> Page {
        if request.method != "GET" && self.sends_origin {
            request.headers.push(("origin".to_owned(), format!("http://{}", self.address)));
        }
        if !self.cookies.is_empty() {
            let all: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request.headers.push(("cookie".to_owned(), all.join("; ")));
        }
        let page = exchange(self.address, &request);
        for line in page.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value) {
            let (pair, rest) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            self.cookies.retain(|(known, _)| known != name);
            if !rest.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        page
    }
}

/// Content type and body; the boundary is another each time, as from most programs.
fn multipart(parts: &[Part<'_>]) -> (String, Vec<u8>) {
    static SENT: AtomicU64 = AtomicU64::new(0);
    let boundary = format!("ranh-gioi-{}", SENT.fetch_add(1, Ordering::Relaxed));
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        let head = format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

fn exchange(address: SocketAddr, request: &Request) -> Page {
    let what = format!("{} {}", request.method, request.path);
    let mut stream = TcpStream::connect(address).unwrap_or_else(|error| panic!("{what}: no connection: {error}"));
    stream.set_read_timeout(Some(Duration::from_secs(120))).expect("a timeout");
    let mut head = format!("{} {} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n", request.method, request.path);
    head.push_str(&format!("user-agent: Mozilla/5.0 (test)\r\ncontent-length: {}\r\n", request.body.len()));
    for (name, value) in &request.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    let mut received = Vec::new();
    stream.write_all(head.as_bytes()).unwrap_or_else(|error| panic!("{what}: {error}"));
    // A server may refuse a large body before it has read it all: the answer counts, not the pipe that broke.
    let sent = stream.write_all(&request.body);
    if let Err(error) = stream.read_to_end(&mut received)
        && received.is_empty()
    {
        panic!("{what}: no answer: {error}, sent: {sent:?}");
    }
    parse(&request.path, &received).unwrap_or_else(|| panic!("{what}: not an answer: {received:?}"))
}

fn parse(path: &str, received: &[u8]) -> Option<Page> {
    let split = received.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&received[..split]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let body = &received[split + 4..];
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = if chunked { unchunk(body)? } else { body.to_vec() };
    Some(Page { path: path.to_owned(), status, headers, body })
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(end + 2..end + 2 + size)?);
        rest = rest.get(end + 2 + size + 2..)?;
    }
}
