//! The words that the index knows, kept in this process: queries are resolved to them before Meilisearch is asked.
//!
//! They are read as facet values of the index, all of them in one request, when first needed and again when the index
//! has changed. Reading costs more the larger the index is, so it is never done more often than a share of the time.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use tokio::sync::Mutex;

use super::{MeilisearchEngine, exchange::Answer, filter, row::is_pair};
use crate::{
    document::Kind,
    engine::EngineError,
    plan::{
        Plan,
        expand::{Effort, Expander},
    },
    query::understand::Typed,
    ranking::Ranking,
    spelling::{Known, Vocabulary},
    terms::{self, Bag},
};

/// Changes by other processes are looked for so often, while searches come.
const LOOK: Duration = Duration::from_secs(2);
/// Between two readings passes so many times what the last one took.
const PAUSES: u32 = 20;

/// The words of one kind of document.
#[derive(Debug)]
pub(super) struct Words {
    pub vocabulary: Vocabulary,
    /// Words with their marks, and neighbours.
    others: HashSet<String>,
    pub documents: u64,
}

impl Words {
    /// The words typed as terms of this index.
    pub fn plan(&self, typed: &Typed, ranking: &Ranking, effort: Effort) -> Plan {
        let holds = |term: &str| self.vocabulary.documents(term) > 0 || self.others.contains(term);
        let expander = Expander { words: &self.vocabulary, documents: self.documents, ranking, holds: &holds };
        expander.plan(typed, effort)
    }
}

/// By kind.
#[derive(Debug)]
pub(super) struct Dictionary(Vec<Words>);

impl Dictionary {
    pub fn of(&self, kind: Kind) -> &Words {
        &self.0[kind as usize]
    }
}

#[derive(Default)]
pub(super) struct Dictionaries {
    kept: RwLock<Option<Kept>>,
    /// One reads at a time.
    reading: Mutex<()>,
}

#[derive(Clone)]
struct Kept {
    dictionary: Arc<Dictionary>,
    /// When the index last changed, as it says itself.
    changed: String,
    read: Instant,
    looked: Instant,
    cost: Duration,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct AboutIndex {
    updated_at: String,
}

impl MeilisearchEngine {
    /// The dictionary as it stands; a new reading goes on beside the search.
    pub(super) async fn dictionary(&self) -> Result<Arc<Dictionary>, EngineError> {
        let Some(kept) = self.kept() else {
            self.read_dictionary(false).await?;
            return self.kept().map(|kept| kept.dictionary).ok_or(EngineError::NotBuilt);
        };
        let due = kept.looked.elapsed() >= LOOK && kept.read.elapsed() >= kept.cost * PAUSES;
        if due && self.0.dictionaries.reading.try_lock().is_ok() {
            let engine = self.clone();
            tokio::spawn(async move {
                if let Err(error) = engine.read_dictionary(false).await {
                    tracing::warn!(%error, "the words of the search index can't be read");
                }
            });
        }
        Ok(kept.dictionary)
    }

    /// After a change of ours: whoever writes pays for the reading, where a search here has needed it before.
    pub(super) async fn refresh_dictionary(&self, all_new: bool) {
        let Some(kept) = self.kept() else { return };
        if (all_new || kept.read.elapsed() >= kept.cost * PAUSES)
            && let Err(error) = self.read_dictionary(true).await
        {
            tracing::warn!(%error, "the words of the search index can't be read");
        }
    }

    fn kept(&self) -> Option<Kept> {
        self.0.dictionaries.kept.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn read_dictionary(&self, changed_for_sure: bool) -> Result<(), EngineError> {
        let begun = Instant::now();
        let _one = self.0.dictionaries.reading.lock().await;
        if let Some(kept) = self.kept()
            && kept.looked > begun
            && !changed_for_sure
        {
            return Ok(());
        }
        let about: AboutIndex =
            self.0.admin_http.get(&format!("{}/indexes/{}", self.0.options.url, self.0.options.index)).await?;
        let now = Instant::now();
        if let Some(kept) = self.kept()
            && kept.changed == about.updated_at
            && !changed_for_sure
        {
            self.keep(Kept { looked: now, ..kept });
            return Ok(());
        }
        let of = |kind: Kind| self.query(filter::kind(kind)).facets(vec!["words", "name", "phrases"]);
        let answers = self.ask(&Kind::ALL.map(of)).await?;
        let dictionary = Arc::new(Dictionary(answers.into_iter().map(words).collect()));
        let cost = now.elapsed();
        metrics::histogram!("search_dictionary_seconds").record(cost.as_secs_f64());
        self.keep(Kept { dictionary, changed: about.updated_at, read: Instant::now(), looked: now, cost });
        Ok(())
    }

    fn keep(&self, kept: Kept) {
        *self.0.dictionaries.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }
}

fn words(answer: Answer) -> Words {
    let mut facets = answer.facet_distribution;
    let mut of = |attribute: &str| -> HashMap<String, u64> { facets.remove(attribute).unwrap_or_default() };
    let counted = of("words");
    let mut written: HashMap<String, (u64, &str)> = HashMap::new();
    for (term, documents) in counted.iter().filter(|(term, _)| terms::is_marked(term)) {
        let most = written.entry(terms::folded(term)).or_default();
        // Of two that are as frequent the first by letters: every process says the same.
        if (*documents, std::cmp::Reverse(&term[1..])) > (most.0, std::cmp::Reverse(most.1)) {
            *most = (*documents, &term[1..]);
        }
    }
    let known = |(word, documents): (&String, &u64)| Known {
        word: word.as_str().into(),
        documents: u32::try_from(*documents).unwrap_or(u32::MAX),
        marked: written.get(word).map_or(word.as_str(), |(_, marked)| marked).into(),
    };
    let known: Vec<Known> = counted.iter().filter(|(term, _)| !terms::is_marked(term)).map(known).collect();
    let vocabulary = Vocabulary::new([known.as_slice()].into_iter());
    let mut phrases = Bag::default();
    for text in of("phrases").into_keys() {
        phrases.phrase(&text, terms::NAME);
    }
    let pairs = of("name").into_keys().chain(phrases.terms.into_keys()).filter(|term| is_pair(term));
    let mut others: HashSet<String> = pairs.collect();
    others.extend(counted.into_keys().filter(|term| terms::is_marked(term)));
    Words { vocabulary, others, documents: answer.total_hits }
}
