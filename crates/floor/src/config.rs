//! The configuration: the commented defaults, then a file, then the environment.

use std::{net::IpAddr, path::PathBuf};

use anyhow::Context;
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
    pub mail: MailKeys,
    pub worker: WorkerKeys,
    pub log: Log,
    pub operator: Operator,
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
    pub engine: String,
    pub url: String,
    pub key: String,
    pub search_key: String,
    pub timeout_ms: u64,
    pub check_minutes: u64,
    pub ranking: Ranking,
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
        let config: Self = figment.extract().context("the configuration is not right")?;
        anyhow::ensure!(
            config.search.engine == "embedded",
            "search.engine: this build knows \"embedded\" only, not {:?}",
            config.search.engine
        );
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
