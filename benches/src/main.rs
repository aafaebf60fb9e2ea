//! The project's bench, one command: fills a floor of 10,000 products, serves it as it is configured by itself, and
//! measures it beside a bare axum server in the same run. Rates differ between machines and hours; ratios to "hello"
//! hardly do, so the targets are ratios. It only reports: no test asserts a time.

mod client;
mod floor;
mod hello;
mod history;
mod html;
mod load;
mod offers;
mod process;
mod recording;
mod report;
mod scenarios;
mod sizes;
mod visit;
mod writes;

use std::{path::PathBuf, time::Duration};

use anyhow::Context;
use clap::{Args, Parser, Subcommand};

use client::{Connection, get};
use floor::Floor;
use load::{Effort, Target, compare};
use process::Server;
use recording::Pair;
use report::{Report, Row};
use scenarios::{Material, paths};

/// Pairs of windows with and without recording, at least.
const RECORDING_PAIRS: usize = 5;

#[derive(Parser)]
#[command(about = "Measures the floor beside a bare axum server", max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    part: Option<Part>,
}

#[derive(Subcommand)]
enum Part {
    /// The bare server.
    #[command(hide = true)]
    Hello,
}

#[derive(Args)]
struct Options {
    /// A data folder to keep and use again; without it, one is filled and removed.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Seconds of each window.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Pairs of windows (hello, scenario) of each scenario; the median counts.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    pairs: u16,
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..))]
    connections: u16,
    /// Only the scenarios whose name holds this.
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Measure on this Meilisearch server instead of the embedded engine, in an index of its own.
    #[arg(long, value_name = "URL")]
    meilisearch: Option<String>,
    /// The server's master key.
    #[arg(long, value_name = "KEY", default_value = "", requires = "meilisearch")]
    meilisearch_key: String,
    /// Write the figures to this file as well.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    match cli.part {
        Some(Part::Hello) => hello::serve().await,
        None => bench(&cli.options).await,
    }
}

async fn bench(options: &Options) -> anyhow::Result<()> {
    let temporary = tempfile::Builder::new().prefix("floor-bench-").tempdir()?;
    let data = options.data.clone().unwrap_or_else(|| temporary.path().join("data"));
    let engine = options.meilisearch.as_deref().map(|url| floor::meilisearch(url, &options.meilisearch_key));
    let floor = Floor {
        program: floor::program()?,
        data: std::path::absolute(data)?,
        engine: engine.unwrap_or_default(),
        size: floor::SIZE.iter().map(|&word| word.to_owned()).collect(),
    };
    let hello = floor::hello(&temporary.path().join("hello.txt"))?;
    let report = Report { machine: report::machine(&date(&hello).await?), ..Report::default() };
    let mut bench = Bench { options, hello, report };

    eprintln!("Filling the floor in {} …", floor.data.display());
    if let Some(filled) = floor.fill(usize::from(options.connections)).await? {
        bench.report.figure("filling the floor", filled.seconds, "s", None);
        bench.memory("memory of `floor demo` after filling", filled.memory_mb, Some(150.0));
        bench.memory("memory of `floor demo` under a short load", filled.loaded_memory_mb, Some(150.0));
    }
    let material = bench.cached(&floor).await?;
    bench.uncached(&floor, &material).await?;
    bench.recording(&floor, &material).await?;
    bench.offers(&floor).await?;
    bench.history(&floor).await?;

    bench.report.print();
    if let Some(file) = &options.json {
        std::fs::write(file, format!("{:#}\n", bench.report.json()))
            .with_context(|| format!("{} can't be written", file.display()))?;
    }
    Ok(())
}

struct Bench<'a> {
    options: &'a Options,
    hello: Server,
    report: Report,
}

impl Bench<'_> {
    /// `floor serve` as users start it: start, memory, pages, search, writes, sizes.
    async fn cached(&mut self, floor: &Floor) -> anyhow::Result<Material> {
        let server = floor.serve(&[])?;
        let ready = server.ready().await?.as_secs_f64();
        self.report.figure("`floor serve`: start to ready", ready, "s", Some(1.0));
        tokio::time::sleep(Duration::from_secs(1)).await;
        self.memory("memory of `floor serve`, idle", server.process().memory_mb(), Some(150.0));
        let material = Material::collect(server.address).await?;
        let one = |path: &str| vec![path.to_owned()];

        self.compare("product page", &server, paths("/san-pham/", &material.products), Some(0.40)).await?;
        let category = paths("/danh-muc/", std::slice::from_ref(&material.category));
        self.compare("category page", &server, category, Some(0.35)).await?;
        self.compare("home page", &server, one("/"), None).await?;
        self.compare("stall page", &server, paths("/gian-hang/", &material.stalls), None).await?;
        let api = paths("/api/v1/products?q=", &material.queries);
        self.compare("search with facets, API", &server, api, Some(0.08)).await?;
        let page = paths("/tim-kiem?q=", &material.queries);
        self.compare("search with facets, page", &server, page, Some(0.05)).await?;
        let beginnings = paths("/api/v1/suggest?q=", &material.beginnings);
        self.compare("suggestions", &server, beginnings, Some(0.12)).await?;
        self.memory("memory of `floor serve` under load, now", server.process().memory_mb(), Some(150.0));
        self.memory("memory of `floor serve` under load, at most", server.process().peak_memory_mb(), Some(150.0));

        if self.options.only.is_empty() {
            self.writes(&server).await;
            self.sizes(&server, &material).await?;
        }
        Ok(material)
    }

    /// The same page when nothing is kept: every answer through the database. After the other server has ended, since
    /// the search index belongs to one process.
    async fn uncached(&mut self, floor: &Floor, material: &Material) -> anyhow::Result<()> {
        let server = floor.serve(&[("FLOOR__SERVER__PAGE_CACHE_MB", "0")])?;
        server.ready().await?;
        let products = paths("/san-pham/", &material.products);
        self.compare("product page, not kept", &server, products, Some(0.10)).await?;
        let category = paths("/danh-muc/", std::slice::from_ref(&material.category));
        self.compare("category page, not kept", &server, category, Some(0.10)).await?;
        self.compare("home page, not kept", &server, vec!["/".to_owned()], None).await
    }

    /// Pages of a floor with 100,000 open offers, and the filtered lists beside those of a floor with 1,000.
    async fn offers(&mut self, floor: &Floor) -> anyhow::Result<()> {
        const NAMES: [&str; 3] = ["offer page", "first page of offers", "price board"];
        if !NAMES.iter().any(|name| name.contains(&self.options.only)) {
            return Ok(());
        }
        let few = floor.with_offers(1_000);
        let many = floor.with_offers(100_000);
        let mut slowest = Vec::new();
        for one in [&few, &many] {
            eprintln!("Filling the floor in {} …", one.data.display());
            one.fill(usize::from(self.options.connections)).await?;
            let server = one.serve(&[("FLOOR__SERVER__PAGE_CACHE_MB", "0")])?;
            server.ready().await?;
            server.rested().await?;
            slowest.push(offers::filtered(server.address).await?);
        }
        self.report.figure("filtered list of offers, 99 of 100, of 1,000", slowest[0], "ms", None);
        self.report.figure("the same of 100,000", slowest[1], "ms", Some(2.0 * slowest[0]));

        let server = many.serve(&[])?;
        server.ready().await?;
        let pages = offers::pages(server.address).await?;
        self.compare(NAMES[0], &server, pages.offers, Some(0.35)).await?;
        self.compare(NAMES[1], &server, pages.lists, Some(0.35)).await?;
        self.compare(NAMES[2], &server, pages.boards, Some(0.25)).await?;
        match offers::matches(server.address).await {
            Ok(seconds) => {
                self.report.figure("an offer opens → its matches are there, slowest of 10", seconds, "s", Some(2.0))
            }
            Err(error) => {
                eprintln!("matches could not be measured: {error:#}");
                self.report.figure("an offer opens → its matches: NOT MEASURED", f64::INFINITY, "s", Some(2.0));
            }
        }
        Ok(())
    }

    /// A kept product page while its views are counted, beside one of a floor that doesn't count.
    async fn recording(&mut self, floor: &Floor, material: &Material) -> anyhow::Result<()> {
        const NAME: &str = "recording of a product page's views";
        if !NAME.contains(&self.options.only) {
            return Ok(());
        }
        eprintln!("{NAME} …");
        let pair = Pair::serve(floor).await?;
        let pages = paths("/san-pham/", &material.products);
        let (counting, silent) = (recording::target(&pair.counting, &pages), recording::target(&pair.silent, &pages));
        let (counted, capped) = recording::counted(floor).await?;
        let effort = Effort { pairs: usize::from(self.options.pairs).max(RECORDING_PAIRS), ..self.effort()? };
        let both = compare((&silent, pair.silent.process()), (&counting, pair.counting.process()), effort).await?;
        let (now, capped_now) = recording::counted(floor).await?;
        // Answers that were under way when a window ended are counted by the floor only.
        let missing = both.answers.abs_diff(u64::try_from(now - counted).unwrap_or_default());
        anyhow::ensure!(
            capped_now == capped && missing <= both.answers / 100,
            "not every page was counted: {} answers, {} counted, {} left out",
            both.answers,
            now - counted,
            capped_now - capped
        );
        self.report.figure("product page with recording, of that without", both.ratio * 100.0, "%", None);
        self.report.figure("what recording costs of a page's rate", (1.0 - both.ratio) * 100.0, "%", Some(10.0));
        self.report.figure("processor time of recording, a page", both.cpu_us - both.hello_cpu_us, "µs", None);
        Ok(())
    }

    /// The report of a month, on a floor that has counted for three years beside one that has for a month.
    async fn history(&mut self, floor: &Floor) -> anyhow::Result<()> {
        const NAME: &str = "reports of three years";
        if !NAME.contains(&self.options.only) {
            return Ok(());
        }
        let (short, long) = (floor.with_months(1), floor.with_months(36));
        for (one, months) in [(&short, 1), (&long, 36)] {
            eprintln!("Filling the floor in {} with {months} months of figures …", one.data.display());
            one.fill(usize::from(self.options.connections)).await?;
            history::fill(one, months).await?;
        }
        let month = history::reported();
        for (of, period, limit) in [
            ("a month", month.to_string(), Some(1.2)),
            // Twelve months of figures beside one: what is shown costs, not what is stored.
            ("its year", month.to_string()[..4].to_owned(), None),
        ] {
            let floors = [&short, &long];
            let pages = history::pages(floors, &period).await?;
            self.report.figure(format!("console's report of {of}, one month stored"), pages[0], "ms", None);
            self.report.figure(format!("console's report of {of}, three years stored"), pages[1], "ms", None);
            self.report.figure("the second, of the first", pages[1] / pages[0], "times", limit);
            let files = history::reports(floors, &period)?;
            self.report.figure(format!("`floor report` of {of}, one month stored"), files[0], "ms", None);
            self.report.figure(format!("`floor report` of {of}, three years stored"), files[1], "ms", None);
            self.report.figure("the second, of the first", files[1] / files[0], "times", limit);
        }
        Ok(())
    }

    fn effort(&self) -> anyhow::Result<Effort> {
        Ok(Effort {
            connections: usize::from(self.options.connections),
            window: Duration::try_from_secs_f64(self.options.seconds).context("--seconds is not right")?,
            pairs: usize::from(self.options.pairs),
        })
    }

    async fn compare(
        &mut self,
        name: &str,
        server: &Server,
        paths: Vec<String>,
        target: Option<f64>,
    ) -> anyhow::Result<()> {
        if !name.contains(&self.options.only) {
            return Ok(());
        }
        eprintln!("{name} …");
        let effort = self.effort()?;
        let hello = Target::new(self.hello.address, &["/".to_owned()]);
        let scenario = Target::new(server.address, &paths);
        let compared = compare((&hello, self.hello.process()), (&scenario, server.process()), effort).await;
        let compared = compared.with_context(|| format!("in the scenario “{name}”"))?;
        self.report.rows.push(Row { name: name.to_owned(), target, compared });
        Ok(())
    }

    /// A floor whose desk does not answer is still measured in the rest.
    async fn writes(&mut self, server: &Server) {
        eprintln!("write to search …");
        match writes::measure(server.address).await {
            Ok((shown, hidden)) => {
                self.report.figure("shown → found, median of 20", shown.p50, "ms", None);
                self.report.figure("shown → found, 99 of 100", shown.p99, "ms", Some(1_000.0));
                self.report.figure("hidden → not found, median of 20", hidden.p50, "ms", None);
                self.report.figure("hidden → not found, 99 of 100", hidden.p99, "ms", Some(1_000.0));
            }
            Err(error) => {
                eprintln!("write to search could not be measured: {error:#}");
                self.report.figure("shown → found: NOT MEASURED", f64::INFINITY, "ms", Some(1_000.0));
            }
        }
    }

    async fn sizes(&mut self, server: &Server, material: &Material) -> anyhow::Result<()> {
        eprintln!("sizes …");
        for page in sizes::pages(server.address, material).await? {
            let name = format!("HTML, largest {}: {}", page.kind, shortened(&page.path));
            self.report.figure(name, page.bytes as f64, "B", Some(50_000.0));
        }
        let home = sizes::home(server.address).await?;
        self.report.figure("home page on a phone: styles, scripts, icons", home.styles_and_scripts as f64, "B", None);
        self.report.figure("home page on a phone: pictures at once", home.pictures_at_once as f64, "B", None);
        self.report.figure("home page on a phone: all pictures", home.pictures as f64, "B", None);
        self.report.figure("home page on a phone: everything", home.total() as f64, "B", Some(500_000.0));
        Ok(())
    }

    fn memory(&mut self, name: &str, megabytes: Option<f64>, limit: Option<f64>) {
        if let Some(megabytes) = megabytes {
            self.report.figure(name, megabytes, "MB", limit);
        }
    }
}

/// The day and hour, as hello says in its answers.
async fn date(hello: &Server) -> anyhow::Result<String> {
    let mut connection = Connection::open(hello.address).await?;
    Ok(connection.fetch(&get(hello.address, "/")).await?.0.date)
}

fn shortened(path: &str) -> String {
    if path.chars().count() <= 26 { path.to_owned() } else { path.chars().take(25).chain(['…']).collect() }
}
