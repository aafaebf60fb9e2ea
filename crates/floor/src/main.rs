//! `floor`: the trading floor of Hà Tĩnh province, one program with a few commands.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use floor::{assemble, config::Config, demo, index, logging, reporting, serve};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The e-commerce trading floor (sàn giao dịch thương mại điện tử) of Hà Tĩnh province.
#[derive(Parser)]
#[command(name = "floor", version, about, max_term_width = 100)]
struct Cli {
    /// A configuration file over the built-in defaults; FLOOR__SECTION__KEY in the environment wins over both.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Open the demonstration floor: fill an empty data folder, then serve; on a filled one, only serve.
    Demo(demo::Options),
    /// Serve the floor (migrates the database first).
    Serve,
    /// Carry on events apart from `serve`; needs a search engine of its own.
    Work,
    /// Bring the database's schema up to date.
    Migrate,
    /// Rebuild the search index beside the live one, then swap.
    Reindex,
    /// Compare the search index with the database; exits 0 only when they are equal.
    VerifyIndex {
        /// Mend the differences.
        #[arg(long)]
        repair: bool,
    },
    /// Write the statutory report "Báo cáo tình hình hoạt động của Sàn" of a period.
    Report(reporting::Options),
    /// Administrators of the floor.
    #[command(subcommand)]
    Admin(Admin),
}

#[derive(Subcommand)]
enum Admin {
    /// Make an administrator (the first one, or one more). Prints a password to change and the second factor's key.
    Create(CreateAdmin),
}

#[derive(Args)]
struct CreateAdmin {
    /// The e-mail address to log in with.
    #[arg(long)]
    email: String,
    /// The name shown to others.
    #[arg(long)]
    name: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("floor: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let config = Config::load(cli.config.as_ref())?;
    logging::start(&config.log)?;
    match cli.command {
        Command::Demo(options) => demo::run(&config, &options).await?,
        Command::Serve => serve::serve(&config, false).await?,
        Command::Work => serve::work(&config).await?,
        Command::Migrate => assemble::migrate(&config).await?,
        Command::Reindex => index::reindex(&config).await?,
        Command::VerifyIndex { repair } => return index::verify(&config, repair).await,
        Command::Report(options) => reporting::run(&config, &options).await?,
        Command::Admin(Admin::Create(new)) => assemble::create_administrator(&config, &new.email, &new.name).await?,
    }
    Ok(ExitCode::SUCCESS)
}
