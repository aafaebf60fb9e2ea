//! Whether the question of a list of offers can be kept as a saved search, and is.

use alerts::{FollowKind, SavedSearch};
use catalogue::{CategoryTree, Commodity};
use kernel::place;
use offers::Kind;

use super::asked::Asked;
use crate::{AppError, state::App, view::Shell};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saving {
    /// Nothing is asked for.
    Nothing,
    /// Words, goods, category and commune alone can be saved, one of each.
    Unable,
    Able,
    Done,
}

impl Saving {
    /// Asks the database only for whoever is logged in.
    pub async fn of(
        app: &App,
        shell: &Shell,
        kind: Kind,
        asked: &Asked,
        (tree, commodities): (&CategoryTree, &[Commodity]),
    ) -> Result<Self, AppError> {
        let narrowed = Asked { sort: Default::default(), ..asked.clone() };
        if narrowed.is_plain() {
            return Ok(Self::Nothing);
        }
        if !can_be_saved(&narrowed) {
            return Ok(Self::Unable);
        }
        let Some(account) = shell.viewer.account() else { return Ok(Self::Able) };
        let category = asked.categories.first().and_then(|slug| tree.by_slug(slug));
        let commune = asked.communes.first().and_then(|slug| place::commune_by_slug(slug));
        let search = SavedSearch {
            side: kind.code().to_owned(),
            commodity: asked
                .commodities
                .first()
                .and_then(|slug| Some(commodities.iter().find(|one| one.slug == *slug)?.id)),
            category: category.map(|one| one.code.clone()).unwrap_or_default(),
            commune: commune.map(|one| one.code.to_owned()).unwrap_or_default(),
            text: asked.text.clone(),
            ..SavedSearch::default()
        };
        // In the one spelling in which it was kept.
        let Some(search) = SavedSearch::from_query(&search.to_query()) else { return Ok(Self::Unable) };
        let query = search.to_query();
        let is_kept = alerts::follow::is_followed(app.db.read(), account.id, FollowKind::Search, &query).await?;
        Ok(if is_kept { Self::Done } else { Self::Able })
    }
}

fn can_be_saved(asked: &Asked) -> bool {
    let only = Asked {
        text: asked.text.clone(),
        categories: asked.categories.clone(),
        commodities: asked.commodities.clone(),
        communes: asked.communes.clone(),
        ..Asked::default()
    };
    let single = [&asked.categories, &asked.commodities, &asked.communes].iter().all(|values| values.len() <= 1);
    single && *asked == only
}
