//! The categories with their drawings, held in memory: nearly every public page needs them.

use std::{collections::HashMap, sync::Arc};

use catalogue::{Category, CategoryTree, Commodity, queries};
use media::Picture;

use crate::{AppError, memo, state::App};

/// All categories and their drawings as of one generation of the page cache.
#[derive(Debug, Default)]
pub struct Shelves {
    pub tree: CategoryTree,
    drawings: HashMap<String, Picture>,
}

impl Shelves {
    #[must_use]
    pub fn new(tree: CategoryTree, drawings: HashMap<String, Picture>) -> Self {
        Self { tree, drawings }
    }

    /// The category's drawing, or its group's.
    #[must_use]
    pub fn drawing(&self, code: &str) -> Option<&Picture> {
        let mut path = self.tree.path(code);
        path.reverse();
        path.into_iter().find_map(|category| self.drawings.get(category.picture_id.as_ref()?))
    }

    /// The open category at that address.
    #[must_use]
    pub fn open(&self, slug: &str) -> Option<&Category> {
        self.tree.by_slug(slug).filter(|category| category.active)
    }
}

/// From memory, or read anew after a committed change and after five seconds at most.
pub async fn shelves(app: &App) -> Result<Arc<Shelves>, AppError> {
    let read = async {
        let tree = queries::category_tree(app.db.read()).await?;
        let ids: Vec<String> = tree.all().iter().filter_map(|category| category.picture_id.clone()).collect();
        let drawings = memo::pictures(app, &ids).await?;
        Ok(Arc::new(Shelves::new(tree, drawings)))
    };
    app.pages.shelves.get(&app.pages, (), read).await
}

/// The floor keeps some sixty.
const MOST_COMMODITIES: u64 = 1_000;

/// Every commodity, from memory or read anew like the categories.
pub async fn commodities(app: &App) -> Result<Arc<[Commodity]>, AppError> {
    let read = async { Ok(queries::all_commodities(app.db.read(), MOST_COMMODITIES).await?.into()) };
    app.pages.commodities.get(&app.pages, (), read).await
}
