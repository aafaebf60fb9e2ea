//! The member's desk: application, papers, stall, products, messages, people.

pub mod application;
pub mod history;
pub mod home;
pub mod inbox;
pub mod invitation;
pub mod numbers;
pub mod papers;
pub mod products;
pub mod staff;
pub mod stall;
pub mod stall_pictures;
pub mod states;

use kernel::{Locale, place, text};

/// What a kind of paper is called: a member's or a product's.
#[must_use]
pub fn paper_name(l: Locale, kind: &str) -> &'static str {
    match kind {
        "licence" => l.t("Giấy chứng nhận đăng ký kinh doanh", "Business registration"),
        "food_safety" => l.t("Giấy chứng nhận an toàn thực phẩm", "Food-safety certificate"),
        "ocop" => l.t("Giấy chứng nhận OCOP", "OCOP certificate"),
        "quality" => l.t("Giấy chứng nhận chất lượng (VietGAP, hữu cơ…)", "Quality certificate (VietGAP, organic…)"),
        _ => catalogue::PaperKind::from_code(kind)
            .map_or_else(|| l.t("Giấy tờ khác", "Another paper"), |kind| kind.name(l)),
    }
}

/// Communes to choose from, under the district by which people know them; both in Vietnamese order.
#[must_use]
pub fn commune_groups(l: &Locale) -> Vec<(String, Vec<(&'static str, String)>)> {
    let group = |district: &'static place::FormerDistrict| {
        let name = match l {
            Locale::Vi => format!("{} (cũ)", district.name),
            Locale::En => format!("Former {} district", text::unmark(district.short_name())),
        };
        (name, district.communes().map(|commune| (commune.code, commune.title(*l))).collect())
    };
    place::former_districts().iter().map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_commune_can_be_chosen_exactly_once() {
        let mut codes: Vec<_> = commune_groups(&Locale::Vi)
            .into_iter()
            .flat_map(|(_, all)| all.into_iter().map(|(code, _)| code))
            .collect();
        codes.sort_unstable();
        let mut all: Vec<_> = place::communes().iter().map(|commune| commune.code).collect();
        all.sort_unstable();
        assert_eq!(codes, all);
    }

    #[test]
    fn papers_of_members_and_of_products_have_names() {
        assert_eq!(paper_name(Locale::En, "licence"), "Business registration");
        assert_eq!(paper_name(Locale::En, "alcohol_licence"), "Licence to produce or sell alcohol");
        assert_eq!(paper_name(Locale::En, "anything"), "Another paper");
    }
}
