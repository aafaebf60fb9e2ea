//! Putting the parts together.

use std::{fs, path::Path, sync::Arc, time::Duration};

use accounts::{Cost, Passwords};
use anyhow::Context;
use database::Db;
use gateway::{App, Settings, cache::PageCache, engine::Search, memo::Memo, popular::Popular, state};
use kernel::{Clock, Ctx};
use media::{Blobs, Media};
use search_indexer::{Engine, MeilisearchOptions};
use statistics::Recorder;
use tokio::sync::Notify;
use worker::Mailer;

use crate::config::{Config, EngineKind};

/// Everything a serving process holds.
pub struct Parts {
    pub app: App,
    pub mailer: Mailer,
}

/// The issuer in authenticator apps.
pub const ISSUER: &str = "Sàn Hà Tĩnh";

pub fn data_folder(config: &Config) -> anyhow::Result<()> {
    fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("the data folder {} can't be made", config.data_dir.display()))?;
    private(&config.data_dir)
}

/// Papers, the database and mail are nobody else's on this machine.
#[cfg(unix)]
fn private(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?)
}

#[cfg(not(unix))]
fn private(_: &Path) -> anyhow::Result<()> {
    Ok(())
}

pub async fn migrate(config: &Config) -> anyhow::Result<()> {
    data_folder(config)?;
    Db::migrate(&config.database()).await.context("the database can't be migrated")
}

pub async fn connect(config: &Config) -> anyhow::Result<Db> {
    Db::connect(&config.database()).await.context("the database can't be reached")
}

/// Opens the search index for writing; the folder's lock says whether another process has the embedded one.
pub async fn open_engine(config: &Config) -> anyhow::Result<Engine> {
    let engine = match config.search.engine {
        EngineKind::Embedded => Engine::open_embedded(&config.data_dir.join("search"))
            .await
            .context("the search index can't be opened; the embedded one belongs to the one process that serves")?,
        EngineKind::Meilisearch => open_meilisearch(config).await?,
    };
    engine.set_ranking(config.search.ranking);
    Ok(engine)
}

/// The search server's index, which any number of processes may share.
pub async fn open_meilisearch(config: &Config) -> anyhow::Result<Engine> {
    let search = &config.search;
    let options = MeilisearchOptions {
        url: search.url.clone(),
        key: search.key.clone(),
        search_key: search.search_key.clone(),
        index: search.index.clone(),
    };
    Engine::open_meilisearch(options).await.context("search.url, search.key or search.search_key is not right")
}

pub fn media(config: &Config) -> anyhow::Result<Media> {
    Ok(Media::new(Blobs::open(&config.data_dir.join("blobs")).context("the folder of pictures can't be used")?))
}

pub fn mailer(config: &Config, base_url: &str, clock: Clock) -> anyhow::Result<Mailer> {
    let from = &config.mail.from;
    if config.mail.smtp_url.is_empty() {
        Mailer::files(config.data_dir.join("mail"), from, base_url, clock).context("mail.from is not right")
    } else {
        Mailer::smtp(&config.mail.smtp_url, from, base_url, clock).context("mail.smtp_url or mail.from is not right")
    }
}

/// The parts of a serving process, with `base_url` as its address.
pub async fn parts(
    config: &Config,
    base_url: String,
    demonstration: bool,
    clock: Clock,
    metrics: metrics_exporter_prometheus::PrometheusHandle,
) -> anyhow::Result<Parts> {
    let settings = Settings {
        secure_cookies: base_url.starts_with("https://"),
        base_url: base_url.clone(),
        trusted_proxies: config.server.trusted_proxies.clone(),
        demonstration,
        operator: config.operator.clone(),
        letterhead: config.report.clone(),
    };
    let app = App::new(state::Inner {
        settings: Arc::new(settings),
        db: connect(config).await?,
        clock,
        passwords: Passwords::new(Cost::Standard),
        media: media(config)?,
        search: Search::new(Arc::new(open_engine(config).await?), Duration::from_millis(config.search.timeout_ms)),
        statistics: if config.statistics.record { Recorder::new(clock) } else { Recorder::off(clock) },
        popular: Popular::default(),
        pages: PageCache::new(config.server.page_cache_mb),
        memo: Memo::default(),
        wake: Arc::new(Notify::new()),
        metrics,
    });
    Ok(Parts { mailer: mailer(config, &base_url, clock)?, app })
}

/// `floor admin create`: an administrator with a password made here, to be changed; the second factor is set up at the
/// first login.
pub async fn create_administrator(config: &Config, email: &str, name: &str) -> anyhow::Result<()> {
    migrate(config).await?;
    let db = connect(config).await?;
    let password = password();
    let identifier = accounts::admin::parse_administrator(email, &password)
        .map_err(|errors| anyhow::anyhow!("--email is not right: {errors}"))?;
    let hash = Passwords::new(Cost::Standard).hash(&password).await;
    let txn = db.begin().await?;
    accounts::admin::create_administrator(&txn, &Ctx::system(Clock::System.now()), identifier, name.to_owned(), hash)
        .await
        .context("the administrator can't be made")?;
    txn.commit().await?;
    println!("Administrator {email} is ready.");
    println!("Password (change it after the first login): {password}");
    println!("At the first login the floor asks to set up a second factor.");
    Ok(())
}

/// Twenty letters and digits that are not easily mistaken for one another.
fn password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567892";
    let mut random = [0u8; 20];
    rand::RngCore::fill_bytes(&mut rand::rng(), &mut random);
    random.iter().map(|byte| LETTERS[usize::from(byte % 32)] as char).collect()
}
