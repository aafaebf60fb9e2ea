//! What counting costs: a product page on a floor that counts beside the same floor that doesn't.
//!
//! One address is counted up to a bound only (`statistics::PER_MINUTE`), and behind it counting would cost nothing. So the load names
//! many visitors, as a proxy in front would: both floors trust this machine and read `X-Forwarded-For`. Afterwards the
//! floor's own counts are compared with the answers that were counted here.

use std::path::Path;

use anyhow::Context;
use database::Db;
use kernel::{Clock, ctx::local_date};
use statistics::kind;

use crate::{floor::Floor, load::Target, process::Server};

/// Enough that none comes near its bound in a minute, and not so many that every page is somebody else's first.
pub const VISITORS: u32 = 10_000;

/// Keys of both floors; the second doesn't count.
const TRUST: (&str, &str) = ("FLOOR__SERVER__TRUSTED_PROXIES", "[\"127.0.0.1\"]");
const OFF: (&str, &str) = ("FLOOR__STATISTICS__RECORD", "false");
/// Neither compares its index with its database meanwhile.
const QUIET: (&str, &str) = ("FLOOR__SEARCH__CHECK_MINUTES", "0");

pub struct Pair {
    pub counting: Server,
    pub silent: Server,
}

impl Pair {
    /// Serves `floor`, and a copy of its folder: an embedded index belongs to one process.
    pub async fn serve(floor: &Floor) -> anyhow::Result<Self> {
        let copy = floor.beside("-not-counting");
        if !copy.data.exists() {
            copy_folder(&floor.data, &copy.data)?;
        }
        let pair = Self { counting: floor.serve(&[TRUST, QUIET])?, silent: copy.serve(&[TRUST, QUIET, OFF])? };
        pair.counting.ready().await?;
        pair.silent.ready().await?;
        pair.counting.rested().await?;
        pair.silent.rested().await?;
        Ok(pair)
    }
}

/// The pages, each asked for by one visitor after another.
pub fn target(server: &Server, paths: &[String]) -> Target {
    let request = |visitor: u32| {
        let [_, a, b, c] = (visitor * 37 + 11).to_be_bytes();
        let path = &paths[visitor as usize % paths.len()];
        (path.clone(), format!("X-Forwarded-For: 10.{a}.{b}.{c}\r\n"))
    };
    Target::with_headers(server.address, (0..VISITORS).map(request))
}

/// Pages counted today, and those that were left out of the figures.
pub async fn counted(floor: &Floor) -> anyhow::Result<(i64, i64)> {
    // Counts are written once a second.
    tokio::time::sleep(std::time::Duration::from_millis(2_500)).await;
    let db = open(&floor.data).await?;
    let today = local_date(Clock::System.now());
    let of = |kind| statistics::total(db.read(), kind, today, today);
    let counted = (of(kind::PAGE).await?, of(kind::CAPPED).await?);
    db.close().await?;
    Ok(counted)
}

/// The database of a data folder, beside the process that serves it.
pub async fn open(data: &Path) -> anyhow::Result<Db> {
    let file = data.join("floor.sqlite");
    anyhow::ensure!(file.exists(), "there is no {}", file.display());
    Db::connect(&database::Options::sqlite(&file)).await.context("the floor's database can't be opened")
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)
                .with_context(|| format!("{} can't be copied", entry.path().display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_folder_is_copied_whole() {
        let from = tempfile::tempdir().unwrap();
        let to = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(from.path().join("a/b")).unwrap();
        std::fs::write(from.path().join("a/b/c.txt"), "x").unwrap();
        copy_folder(from.path(), &to.path().join("copy")).unwrap();
        assert_eq!(std::fs::read_to_string(to.path().join("copy/a/b/c.txt")).unwrap(), "x");
    }
}
