//! Cards of products and stalls, from the search index or from the database.

use std::{collections::HashMap, ops::Range};

use catalogue::queries;
use chrono::NaiveDate;
use kernel::{Locale, Money, Months, StallId, place, unit};
use media::Picture;
use members::Shop;
use search_indexer::{Hit, StallHit};

use super::{image::Image, shelves::Shelves};
use crate::{AppError, memo, state::App};

/// What a list shows of a product. Addresses are without the language.
#[derive(Debug, Clone)]
pub struct Card {
    pub slug: String,
    /// Pieces of the name; `true` where the search found it.
    pub name: Vec<(String, bool)>,
    /// `None`: ask the seller.
    pub price: Option<String>,
    /// What stands behind the price.
    pub unit: &'static str,
    pub place: String,
    pub stall: String,
    pub stars: u8,
    /// Harvested this month, and not all year.
    pub in_season: bool,
    pub image: Option<Image>,
}

/// In which language, on which day, with which drawings.
pub struct Reader<'a> {
    pub l: Locale,
    pub today: NaiveDate,
    pub shelves: &'a Shelves,
}

impl Card {
    #[must_use]
    pub fn of_hit(hit: &Hit, reader: &Reader<'_>) -> Self {
        let (card, l) = (&hit.card, reader.l);
        let english = !l.is_vi() && !card.name_en.is_empty();
        let name = if english { pieces(&card.name_en, &hit.highlight_en) } else { pieces(&card.name, &hit.highlight) };
        let drawing = || {
            let category = reader.shelves.tree.by_slug(&card.category)?;
            reader.shelves.drawing(&category.code).map(|picture| Image::new(picture, ""))
        };
        Self {
            slug: card.slug.clone(),
            name,
            price: card.price.map(|price| Money(price).format(l)),
            unit: unit_of(&card.unit_code, l),
            place: place::commune_by_slug(&card.commune_slug).map_or_else(|| card.commune_name.clone(), |c| c.title(l)),
            stall: card.stall_name.clone(),
            stars: card.ocop_stars,
            in_season: in_season(Months(card.months), reader.today),
            image: card.photo.as_ref().map(Image::indexed).or_else(drawing),
        }
    }

    #[must_use]
    pub fn of_listing(
        card: &queries::Card,
        stall: &str,
        pictures: &HashMap<String, Picture>,
        reader: &Reader<'_>,
    ) -> Self {
        let l = reader.l;
        let photo = card.photo.as_ref().and_then(|photo| pictures.get(&photo.picture_id));
        Self {
            slug: card.slug.clone(),
            name: vec![(card.name_in(l).to_owned(), false)],
            price: card.price.map(|price| price.format(l)),
            unit: unit_of(&card.unit_code, l),
            place: place_of(&card.commune_code, l),
            stall: stall.to_owned(),
            stars: card.ocop.as_ref().map_or(0, |ocop| ocop.stars),
            in_season: in_season(card.months, reader.today),
            image: photo.or_else(|| reader.shelves.drawing(&card.category_code)).map(|picture| Image::new(picture, "")),
        }
    }
}

/// Cards of what the database found, without those whose stall buyers can't see: two queries for any number.
pub async fn cards(app: &App, found: &[queries::Card], reader: &Reader<'_>) -> Result<Vec<Card>, AppError> {
    let mut stalls: Vec<StallId> = found.iter().map(|card| card.stall_id).collect();
    stalls.sort_unstable_by_key(|id| id.0);
    stalls.dedup();
    let shops = members::queries::shops_by_ids(app.db.read(), &stalls).await?;
    let photos: Vec<String> =
        found.iter().filter_map(|card| card.photo.as_ref()).map(|photo| photo.picture_id.clone()).collect();
    let pictures = memo::pictures(app, &photos).await?;
    let shown = found.iter().filter_map(|card| {
        let shop = shops.get(&card.stall_id).filter(|shop| shop.visible())?;
        Some(Card::of_listing(card, &shop.stall.name, &pictures, reader))
    });
    Ok(shown.collect())
}

/// What a list shows of a stall.
#[derive(Debug, Clone)]
pub struct StallCard {
    pub slug: String,
    pub name: Vec<(String, bool)>,
    pub place: String,
    pub products: i64,
    pub logo: Option<Image>,
}

impl StallCard {
    #[must_use]
    pub fn of_hit(hit: &StallHit, l: Locale) -> Self {
        let card = &hit.card;
        Self {
            slug: card.slug.clone(),
            name: pieces(&card.name, &hit.highlight),
            place: place::commune_by_slug(&card.commune_slug).map_or_else(|| card.commune_name.clone(), |c| c.title(l)),
            products: i64::from(card.product_count),
            logo: card.logo.as_ref().map(Image::indexed),
        }
    }

    /// The letter that stands where a logo is missing.
    #[must_use]
    pub fn initial(&self) -> String {
        let name: String = self.name.iter().map(|piece| piece.0.as_str()).collect();
        let words: Vec<&str> = name.split_whitespace().collect();
        words.last().and_then(|word| word.chars().next()).map(|c| c.to_uppercase().collect()).unwrap_or_default()
    }
}

/// Cards of visible stalls: two queries for any number.
pub async fn stall_cards(app: &App, shops: &[Shop], l: Locale) -> Result<Vec<StallCard>, AppError> {
    let ids: Vec<StallId> = shops.iter().map(|shop| shop.stall.id).collect();
    let counts = queries::listed_counts_by_stall(app.db.read(), &ids).await?;
    let logos: Vec<String> = shops.iter().filter_map(|shop| shop.stall.logo_picture.clone()).collect();
    let pictures = memo::pictures(app, &logos).await?;
    let card = |shop: &Shop| StallCard {
        slug: shop.stall.slug.clone(),
        name: vec![(shop.stall.name.clone(), false)],
        place: place_of(&shop.stall.commune_code, l),
        products: counts.get(&shop.stall.id).copied().unwrap_or_default(),
        logo: shop.stall.logo_picture.as_ref().and_then(|id| pictures.get(id)).map(|picture| Image::new(picture, "")),
    };
    Ok(shops.iter().map(card).collect())
}

/// A commune's full name; empty for an unknown code.
#[must_use]
pub fn place_of(code: &str, l: Locale) -> String {
    place::commune(code).map(|commune| commune.title(l)).unwrap_or_default()
}

fn unit_of(code: &str, l: Locale) -> &'static str {
    unit::unit(code).map_or("", |unit| unit.short(l))
}

fn in_season(months: Months, today: NaiveDate) -> bool {
    !months.is_all_year() && months.in_season(today)
}

/// Cuts a name where the highlights begin and end; ranges that do not fit the name are left out.
pub(crate) fn pieces(name: &str, marked: &[Range<usize>]) -> Vec<(String, bool)> {
    let mut all = Vec::with_capacity(marked.len() * 2 + 1);
    let mut at = 0;
    for range in marked {
        let (Some(before), Some(hit)) = (name.get(at..range.start), name.get(range.clone())) else { continue };
        if !before.is_empty() {
            all.push((before.to_owned(), false));
        }
        all.push((hit.to_owned(), true));
        at = range.end;
    }
    if let Some(rest) = name.get(at..).filter(|rest| !rest.is_empty()) {
        all.push((rest.to_owned(), false));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::single_range_in_vec_init, reason = "one highlight is one range")]
    fn a_highlighted_name_is_cut_at_the_marks_and_never_inside_a_letter() {
        let name = "Cam Khe Mây";
        let text = |all: Vec<(String, bool)>| {
            all.into_iter().map(|(t, on)| if on { format!("[{t}]") } else { t }).collect::<String>()
        };
        assert_eq!(text(pieces(name, &[0..7])), "[Cam Khe] Mây");
        assert_eq!(text(pieces(name, &[0..3, 8..12])), "[Cam] Khe [Mây]");
        assert_eq!(text(pieces(name, &[])), name);
        // Ranges of another name.
        assert_eq!(text(pieces(name, &[10..11, 40..50])), name);
    }
}
