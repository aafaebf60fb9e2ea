//! What a listing says, field by field, in words: for review pages and for before-and-after.

use std::collections::HashMap;

use catalogue::{CategoryTree, Content, Field, diff, queries};
use kernel::{CommodityId, Locale, date, unit};
use sea_orm::DbErr;

use super::place_text;
use crate::state::App;

/// Names of what listings refer to by code.
pub struct Words {
    l: Locale,
    pub tree: CategoryTree,
    commodities: HashMap<CommodityId, String>,
}

/// A text in pieces, marked where it differs from another.
type Pieces = Vec<(String, bool)>;

/// A changed field.
pub struct Change {
    pub name: &'static str,
    pub before: Pieces,
    pub after: Pieces,
}

impl Words {
    pub async fn read(app: &App, l: Locale, contents: &[&Content]) -> Result<Self, DbErr> {
        let db = app.db.read();
        let mut commodities = HashMap::new();
        for id in contents.iter().filter_map(|content| content.commodity_id) {
            if let Some(found) = queries::find_commodity(db, id).await? {
                commodities.insert(id, found.name(l).to_owned());
            }
        }
        Ok(Self { l, tree: queries::category_tree(db).await?, commodities })
    }

    /// Every field that says something, but photos and the description, which have places of their own.
    #[must_use]
    pub fn facts(&self, content: &Content) -> Vec<(&'static str, String)> {
        let mut facts: Vec<_> = diff(&Content::default(), content)
            .into_iter()
            .filter(|change| !matches!(change.field, Field::Photos | Field::Description))
            .map(|change| (change.field.name(self.l), self.of(change.field, content)))
            .collect();
        if content.price.is_none() {
            facts.push((Field::Price.name(self.l), self.of(Field::Price, content)));
        }
        facts
    }

    /// What changes between the two, but the photos.
    #[must_use]
    pub fn changes(&self, old: &Content, new: &Content) -> Vec<Change> {
        diff(old, new)
            .into_iter()
            .filter(|change| change.field != Field::Photos)
            .map(|change| {
                let (before, after) = (self.of(change.field, old), self.of(change.field, new));
                let (before, after) = marked(&before, &after);
                Change { name: change.field.name(self.l), before, after }
            })
            .collect()
    }

    fn of(&self, field: Field, content: &Content) -> String {
        let l = self.l;
        match field {
            Field::Name => content.name.clone(),
            Field::NameEn => content.name_en.clone(),
            Field::Category => {
                let path = self.tree.path(&content.category_code);
                path.iter().map(|category| category.name(l)).collect::<Vec<_>>().join(" › ")
            }
            Field::Commodity => {
                content.commodity_id.and_then(|id| self.commodities.get(&id)).cloned().unwrap_or_default()
            }
            Field::Description => content.description.clone(),
            Field::Unit => unit_name(l, &content.unit_code).to_owned(),
            Field::NetContent => content.net_content.clone(),
            Field::Price => match content.price {
                Some(price) => format!("{}/{}", price.format(l), unit_short(l, &content.unit_code)),
                None => l.t("Liên hệ", "On request").to_owned(),
            },
            Field::MinOrder => content
                .min_order
                .map_or_else(String::new, |quantity| crate::market::words::amount(l, quantity, &content.unit_code)),
            Field::Commune if content.commune_code.is_empty() => String::new(),
            Field::Commune => place_text(l, &content.commune_code),
            Field::Months => content.months.ranges(l),
            Field::Ocop => ocop(l, content),
            Field::Indication => content.indication.clone(),
            Field::DeclarationNumber => content.declaration_number.clone(),
            Field::Photos => content.photos.len().to_string(),
        }
    }
}

fn ocop(l: Locale, content: &Content) -> String {
    let Some(ocop) = &content.ocop else { return String::new() };
    let until = ocop.expires_on.map_or_else(
        || l.t("chưa khai ngày hết hạn", "no last day given").to_owned(),
        |day| format!("{} {}", l.t("đến hết", "until"), date::day(l, day)),
    );
    let words = (
        l.t("sao, giấy chứng nhận", "stars, certificate"),
        if ocop.certificate.is_empty() { "–" } else { &ocop.certificate },
    );
    format!("{} {} {}, {until}", ocop.stars, words.0, words.1)
}

fn unit_name(l: Locale, code: &str) -> &'static str {
    unit::unit(code).map_or("", |unit| unit.name(l))
}

fn unit_short(l: Locale, code: &str) -> &'static str {
    unit::unit(code).map_or("", |unit| unit.short(l))
}

/// Both texts in pieces: what they begin and end with alike is plain, the middle is marked.
fn marked(before: &str, after: &str) -> (Pieces, Pieces) {
    let words = |text: &str| text.split_inclusive(char::is_whitespace).map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (words(before), words(after));
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let pieces = |all: &[String]| {
        let cut = all.len() - end;
        let parts = [(&all[..start], false), (&all[start..cut], true), (&all[cut..], false)];
        parts.into_iter().map(|(part, mark)| (part.concat(), mark)).filter(|(text, _)| !text.is_empty()).collect()
    };
    (pieces(&old), pieces(&new))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> (String, String) {
        let text = |pieces: Pieces| {
            pieces.into_iter().map(|(text, mark)| if mark { format!("[{text}]") } else { text }).collect::<String>()
        };
        let (old, new) = marked(before, after);
        (text(old), text(new))
    }

    #[test]
    fn only_the_middle_that_differs_is_marked() {
        assert_eq!(
            shown("Cam Khe Mây loại 1", "Cam chanh loại 1"),
            ("Cam [Khe Mây ]loại 1".into(), "Cam [chanh ]loại 1".into())
        );
        assert_eq!(shown("a a", "a a a"), ("a a".into(), "a [a ]a".into()));
        assert_eq!(shown("", "Cam"), (String::new(), "[Cam]".into()));
        assert_eq!(shown("Cam", ""), ("[Cam]".into(), String::new()));
    }
}
