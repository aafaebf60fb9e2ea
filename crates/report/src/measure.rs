//! What is measured, in words, and what each figure means.

use kernel::Locale;
use statistics::kind;

/// Whether figures add up over months, or are as at the last one's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    Stock,
    Flow,
    /// Adds up; whole đồng.
    Money,
}

macro_rules! measures {
    ($($name:ident $code:expr, $nature:ident, ($vi:literal, $en:literal), ($vi_means:literal, $en_means:literal);)+) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Measure { $($name),+ }

        impl Measure {
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name under which months keep it.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            #[must_use]
            pub fn nature(self) -> Nature {
                match self { $(Self::$name => Nature::$nature),+ }
            }

            #[must_use]
            pub fn name(self, l: Locale) -> &'static str {
                match self { $(Self::$name => l.t($vi, $en)),+ }
            }

            /// What the figure means; a whole sentence.
            #[must_use]
            pub fn meaning(self, l: Locale) -> &'static str {
                match self { $(Self::$name => l.t($vi_means, $en_means)),+ }
            }
        }
    };
}

measures! {
    Members "members", Stock, ("Thành viên", "Members"),
        ("Thành viên: cơ sở được Sàn phê duyệt, tính đến hết kỳ.", "Members: businesses approved by the floor, at the end of the period.");
    Stalls "stalls", Stock, ("Gian hàng", "Stalls"),
        ("Gian hàng: gian hàng đang mở của thành viên được phê duyệt.", "Stalls: open stalls of approved members.");
    Products "products", Stock, ("Sản phẩm", "Products"),
        ("Sản phẩm: sản phẩm đang đăng bán.", "Products: products that are listed.");
    ProductsOffered "products_offered", Stock, ("Sản phẩm có chào bán", "Products with live offers"),
        ("Sản phẩm có chào bán: sản phẩm đang đăng có ít nhất một tin chào bán còn hiệu lực.", "Products with live offers: listed products with at least one live offer to sell.");
    OffersSell "offers_sell", Stock, ("Tin chào bán", "Offers to sell"),
        ("Tin chào bán: tin còn hiệu lực.", "Offers to sell: live ones.");
    OffersBuy "offers_buy", Stock, ("Tin chào mua", "Offers to buy"),
        ("Tin chào mua: tin còn hiệu lực.", "Offers to buy: live ones.");
    Deals "deals", Flow, ("Giao dịch thoả thuận", "Deals"),
        ("Giao dịch: thoả thuận mua bán đạt được qua Sàn trong kỳ và không bị huỷ.", "Deals: agreed through the floor within the period and not cancelled.");
    DealValue "deal_value", Money, ("Giá trị giao dịch", "Value of deals"),
        ("Giá trị giao dịch: tổng số tiền hai bên thoả thuận.", "Value of deals: the sum of what the parties agreed on.");
    Logins kind::LOGIN_OK_MEMBER, Flow, ("Lượt đăng nhập của thành viên", "Member logins"),
        ("Lượt đăng nhập: số lần chủ cơ sở và nhân viên đăng nhập thành công; không tính cán bộ của Sàn.", "Member logins: successful logins of owners and staff; officers are not counted.");
    FailedLogins kind::LOGIN_FAILED_MEMBER, Flow, ("Đăng nhập không thành công", "Failed member logins"),
        ("Không thành công: sai mật khẩu, sai mã hoặc bị chặn.", "Failed: wrong passwords, wrong codes and blocked tries.");
    Visits kind::VISIT, Flow, ("Lượt truy cập", "Visits"),
        ("Lượt truy cập: chuỗi trang của một khách, kết thúc khi khách không mở trang nào trong 30 phút; không tính máy tìm kiếm và cán bộ của Sàn.", "Visits: one visitor's pages, until nothing is opened for 30 minutes; search engines and officers are not counted.");
    Visitors kind::VISITOR, Flow, ("Khách theo ngày", "Daily visitors"),
        ("Khách theo ngày: số khách khác nhau của từng ngày, cộng lại; nhận theo địa chỉ mạng và trình duyệt đã băm với khoá đổi mỗi ngày rồi huỷ, không dùng cookie.", "Daily visitors: different visitors of each day, added up; told apart by network address and browser, hashed with a key that changes daily and is destroyed; no cookies.");
    Pages kind::PAGE, Flow, ("Trang được mở", "Pages shown"),
        ("Trang được mở: mọi trang công khai.", "Pages shown: every public page.");
    ProductViews kind::PRODUCT_VIEW, Flow, ("Lượt xem sản phẩm", "Product views"),
        ("Lượt xem: số lần trang được mở; mở lại thì tính thêm.", "Views: how often a page was opened; opening it again counts again.");
    StallViews kind::STALL_VIEW, Flow, ("Lượt xem gian hàng", "Stall views"), ("", "");
    OfferViews kind::OFFER_VIEW, Flow, ("Lượt xem tin chào", "Offer views"), ("", "");
    Searches kind::SEARCH, Flow, ("Lượt tìm kiếm", "Searches"), ("", "");
    ZeroHits "zero_hit", Flow, ("Lượt tìm không có kết quả", "Searches without results"), ("", "");
    Exports kind::EXPORT, Flow, ("Lượt xuất số liệu", "Exports"), ("", "");
    Capped kind::CAPPED, Flow, ("Lượt xem bị loại", "Views left out"),
        ("Lượt xem bị loại: từ địa chỉ mở quá nhiều trang, không tính vào các số khác.", "Views left out: of addresses that asked for too many pages; in no other figure.");
    Suspended "products_suspended", Stock, ("Sản phẩm bị tạm ngừng", "Products suspended"),
        ("Sản phẩm bị tạm ngừng: do cán bộ của Sàn tạm gỡ khỏi trang bán, tính đến hết kỳ.", "Products suspended: taken off sale by officers, at the end of the period.");
}
