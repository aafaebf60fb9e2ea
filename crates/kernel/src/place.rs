//! The 69 communes and wards of Hà Tĩnh since 1/7/2025, and the 13 districts from before, by which people still name places.

use std::sync::LazyLock;

use crate::{
    Locale,
    data::{list, rows},
    text::{collation_key, unmark},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommuneKind {
    /// xã
    Commune,
    /// phường
    Ward,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Commune {
    /// The five digits of the national list.
    pub code: &'static str,
    /// Without the kind: `Thành Sen`.
    pub name: &'static str,
    pub kind: CommuneKind,
    /// `Phường Thành Sen`
    pub full_name: String,
    pub slug: &'static str,
    /// The district that most of it belonged to: `Huyện Hương Sơn`.
    pub former_district: &'static str,
    /// The communes it was merged from: `Phường Nam Hà` …
    pub former_names: Vec<&'static str>,
    /// Of its middle: ten thousandths of a degree of latitude and longitude.
    middle: (i32, i32),
}

impl Commune {
    /// `Thanh Sen ward`
    #[must_use]
    pub fn name_en(&self) -> String {
        let kind = match self.kind {
            CommuneKind::Commune => "commune",
            CommuneKind::Ward => "ward",
        };
        format!("{} {kind}", unmark(self.name))
    }

    /// From the middle of one to the middle of the other as the crow flies, in whole kilometres.
    #[must_use]
    pub fn distance_km(&self, other: &Self) -> u32 {
        const KM_PER_DEGREE: f64 = 111.2;
        let degrees = |ten_thousandths: i32| f64::from(ten_thousandths) / 10_000.0;
        let north = degrees(self.middle.0 - other.middle.0);
        // The province is small enough to be flat.
        let shrink = degrees(self.middle.0.midpoint(other.middle.0)).to_radians().cos();
        let east = degrees(self.middle.1 - other.middle.1) * shrink;
        (north.hypot(east) * KM_PER_DEGREE).round() as u32
    }

    /// The full name in the reader's language.
    #[must_use]
    pub fn title(&self, locale: Locale) -> String {
        match locale {
            Locale::Vi => self.full_name.clone(),
            Locale::En => self.name_en(),
        }
    }
}

/// A district, town or city that ended in 2025.
#[derive(Debug, PartialEq, Eq)]
pub struct FormerDistrict {
    pub code: &'static str,
    /// With the kind: `Huyện Hương Sơn`, as in [`Commune::former_district`].
    pub name: &'static str,
    pub slug: &'static str,
}

impl FormerDistrict {
    /// With the kind in Vietnamese, without it and without marks in English: `Huyện Hương Sơn`, `Huong Son`.
    #[must_use]
    pub fn title(&self, locale: Locale) -> String {
        match locale {
            Locale::Vi => self.name.to_owned(),
            Locale::En => unmark(self.short_name()),
        }
    }

    /// Without the kind: `Hương Sơn`.
    #[must_use]
    pub fn short_name(&self) -> &'static str {
        ["Huyện ", "Thị xã ", "Thành phố "].iter().find_map(|kind| self.name.strip_prefix(kind)).unwrap_or(self.name)
    }

    /// Today's communes that lie mostly in it.
    pub fn communes(&self) -> impl Iterator<Item = &'static Commune> {
        let name = self.name;
        communes().iter().filter(move |commune| commune.former_district == name)
    }
}

static COMMUNES: LazyLock<Vec<Commune>> = LazyLock::new(|| {
    let mut all: Vec<Commune> = rows(include_str!("../data/communes.csv")).filter_map(|row| read(&row)).collect();
    all.sort_by_cached_key(|commune| collation_key(commune.name));
    all
});

static FORMER_DISTRICTS: LazyLock<Vec<FormerDistrict>> = LazyLock::new(|| {
    let read = |row: Vec<&'static str>| match row[..] {
        [code, name, slug] => Some(FormerDistrict { code, name, slug }),
        _ => None,
    };
    let mut all: Vec<FormerDistrict> = rows(include_str!("../data/former-districts.csv")).filter_map(read).collect();
    all.sort_by_cached_key(|district| collation_key(district.name));
    all
});

fn read(row: &[&'static str]) -> Option<Commune> {
    let &[code, name, kind, slug, former_district, former_names, lat, lon] = row else {
        return None;
    };
    let full_name = format!("{kind} {name}");
    let kind = if kind == "Phường" { CommuneKind::Ward } else { CommuneKind::Commune };
    let middle = (ten_thousandths(lat)?, ten_thousandths(lon)?);
    Some(Commune { code, name, kind, full_name, slug, former_district, former_names: list(former_names), middle })
}

fn ten_thousandths(degrees: &str) -> Option<i32> {
    degrees.parse::<f64>().ok().map(|degrees| (degrees * 10_000.0).round() as i32)
}

/// All communes, by name in Vietnamese order.
#[must_use]
pub fn communes() -> &'static [Commune] {
    &COMMUNES
}

#[must_use]
pub fn commune(code: &str) -> Option<&'static Commune> {
    communes().iter().find(|commune| commune.code == code)
}

#[must_use]
pub fn commune_by_slug(slug: &str) -> Option<&'static Commune> {
    communes().iter().find(|commune| commune.slug == slug)
}

/// The districts of before 2025, by name.
#[must_use]
pub fn former_districts() -> &'static [FormerDistrict] {
    &FORMER_DISTRICTS
}

#[must_use]
pub fn former_district_by_slug(slug: &str) -> Option<&'static FormerDistrict> {
    former_districts().iter().find(|district| district.slug == slug)
}
