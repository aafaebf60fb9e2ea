//! What is dear to make and never changes, kept in memory: the facts of pictures (a picture's id is its content) and
//! descriptions rendered from Markdown (by their text).

use std::{collections::HashMap, sync::Arc};

use catalogue::markdown;
use media::Picture;
use moka::sync::Cache;
use sea_orm::DbErr;

use crate::state::App;

const PICTURES: u64 = 20_000;
/// Bytes of texts with what was rendered from them.
const TEXTS: u64 = 4 * 1024 * 1024;
/// Of a description in share previews and for search engines.
const EXCERPT: usize = 300;

/// Bounded; the least used go first.
#[derive(Clone)]
pub struct Memo {
    pictures: Cache<String, Picture>,
    texts: Cache<Arc<str>, Arc<Prose>>,
}

/// A description, rendered.
#[derive(Debug)]
pub struct Prose {
    /// Clean HTML.
    pub html: String,
    /// The beginning of its words.
    pub excerpt: String,
}

impl Default for Memo {
    fn default() -> Self {
        let weigh = |text: &Arc<str>, prose: &Arc<Prose>| {
            u32::try_from(text.len() + prose.html.len() + prose.excerpt.len() + 100).unwrap_or(u32::MAX)
        };
        Self { pictures: Cache::new(PICTURES), texts: Cache::builder().max_capacity(TEXTS).weigher(weigh).build() }
    }
}

/// The pictures of these ids that exist.
pub async fn pictures(app: &App, ids: &[String]) -> Result<HashMap<String, Picture>, DbErr> {
    let kept = &app.memo.pictures;
    let mut found: HashMap<String, Picture> = ids.iter().filter_map(|id| Some((id.clone(), kept.get(id)?))).collect();
    let missing: Vec<String> = ids.iter().filter(|id| !found.contains_key(*id)).cloned().collect();
    for (id, picture) in media::find_pictures(app.db.read(), &missing).await? {
        kept.insert(id.clone(), picture.clone());
        found.insert(id, picture);
    }
    Ok(found)
}

/// A description as buyers read it.
pub fn prose(app: &App, text: &str) -> Arc<Prose> {
    if let Some(known) = app.memo.texts.get(text) {
        return known;
    }
    let prose = Arc::new(Prose { html: markdown::to_html(text), excerpt: markdown::excerpt(text, EXCERPT) });
    app.memo.texts.insert(text.into(), prose.clone());
    prose
}
