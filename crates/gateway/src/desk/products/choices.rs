//! What the lists of the product form offer, and what the rule of each category asks of a seller.

use catalogue::{CategoryTree, Commodity, Rule};
use chrono::NaiveDate;
use kernel::{Locale, unit};

/// Some choices under one heading.
pub struct Group {
    pub name: String,
    /// The category's code, for choices that belong to one.
    pub category: String,
    pub choices: Vec<Choice>,
}

pub struct Choice {
    pub value: String,
    pub text: String,
    /// Of a category: its rule, and the unit that its goods are usually sold by.
    pub rule: &'static str,
    pub unit: String,
    /// Shown, so that nobody looks for it in vain, but not to be chosen.
    pub closed: bool,
}

impl Choice {
    fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: value.into(), text: text.into(), rule: "", unit: String::new(), closed: false }
    }
}

/// The categories under their groups.
pub fn categories(tree: &CategoryTree, l: Locale, today: NaiveDate) -> Vec<Group> {
    let group = |root: &catalogue::Category| Group {
        name: root.name(l).to_owned(),
        category: String::new(),
        choices: tree
            .children(&root.code)
            .map(|category| {
                let closed = category.rule.blocked(today);
                let mut text = category.name(l).to_owned();
                if closed {
                    text.push_str(l.t(" (không được bán trên Sàn)", " (may not be sold here)"));
                }
                Choice {
                    rule: category.rule.code(),
                    unit: category.default_unit.clone(),
                    closed,
                    ..Choice::new(&category.code, text)
                }
            })
            .collect(),
    };
    tree.roots().map(group).filter(|group| !group.choices.is_empty()).collect()
}

/// The commodities under their categories, in the order of the categories.
pub fn commodities(tree: &CategoryTree, all: &[Commodity], l: Locale) -> Vec<Group> {
    let group = |category: &catalogue::Category| Group {
        name: category.name(l).to_owned(),
        category: category.code.clone(),
        choices: all
            .iter()
            .filter(|one| one.active && one.category_code == category.code)
            .map(|one| Choice::new(one.id.to_string(), one.name(l)))
            .collect(),
    };
    tree.all().iter().map(group).filter(|group| !group.choices.is_empty()).collect()
}

/// The units by what they measure.
pub fn units(l: Locale) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut last = "";
    for unit in unit::units() {
        if unit.dimension != last {
            last = unit.dimension;
            groups.push(Group { name: dimension(l, last).to_owned(), category: String::new(), choices: Vec::new() });
        }
        if let Some(group) = groups.last_mut() {
            group.choices.push(Choice::new(unit.code, unit.name(l)));
        }
    }
    groups
}

fn dimension(l: Locale, code: &str) -> &'static str {
    match code {
        "mass" => l.t("Cân nặng", "Weight"),
        "volume" => l.t("Thể tích", "Volume"),
        "length" => l.t("Chiều dài", "Length"),
        "area" => l.t("Diện tích", "Area"),
        "count" => l.t("Đếm từng cái", "Counted"),
        "service" => l.t("Dịch vụ", "Services"),
        _ => l.t("Đóng gói", "Packed"),
    }
}

/// What a rule asks of a seller, in sentences.
pub struct RuleNotice {
    pub code: &'static str,
    pub lines: Vec<String>,
    /// It is the rule of the chosen category.
    pub shown: bool,
}

/// The notices of all rules; the form shows the chosen category's one.
pub fn rules(l: Locale, today: NaiveDate, chosen: Rule) -> Vec<RuleNotice> {
    let notice = |rule: Rule| RuleNotice { code: rule.code(), lines: asked(l, rule, today), shown: rule == chosen };
    Rule::ALL.into_iter().map(notice).filter(|notice| !notice.lines.is_empty()).collect()
}

fn asked(l: Locale, rule: Rule, today: NaiveDate) -> Vec<String> {
    let mut lines = Vec::new();
    if rule.blocked(today) {
        lines
            .push(l.t("Mặt hàng này không được bán trên Sàn.", "These goods may not be sold on the floor.").to_owned());
        return lines;
    }
    for paper in rule.papers(today) {
        lines.push(match l {
            Locale::Vi => format!("Cần tải lên giấy tờ: {}.", paper.name(l)),
            Locale::En => format!("A paper is needed: {}.", paper.name(l)),
        });
    }
    if rule.needs_declaration_number(today) {
        let text = l.t("Cần ghi số công bố sản phẩm.", "The declaration number of the product is needed.");
        lines.push(text.to_owned());
    }
    if let Some(age) = rule.age_notice(today) {
        lines.push(match l {
            Locale::Vi => format!("Không bán cho người dưới {age} tuổi; Sàn hiện thông báo này trên trang sản phẩm."),
            Locale::En => format!("Not sold to anyone under {age}; the floor says so on the product's page."),
        });
    }
    if rule.checks_claims(today) {
        let text = l.t("Không được viết công dụng chữa bệnh.", "The text may not promise to heal.");
        lines.push(text.to_owned());
    }
    if let (Some(warning), None) = (rule.warning(l), rule.age_notice(today)) {
        lines.push(match l {
            Locale::Vi => format!("Trang sản phẩm sẽ ghi: “{warning}”"),
            Locale::En => format!("The product's page will say: “{warning}”"),
        });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default()
    }

    #[test]
    fn every_unit_can_be_chosen_once_and_stands_under_what_it_measures() {
        let groups = units(Locale::Vi);
        let count: usize = groups.iter().map(|group| group.choices.len()).sum();
        assert_eq!(count, unit::units().len());
        let names: std::collections::HashSet<_> = groups.iter().map(|group| &group.name).collect();
        assert_eq!(names.len(), groups.len());
    }

    #[test]
    fn alcohol_says_what_it_needs_in_both_languages() {
        for (l, paper, age) in [(Locale::Vi, "Giấy phép", "18 tuổi"), (Locale::En, "Licence", "under 18")] {
            let lines = asked(l, Rule::Alcohol, today()).join(" ");
            assert!(lines.contains(paper) && lines.contains(age), "{lines}");
        }
        assert!(asked(Locale::Vi, Rule::None, today()).is_empty());
        assert_eq!(rules(Locale::Vi, today(), Rule::Food).iter().filter(|notice| notice.shown).count(), 1);
    }
}
