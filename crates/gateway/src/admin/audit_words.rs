//! The audit log's actions in words: one table, used by the log and by every history.

use kernel::Locale;

/// What the actor did, as the second half of a sentence that begins with his name.
#[must_use]
pub fn action_words(l: Locale, action: &str) -> &'static str {
    WORDS
        .iter()
        .find(|(known, ..)| *known == action)
        .map_or_else(|| l.t("làm một việc chưa có tên", "did something without a name"), |(_, vi, en)| l.t(vi, en))
}

/// What a line is about, by its subject's kind.
#[must_use]
pub fn subject_words(l: Locale, kind: &str) -> &'static str {
    match kind {
        "account" => l.t("Tài khoản", "Account"),
        "member" => l.t("Thành viên", "Member"),
        "stall" => l.t("Gian hàng", "Stall"),
        "product" => l.t("Sản phẩm", "Product"),
        "category" => l.t("Ngành hàng", "Category"),
        "commodity" => l.t("Mặt hàng", "Commodity"),
        "offer" => l.t("Chào hàng", "Offer"),
        "quote" => l.t("Báo giá", "Quote"),
        "deal" => l.t("Thoả thuận", "Deal"),
        "message" => l.t("Tin nhắn trao đổi", "Message"),
        "inquiry" => l.t("Câu hỏi của người mua", "Buyer's question"),
        "synonym" => l.t("Từ đồng nghĩa", "Synonym"),
        "price_board" => l.t("Bảng giá", "Price board"),
        "export" => l.t("Tệp xuất dữ liệu", "Exported list"),
        "outbox" => l.t("Việc nền", "Background work"),
        _ => l.t("Khác", "Other"),
    }
}

/// The areas that the log is filtered by: the beginning of the action, and its name.
pub const AREAS: &[(&str, &str, &str)] = &[
    ("member.", "Hồ sơ thành viên", "Memberships"),
    ("staff.", "Nhân sự của thành viên", "Members' people"),
    ("stall.", "Gian hàng", "Stalls"),
    ("product.", "Sản phẩm", "Products"),
    ("revision.", "Bản sửa sản phẩm", "Edits of products"),
    ("offer.", "Chào bán, chào mua", "Offers"),
    ("quote.", "Báo giá", "Quotes"),
    ("deal.", "Thoả thuận mua bán", "Deals"),
    ("message.", "Tin nhắn trao đổi", "Messages of negotiations"),
    ("inquiry.", "Câu hỏi của người mua", "Buyers' questions"),
    ("account.", "Tài khoản và đăng nhập", "Accounts and logins"),
    ("category.", "Ngành hàng", "Categories"),
    ("commodity.", "Mặt hàng", "Commodities"),
    ("synonym.", "Từ đồng nghĩa", "Synonyms"),
    ("price_board.", "Bảng giá", "Price board"),
    ("statistics.", "Số liệu thống kê", "Statistics"),
    ("export.", "Xuất dữ liệu", "Exports"),
    ("outbox.", "Việc nền", "Background work"),
];

const WORDS: &[(&str, &str, &str)] = &[
    ("member.begun", "bắt đầu hồ sơ thành viên", "began the application"),
    ("member.saved", "lưu bản nháp hồ sơ", "saved the application's draft"),
    ("member.document_added", "nộp thêm giấy tờ", "added a paper"),
    ("member.document_removed", "gỡ giấy tờ", "removed a paper"),
    ("member.document_read", "mở giấy tờ của thành viên", "opened a member's paper"),
    ("member.submitted", "gửi duyệt hồ sơ thành viên", "submitted the application"),
    ("member.approved", "duyệt hồ sơ thành viên", "approved the application"),
    ("member.changes_requested", "yêu cầu bổ sung hồ sơ", "asked for changes to the application"),
    ("member.rejected", "từ chối hồ sơ thành viên", "rejected the application"),
    ("member.suspended", "tạm ngừng thành viên", "suspended the member"),
    ("member.restored", "khôi phục thành viên", "restored the member"),
    ("member.closed", "đóng thành viên", "closed the membership"),
    ("member.edited", "đổi thông tin liên hệ của thành viên", "changed the member's contact details"),
    ("staff.invited", "mời người vào cơ sở", "invited somebody"),
    ("staff.invitation_revoked", "thu hồi lời mời", "took an invitation back"),
    ("staff.joined", "tham gia cơ sở", "joined the business"),
    ("staff.removed", "gỡ người khỏi cơ sở", "removed somebody"),
    ("stall.begun", "bắt đầu gian hàng", "began the stall"),
    ("stall.saved", "lưu bản nháp gian hàng", "saved the stall's draft"),
    ("stall.submitted", "gửi duyệt gian hàng", "submitted the stall"),
    ("stall.approved", "duyệt mở gian hàng", "approved the stall"),
    ("stall.changes_requested", "yêu cầu bổ sung gian hàng", "asked for changes to the stall"),
    ("stall.rejected", "từ chối gian hàng", "rejected the stall"),
    ("stall.suspended", "tạm ngừng gian hàng", "suspended the stall"),
    ("stall.restored", "khôi phục gian hàng", "restored the stall"),
    ("stall.closed", "đóng gian hàng", "closed the stall"),
    ("stall.edited", "sửa gian hàng đang mở", "edited the open stall"),
    ("product.created", "tạo sản phẩm", "began the product"),
    ("product.saved", "lưu bản nháp sản phẩm", "saved the product's draft"),
    ("product.paper_added", "nộp thêm giấy tờ của sản phẩm", "added a paper of the product"),
    ("product.paper_removed", "gỡ giấy tờ của sản phẩm", "removed a paper of the product"),
    ("product.paper_read", "mở giấy tờ của sản phẩm", "opened a paper of the product"),
    ("product.submitted", "gửi duyệt sản phẩm", "submitted the product"),
    ("product.listed", "duyệt đăng sản phẩm", "approved the product"),
    ("product.changed", "đổi nội dung đang đăng", "changed what is listed"),
    ("product.changes_requested", "yêu cầu bổ sung sản phẩm", "asked for changes to the product"),
    ("product.rejected", "từ chối sản phẩm", "rejected the product"),
    ("product.hidden", "ẩn sản phẩm", "hid the product"),
    ("product.shown", "cho hiện lại sản phẩm", "showed the product again"),
    ("product.suspended", "tạm ngừng sản phẩm", "suspended the product"),
    ("product.restored", "khôi phục sản phẩm", "restored the product"),
    ("product.archived", "lưu trữ sản phẩm", "archived the product"),
    ("revision.begun", "bắt đầu bản sửa", "began an edit"),
    ("revision.submitted", "gửi duyệt bản sửa", "submitted the edit"),
    ("revision.approved", "duyệt bản sửa", "approved the edit"),
    ("revision.changes_requested", "yêu cầu bổ sung bản sửa", "asked for changes to the edit"),
    ("revision.rejected", "từ chối bản sửa", "rejected the edit"),
    ("revision.withdrawn", "rút bản sửa", "withdrew the edit"),
    ("offer.created", "tạo chào hàng", "began the offer"),
    ("offer.saved", "lưu bản nháp chào hàng", "saved the offer's draft"),
    ("offer.submitted", "gửi duyệt chào hàng", "submitted the offer"),
    ("offer.opened", "mở chào hàng", "opened the offer"),
    ("offer.changes_requested", "yêu cầu bổ sung chào hàng", "asked for changes to the offer"),
    ("offer.rejected", "từ chối chào hàng", "rejected the offer"),
    ("offer.hidden", "ẩn chào hàng", "hid the offer"),
    ("offer.shown", "cho hiện lại chào hàng", "showed the offer again"),
    ("offer.changed", "đổi số lượng còn lại của chào hàng", "changed what remains of the offer"),
    ("offer.revised", "sửa chào hàng đang mở", "changed the open offer"),
    ("offer.photos_saved", "lưu ảnh của chào hàng", "saved the offer's photos"),
    (
        "offer.reopened",
        "mở lại chào hàng vì một thoả thuận bị huỷ",
        "opened the offer again since a deal was called off",
    ),
    ("offer.closed", "đóng chào hàng", "closed the offer"),
    ("offer.withdrawn", "rút chào hàng", "withdrew the offer"),
    ("offer.expired", "cho chào hàng hết hạn", "let the offer expire"),
    ("offer.trusted", "tin cậy thành viên: chào hàng mở ngay", "trusted the member: its offers open at once"),
    ("offer.distrusted", "bỏ tin cậy thành viên", "withdrew the trust in the member"),
    ("offer.thread_read", "đọc trao đổi của chào hàng", "read a negotiation on the offer"),
    ("offer.file_read", "mở tệp trong trao đổi của chào hàng", "opened a file of a negotiation on the offer"),
    ("quote.sent", "gửi báo giá", "sent a quote"),
    ("quote.countered", "trả giá lại", "countered a quote"),
    ("quote.accepted", "chấp nhận báo giá", "accepted a quote"),
    ("quote.declined", "từ chối báo giá", "declined a quote"),
    ("quote.withdrawn", "rút báo giá", "withdrew a quote"),
    ("quote.expired", "cho báo giá hết hạn", "let a quote expire"),
    ("deal.agreed", "chốt thoả thuận", "agreed on a deal"),
    ("deal.completed", "hoàn thành thoả thuận", "completed a deal"),
    ("deal.cancelled", "huỷ thoả thuận", "cancelled a deal"),
    ("message.sent", "nhắn tin khi trao đổi", "sent a message"),
    ("inquiry.sent", "hỏi người bán", "asked the seller"),
    ("inquiry.read", "đọc câu hỏi của người mua", "read a buyer's question"),
    ("inquiry.answered", "đánh dấu đã trả lời người mua", "marked a buyer's question as answered"),
    ("account.registered", "đăng ký tài khoản", "registered"),
    ("account.administrator_created", "tạo tài khoản quản trị viên", "made an administrator's account"),
    ("account.verified", "xác minh tài khoản", "verified the account"),
    ("account.verification_wanted", "xin thư xác minh", "asked for the verification mail"),
    ("account.reset_wanted", "xin thư đặt lại mật khẩu", "asked for the mail for a new password"),
    ("account.profile_changed", "đổi thông tin tài khoản", "changed the profile"),
    ("account.password_changed", "đổi mật khẩu", "changed the password"),
    ("account.reset_requested", "xin đặt lại mật khẩu", "asked for a new password"),
    ("account.reset_code_issued", "cấp mã đặt lại mật khẩu", "gave out a code for a new password"),
    ("account.reset_code_failed", "nhập sai mã đặt lại mật khẩu", "typed a wrong code for a new password"),
    ("account.password_reset", "đặt lại mật khẩu", "set a new password"),
    ("account.logged_in", "đăng nhập", "logged in"),
    ("account.login_failed", "đăng nhập không thành công", "failed to log in"),
    ("account.login_blocked", "bị chặn đăng nhập vì thử quá nhiều", "was blocked after too many tries"),
    ("account.login_refused", "bị từ chối đăng nhập", "was refused the login"),
    ("account.second_factor_set", "bật xác thực hai bước", "turned two-step login on"),
    ("account.second_factor_removed", "gỡ xác thực hai bước", "removed the two-step login"),
    ("account.recovery_code_used", "dùng mã dự phòng", "used a recovery code"),
    ("account.recovery_codes_renewed", "tạo mã dự phòng mới", "renewed the recovery codes"),
    ("account.role_changed", "đổi vai trò tài khoản", "changed the account's role"),
    ("account.locked", "khoá tài khoản", "locked the account"),
    ("account.unlocked", "mở khoá tài khoản", "unlocked the account"),
    ("category.changed", "sửa ngành hàng", "changed a category"),
    ("commodity.changed", "sửa mặt hàng", "changed a commodity"),
    ("synonym.seeded", "nạp danh sách từ đồng nghĩa ban đầu", "loaded the first list of synonyms"),
    ("synonym.added", "thêm từ đồng nghĩa", "added a synonym"),
    ("synonym.changed", "sửa từ đồng nghĩa", "changed a synonym"),
    ("synonym.removed", "gỡ từ đồng nghĩa", "removed a synonym"),
    ("synonym.put_back", "khôi phục từ đồng nghĩa", "put a synonym back"),
    ("price_board.rebuilt", "tính lại bảng giá", "recomputed the price board"),
    ("export.members", "xuất danh sách thành viên", "exported the members"),
    ("export.stalls", "xuất danh sách gian hàng", "exported the stalls"),
    ("export.products", "xuất danh sách sản phẩm", "exported the products"),
    ("export.offers", "xuất danh sách chào hàng", "exported the offers"),
    ("export.offer_desk", "xuất số liệu bàn chào hàng", "exported the offer desk's figures"),
    ("export.trusted", "xuất danh sách thành viên tin cậy", "exported the trusted members"),
    ("export.accounts", "xuất danh sách tài khoản", "exported the accounts"),
    ("export.audit", "xuất nhật ký", "exported the audit log"),
    ("export.queue", "xuất danh sách chờ duyệt", "exported what waits"),
    ("export.synonyms", "xuất danh sách từ đồng nghĩa", "exported the synonyms"),
    ("export.report", "xuất báo cáo hoạt động", "exported the activity report"),
    ("export.begun", "bắt đầu xuất một danh sách dài", "began to export a long list"),
    ("export.cancelled", "huỷ việc xuất danh sách", "cancelled an export"),
    ("export.taken", "tải tệp danh sách đã xuất", "took an exported list"),
    ("statistics.correct", "đính chính số liệu của tháng đã chốt", "corrected a closed month's figures"),
    ("export.statistics", "xuất số liệu thống kê", "exported figures"),
    ("outbox.revived", "chạy lại một việc nền bị lỗi", "sent a dead letter again"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_of_every_domain_has_words() {
        let unnamed = action_words(Locale::Vi, "no.such_thing");
        let kinds = members::Event::ALL.iter().map(|event| event.kind());
        let kinds = kinds.chain(catalogue::Event::ALL.iter().map(|event| event.kind()));
        for kind in kinds.chain(offers::Event::ALL.iter().map(|event| event.kind())) {
            assert_ne!(action_words(Locale::Vi, kind), unnamed, "{kind}");
        }
    }

    #[test]
    fn no_action_stands_twice_and_each_belongs_to_an_area() {
        for (index, (action, vi, en)) in WORDS.iter().enumerate() {
            assert!(WORDS[..index].iter().all(|(before, ..)| before != action), "{action}");
            assert!(AREAS.iter().any(|(area, ..)| action.starts_with(area)), "{action}");
            assert_ne!(vi, en);
        }
    }
}
