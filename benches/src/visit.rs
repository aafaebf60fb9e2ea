//! One visitor of the floor, who reads what comes back.

use std::net::SocketAddr;

use anyhow::Context;
use serde_json::Value;

use crate::client::{Connection, Head, get, post};

pub struct Visitor {
    address: SocketAddr,
    connection: Connection,
    pub cookie: String,
}

impl Visitor {
    pub async fn new(address: SocketAddr) -> anyhow::Result<Self> {
        Ok(Self { address, connection: Connection::open(address).await?, cookie: String::new() })
    }

    /// A body that must be there.
    pub async fn bytes(&mut self, path: &str) -> anyhow::Result<Vec<u8>> {
        let mut request = get(self.address, path);
        if !self.cookie.is_empty() {
            request.truncate(request.len() - 2);
            request.extend_from_slice(format!("Cookie: {}\r\n\r\n", self.cookie).as_bytes());
        }
        let (head, body) = self.connection.fetch(&request).await.with_context(|| format!("GET {path}"))?;
        anyhow::ensure!(head.status == 200, "{path} answers {}", head.status);
        Ok(body)
    }

    pub async fn page(&mut self, path: &str) -> anyhow::Result<String> {
        String::from_utf8(self.bytes(path).await?).with_context(|| format!("{path} is no text"))
    }

    pub async fn json(&mut self, path: &str) -> anyhow::Result<Value> {
        serde_json::from_slice(&self.bytes(path).await?).with_context(|| format!("{path} is no JSON"))
    }

    /// Sends a form and reads the page that answers.
    pub async fn send_for_page(&mut self, path: &str, fields: &[(String, String)]) -> anyhow::Result<String> {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = post(self.address, path, &self.cookie, &form);
        let (_, body) = self.connection.fetch(&request).await.with_context(|| format!("POST {path}"))?;
        String::from_utf8(body).with_context(|| format!("{path} is no text"))
    }

    /// Sends a form; takes the cookie that comes back.
    pub async fn send(&mut self, path: &str, fields: &[(String, String)]) -> anyhow::Result<Head> {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = post(self.address, path, &self.cookie, &form);
        let (head, _) = self.connection.fetch(&request).await.with_context(|| format!("POST {path}"))?;
        if let Some(cookie) = head.cookies.first() {
            self.cookie.clone_from(cookie);
        }
        Ok(head)
    }
}

/// The texts of a field in the items of a list.
pub fn texts(list: &Value, pointer: &str) -> Vec<String> {
    let items = list["items"].as_array().into_iter().flatten();
    items.filter_map(|item| item.pointer(pointer)?.as_str().map(ToOwned::to_owned)).collect()
}

/// A text in an address.
pub fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
