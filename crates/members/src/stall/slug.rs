//! A stall's address: `/gian-hang/{slug}`.

use kernel::{Problem, text};

pub const MIN_SLUG: usize = 3;
pub const MAX_SLUG: usize = 60;

/// Words that the site's own addresses use or may come to use, and names that would speak for the floor itself.
const RESERVED: &[&str] = &[
    "admin",
    "api",
    "assets",
    "ban-quan-tri",
    "bang-gia",
    "bang-viec",
    "chao-ban",
    "chao-mua",
    "chinh-sach",
    "chu-de",
    "cua-toi",
    "dang-ky",
    "dang-nhap",
    "dang-xuat",
    "danh-muc",
    "dieu-khoan",
    "don-hang",
    "floor",
    "gian-hang",
    "gio-hang",
    "gioi-thieu",
    "ha-tinh",
    "health",
    "hoi-dap",
    "ho-so",
    "ho-tro",
    "khieu-nai",
    "lich-mua-vu",
    "lien-he",
    "login",
    "logout",
    "mat-khau",
    "media",
    "metrics",
    "moi",
    "nguoi-ban",
    "null",
    "picture",
    "quan-ly",
    "quan-tri",
    "quen-mat-khau",
    "quy-che",
    "root",
    "san-giao-dich",
    "san-pham",
    "san-thuong-mai-dien-tu",
    "sitemap",
    "so-cong-thuong",
    "static",
    "sua",
    "tai-khoan",
    "tao-moi",
    "tat-ca",
    "thanh-toan",
    "thanh-vien",
    "thong-bao",
    "thong-ke",
    "tim-kiem",
    "trang-chu",
    "trung-tam-ho-tro",
    "uy-ban-nhan-dan",
    "www",
    "xoa",
];

/// Whether a stall may have this address; whether it is free only the database knows.
pub fn check_slug(slug: &str) -> Result<(), Problem> {
    let length = slug.chars().count();
    if slug.is_empty() {
        Err(Problem::Required)
    } else if length > MAX_SLUG {
        Err(Problem::TooLong(MAX_SLUG))
    } else if !text::is_slug(slug) {
        Err(Problem::NotSlug)
    } else if slug == "en" || slug == "vi" || RESERVED.contains(&slug) {
        Err(Problem::SlugReserved)
    } else if length < MIN_SLUG {
        Err(Problem::TooShort(MIN_SLUG))
    } else {
        Ok(())
    }
}
