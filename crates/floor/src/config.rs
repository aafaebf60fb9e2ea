//! The configuration: the commented defaults, then a file, then the environment.

use std::{net::IpAddr, path::PathBuf};

use figment::{
    Figment,
    providers::{Env, Format, Toml},
};
use gateway::Operator;
use search_indexer::Ranking;
use serde::Deserialize;

const DEFAULTS: &str = include_str!("../../../config/default.toml");

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub data_dir: PathBuf,
    pub server: Server,
    pub database: DatabaseKeys,
    pub search: Search,
    pub board: Board,
    pub statistics: Statistics,
    pub mail: MailKeys,
    pub worker: WorkerKeys,
    pub log: Log,
    pub operator: Operator,
    pub report: report::Letterhead,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub address: String,
    pub base_url: String,
    pub trusted_proxies: Vec<IpAddr>,
    pub page_cache_mb: u64,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseKeys {
    pub url: String,
    pub connections: u32,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    pub engine: EngineKind,
    pub url: String,
    pub key: String,
    pub search_key: String,
    pub index: String,
    pub timeout_ms: u64,
    pub check_minutes: u64,
    pub ranking: Ranking,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Board {
    pub refresh_seconds: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    pub record: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineKind {
    Embedded,
    Meilisearch,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailKeys {
    pub from: String,
    pub smtp_url: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerKeys {
    pub inside: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub filter: String,
    pub format: String,
}

// Written by hand so that no log line ever shows a secret.
macro_rules! redacted {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}
redacted!(DatabaseKeys, Search, MailKeys);

impl Search {
    fn check(&self) -> anyhow::Result<()> {
        if self.engine == EngineKind::Embedded {
            return Ok(());
        }
        let address = self.url.strip_prefix("http://").or_else(|| self.url.strip_prefix("https://"));
        anyhow::ensure!(
            address.is_some_and(|rest| !rest.is_empty()),
            "search.url: the address of the Meilisearch server is wanted, as in http://127.0.0.1:7700"
        );
        let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        anyhow::ensure!(
            !self.index.is_empty() && is_name(&self.index),
            "search.index: letters, digits, hyphens and underscores are wanted"
        );
        Ok(())
    }
}

/// Every problem with its key as the file writes it.
fn named(problems: figment::Error) -> String {
    let all = problems.into_iter().map(|one| match one.path.join(".").to_lowercase() {
        key if key.is_empty() => one.kind.to_string(),
        key => format!("{key}: {}", one.kind),
    });
    all.collect::<Vec<_>>().join("; ")
}

impl Config {
    /// The defaults, then `file`, then `FLOOR__…` of the environment, where an empty value means "unset".
    pub fn load(file: Option<&PathBuf>) -> anyhow::Result<Self> {
        let mut figment = Figment::from(Toml::string(DEFAULTS));
        if let Some(file) = file {
            anyhow::ensure!(file.is_file(), "there is no configuration file {}", file.display());
            figment = figment.merge(Toml::file(file));
        }
        let empty: Vec<String> = std::env::vars()
            .filter(|(name, value)| name.starts_with("FLOOR__") && value.is_empty())
            .map(|(name, _)| name["FLOOR__".len()..].replace("__", ".").to_lowercase())
            .collect();
        let ignored: Vec<&str> = empty.iter().map(String::as_str).collect();
        figment = figment.merge(Env::prefixed("FLOOR__").split("__").ignore(&ignored));
        let config: Self = figment
            .extract()
            .map_err(|problems| anyhow::anyhow!("the configuration is not right: {}", named(problems)))?;
        config.search.check()?;
        if let Some(key) = config.search.ranking.problem() {
            anyhow::bail!("search.ranking.{key}: a number from 0 to 10 is wanted");
        }
        Ok(config)
    }

    /// Where people reach the floor.
    #[must_use]
    pub fn base_url(&self) -> String {
        match self.server.base_url.trim_end_matches('/') {
            "" => format!("http://{}", self.server.address),
            url => url.to_owned(),
        }
    }

    #[must_use]
    pub fn database(&self) -> database::Options {
        if self.database.url.is_empty() {
            let mut options = database::Options::sqlite(&self.data_dir.join("floor.sqlite"));
            options.connections = self.database.connections;
            options
        } else {
            database::Options { url: self.database.url.clone(), connections: self.database.connections, schema: None }
        }
    }
}
