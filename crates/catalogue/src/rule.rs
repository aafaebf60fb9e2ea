//! What the law and the floor ask of a category's goods. The obligations are dated rows in `data/rules.csv`.

use std::sync::LazyLock;

use chrono::NaiveDate;
use kernel::Locale;
use serde::Deserialize;

use crate::PaperKind;

/// The `rule` of a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Rule {
    #[default]
    None,
    Alcohol,
    Veterinary,
    Food,
    HealthClaims,
    OriginPapers,
    WildlifeCheck,
    Conditional,
    SeedPapers,
    KnifePolicy,
    CosmeticNotice,
    Service,
    Blocked,
}

impl Rule {
    pub const ALL: [Self; 13] = [
        Self::None,
        Self::Alcohol,
        Self::Veterinary,
        Self::Food,
        Self::HealthClaims,
        Self::OriginPapers,
        Self::WildlifeCheck,
        Self::Conditional,
        Self::SeedPapers,
        Self::KnifePolicy,
        Self::CosmeticNotice,
        Self::Service,
        Self::Blocked,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Alcohol => "alcohol",
            Self::Veterinary => "veterinary",
            Self::Food => "food",
            Self::HealthClaims => "health-claims",
            Self::OriginPapers => "origin-papers",
            Self::WildlifeCheck => "wildlife-check",
            Self::Conditional => "conditional",
            Self::SeedPapers => "seed-papers",
            Self::KnifePolicy => "knife-policy",
            Self::CosmeticNotice => "cosmetic-notice",
            Self::Service => "service",
            Self::Blocked => "blocked",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.code() == code)
    }

    #[must_use]
    pub fn name(self, l: Locale) -> &'static str {
        match self {
            Self::None => l.t("Không có điều kiện riêng", "No special condition"),
            Self::Alcohol => l.t("Rượu, đồ uống có cồn", "Alcohol"),
            Self::Veterinary => l.t("Kiểm dịch động vật", "Veterinary quarantine"),
            Self::Food => l.t("Thực phẩm: số công bố", "Food: declaration number"),
            Self::HealthClaims => l.t("Kiểm soát lời quảng cáo về sức khoẻ", "Health claims are checked"),
            Self::OriginPapers => l.t("Giấy tờ nguồn gốc lâm sản", "Forest origin papers"),
            Self::WildlifeCheck => l.t("Không bán động vật hoang dã", "No wildlife"),
            Self::Conditional => l.t("Kinh doanh có điều kiện", "Conditional trade"),
            Self::SeedPapers => l.t("Giấy tờ giống cây trồng", "Seed papers"),
            Self::KnifePolicy => l.t("Dao kéo gia dụng", "Household knives"),
            Self::CosmeticNotice => l.t("Mỹ phẩm: số phiếu công bố", "Cosmetics: notification number"),
            Self::Service => l.t("Dịch vụ du lịch", "Tourism service"),
            Self::Blocked => l.t("Không được bán trên sàn", "May not be sold here"),
        }
    }

    /// The papers without which a product can't be submitted on that day.
    #[must_use]
    pub fn papers(self, today: NaiveDate) -> Vec<PaperKind> {
        self.obligations(today, "paper").filter_map(|row| PaperKind::from_code(&row.value)).collect()
    }

    #[must_use]
    pub fn needs_declaration_number(self, today: NaiveDate) -> bool {
        self.obligations(today, "declaration").next().is_some()
    }

    /// The age below which the goods aren't sold.
    #[must_use]
    pub fn age_notice(self, today: NaiveDate) -> Option<u8> {
        self.obligations(today, "age").find_map(|row| row.value.parse().ok())
    }

    #[must_use]
    pub fn blocked(self, today: NaiveDate) -> bool {
        self.obligations(today, "blocked").next().is_some()
    }

    /// Whether words that promise healing are looked for.
    #[must_use]
    pub fn checks_claims(self, today: NaiveDate) -> bool {
        self.obligations(today, "claims").next().is_some()
    }

    /// What the product's page must say to buyers.
    #[must_use]
    pub fn warning(self, l: Locale) -> Option<&'static str> {
        match self {
            Self::Alcohol => Some(l.t(
                "Không bán cho người dưới 18 tuổi. Đã uống rượu bia thì không lái xe.",
                "Not sold to anyone under 18. Do not drink and drive.",
            )),
            Self::KnifePolicy => Some(l.t(
                "Dao kéo gia dụng, không bán cho người dưới 18 tuổi.",
                "Household knives, not sold to anyone under 18.",
            )),
            Self::HealthClaims => Some(l.t(
                "Sản phẩm này không phải là thuốc và không có tác dụng thay thế thuốc chữa bệnh.",
                "This product is not a medicine and does not replace one.",
            )),
            _ => None,
        }
    }

    fn obligations(self, today: NaiveDate, obligation: &str) -> impl Iterator<Item = &'static Row> {
        ROWS.iter().filter(move |row| {
            row.rule == self.code()
                && row.obligation == obligation
                && row.valid_from <= today
                && row.valid_to.is_none_or(|end| today <= end)
        })
    }
}

#[derive(Debug, Deserialize)]
struct Row {
    rule: String,
    obligation: String,
    value: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    csv::Reader::from_reader(include_str!("../data/rules.csv").as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("data/rules.csv is well-formed: a test reads it")
});

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn every_row_names_a_rule_and_a_known_paper() {
        for row in ROWS.iter() {
            assert!(Rule::from_code(&row.rule).is_some_and(|rule| rule != Rule::None), "{row:?}");
            assert!(row.obligation != "paper" || PaperKind::from_code(&row.value).is_some(), "{row:?}");
            assert!(["paper", "age", "declaration", "claims", "blocked"].contains(&row.obligation.as_str()), "{row:?}");
        }
    }

    #[test]
    fn alcohol_asks_for_a_licence_and_an_age() {
        let today = day("2026-11-22");
        assert_eq!(Rule::Alcohol.papers(today), [PaperKind::AlcoholLicence]);
        assert_eq!(Rule::Alcohol.age_notice(today), Some(18));
        assert!(!Rule::Alcohol.needs_declaration_number(today));
        assert!(Rule::None.papers(today).is_empty());
    }

    #[test]
    fn an_obligation_begins_on_its_day() {
        assert_eq!(Rule::KnifePolicy.age_notice(day("2024-12-31")), None);
        assert_eq!(Rule::KnifePolicy.age_notice(day("2025-01-01")), Some(18));
    }

    #[test]
    fn food_and_cosmetics_ask_for_a_number_and_pesticides_are_blocked() {
        let today = day("2026-11-22");
        assert!(Rule::Food.needs_declaration_number(today));
        assert!(Rule::CosmeticNotice.needs_declaration_number(today));
        assert!(Rule::Blocked.blocked(today) && !Rule::Food.blocked(today));
    }
}
