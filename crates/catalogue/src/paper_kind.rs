//! The kinds of papers that officers ask for.

use kernel::Locale;

/// What kind of paper a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PaperKind {
    AlcoholLicence,
    Quarantine,
    ForestOrigin,
    WildlifeOrigin,
    TradingCertificate,
    SeedOrigin,
    ServiceLicence,
    FoodDeclaration,
    OcopCertificate,
    /// The right to use a protected name.
    IndicationRight,
    Other,
}

impl PaperKind {
    pub const ALL: [Self; 11] = [
        Self::AlcoholLicence,
        Self::Quarantine,
        Self::ForestOrigin,
        Self::WildlifeOrigin,
        Self::TradingCertificate,
        Self::SeedOrigin,
        Self::ServiceLicence,
        Self::FoodDeclaration,
        Self::OcopCertificate,
        Self::IndicationRight,
        Self::Other,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::AlcoholLicence => "alcohol_licence",
            Self::Quarantine => "quarantine",
            Self::ForestOrigin => "forest_origin",
            Self::WildlifeOrigin => "wildlife_origin",
            Self::TradingCertificate => "trading_certificate",
            Self::SeedOrigin => "seed_origin",
            Self::ServiceLicence => "service_licence",
            Self::FoodDeclaration => "food_declaration",
            Self::OcopCertificate => "ocop_certificate",
            Self::IndicationRight => "indication_right",
            Self::Other => "other",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    #[must_use]
    pub fn name(self, l: Locale) -> &'static str {
        match self {
            Self::AlcoholLicence => l.t("Giấy phép sản xuất, kinh doanh rượu", "Licence to produce or sell alcohol"),
            Self::Quarantine => l.t("Giấy kiểm dịch, nguồn gốc vật nuôi", "Quarantine and origin certificate"),
            Self::ForestOrigin => l.t("Hồ sơ nguồn gốc lâm sản", "Forest origin papers"),
            Self::WildlifeOrigin => l.t("Giấy tờ nguồn gốc động vật gây nuôi", "Origin papers of captive-bred animals"),
            Self::TradingCertificate => l.t("Giấy chứng nhận đủ điều kiện kinh doanh", "Trading certificate"),
            Self::SeedOrigin => {
                l.t("Giấy tờ nguồn gốc giống, công bố lưu hành", "Seed origin and announcement of circulation")
            }
            Self::ServiceLicence => l.t("Giấy phép kinh doanh dịch vụ du lịch", "Tourism business licence"),
            Self::FoodDeclaration => l.t("Bản tự công bố, đăng ký bản công bố", "Product declaration"),
            Self::OcopCertificate => l.t("Giấy chứng nhận OCOP", "OCOP certificate"),
            Self::IndicationRight => l.t("Quyền sử dụng chỉ dẫn địa lý, nhãn hiệu", "Right to use the protected name"),
            Self::Other => l.t("Giấy tờ khác", "Other paper"),
        }
    }
}
