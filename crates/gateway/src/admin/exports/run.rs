//! Writing long lists to files, one at a time in each serving process.

use std::time::Duration;

use database::{
    audit,
    export::{self, Export},
};
use futures::StreamExt;
use kernel::{Actor, Ctx};
use serde_json::json;
use statistics::Event;
use tokio::{sync::watch, time::Instant};

use super::{Kind, key, line};
use crate::{
    AppError,
    admin::csv,
    session::Viewer,
    state::App,
    view::{Place, Shell},
};

/// How often it is looked whether one waits; whoever asked waits on his page meanwhile.
const LOOK: Duration = Duration::from_millis(500);
/// How often it is noted how far one is, and seen whether it was cancelled.
const NOTE: Duration = Duration::from_millis(700);
const CHORES: Duration = Duration::from_secs(60);
/// Files removed at a time.
const PART: u64 = 100;

/// Why nothing more is written.
enum End {
    Whole,
    /// Cancelled; nobody wants it.
    Unwanted,
    /// This process stops.
    Stopped,
}

/// Until `stopped`: writes what waits, and removes files whose day is over.
pub async fn keep(app: App, mut stopped: watch::Receiver<bool>) {
    let mut cleaned: Option<Instant> = None;
    loop {
        match next(&app).await {
            Ok(Some(one)) => {
                write(&app, &one, &stopped).await;
                continue;
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "exports that wait can't be read"),
        }
        if cleaned.is_none_or(|last| last.elapsed() >= CHORES) {
            if let Err(error) = clean(&app).await {
                tracing::warn!(%error, "old exports can't be removed");
            }
            cleaned = Some(Instant::now());
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopped.changed() => return,
        }
    }
}

async fn next(app: &App) -> Result<Option<Export>, sea_orm::DbErr> {
    let now = app.clock.now();
    if !export::is_waiting(app.db.read(), now).await? {
        return Ok(None);
    }
    let txn = app.db.begin().await?;
    let taken = export::take(&txn, now).await?;
    txn.commit().await?;
    Ok(taken)
}

async fn write(app: &App, one: &Export, stopped: &watch::Receiver<bool>) {
    let settled = match rows(app, one, stopped).await {
        Ok((End::Stopped, ..)) => settle(app, one, Change::Release).await,
        Ok((End::Unwanted, ..)) => Ok(()),
        Ok((End::Whole, done, bytes)) => settle(app, one, Change::Finish(done, bytes)).await,
        Err(error) => {
            tracing::error!(%error, list = one.kind, "a list can't be exported");
            settle(app, one, Change::Fail).await
        }
    };
    if let Err(error) = settled {
        tracing::error!(%error, "what became of an export can't be noted; it is written again");
    }
}

enum Change {
    Release,
    Fail,
    Finish(i64, i64),
}

async fn settle(app: &App, one: &Export, change: Change) -> Result<(), AppError> {
    // In the name of who asked for it.
    let ctx = Ctx::new(Actor::Account(one.account), app.clock.now());
    let txn = app.db.begin().await?;
    let mut unwanted = false;
    match change {
        Change::Release => drop(export::release(&txn, ctx.now, one.id).await?),
        Change::Fail => drop(export::fail(&txn, ctx.now, one.id).await?),
        Change::Finish(done, bytes) if export::finish(&txn, ctx.now, one.id, (done, bytes)).await? => {
            let action = Kind::from_code(&one.kind).map_or("export.finished", Kind::action);
            let detail = json!({ "filter": kernel::text::truncate(&one.query, 300), "rows": done, "bytes": bytes });
            audit::record(&txn, &ctx, line(action, one.id, detail)).await?;
            // What was cancelled half-way was taken by nobody and is in no figure.
            if let Some(kind) = Kind::from_code(&one.kind) {
                app.statistics.record(Event::Export { what: kind.action() });
            }
        }
        Change::Finish(..) => unwanted = true,
    }
    txn.commit().await?;
    if unwanted {
        // Cancelled while its last piece was put in place.
        app.media.blobs().delete(&key(one.id)).await.map_err(internal)?;
    }
    Ok(())
}

fn internal(error: impl std::fmt::Display) -> AppError {
    AppError::Internal(error.to_string())
}

/// Writes every row; gives how many, and how long the file is.
async fn rows(app: &App, one: &Export, stopped: &watch::Receiver<bool>) -> Result<(End, i64, i64), AppError> {
    let kind = Kind::from_code(&one.kind).ok_or(AppError::NotFound)?;
    let place = Place { locale: one.locale, path: kind.path().to_owned(), query: one.query.clone(), is_api: false };
    let mut list = kind.list(app, &Shell::new(app, &place, &Viewer::default())).await?;
    let mut file = app.media.blobs().begin(&key(one.id)).await.map_err(internal)?;
    file.write(csv::head(&list.head).as_bytes()).await.map_err(internal)?;
    let mut done = 0i64;
    let mut noted = Instant::now();
    let end = loop {
        let part = match list.parts.next().await {
            None => break Ok(End::Whole),
            Some(Err(error)) => break Err(error),
            Some(Ok(part)) => part,
        };
        if let Err(error) = file.write(part.text.as_bytes()).await {
            break Err(internal(error));
        }
        done += i64::try_from(part.rows).unwrap_or(0);
        if *stopped.borrow() {
            break Ok(End::Stopped);
        }
        if noted.elapsed() >= NOTE {
            let written = (done, i64::try_from(file.bytes()).unwrap_or(i64::MAX));
            let txn = app.db.begin().await?;
            let wanted = export::progress(&txn, app.clock.now(), one.id, written).await?;
            txn.commit().await?;
            if !wanted {
                break Ok(End::Unwanted);
            }
            noted = Instant::now();
        }
    };
    let bytes = i64::try_from(file.bytes()).unwrap_or(i64::MAX);
    match end {
        Ok(End::Whole) => file.finish().await.map_err(internal)?,
        _ => file.abort().await.map_err(internal)?,
    }
    end.map(|end| (end, done, bytes))
}

async fn clean(app: &App) -> Result<(), AppError> {
    loop {
        let ids = export::expired(app.db.read(), app.clock.now(), PART).await?;
        if ids.is_empty() {
            return Ok(());
        }
        for id in &ids {
            app.media.blobs().delete(&key(*id)).await.map_err(internal)?;
        }
        let txn = app.db.begin().await?;
        export::forget(&txn, &ids).await?;
        txn.commit().await?;
    }
}
