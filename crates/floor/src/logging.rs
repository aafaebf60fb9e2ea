//! Structured logs on standard error: text for people, JSON for machines. Log lines carry ids and patterns, never
//! names, addresses, telephone numbers or what somebody typed.

use anyhow::Context;
use tracing_subscriber::{EnvFilter, fmt};

use crate::config::Log;

pub fn start(log: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&log.filter).context("log.filter is not right")?;
    let lines = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match log.format.as_str() {
        "json" => lines.json().init(),
        "text" => lines.compact().init(),
        other => anyhow::bail!("log.format must be \"text\" or \"json\", not {other:?}"),
    }
    Ok(())
}
