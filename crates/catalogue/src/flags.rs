//! What an officer should look at. Flags are found when a listing is submitted, stored with it and shown to officers only.

use std::fmt;

use chrono::NaiveDate;
use kernel::Locale;

use crate::{Commodity, Content, PaperKind, Rule, words};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flag {
    /// A protected name on goods from outside its communes.
    ProtectedName,
    /// A protected name from inside, without the paper of the right to use it.
    ProtectedNamePaper,
    /// Words that promise healing.
    HealthClaims,
    /// Words that may name goods which may not be sold.
    Prohibited,
    /// OCOP stars without a copy of the certificate.
    OcopPaper,
}

impl Flag {
    pub const ALL: [Self; 5] =
        [Self::ProtectedName, Self::ProtectedNamePaper, Self::HealthClaims, Self::Prohibited, Self::OcopPaper];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ProtectedName => "protected_name",
            Self::ProtectedNamePaper => "protected_name_paper",
            Self::HealthClaims => "health_claims",
            Self::Prohibited => "prohibited",
            Self::OcopPaper => "ocop_paper",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.code() == code)
    }

    #[must_use]
    pub fn name(self, l: Locale) -> &'static str {
        match self {
            Self::ProtectedName => l.t("Tên được bảo hộ dùng ngoài vùng", "Protected name used outside its communes"),
            Self::ProtectedNamePaper => l.t(
                "Tên được bảo hộ, chưa có giấy quyền sử dụng",
                "Protected name without the paper of the right to use it",
            ),
            Self::HealthClaims => l.t("Lời quảng cáo chữa bệnh", "Claims to heal"),
            Self::Prohibited => l.t("Từ ngữ về hàng cấm", "Words of forbidden goods"),
            Self::OcopPaper => {
                l.t("Sao OCOP chưa có bản chụp giấy chứng nhận", "OCOP stars without a copy of the certificate")
            }
        }
    }
}

/// The flags of a listing; stored as codes with blanks between.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FlagSet(pub Vec<Flag>);

impl FlagSet {
    pub(crate) fn read(text: &str) -> Self {
        Self(text.split(' ').filter_map(Flag::from_code).collect())
    }

    #[must_use]
    pub fn contains(&self, flag: Flag) -> bool {
        self.0.contains(&flag)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn raise(&mut self, flag: Flag) {
        if !self.contains(flag) {
            self.0.push(flag);
        }
    }
}

impl fmt::Display for FlagSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<&str> = self.0.iter().map(|flag| flag.code()).collect();
        f.write_str(&codes.join(" "))
    }
}

/// `protected` are the commodities with a protected name.
#[must_use]
pub fn flags_of(
    content: &Content,
    rule: Rule,
    protected: &[Commodity],
    papers: &[PaperKind],
    today: NaiveDate,
) -> FlagSet {
    let mut flags = FlagSet::default();
    for commodity in protected.iter().filter(|commodity| claims(content, &commodity.protected_name)) {
        if !commodity.protected_communes.contains(&content.commune_code) {
            flags.raise(Flag::ProtectedName);
        } else if !papers.contains(&PaperKind::IndicationRight) {
            flags.raise(Flag::ProtectedNamePaper);
        }
    }
    for flag in flags_of_words([&content.name, &content.name_en, &content.description], rule, today).0 {
        flags.raise(flag);
    }
    if content.ocop.is_some() && !papers.contains(&PaperKind::OcopCertificate) {
        flags.raise(Flag::OcopPaper);
    }
    flags
}

/// What free words of any kind raise, such as an offer's. `rule` is their category's.
#[must_use]
pub fn flags_of_words<'a>(texts: impl IntoIterator<Item = &'a String>, rule: Rule, today: NaiveDate) -> FlagSet {
    let mut flags = FlagSet::default();
    for text in texts {
        let found = words::look(text, today);
        if found.claims && rule.checks_claims(today) {
            flags.raise(Flag::HealthClaims);
        }
        if found.refused || found.doubtful {
            flags.raise(Flag::Prohibited);
        }
    }
    flags
}

/// Whether the listing bears the protected name (several are parted by `;`) in its own name or in the indication that it claims.
fn claims(content: &Content, protected_name: &str) -> bool {
    let texts = [&content.name, &content.name_en, &content.indication];
    protected_name.split(';').any(|name| texts.iter().any(|text| words::contains_phrase(text, name)))
}

#[cfg(test)]
mod tests {
    use kernel::{CommodityId, Months};

    use super::*;
    use crate::{Ocop, ProtectedKind};

    fn pomelo() -> Commodity {
        Commodity {
            id: CommodityId(uuid::Uuid::nil()),
            slug: "buoi-phuc-trach".into(),
            category_code: "0101".into(),
            name_vi: "Bưởi Phúc Trạch".into(),
            name_en: "Phuc Trach pomelo".into(),
            aliases: vec![],
            months: Months::default(),
            protected_name: "Bưởi Phúc Trạch; Phuc Trach pomelo".into(),
            protected_kind: ProtectedKind::GeographicalIndication,
            protected_communes: vec!["18547".into(), "18550".into()],
            active: true,
        }
    }

    fn flags(name: &str, commune: &str, papers: &[PaperKind]) -> Vec<Flag> {
        let content = Content { name: name.into(), commune_code: commune.into(), ..Content::default() };
        flags_of(&content, Rule::Food, &[pomelo()], papers, "2026-11-22".parse().expect("a date")).0
    }

    #[test]
    fn a_protected_name_is_flagged_outside_its_communes_and_not_inside() {
        let right = [PaperKind::IndicationRight];
        assert_eq!(flags("Bưởi Phúc Trạch loại 1", "18073", &right), [Flag::ProtectedName]);
        assert_eq!(flags("buoi phuc trach ngon", "18073", &right), [Flag::ProtectedName]);
        assert_eq!(flags("Bưởi Phúc Trạch loại 1", "18547", &right), []);
        assert_eq!(flags("Bưởi Phúc Trạch loại 1", "18547", &[]), [Flag::ProtectedNamePaper]);
        assert_eq!(flags("Bưởi da xanh", "18073", &[]), []);
    }

    #[test]
    fn a_promise_to_heal_is_flagged_where_the_rule_checks_claims() {
        assert_eq!(flags("Mật ong điều trị ho", "18073", &[]), [Flag::HealthClaims]);
        let content = Content { name: "Ghế điều trị".into(), ..Content::default() };
        let today = "2026-11-22".parse().expect("a date");
        assert!(flags_of(&content, Rule::None, &[], &[], today).is_empty());
    }

    #[test]
    fn words_of_any_text_are_flagged_once() {
        let today = "2026-11-22".parse().expect("a date");
        let texts = ["Mật ong điều trị ho".to_owned(), "ngà voi".to_owned(), "điều trị đau lưng, mật gấu".to_owned()];
        assert_eq!(flags_of_words(&texts, Rule::Food, today).0, [Flag::HealthClaims, Flag::Prohibited]);
        assert_eq!(flags_of_words(&texts, Rule::None, today).0, [Flag::Prohibited]);
        assert!(flags_of_words(&["Cam loại 1".to_owned()], Rule::Food, today).is_empty());
    }

    #[test]
    fn stars_without_a_certificates_copy_are_flagged() {
        let content =
            Content { ocop: Some(Ocop { stars: 3, certificate: "1".into(), expires_on: None }), ..Content::default() };
        let today = "2026-11-22".parse().expect("a date");
        let flags = flags_of(&content, Rule::None, &[], &[], today);
        assert_eq!(flags.to_string(), "ocop_paper");
        assert_eq!(FlagSet::read("ocop_paper nonsense"), flags);
    }
}
