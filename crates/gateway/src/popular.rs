//! What buyers search for most, for the suggestions: read from the statistics now and then, never on a request's way.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicI64, Ordering},
};

use chrono::Days;
use kernel::{Actor, text};
use search_indexer::{ProductQuery, ProductResults};
use statistics::Term;

use crate::state::App;

/// Terms of so many days count.
const DAYS: u64 = 30;
/// A term that fewer searched for is nobody else's business.
const LEAST_SEARCHES: i64 = 3;
const MOST_TERMS: u64 = 200;
/// Minutes after which the list is read again.
const GOOD_FOR: i64 = 5;

/// The list as it was last read.
#[derive(Debug, Default)]
pub struct Popular {
    terms: RwLock<Arc<[Popularity]>>,
    /// The minute (since 1970) in which the list was last asked for.
    read_in: AtomicI64,
}

#[derive(Debug)]
struct Popularity {
    term: String,
    folded: String,
}

impl Popular {
    /// The most popular terms that begin with `typed`, marks or not, but for the text itself. Has the list read anew when it
    /// is old; this answer is still from the old one.
    pub fn beginning_with(&self, app: &App, typed: &str, limit: usize) -> Vec<String> {
        self.refresh(app);
        let terms = self.terms.read().unwrap_or_else(PoisonError::into_inner).clone();
        let (folded, marked) =
            if terms.is_empty() { Default::default() } else { (text::fold(typed), text::marked(typed)) };
        if folded.is_empty() {
            return Vec::new();
        }
        let begins = terms.iter().filter(|one| one.folded.starts_with(&folded) && one.term != marked);
        begins.take(limit).map(|one| one.term.clone()).collect()
    }

    fn refresh(&self, app: &App) {
        let minute = app.ctx(Actor::Anonymous).now.timestamp() / 60;
        let before = self.read_in.load(Ordering::Relaxed);
        let old = (minute - before).abs() >= GOOD_FOR;
        if old && self.read_in.compare_exchange(before, minute, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            tokio::spawn(read(app.clone()));
        }
    }
}

async fn read(app: App) {
    let today = app.ctx(Actor::Anonymous).today();
    let from = today.checked_sub_days(Days::new(DAYS)).unwrap_or(today);
    let terms = match statistics::top_terms(app.db.read(), from, today, MOST_TERMS).await {
        Ok(terms) => terms,
        Err(error) => {
            tracing::warn!(%error, "popular search terms can't be read");
            return;
        }
    };
    let mut popular = Vec::new();
    for Term { term, searches, hits, zero_hits } in terms {
        if searches < LEAST_SEARCHES || hits == 0 || zero_hits * 2 > searches {
            continue;
        }
        let query = ProductQuery { facets: false, ..ProductQuery::new(term.clone(), today) };
        // While the engine is away the old list stays.
        let Ok(found) = app.search.search_products(&query).await else { return };
        if is_named(&term, &found) {
            popular.push(Popularity { folded: text::fold(&term), term });
        }
    }
    *app.popular.terms.write().unwrap_or_else(PoisonError::into_inner) = popular.into();
}

/// Only words that a product on the floor is called by are shown to others: nobody can put words of his own into the
/// suggestions by searching for them again and again.
fn is_named(term: &str, found: &ProductResults) -> bool {
    let Some(hit) = found.hits.first().filter(|_| found.did_you_mean.is_none()) else { return false };
    let card = &hit.card;
    let names = [card.name.as_str(), &card.name_en, &card.stall_name, &card.commune_name].join(" ");
    let named = text::fold(&names);
    text::fold(term).split(' ').all(|word| named.split(' ').any(|one| one == word))
}
