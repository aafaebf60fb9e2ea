//! Certificates of goods: what a buyer wants, and what a seller's goods have. Pure.

use catalogue::queries::Honour;
use chrono::NaiveDate;
use kernel::Locale;
use serde::{Deserialize, Serialize};

use crate::codes::codes;

codes! {
    /// The order is the form's. Stars and the protected name are facts of a product that an officer approved; standards are what its seller
    /// states in the offer.
    Certificate {
        /// At least so many OCOP stars, valid on the day that one looks.
        Ocop3 = "ocop_3",
        Ocop4 = "ocop_4",
        Ocop5 = "ocop_5",
        /// The right to a geographical indication or another protected name.
        Indication = "indication",
        VietGap = "vietgap",
        GlobalGap = "globalgap",
        Organic = "organic",
    }
}

impl Certificate {
    /// How many stars are asked for.
    #[must_use]
    pub fn stars(self) -> Option<u8> {
        match self {
            Self::Ocop3 => Some(3),
            Self::Ocop4 => Some(4),
            Self::Ocop5 => Some(5),
            _ => None,
        }
    }

    /// Whether a seller states it in the offer, since the product does not say it.
    #[must_use]
    pub fn is_stated(self) -> bool {
        matches!(self, Self::VietGap | Self::GlobalGap | Self::Organic)
    }

    /// Whether who has these has it: five stars are also three.
    #[must_use]
    pub fn is_among(self, has: &[Self]) -> bool {
        let enough = |other: &Self| self.stars().is_some_and(|least| other.stars().is_some_and(|stars| stars >= least));
        has.iter().any(|other| *other == self || enough(other))
    }

    #[must_use]
    pub fn name(self, l: Locale) -> &'static str {
        match self {
            Self::Ocop3 => l.t("OCOP từ 3 sao", "OCOP, 3 stars or more"),
            Self::Ocop4 => l.t("OCOP từ 4 sao", "OCOP, 4 stars or more"),
            Self::Ocop5 => l.t("OCOP 5 sao", "OCOP, 5 stars"),
            Self::Indication => l.t("Chỉ dẫn địa lý, nhãn hiệu được bảo hộ", "Geographical indication, protected name"),
            Self::VietGap => "VietGAP",
            Self::GlobalGap => "GlobalGAP",
            Self::Organic => l.t("Hữu cơ", "Organic"),
        }
    }

    /// What a product has on that day: all of it, so five stars are also three.
    #[must_use]
    pub fn of_goods(honour: &Honour, day: NaiveDate) -> Vec<Self> {
        let stars = honour.stars_on(day);
        let has = |one: &Self| match one {
            Self::Indication => honour.has_indication,
            _ => one.stars().is_some_and(|least| stars >= least),
        };
        Self::ALL.iter().copied().filter(has).collect()
    }

    /// In the order of [`Self::ALL`], each once, and of the stars only the most.
    pub(crate) fn tidy(chosen: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let chosen: Vec<Self> = chosen.into_iter().collect();
        let most = chosen.iter().filter_map(|one| one.stars()).max();
        let is_kept = |one: &Self| chosen.contains(one) && (one.stars().is_none() || one.stars() == most);
        Self::ALL.iter().copied().filter(is_kept).collect()
    }

    /// As one column holds them.
    pub(crate) fn join(all: &[Self]) -> String {
        all.iter().map(|one| one.code()).collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn split(text: &str) -> Vec<Self> {
        text.split_whitespace().filter_map(Self::from_code).collect()
    }
}

impl Serialize for Certificate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.code().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Certificate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_code(&code).ok_or_else(|| serde::de::Error::custom("no certificate has this code"))
    }
}
