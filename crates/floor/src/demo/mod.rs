//! The demonstration floor: invented businesses in the real communes, listing the province's real products, in every
//! state of the workflows. The same values give the same data.

use std::{fs, path::PathBuf};

use anyhow::Context;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use clap::Args;
use database::Db;
use kernel::{Clock, Ctx};

use crate::{assemble, config::Config, index, serve};

mod accounts;
mod data;
mod members;
mod names;
mod offers;
mod pictures;
mod products;
mod profile;
mod random;
mod workflow;

use random::Random;

/// How large the demonstration floor is.
#[derive(Args, Debug, Clone)]
pub struct Options {
    /// Listed products (231 real ones; beyond them variants, below them the first ones).
    #[arg(long, default_value_t = 231, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub products: u32,
    /// Open stalls.
    #[arg(long, default_value_t = 48, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub stalls: u32,
    /// Approved member businesses; at least as many as stalls.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    pub members: u32,
    /// Open offers to sell, spread over the products; without it, one on two of five products.
    #[arg(long, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub offers: Option<u32>,
    /// Another seed gives other prices, dates and names.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The day that counts as today (YYYY-MM-DD); without it, today.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,
    /// The floor of a report instead of sizes: 2019.
    #[arg(long, value_name = "YEAR", conflicts_with_all = ["products", "stalls", "members", "offers", "as_of"])]
    pub profile: Option<profile::Profile>,
    /// Fill the data folder and stop.
    #[arg(long)]
    pub fill_only: bool,
}

/// What every part of the filling works with.
struct Filling<'a> {
    options: &'a Options,
    ctx: Ctx,
    random: Random,
    pictures: pictures::Pictures,
    /// A sample paper, stored once.
    paper: media::Paper,
}

/// The same program again, in the same process: it finds the folder filled and only serves, without the memory that
/// filling took.
#[cfg(unix)]
fn start_anew() -> anyhow::Result<()> {
    use std::os::unix::process::CommandExt;
    let program = std::env::current_exe().context("the program's own file is not known")?;
    let error = std::process::Command::new(program).args(std::env::args_os().skip(1)).exec();
    Err(error).context("the program can't be started again; start it by hand")
}

#[cfg(not(unix))]
fn start_anew() -> anyhow::Result<()> {
    anyhow::bail!("the floor is filled; start it again to serve")
}

/// What says that a data folder holds a demonstration floor, whole.
fn mark(config: &Config) -> PathBuf {
    config.data_dir.join("demonstration.done")
}

/// Whether the data folder holds a demonstration floor: whoever serves it says so on every page.
#[must_use]
pub fn is_demonstration(config: &Config) -> bool {
    mark(config).exists()
}

/// Fills an empty data folder, then serves; on a filled one it only serves.
pub async fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    assemble::migrate(config).await?;
    let mark = mark(config);
    let db = assemble::connect(config).await?;
    // A floor that somebody has begun to use is not to be filled with logins that everybody knows.
    let nobody = ::accounts::page_accounts(db.read(), &::accounts::AccountFilter::default(), None, 1).await?.is_empty();
    let empty = nobody && catalogue::queries::all_categories(db.read()).await?.is_empty();
    if empty {
        fill(config, &profile::Profile::apply(options), &db).await?;
        fs::write(&mark, format!("{options:?}\n"))?;
    } else if !mark.exists() {
        anyhow::bail!(
            "{} holds data that is no (complete) demonstration floor; name another folder in FLOOR__DATA_DIR, or \
             remove it when an earlier filling was interrupted",
            config.data_dir.display()
        );
    }
    db.close().await?;
    if empty && !options.fill_only {
        return start_anew();
    }
    accounts::announce(&config.base_url());
    if options.fill_only {
        return Ok(());
    }
    serve::serve(config, true).await
}

async fn fill(config: &Config, options: &Options, db: &Db) -> anyhow::Result<()> {
    let ctx = Ctx::system(as_of(options));
    say(&format!("Filling the demonstration floor in {} …", config.data_dir.display()));
    let media = assemble::media(config)?;
    let drawn = pictures::store(&media, db, &ctx).await.context("the pictures can't be stored")?;
    let paper = media.accept_paper(data::SAMPLE_PAPER.into(), "giay-to-mau.pdf").await?;
    let mut filling = Filling { options, ctx, random: Random::new(options.seed), pictures: drawn, paper };

    let base = data::catalogue(&mut filling)?;
    let txn = db.begin().await?;
    catalogue::bulk::insert_categories(&txn, &ctx, &base.categories).await?;
    catalogue::bulk::insert_commodities(&txn, &ctx, &base.commodities).await?;
    let password_hash = accounts::password_hash().await;
    let sellers = members::fill(&txn, &mut filling, &base, &password_hash).await?;
    accounts::fill(&txn, &mut filling, &sellers, &password_hash).await?;
    txn.commit().await?;
    say(&format!("  {} members, {} open stalls", sellers.members, sellers.stalls.len()));

    if options.profile.is_some() {
        products::fill(db, &mut filling, &base, &sellers, None).await?;
        profile::fill(db, &mut filling, &base, &sellers).await?;
        return finish(config, db).await;
    }
    let mut trade = offers::Trade::begin(db, &mut filling, &sellers, &password_hash).await?;
    products::fill(db, &mut filling, &base, &sellers, Some(&mut trade)).await?;
    trade.finish(db, &base).await?;
    let txn = db.begin().await?;
    workflow::fill(&txn, &mut filling, &base, &sellers, &password_hash).await?;
    txn.commit().await?;
    finish(config, db).await
}

async fn finish(config: &Config, db: &Db) -> anyhow::Result<()> {
    db.analyse().await?;

    say("  building the search index …");
    let engine = assemble::open_engine(config).await?;
    let documents = index::fill(db.read(), &engine).await?;
    say(&format!("  {documents} documents in the search index"));
    Ok(())
}

/// Eight in the morning in Hà Tĩnh on the day that counts as today; without one, now.
fn as_of(options: &Options) -> DateTime<Utc> {
    let morning = NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default();
    options.as_of.map_or_else(
        || Clock::System.now(),
        |day| day.and_time(morning).and_utc() - TimeDelta::hours(kernel::ctx::UTC_OFFSET_HOURS),
    )
}

fn say(text: &str) {
    eprintln!("{text}");
}

/// A file of `demo/`, for messages.
fn file(name: &str) -> PathBuf {
    PathBuf::from("demo").join(name)
}
