//! `floor serve` and `floor work`: start, run, and stop in order.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use database::{Db, outbox};
use gateway::{App, cache::PageCache};
use kernel::{Actor, Clock};
use metrics_exporter_prometheus::PrometheusBuilder;
use sea_orm::DbErr;
use tokio::{net::TcpListener, sync::watch, task::JoinSet};
use worker::Worker;

use crate::{
    assemble::{self, Parts},
    board, chores,
    config::{Config, EngineKind},
    demo,
    handlers::{self, Means},
    index, synonyms,
};

/// Serves until a signal. A demonstration floor says so on every page.
pub async fn serve(config: &Config, demonstration: bool) -> anyhow::Result<()> {
    assemble::migrate(config).await?;
    let demonstration = demonstration || demo::is_demonstration(config);
    let listener = TcpListener::bind(&config.server.address)
        .await
        .with_context(|| format!("{} can't be listened on", config.server.address))?;
    let address = listener.local_addr()?;
    let base_url = match config.base_url() {
        // Port 0 is any free port: only now is it known.
        url if url.ends_with(":0") => format!("http://{address}"),
        url => url,
    };
    let metrics = PrometheusBuilder::new()
        .set_buckets(&[0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0])
        .and_then(PrometheusBuilder::install_recorder)
        .context("metrics can't be recorded")?;
    let parts = assemble::parts(config, base_url, demonstration, Clock::System, metrics).await?;
    let (stop, stopped) = watch::channel(false);
    let mut tasks = background(config, &parts, &stopped).await?;

    println!("Serving at {}", parts.app.settings.base_url);
    let service = gateway::router(parts.app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(async move {
            signal().await;
            let _ = stop.send(true);
        })
        .await?;
    // What is under way is finished and what was counted is written; a task that hangs doesn't hold the exit for ever.
    let _ = tokio::time::timeout(Duration::from_secs(10), async { while tasks.join_next().await.is_some() {} }).await;
    Ok(())
}

/// The tasks beside the service: the index, the worker, page cache, counting, cleaning.
async fn background(config: &Config, parts: &Parts, stopped: &watch::Receiver<bool>) -> anyhow::Result<JoinSet<()>> {
    let app = &parts.app;
    let mut tasks = JoinSet::new();
    if !app.search.engine().is_shared() {
        release_claims(&app.db).await?;
    }
    synonyms::seed(&app.db, &app.ctx(Actor::System)).await?;
    let check_every = Duration::from_secs(60 * config.search.check_minutes);
    tasks.spawn(index::keep(app.db.clone(), Arc::clone(app.search.engine()), app.clock, check_every, stopped.clone()));
    index::wait_for_first(app.search.engine()).await;
    if config.worker.inside {
        tasks.spawn(worker(app, parts).run(stopped.clone()));
    }
    let board_every = Duration::from_secs(config.board.refresh_seconds);
    tasks.spawn(board::keep(app.db.clone(), app.clock, board_every, stopped.clone()));
    tasks.spawn(app.pages.clone().follow(app.db.clone(), stopped.clone()));
    let engine = Arc::clone(app.search.engine());
    tasks.spawn(synonyms::follow(app.db.clone(), engine, app.pages.clone(), stopped.clone()));
    tasks.spawn(statistics::run(app.statistics.clone(), app.db.clone(), app.clock, stopped.clone()));
    tasks.spawn(report::keep(app.db.clone(), app.clock, stopped.clone()));
    tasks.spawn(clean(app.clone(), stopped.clone()));
    tasks.spawn(chores::run(app.clone(), stopped.clone()));
    tasks.spawn(gateway::keep_exports(app.clone(), stopped.clone()));
    tasks.spawn(upkeep(app.clone(), stopped.clone()));
    tasks.spawn(expire(app.clone(), stopped.clone()));
    Ok(tasks)
}

/// This process holds the lock of the embedded index, so every other worker is dead: what one of them had claimed when
/// it was killed is carried on at once instead of after its lease.
async fn release_claims(db: &Db) -> Result<(), DbErr> {
    let txn = db.begin().await?;
    let released = outbox::release_all(&txn).await?;
    txn.commit().await?;
    if released > 0 {
        tracing::info!(events = released, "a former process had claimed events; they are carried on now");
    }
    Ok(())
}

fn worker(app: &App, parts: &Parts) -> Worker {
    let means = Means {
        db: app.db.clone(),
        clock: app.clock,
        engine: Arc::clone(app.search.engine()),
        mailer: parts.mailer.clone(),
        pages: app.pages.clone(),
    };
    Worker::new(app.db.clone(), handlers::all(means), app.clock, Arc::clone(&app.wake))
}

/// Once an hour: sessions that ended go.
async fn clean(app: App, mut stopped: watch::Receiver<bool>) {
    loop {
        let ctx = app.ctx(Actor::System);
        let cleaned = async {
            let txn = app.db.begin().await?;
            accounts::prune(&txn, &ctx).await?;
            txn.commit().await
        };
        if let Err(error) = cleaned.await {
            tracing::warn!(%error, "ended sessions can't be removed");
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(3600)) => {}
            _ = stopped.changed() => return,
        }
    }
}

/// So many offers or quotes end in one transaction.
const EXPIRING: u64 = 100;

/// Ends what has expired, soon after midnight in Hà Tĩnh. Several processes may do so at once: whoever comes second finds nothing.
async fn expire(app: App, mut stopped: watch::Receiver<bool>) {
    loop {
        let ended = async {
            let txn = app.db.begin().await?;
            let ended = offers::expire_due(&txn, &app.ctx(Actor::System), EXPIRING).await?;
            txn.commit().await?;
            Ok::<u64, offers::Error>(ended)
        };
        let wait = match ended.await {
            Ok(0) => Duration::from_secs(30),
            Ok(_) => {
                app.wake.notify_one();
                Duration::ZERO
            }
            Err(error) => {
                tracing::warn!(%error, "what has expired can't be ended");
                Duration::from_secs(30)
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = stopped.changed() => return,
        }
    }
}

/// Sums up what was measured: every request leaves a sample, and under load five seconds of them are tens of megabytes.
async fn upkeep(app: App, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(500)) => app.metrics.run_upkeep(),
            _ = stopped.changed() => return,
        }
    }
}

/// `floor work`: carries on events apart from `serve`, until a signal. Needs an engine that several processes may write.
pub async fn work(config: &Config) -> anyhow::Result<()> {
    anyhow::ensure!(
        config.search.engine != EngineKind::Embedded,
        "search.engine is \"embedded\": the embedded index belongs to the one process that serves, which carries on \
         events itself. `floor work` needs a search engine of its own."
    );
    assemble::migrate(config).await?;
    let (clock, db) = (Clock::System, assemble::connect(config).await?);
    let means = Means {
        db: db.clone(),
        clock,
        engine: Arc::new(assemble::open_engine(config).await?),
        mailer: assemble::mailer(config, &config.base_url(), clock)?,
        // Serving processes follow the events themselves.
        pages: PageCache::new(0),
    };
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(Worker::new(db, handlers::all(means), clock, Arc::default()).run(stopped));
    println!("Carrying on events");
    signal().await;
    let _ = stop.send(true);
    // What is under way is finished; a handler that hangs doesn't hold the exit for ever.
    let _ = tokio::time::timeout(Duration::from_secs(10), worker).await;
    Ok(())
}

/// The first of Ctrl-C and SIGTERM.
async fn signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = tokio::signal::ctrl_c() => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(_) => drop(tokio::signal::ctrl_c().await),
        }
    }
    #[cfg(not(unix))]
    drop(tokio::signal::ctrl_c().await);
}
