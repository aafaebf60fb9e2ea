//! The program that is measured: found or built, filled, served.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::Context;

use crate::{
    load::{Target, run},
    process::Server,
};

/// How large the floor is that everything but offers is measured on.
pub const SIZE: &[&str] = &["--products", "10000", "--stalls", "300", "--members", "400"];

/// The program: `FLOOR_BIN`, or the one built beside this bench (by cargo, so that it is never an old one).
pub fn program() -> anyhow::Result<PathBuf> {
    if let Some(path) = env::var_os("FLOOR_BIN").filter(|path| !path.is_empty()) {
        let path = PathBuf::from(path);
        return path.canonicalize().with_context(|| format!("FLOOR_BIN: there is no {}", path.display()));
    }
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "-p", "floor"]).current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    if !cfg!(debug_assertions) {
        build.arg("--release");
    }
    anyhow::ensure!(build.status().context("cargo can't be started")?.success(), "the floor can't be built");
    let path = env::current_exe()?.with_file_name("floor");
    anyhow::ensure!(path.is_file(), "there is no {}: name the program in FLOOR_BIN", path.display());
    Ok(path)
}

/// A data folder and the program that serves it.
pub struct Floor {
    pub program: PathBuf,
    pub data: PathBuf,
    /// Keys that name another search engine than the embedded one.
    pub engine: Vec<(&'static str, String)>,
    /// What `floor demo` is told to fill.
    pub size: Vec<String>,
}

/// The keys for a Meilisearch server.
pub fn meilisearch(url: &str, key: &str) -> Vec<(&'static str, String)> {
    vec![
        ("FLOOR__SEARCH__ENGINE", "meilisearch".to_owned()),
        ("FLOOR__SEARCH__URL", url.to_owned()),
        ("FLOOR__SEARCH__KEY", key.to_owned()),
        ("FLOOR__SEARCH__INDEX", "floor-bench".to_owned()),
    ]
}

/// What filling took, and the memory of `floor demo` afterwards.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filled {
    pub seconds: f64,
    pub memory_mb: Option<f64>,
    pub loaded_memory_mb: Option<f64>,
}

impl Floor {
    /// The same floor in a folder beside.
    pub fn beside(&self, ending: &str) -> Self {
        let mut data = self.data.clone().into_os_string();
        data.push(ending);
        let (program, engine, size) = (self.program.clone(), self.engine.clone(), self.size.clone());
        Self { program, data: data.into(), engine, size }
    }

    /// The same program on a smaller floor, for figures of that many months.
    pub fn with_months(&self, months: i32) -> Self {
        let size = ["--products", "2000", "--stalls", "300", "--members", "400"];
        Self { size: size.map(ToOwned::to_owned).to_vec(), ..self.beside(&format!("-{months}-months")) }
    }

    /// The same program on a floor of that many open offers to sell, in a folder beside.
    pub fn with_offers(&self, offers: u32) -> Self {
        let mut floor = self.beside(&format!("-{offers}-offers"));
        floor.size.extend(["--offers".to_owned(), offers.to_string()]);
        floor
    }

    fn start(&self, arguments: &[&str], keys: &[(&str, &str)], patience: Duration) -> anyhow::Result<Server> {
        let mut variables = vec![("FLOOR__DATA_DIR", self.data.as_os_str())];
        variables.push(("FLOOR__SERVER__ADDRESS", OsStr::new("127.0.0.1:0")));
        variables.extend(self.engine.iter().map(|(name, value)| (*name, OsStr::new(value))));
        variables.extend(keys.iter().map(|(name, value)| (*name, OsStr::new(*value))));
        Server::start(&self.program, arguments, &variables, &self.log(), patience)
    }

    fn log(&self) -> PathBuf {
        self.data.join("bench-log.txt")
    }

    /// Fills the folder with `floor demo`, which then serves: its memory is looked at idle and under a short load.
    /// `None` where the folder is filled already.
    pub async fn fill(&self, connections: usize) -> anyhow::Result<Option<Filled>> {
        std::fs::create_dir_all(&self.data)?;
        if self.data.join("demonstration.done").exists() {
            return Ok(None);
        }
        let started = Instant::now();
        let arguments: Vec<&str> = ["demo"].into_iter().chain(self.size.iter().map(String::as_str)).collect();
        let server = self.start(&arguments, &[], Duration::from_secs(900))?;
        server.ready().await?;
        let mut filled = Filled { seconds: started.elapsed().as_secs_f64(), ..Filled::default() };
        filled.memory_mb = server.process().memory_mb();
        let pages = ["/", "/tim-kiem?q=cam+khe+may", "/gian-hang", "/danh-muc"].map(ToOwned::to_owned);
        run(&Target::new(server.address, &pages), connections, Duration::from_secs(3)).await?;
        filled.loaded_memory_mb = server.process().memory_mb();
        Ok(Some(filled))
    }

    /// `floor serve` as it is configured by itself, but for `keys`.
    pub fn serve(&self, keys: &[(&str, &str)]) -> anyhow::Result<Server> {
        self.start(&["serve"], keys, Duration::from_secs(60))
    }
}

/// Hello, as a process of its own.
pub fn hello(log: &Path) -> anyhow::Result<Server> {
    Server::start(&env::current_exe()?, &["hello"], &[], log, Duration::from_secs(10))
}
