//! The groups of filters: what can be chosen further, and how many each choice would leave.

use kernel::Money;
use search_indexer::{FacetValue, Facets, PriceBand};

use super::{Builder, Choice, OPEN_VALUES, On, commune_name, ocop_text};
use crate::view::url;

impl Builder<'_> {
    /// Links down the tree: the groups, or the chosen group with what is below it.
    pub(super) fn categories(&self, facets: &Facets) -> Vec<Choice> {
        let tree = &self.reader.shelves.tree;
        let count =
            |slug: &str| facets.categories.iter().find(|value| value.slug == slug).map_or(0, |value| value.count);
        let chosen = self.asked.categories.first().and_then(|slug| tree.by_slug(slug));
        let choice = |slug: &str, text: &str, on: bool, below: bool| Choice {
            text: text.to_owned(),
            href: self.category_href(slug),
            count: Some(count(slug)),
            on,
            below,
            ..Choice::default()
        };
        let Some(chosen) = chosen else {
            let roots = tree.roots().filter(|root| count(&root.slug) > 0);
            return roots.map(|root| choice(&root.slug, root.name(self.l()), false, false)).collect();
        };
        let mut all = vec![Choice {
            text: self.l().t("Tất cả ngành hàng", "All categories").to_owned(),
            href: self.category_href(""),
            ..Choice::default()
        }];
        if let Some(root) = tree.root(&chosen.code) {
            all.push(choice(&root.slug, root.name(self.l()), root.code == chosen.code, false));
            let below = tree.children(&root.code).filter(|child| count(&child.slug) > 0 || child.code == chosen.code);
            all.extend(below.map(|child| choice(&child.slug, child.name(self.l()), child.code == chosen.code, true)));
        }
        all
    }

    /// The same filters in another category.
    pub(super) fn category_href(&self, slug: &str) -> String {
        let other = self.asked.with(|other| other.categories.clear());
        match (self.on, slug) {
            (On::Search, "") => other.address(&self.base()),
            (On::Search, slug) => other.with(|other| other.categories.push(slug.to_owned())).address(&self.base()),
            (On::Category(_), "") => url(self.l(), "/danh-muc"),
            (On::Category(_), slug) => other.address(&url(self.l(), &format!("/danh-muc/{slug}"))),
        }
    }

    /// The fullest values and the chosen ones, as boxes to tick.
    pub(super) fn boxes(
        &self,
        values: &[FacetValue],
        chosen: &[String],
        name: impl Fn(&FacetValue) -> String,
    ) -> Vec<Choice> {
        let missing = chosen.iter().filter(|slug| !values.iter().any(|value| value.slug == **slug));
        let missing: Vec<FacetValue> =
            missing.map(|slug| FacetValue { slug: slug.clone(), name: slug.clone(), count: 0 }).collect();
        let ranked = values.iter().enumerate().filter(|(at, value)| *at < OPEN_VALUES || chosen.contains(&value.slug));
        ranked
            .map(|(_, value)| value)
            .chain(&missing)
            .map(|value| Choice {
                value: value.slug.clone(),
                text: name(value),
                count: Some(value.count),
                on: chosen.contains(&value.slug),
                ..Choice::default()
            })
            .collect()
    }

    pub(super) fn communes(&self, facets: &Facets) -> (Vec<Choice>, Vec<Choice>) {
        let name = |value: &FacetValue| commune_name(self.l(), &value.slug, &value.name);
        let open = self.boxes(&facets.communes, &self.asked.communes, name);
        let rest = facets.communes.iter().filter(|value| !open.iter().any(|shown| shown.value == value.slug));
        let mut rest: Vec<Choice> = rest
            .map(|value| Choice {
                value: value.slug.clone(),
                text: name(value),
                count: Some(value.count),
                ..Choice::default()
            })
            .collect();
        rest.sort_by_cached_key(|choice| kernel::text::collation_key(&choice.text));
        (open, rest)
    }

    pub(super) fn ocop(&self, facets: &Facets) -> Vec<Choice> {
        facets
            .ocop
            .iter()
            .filter(|ocop| ocop.count > 0 || self.asked.min_ocop == Some(ocop.min_stars))
            .map(|ocop| Choice {
                value: ocop.min_stars.to_string(),
                text: ocop_text(self.l(), ocop.min_stars),
                count: Some(ocop.count),
                on: self.asked.min_ocop == Some(ocop.min_stars),
                ..Choice::default()
            })
            .collect()
    }

    pub(super) fn band(&self, band: &PriceBand) -> Choice {
        let l = self.l();
        let money = |amount: i64| Money(amount).format(l);
        let text = match (band.min, band.max) {
            (_, None) => format!("{} {}", l.t("Từ", "From"), money(band.min)),
            (0, Some(max)) => format!("{} {}", l.t("Dưới", "Under"), money(max + 1)),
            (min, Some(max)) => format!("{} – {}", money(min), money(max + 1)),
        };
        let on = self.asked.min_price.unwrap_or(0) == band.min && self.asked.max_price == band.max;
        let href = self.href(&self.asked.with(|other| {
            other.min_price = (!on && band.min > 0).then_some(band.min);
            other.max_price = band.max.filter(|_| !on);
        }));
        Choice { text, href, count: Some(band.count), on, ..Choice::default() }
    }
}
