//! From a write to the search: how long after the press of a button buyers find what it changed.
//!
//! A product of the demonstration's owner is hidden and shown again. Both go the way that an approval goes: one
//! transaction with its event, the worker, the index.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::Context;
use serde_json::Value;

use crate::{
    load::percentile,
    visit::{Visitor, encoded},
};

const TIMES: usize = 20;
const LOGIN: [(&str, &str); 2] = [("identifier", "chu-vuon@mau.example"), ("password", "cam-khe-may-2026")];
/// Longer than this is no answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Milliseconds from sending the form to the first search that knows.
#[derive(Debug, Clone, Copy)]
pub struct Delays {
    pub p50: f64,
    pub p99: f64,
}

/// The delays of showing (found again) and of hiding (not found any more).
pub async fn measure(address: SocketAddr) -> anyhow::Result<(Delays, Delays)> {
    let mut owner = Visitor::new(address).await?;
    let mut buyer = Visitor::new(address).await?;
    let login = LOGIN.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let answer = owner.send("/dang-nhap", &login).await?;
    anyhow::ensure!(answer.status == 303, "the demonstration's owner can't log in: {}", answer.status);

    let stall = own_stall(&owner.page("/kenh-ban-hang/gian-hang").await?)?;
    let list = buyer.json(&format!("/api/v1/products?stall={stall}")).await?;
    let product = &list["items"][0];
    let id = product["id"].as_str().context("the owner's stall lists no product")?.to_owned();
    let name = product["name"].as_str().unwrap_or_default();
    let search = format!("/api/v1/products?stall={stall}&per_page=100&q={}", encoded(name));

    let (mut shown, mut hidden) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        for (button, visible, delays) in [("an", false, &mut hidden), ("hien", true, &mut shown)] {
            let started = Instant::now();
            let answer = owner.send(&format!("/kenh-ban-hang/san-pham/{id}/{button}"), &[]).await?;
            anyhow::ensure!(answer.status == 303, "the button …/{button} answers {}", answer.status);
            while finds(&buyer.json(&search).await?, &id) != visible {
                anyhow::ensure!(started.elapsed() < PATIENCE, "a write is not searchable within {PATIENCE:?}");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            delays.push(started.elapsed().as_secs_f64() * 1e3);
        }
    }
    let delays = |mut all: Vec<f64>| Delays { p50: percentile(&mut all, 50.0), p99: percentile(&mut all, 99.0) };
    Ok((delays(shown), delays(hidden)))
}

fn finds(list: &Value, id: &str) -> bool {
    list["items"].as_array().into_iter().flatten().any(|item| item["id"] == id)
}

/// The address of the stall, from the link to its public page.
fn own_stall(page: &str) -> anyhow::Result<String> {
    let found = page.split("href=\"/gian-hang/").nth(1).and_then(|rest| rest.split(['"', '?', '/']).next());
    found.map(ToOwned::to_owned).context("the owner's desk names no stall")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_stall_and_the_product_are_found() {
        let page = r#"<a href="/gian-hang">All</a> <a href="/gian-hang/cam-ba-lan">See it</a>"#;
        assert_eq!(own_stall(page).unwrap(), "cam-ba-lan");
        assert!(own_stall(r#"<a href="/gian-hang">All</a>"#).is_err());
        let list = serde_json::json!({"items": [{"id": "a"}, {"id": "b"}]});
        assert!(finds(&list, "b") && !finds(&list, "c") && !finds(&Value::Null, "a"));
    }
}
