//! Categories: two levels, kept by officers, few enough to be held in memory.

use kernel::Locale;

use crate::{Rule, entity::category};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    pub code: String,
    /// `None` for the twelve groups, which take no products themselves.
    pub parent_code: Option<String>,
    pub slug: String,
    pub name_vi: String,
    pub name_en: String,
    pub rule: Rule,
    /// The unit that the form proposes; may be empty.
    pub default_unit: String,
    pub ocop_subgroup: String,
    pub position: i32,
    pub active: bool,
    /// Its drawing, shown for products without a photo.
    pub picture_id: Option<String>,
}

impl Category {
    #[must_use]
    pub fn name(&self, l: Locale) -> &str {
        l.t(&self.name_vi, &self.name_en)
    }
}

impl From<category::Model> for Category {
    fn from(row: category::Model) -> Self {
        Self {
            code: row.code,
            parent_code: row.parent_code,
            slug: row.slug,
            name_vi: row.name_vi,
            name_en: row.name_en,
            rule: Rule::from_code(&row.rule).unwrap_or_default(),
            default_unit: row.default_unit,
            ocop_subgroup: row.ocop_subgroup,
            position: row.position,
            active: row.active,
            picture_id: row.picture_id,
        }
    }
}

/// All categories, to be asked without a query.
#[derive(Debug, Clone, Default)]
pub struct CategoryTree {
    /// By position.
    all: Vec<Category>,
}

impl CategoryTree {
    #[must_use]
    pub fn new(mut all: Vec<Category>) -> Self {
        all.sort_by(|a, b| (a.position, &a.code).cmp(&(b.position, &b.code)));
        Self { all }
    }

    #[must_use]
    pub fn all(&self) -> &[Category] {
        &self.all
    }

    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<&Category> {
        self.all.iter().find(|category| category.code == code)
    }

    #[must_use]
    pub fn by_slug(&self, slug: &str) -> Option<&Category> {
        self.all.iter().find(|category| category.slug == slug)
    }

    /// The active groups.
    pub fn roots(&self) -> impl Iterator<Item = &Category> {
        self.all.iter().filter(|category| category.active && category.parent_code.is_none())
    }

    /// The active categories right below it.
    pub fn children<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Category> {
        self.all.iter().filter(move |category| category.active && category.parent_code.as_deref() == Some(code))
    }

    /// From the group down to the category itself; empty for an unknown code.
    #[must_use]
    pub fn path(&self, code: &str) -> Vec<&Category> {
        let mut path = Vec::new();
        let mut next = self.by_code(code);
        // A parent that names its own child would never end.
        while let Some(category) = next.filter(|_| path.len() < 8) {
            path.push(category);
            next = category.parent_code.as_deref().and_then(|parent| self.by_code(parent));
        }
        path.reverse();
        path
    }

    /// The group that it belongs to (a group belongs to itself).
    #[must_use]
    pub fn root(&self, code: &str) -> Option<&Category> {
        self.path(code).first().copied()
    }

    /// The codes under which products of it are listed: its own and those below it, closed ones too.
    #[must_use]
    pub fn codes_under(&self, code: &str) -> Vec<String> {
        let below = self.all.iter().filter(|category| category.parent_code.as_deref() == Some(code));
        let own = self.by_code(code).into_iter();
        own.chain(below).map(|category| category.code.clone()).collect()
    }

    /// Whether products may name it.
    #[must_use]
    pub fn is_leaf(&self, code: &str) -> bool {
        self.by_code(code).is_some_and(|category| category.parent_code.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(code: &str, parent: Option<&str>, position: i32) -> Category {
        Category {
            code: code.into(),
            parent_code: parent.map(Into::into),
            slug: format!("slug-{code}"),
            name_vi: code.into(),
            name_en: code.into(),
            rule: Rule::None,
            default_unit: String::new(),
            ocop_subgroup: String::new(),
            position,
            active: true,
            picture_id: None,
        }
    }

    #[test]
    fn a_tree_knows_paths_children_and_roots() {
        let tree = CategoryTree::new(vec![
            category("0102", Some("01"), 3),
            category("01", None, 1),
            category("0101", Some("01"), 2),
            category("02", None, 4),
        ]);
        let codes = |all: Vec<&Category>| all.iter().map(|c| c.code.clone()).collect::<Vec<_>>();
        assert_eq!(codes(tree.path("0102")), ["01", "0102"]);
        assert_eq!(codes(tree.children("01").collect()), ["0101", "0102"]);
        assert_eq!(codes(tree.roots().collect()), ["01", "02"]);
        assert_eq!(tree.root("0101").map(|c| c.code.as_str()), Some("01"));
        assert_eq!(tree.codes_under("01"), ["01", "0101", "0102"]);
        assert!(tree.is_leaf("0101") && !tree.is_leaf("01") && !tree.is_leaf("99"));
        assert!(tree.path("99").is_empty());
        assert_eq!(tree.by_slug("slug-02").map(|c| c.code.as_str()), Some("02"));
    }

    #[test]
    fn a_circle_of_parents_ends() {
        let tree = CategoryTree::new(vec![category("a", Some("b"), 1), category("b", Some("a"), 2)]);
        assert!(!tree.path("a").is_empty());
    }
}
