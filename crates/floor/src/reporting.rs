//! `floor report`: the statutory report of a period, written to a file. Runs beside a serving floor.

use std::{fs, path::PathBuf};

use anyhow::Context;
use clap::Args;
use documents::Format;
use kernel::{Clock, Locale, ctx::local_date};
use report::Made;
use statistics::Period;

use crate::{assemble, config::Config};

#[derive(Args)]
pub struct Options {
    /// A month as 2026-06, a quarter as 2026-Q2, a half-year as 2026-H1, a year as 2026.
    #[arg(long)]
    period: String,
    /// The form of the file.
    #[arg(long, value_parser = ["docx", "pdf", "xlsx", "csv"])]
    format: String,
    /// Where to write it; a file that is there is replaced.
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
    /// The language.
    #[arg(long, default_value = "vi", value_parser = ["vi", "en"])]
    lang: String,
    /// Compare with the same period of that year instead of the year before.
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(2010..=2199))]
    compare: Option<i32>,
}

pub async fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    let now = Clock::System.now();
    let period =
        Period::parse(&options.period, local_date(now)).with_context(|| format!("--period {}", options.period))?;
    let format = Format::from_code(&options.format).context("--format is not right")?;
    let db = assemble::connect(config).await?;
    report::close_due(&db, now).await.context("months that are over can't be closed")?;
    report::provide(&db, now).await.context("the running month's figures can't be written")?;
    let made = Made {
        letterhead: &config.report,
        floor: &config.operator.name,
        period,
        compare: options.compare,
        locale: Locale::from_code(&options.lang),
        now,
    };
    let document = report::document(db.read(), &made).await.context("the report can't be made")?;
    let file = document.write(format)?;
    // Written beside and then put in place, so that nobody ever reads half a report.
    let beside = options.output.with_extension(format!("{}.part", format.code()));
    fs::write(&beside, file).with_context(|| format!("{} can't be written", options.output.display()))?;
    fs::rename(&beside, &options.output).with_context(|| format!("{} can't be written", options.output.display()))?;
    println!("{} ({})", options.output.display(), period.name(Locale::En));
    if !document.remark.is_empty() {
        println!("Provisional: the period's figures are not closed yet.");
    }
    Ok(())
}
