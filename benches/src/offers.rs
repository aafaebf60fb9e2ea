//! Offers: which pages are asked for, how long filtered lists take, and how soon an offer that opens has its matches.

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::Context;

use crate::{
    load::percentile,
    visit::{Visitor, texts},
};

const FILTERED: usize = 400;
const TIMES: usize = 10;
const OWNER: [(&str, &str); 2] = [("identifier", "chu-vuon@mau.example"), ("password", "cam-khe-may-2026")];
/// Longer than this, an offer has no counterparts.
const PATIENCE: Duration = Duration::from_secs(4);

/// Addresses on this floor.
pub struct Pages {
    pub offers: Vec<String>,
    pub lists: Vec<String>,
    pub boards: Vec<String>,
}

pub async fn pages(address: SocketAddr) -> anyhow::Result<Pages> {
    let mut visitor = Visitor::new(address).await?;
    let mut offers = Vec::new();
    for (side, list) in [("sell", "/chao-ban"), ("buy", "/chao-mua")] {
        let found = visitor.json(&format!("/api/v1/offers?side={side}&per_page=100")).await?;
        offers.extend(texts(&found, "/id").into_iter().map(|id| format!("{list}/{id}")));
    }
    let boards = links(&visitor.page("/bang-gia").await?, "/bang-gia/");
    anyhow::ensure!(!offers.is_empty() && !boards.is_empty(), "the floor has no offers or no prices");
    let lists = ["/chao-ban", "/chao-mua"].map(ToOwned::to_owned).to_vec();
    let boards = std::iter::once("/bang-gia".to_owned()).chain(boards.into_iter().take(20)).collect();
    Ok(Pages { offers, lists, boards })
}

/// The addresses on a page that begin so, without files.
fn links(page: &str, beginning: &str) -> BTreeSet<String> {
    let found = page.split("href=\"").skip(1).filter_map(|rest| rest.split(['"', '?', '#']).next());
    found.filter(|href| href.starts_with(beginning) && !href.ends_with(".csv")).map(ToOwned::to_owned).collect()
}

/// Milliseconds that 99 of 100 filtered lists stay under, one after the other.
pub async fn filtered(address: SocketAddr) -> anyhow::Result<f64> {
    let mut visitor = Visitor::new(address).await?;
    let page = visitor.page("/chao-ban").await?;
    let values = |name: &str| -> Vec<String> {
        let Some(select) = page.split(&format!("name=\"{name}\"")).nth(1) else { return Vec::new() };
        let select = select.split("</select>").next().unwrap_or_default();
        let values = select.split("value=\"").skip(1).filter_map(|rest| rest.split('"').next());
        values.filter(|value| !value.is_empty()).map(ToOwned::to_owned).collect()
    };
    let mut paths: Vec<String> = Vec::new();
    for name in ["mat-hang", "nganh-hang", "xa"] {
        paths.extend(values(name).into_iter().map(|value| format!("/chao-ban?{name}={value}")));
    }
    paths.push("/chao-ban?vu-toi=1".to_owned());
    anyhow::ensure!(paths.len() > 20, "the list of offers has no filters");
    for path in &paths {
        visitor.bytes(path).await?;
    }
    let mut all = Vec::new();
    for path in paths.iter().cycle().take(FILTERED) {
        let started = Instant::now();
        visitor.bytes(path).await?;
        all.push(started.elapsed().as_secs_f64() * 1e3);
    }
    Ok(percentile(&mut all, 99.0))
}

/// Seconds from the press that opens an offer again until its page shows counterparts; the slowest of several.
pub async fn matches(address: SocketAddr) -> anyhow::Result<f64> {
    let mut owner = Visitor::new(address).await?;
    let mut buyer = Visitor::new(address).await?;
    let answer = owner.send("/dang-nhap", &OWNER.map(|(name, value)| (name.to_owned(), value.to_owned()))).await?;
    anyhow::ensure!(answer.status == 303, "the demonstration's owner can't log in: {}", answer.status);
    let own = links(&owner.page("/giao-dich/chao-hang?trang-thai=open").await?, "/giao-dich/chao-hang/");
    let mut slowest: f64 = 0.0;
    let mut measured = 0;
    for path in own {
        let id = path.rsplit('/').next().context("no id")?;
        let public = format!("/chao-ban/{id}");
        // Counterparts are what the goods have, once the offer was looked at for the first time.
        press(&mut owner, &format!("{path}/an")).await?;
        let started = Instant::now();
        press(&mut owner, &format!("{path}/hien")).await?;
        let found = loop {
            match buyer.page(&public).await {
                Ok(page) if page.contains("id=\"phu-hop\"") => break true,
                _ if started.elapsed() > PATIENCE => break false,
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        };
        // Goods that nobody asks for have no counterparts.
        if found {
            slowest = slowest.max(started.elapsed().as_secs_f64());
            measured += 1;
        }
        if measured == TIMES {
            break;
        }
    }
    anyhow::ensure!(measured > 0, "no offer of the demonstration's owner has counterparts within {PATIENCE:?}");
    Ok(slowest)
}

async fn press(owner: &mut Visitor, path: &str) -> anyhow::Result<()> {
    let answer = owner.send(path, &[]).await?;
    anyhow::ensure!(answer.status == 303, "the button {path} answers {}", answer.status);
    Ok(())
}
