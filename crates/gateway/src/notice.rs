//! What is said after a deed: `?tb=<code>` on the page that follows, so that no cookie and no state is needed.

use kernel::Locale;

/// A known sentence; an unknown code says nothing, so nobody can put words on our pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub vi: &'static str,
    pub en: &'static str,
}

impl Notice {
    #[must_use]
    pub fn text(&self, l: &Locale) -> &'static str {
        match l {
            Locale::Vi => self.vi,
            Locale::En => self.en,
        }
    }

    #[must_use]
    pub fn from_query(query: &str) -> Option<Self> {
        let code = query.split('&').find_map(|pair| pair.strip_prefix("tb="))?;
        NOTICES.iter().find(|(known, ..)| *known == code).map(|(_, vi, en)| Self { vi, en })
    }
}

const NOTICES: &[(&str, &str, &str)] = &[
    ("da-luu", "Đã lưu.", "Saved."),
    (
        "da-luu-nhap",
        "Đã lưu bản nháp. Khi đủ thông tin, hãy bấm “Gửi duyệt”.",
        "Draft saved. When it is complete, press “Submit for approval”.",
    ),
    (
        "da-gui-duyet",
        "Đã gửi duyệt. Cán bộ của Sàn sẽ xem và trả lời.",
        "Submitted. An officer of the floor will look at it and answer.",
    ),
    ("da-xac-minh", "Địa chỉ thư đã được xác minh. Cảm ơn bạn.", "Your e-mail address is verified. Thank you."),
    ("da-gui-lai", "Đã gửi lại thư xác minh.", "The mail is sent again."),
    (
        "gui-lai-nhieu",
        "Bạn vừa yêu cầu nhiều lần. Hãy xem hộp thư, hoặc thử lại sau một giờ.",
        "You asked several times. Please look in your mailbox, or try again in an hour.",
    ),
    (
        "mat-khau-moi",
        "Đã đặt mật khẩu mới. Hãy đăng nhập bằng mật khẩu đó.",
        "The new password is set. Please log in with it.",
    ),
    (
        "da-doi-mat-khau",
        "Đã đổi mật khẩu. Các thiết bị khác đã bị đăng xuất.",
        "Password changed. Other devices are logged out.",
    ),
    ("da-dang-xuat-may-khac", "Đã đăng xuất khỏi thiết bị khác.", "The other device is logged out."),
    (
        "da-gui-cau-hoi",
        "Đã gửi câu hỏi. Người bán sẽ trả lời theo cách liên hệ bạn đã ghi.",
        "Your question is sent. The seller will answer through the contact you gave.",
    ),
    (
        "can-xac-minh",
        "Đã lưu bản nháp. Hãy xác minh tài khoản, rồi quay lại bấm “Gửi duyệt”.",
        "Draft saved. Please verify your account, then come back and press “Submit for approval”.",
    ),
    ("da-them-giay-to", "Đã thêm giấy tờ.", "The paper is added."),
    ("da-hoan-tac", "Đã hoàn tác.", "Undone."),
    (
        "da-thu-hoi",
        "Đã thu hồi lời mời; liên kết không dùng được nữa.",
        "The invitation is taken back; its link no longer works.",
    ),
    (
        "da-go-nhan-vien",
        "Đã gỡ người này khỏi cơ sở. Muốn mời lại, hãy tạo liên kết mới.",
        "Removed. To invite the person again, make a new link.",
    ),
    ("da-tham-gia", "Chào mừng! Bạn đã tham gia cơ sở.", "Welcome! You have joined the business."),
    ("da-tra-loi", "Đã đánh dấu là đã trả lời.", "Marked as answered."),
    (
        "can-gian-hang",
        "Sản phẩm nằm trong gian hàng: hãy lưu nháp gian hàng trước, rồi đăng sản phẩm.",
        "Products stand in a stall: please save the stall's draft first, then list products.",
    ),
    ("gia-moi", "Đã đổi giá. Người mua thấy giá mới ngay.", "The price is changed. Buyers see it at once."),
    (
        "ban-sua-nhap",
        "Đã lưu bản sửa. Người mua vẫn thấy nội dung cũ cho đến khi bạn gửi và bản sửa được duyệt.",
        "The edit is saved. Buyers see the old version until you submit it and it is approved.",
    ),
    (
        "ban-sua-da-gui",
        "Đã gửi duyệt bản sửa. Người mua vẫn thấy nội dung cũ cho đến khi được duyệt.",
        "The edit is submitted. Buyers see the old version until it is approved.",
    ),
    (
        "ban-sua-da-rut",
        "Đã rút bản sửa. Nội dung đang đăng giữ nguyên.",
        "The edit is withdrawn. What is listed stays as it is.",
    ),
    ("da-hien", "Sản phẩm đã hiện lại với người mua.", "Buyers see the product again."),
    ("da-luu-tru", "Đã lưu trữ sản phẩm.", "The product is archived."),
    (
        "da-chay-lai",
        "Đã đưa vào chạy lại. Tải lại trang sau ít giây để xem kết quả.",
        "Sent again. Reload in a few seconds to see how it went.",
    ),
    (
        "can-xac-minh-mua",
        "Để đăng chào mua hoặc gửi báo giá, tài khoản cần được xác minh trước.",
        "To buy or to send quotes, your account has to be verified first.",
    ),
    (
        "chao-hang-da-sua",
        "Đã lưu thay đổi: mọi người thấy ngay. Ai đang chờ trả lời báo giá được báo trong cuộc trao đổi.",
        "Saved: everybody sees it now. Whoever waits for an answer to a quote reads of it in the talk.",
    ),
    ("chao-hang-da-mo", "Chào hàng đã mở: mọi người thấy ngay.", "The offer is open: everybody sees it now."),
    ("chao-hang-da-an", "Đã ẩn chào hàng. Bấm “Hiện lại” để hoàn tác.", "The offer is hidden. “Show again” undoes it."),
    ("chao-hang-da-hien", "Chào hàng đã hiện lại.", "Everybody sees the offer again."),
    ("chao-hang-da-dong", "Đã đóng chào hàng.", "The offer is closed."),
    ("chao-hang-da-rut", "Đã rút chào hàng.", "The offer is withdrawn."),
    (
        "chao-hang-sua-lai",
        "Chào hàng có chỗ không còn đúng, như ngày đã qua hoặc sản phẩm không còn bán. Hãy sửa rồi gửi lại.",
        "Something in the offer is no longer right, such as a day that has passed or a product that is not listed. Please mend it and submit again.",
    ),
    (
        "bao-gia-dang-cho",
        "Bạn đang có báo giá chờ trả lời trong cuộc trao đổi này.",
        "A quote of this talk waits for an answer already.",
    ),
    ("da-gui-bao-gia", "Đã gửi báo giá. Bên kia được báo ngay.", "The quote is sent. The other side is told at once."),
    ("da-tra-gia", "Đã gửi giá mới.", "The counter-offer is sent."),
    ("da-gui-tin", "Đã gửi lời nhắn.", "The message is sent."),
    ("da-chot", "Đã chốt thoả thuận. Bên kia được báo ngay.", "The deal is agreed on. The other side is told at once."),
    ("da-tu-choi", "Đã từ chối báo giá.", "The quote is declined."),
    ("da-rut-bao-gia", "Đã rút báo giá.", "The quote is withdrawn."),
    ("da-hoan-thanh", "Đã ghi nhận hoàn thành. Cảm ơn hai bên.", "The deal is completed. Thank you both."),
    ("da-huy-thoa-thuan", "Đã huỷ thoả thuận.", "The deal is called off."),
    (
        "da-theo-doi",
        "Đã theo dõi. Có gì mới, Sàn sẽ báo cho bạn.",
        "You follow it now. The floor will tell you what is new.",
    ),
    ("da-bo-theo-doi", "Đã bỏ theo dõi.", "You no longer follow it."),
    (
        "da-luu-tim-kiem",
        "Đã lưu tìm kiếm. Có chào hàng mới phù hợp, Sàn sẽ báo cho bạn.",
        "The search is saved. The floor will tell you when a new offer fits.",
    ),
    (
        "tim-kiem-trong",
        "Chưa lưu: hãy chọn ít nhất một điều kiện để tìm.",
        "Not saved: please choose at least one thing to search for.",
    ),
    (
        "theo-doi-nhieu",
        "Bạn đã theo dõi 100 mục, là mức nhiều nhất. Hãy bỏ bớt rồi thử lại.",
        "You follow 100 things, which is the most. Please remove some and try again.",
    ),
    ("da-bat-thu", "Đã bật thư tổng hợp hằng ngày.", "The daily mail is on."),
    ("da-tat-thu", "Đã tắt thư tổng hợp hằng ngày.", "The daily mail is off."),
    ("da-doc-het", "Đã đánh dấu đã đọc tất cả.", "All alerts are marked as read."),
    ("da-dang-xuat", "Bạn đã đăng xuất.", "You are logged out."),
];
