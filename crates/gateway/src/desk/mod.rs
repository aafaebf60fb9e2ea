//! The member's desk: application, stall, products, messages.

pub mod states;

use kernel::Locale;

/// What a kind of paper is called.
#[must_use]
pub fn paper_name(l: Locale, kind: &str) -> &'static str {
    match kind {
        "licence" => l.t("giấy chứng nhận đăng ký kinh doanh", "business registration"),
        "food_safety" => l.t("giấy chứng nhận an toàn thực phẩm", "food-safety certificate"),
        _ => l.t("giấy tờ khác", "another paper"),
    }
}
