//! The drawings of `demo/pictures`, run through the real picture pipeline.

use std::collections::HashMap;

use anyhow::Context;
use database::Db;
use futures::{StreamExt, TryStreamExt, stream};
use include_dir::{Dir, include_dir};
use kernel::{Ctx, text};
use media::{Media, Profile};
use serde::Deserialize;

use super::say;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../demo/pictures/png");
const LIST: &str = include_str!("../../../../demo/pictures.csv");

#[derive(Deserialize)]
struct Row {
    name: String,
    file: String,
    category_slug: String,
    keywords: String,
    alt_vi: String,
}

struct Drawing {
    category: String,
    /// Folded.
    keywords: Vec<String>,
    /// Picture ids: the drawing and its variant.
    pictures: Vec<String>,
    alt: String,
}

/// The stored drawings.
pub struct Pictures {
    drawings: Vec<Drawing>,
    by_category: HashMap<String, usize>,
    pub banners: Vec<String>,
    pub logos: Vec<String>,
}

/// Runs every drawing through the pipeline, then writes the rows.
pub async fn store(media: &Media, db: &Db, ctx: &Ctx) -> anyhow::Result<Pictures> {
    let rows: Vec<Row> = csv::Reader::from_reader(LIST.as_bytes()).deserialize().collect::<Result<_, _>>()?;
    say(&format!("  {} drawings through the picture pipeline …", FILES.files().count()));
    let made: HashMap<String, media::Processed> = stream::iter(FILES.files())
        .map(|file| async move {
            let name = file.path().file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            let profile = match name.split('-').next() {
                Some("banner") => Profile::Banner,
                Some("logo") => Profile::Logo,
                _ => Profile::Photo,
            };
            let made = media.process(file.contents().into(), profile).await;
            made.map(|made| (name.clone(), made)).with_context(|| format!("the drawing {name}"))
        })
        .buffer_unordered(4)
        .try_collect()
        .await?;
    let txn = db.begin().await?;
    for picture in made.values() {
        media::insert_picture(&txn, ctx, picture).await?;
    }
    txn.commit().await?;
    Ok(Pictures::new(rows, &made))
}

impl Pictures {
    fn new(rows: Vec<Row>, made: &HashMap<String, media::Processed>) -> Self {
        let id = |name: &str| made.get(name).map(|picture| picture.id.clone());
        let kind = |prefix: &str| {
            let mut names: Vec<&String> = made.keys().filter(|name| name.starts_with(prefix)).collect();
            names.sort();
            names.reverse();
            names.into_iter().filter_map(|name| id(name)).collect()
        };
        let mut all =
            Self { drawings: Vec::new(), by_category: HashMap::new(), banners: kind("banner-"), logos: kind("logo-") };
        for row in rows {
            let stem = row.file.trim_end_matches(".png").rsplit('/').next().unwrap_or_default().to_owned();
            let pictures: Vec<String> = [id(&stem), id(&format!("{stem}-b"))].into_iter().flatten().collect();
            if pictures.is_empty() {
                continue;
            }
            if row.name == row.category_slug {
                all.by_category.insert(row.category_slug.clone(), all.drawings.len());
            }
            let keywords = row.keywords.split(';').map(text::fold).filter(|words| !words.is_empty()).collect();
            all.drawings.push(Drawing { category: row.category_slug, keywords, pictures, alt: row.alt_vi });
        }
        all
    }

    pub fn of_category(&self, slug: &str) -> Option<String> {
        self.by_category.get(slug).and_then(|&index| self.drawings[index].pictures.first().cloned())
    }

    /// Pictures with what they show: of the drawing whose longest words stand in the name, else the category's.
    pub fn of_product(&self, name: &str, category: &str) -> Vec<(String, String)> {
        let name = format!(" {} ", text::fold(name));
        let by_name = self
            .drawings
            .iter()
            .filter_map(|drawing| {
                let fits = |words: &&String| name.contains(&format!(" {words} "));
                let longest = drawing.keywords.iter().filter(fits).map(String::len).max()?;
                // The drawing of the same category first: cam bù sấy is no fresh orange.
                Some(((drawing.category == category, longest), drawing))
            })
            .max_by_key(|(rank, _)| *rank)
            .map(|(_, drawing)| drawing);
        let drawing = by_name.or_else(|| self.by_category.get(category).map(|&index| &self.drawings[index]));
        drawing.map_or_else(Vec::new, |one| one.pictures.iter().map(|id| (id.clone(), one.alt.clone())).collect())
    }
}
