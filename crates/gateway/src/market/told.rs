//! What alerts of quotes say beside their sentence: who quoted how much at what price. Read when they are shown, so that it is as the
//! reader may see it now, in his language.

use std::collections::HashMap;

use kernel::{Locale, QuoteId, ThreadId};
use offers::{Quote, Side, Trader, queries};

use super::{
    lines::Around,
    quote::{called, parties},
    words,
};
use crate::{AppError, state::App};

/// `HTX Hương Đô: 100 kg × 40.000 ₫/kg`, for those of the quotes whose thread the trader is in; a few queries for a page of them.
pub async fn quotes(
    app: &App,
    l: Locale,
    trader: &Trader,
    ids: &[QuoteId],
) -> Result<HashMap<QuoteId, String>, AppError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let (db, now) = (app.db.read(), app.ctx(kernel::Actor::Anonymous).now);
    let quotes = queries::quotes_by_ids(db, ids).await?;
    let threads: Vec<ThreadId> = quotes.iter().map(|quote| quote.thread_id).collect();
    let lines = queries::threads_by_ids(db, &threads).await?;
    let offers: Vec<_> = lines.values().map(|line| line.offer.clone()).collect();
    let around = Around::of(app, l, now, &offers).await?;
    let names = parties(app, lines.values().map(|line| line.thread.other)).await?;
    let say = |quote: &Quote| {
        let line = lines.get(&quote.thread_id)?;
        let with = match line.thread.side(trader)? {
            Side::Owner => called(l, &names, &line.thread.other, line.shows_buyer(false)),
            Side::Other => around.who(&line.offer),
        };
        Some((quote.id, format!("{with}: {}", words::proposal(l, quote, &line.offer.terms.unit_code))))
    };
    Ok(quotes.iter().filter_map(say).collect())
}
