//! Names of invented businesses. None is meant to be anybody's; all persons are visibly samples.

use kernel::{place::Commune, tax_code::TaxCode};
use members::MemberKind;

const WORDS: [&str; 40] = [
    "Nắng Mai",
    "Đồi Xanh",
    "Hương Quê",
    "Mùa Vàng",
    "Gió Ngàn",
    "Bến Sông",
    "Lúa Mới",
    "Cát Trắng",
    "Rừng Thông",
    "Đất Lành",
    "Cánh Diều",
    "Làng Chài",
    "Ong Rừng",
    "Suối Trong",
    "Vườn Đồi",
    "Trăng Non",
    "Hoa Bưởi",
    "Nhà Nông",
    "Bình Minh",
    "Lá Chè",
    "Sóng Biếc",
    "Bếp Quê",
    "Hạt Vàng",
    "Giàn Trầu",
    "Chợ Phiên",
    "Đồng Xa",
    "Mái Lá",
    "Khói Bếp",
    "Cây Đa",
    "Ngõ Trúc",
    "Mạch Nguồn",
    "Hương Đồng",
    "Bãi Ngang",
    "Triền Núi",
    "Giếng Làng",
    "Sân Phơi",
    "Vụ Mùa",
    "Thuyền Nan",
    "Đầm Sen",
    "Rặng Tre",
];

pub const KINDS: [MemberKind; 4] =
    [MemberKind::Cooperative, MemberKind::Household, MemberKind::Enterprise, MemberKind::Farm];

/// Numbers from here on are businesses that did not get as far as an open stall.
pub const SPECIAL: usize = 400_000;

pub struct Names {
    pub member: String,
    pub stall: String,
    pub slug: String,
}

/// Different for every `number`.
pub fn of(number: usize, kind: MemberKind, commune: &Commune) -> Names {
    let words = WORDS[number % WORDS.len()];
    let more = match (number.checked_sub(SPECIAL), number / WORDS.len()) {
        (Some(special), _) => format!(" mẫu {}", special + 1),
        (None, 0) => String::new(),
        // The same words come again with a number.
        (None, round) => format!(" {}", round + 1),
    };
    let what = match kind {
        MemberKind::Cooperative => "Hợp tác xã",
        MemberKind::Household => "Hộ kinh doanh",
        MemberKind::Enterprise => "Công ty TNHH",
        MemberKind::Farm => "Trang trại",
    };
    let stall = format!("{words} {}{more}", commune.name);
    let slug = kernel::text::slugify(&stall);
    Names { member: format!("{what} {stall}"), stall, slug }
}

/// A tax code with a right check digit: an organisation's, or a personal number of somebody who does not exist.
pub fn tax_code(number: usize, kind: MemberKind) -> String {
    if kind.is_individual() && number % 8 == 1 {
        return format!("042085{:06}", 100_000 + number);
    }
    // One in eleven serials has no check digit, so those are stepped over.
    (0u64..)
        .map(|step| 302_000_000 + number as u64 * 37 + step)
        .flat_map(|nine| (0..10).map(move |last| format!("{nine}{last}")))
        .find(|code| TaxCode::parse(code).is_ok())
        .unwrap_or_default()
}

pub fn representative(number: usize) -> String {
    format!("Người đại diện mẫu {:02}", number + 1)
}

/// A mobile number in E.164.
pub fn phone(number: usize) -> String {
    format!("+84912{:06}", number % 1_000_000)
}
