//! Commodities: the named goods that products of several stalls are a listing of.

use kernel::{CommodityId, Locale, Months};

use crate::entity::commodity;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commodity {
    pub id: CommodityId,
    pub slug: String,
    pub category_code: String,
    pub name_vi: String,
    pub name_en: String,
    /// Other names that people use for it.
    pub aliases: Vec<String>,
    pub months: Months,
    /// The name that not everybody may use, such as `Bưởi Phúc Trạch`; empty where none is protected.
    pub protected_name: String,
    pub protected_kind: ProtectedKind,
    /// The codes of the communes whose goods may use it.
    pub protected_communes: Vec<String>,
    pub active: bool,
}

impl Commodity {
    #[must_use]
    pub fn name(&self, l: Locale) -> &str {
        l.t(&self.name_vi, &self.name_en)
    }
}

/// How a name is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProtectedKind {
    #[default]
    None,
    GeographicalIndication,
    CertificationMark,
    CollectiveMark,
}

impl ProtectedKind {
    pub const ALL: [Self; 4] =
        [Self::None, Self::GeographicalIndication, Self::CertificationMark, Self::CollectiveMark];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "",
            Self::GeographicalIndication => "geographical_indication",
            Self::CertificationMark => "certification_mark",
            Self::CollectiveMark => "collective_mark",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    #[must_use]
    pub fn name(self, l: Locale) -> &'static str {
        match self {
            Self::None => l.t("Không bảo hộ", "Not protected"),
            Self::GeographicalIndication => l.t("Chỉ dẫn địa lý", "Geographical indication"),
            Self::CertificationMark => l.t("Nhãn hiệu chứng nhận", "Certification mark"),
            Self::CollectiveMark => l.t("Nhãn hiệu tập thể", "Collective mark"),
        }
    }
}

impl From<commodity::Model> for Commodity {
    fn from(row: commodity::Model) -> Self {
        Self {
            id: row.id.into(),
            slug: row.slug,
            category_code: row.category_code,
            name_vi: row.name_vi,
            name_en: row.name_en,
            aliases: list(&row.aliases, ";"),
            months: Months::from_bits(row.months),
            protected_name: row.protected_name,
            protected_kind: ProtectedKind::from_code(&row.protected_kind).unwrap_or_default(),
            protected_communes: list(&row.protected_communes, " "),
            active: row.active,
        }
    }
}

/// The parts of a stored list.
pub(crate) fn list(text: &str, separator: &str) -> Vec<String> {
    text.split(separator).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
