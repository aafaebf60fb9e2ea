//! Where a thing stands, in words: the badge, and who acts next. One place for the desk and the console.

use catalogue::RevisionState;
use chrono::{DateTime, Utc};
use kernel::{Locale, date};
use members::{MemberState, StallState};

/// A state as people read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The badge's class: `good`, `wait`, `bad`, `info`, or none.
    pub class: &'static str,
    pub icon: &'static str,
    pub word: &'static str,
    /// For the member: who acts next and what happens then.
    pub next: &'static str,
}

/// What a state panel shows (`{% import "desk/state.html" as state %}`, then `state::panel`).
#[derive(Debug, Clone)]
pub struct Panel {
    pub standing: Standing,
    /// Since when, as a moment and as "3 days ago"; both empty when unknown.
    pub since: String,
    pub ago: String,
    /// What the officer wrote; empty when nothing.
    pub reason: String,
}

impl Panel {
    #[must_use]
    pub fn new(l: Locale, standing: Standing, since: Option<DateTime<Utc>>, now: DateTime<Utc>, reason: &str) -> Self {
        Self {
            standing,
            since: since.map(|at| date::moment(l, at)).unwrap_or_default(),
            ago: since.map(|at| date::ago(l, now, at)).unwrap_or_default(),
            reason: reason.to_owned(),
        }
    }
}

fn standing(class: &'static str, icon: &'static str, word: &'static str, next: &'static str) -> Standing {
    Standing { class, icon, word, next }
}

#[must_use]
pub fn member(l: Locale, state: MemberState) -> Standing {
    match state {
        MemberState::Draft => standing(
            "info",
            "pencil",
            l.t("Bản nháp", "Draft"),
            l.t("Đến lượt bạn: điền nốt hồ sơ rồi bấm “Gửi duyệt”.", "Your turn: complete the application, then press “Submit for approval”."),
        ),
        MemberState::Submitted => standing(
            "wait",
            "clock",
            l.t("Đang chờ duyệt", "Waiting for approval"),
            l.t(
                "Cán bộ của Sàn đang xem hồ sơ, thường trong 3 ngày làm việc. Kết quả hiện ở đây và được gửi qua thư điện tử nếu bạn có khai địa chỉ thư.",
                "An officer of the floor is reading it, usually within 3 working days. The answer appears here, and by e-mail if you gave an address.",
            ),
        ),
        MemberState::Approved => standing(
            "good",
            "check",
            l.t("Đã duyệt", "Approved"),
            l.t("Cơ sở của bạn là thành viên của Sàn. Bạn có thể mở gian hàng và đăng sản phẩm.", "Your business is a member of the floor. You can open a stall and list products."),
        ),
        MemberState::ChangesRequested => standing(
            "wait",
            "pencil",
            l.t("Cần bổ sung", "Changes requested"),
            l.t("Đến lượt bạn: sửa theo góp ý rồi gửi duyệt lại.", "Your turn: make the changes asked for, then submit again."),
        ),
        MemberState::Rejected => standing(
            "bad",
            "cross",
            l.t("Bị từ chối", "Rejected"),
            l.t("Hồ sơ này đã khép lại. Nếu bạn thấy chưa đúng, hãy liên hệ ban quản trị Sàn.", "This application is closed. If you disagree, please contact the floor's administrators."),
        ),
        MemberState::Suspended => standing(
            "bad",
            "pause",
            l.t("Tạm ngừng", "Suspended"),
            l.t("Gian hàng và sản phẩm đang không hiển thị. Hãy khắc phục rồi liên hệ ban quản trị Sàn để được khôi phục.", "Your stall and products are not shown. Please put things right, then ask the floor's administrators to restore them."),
        ),
        MemberState::Closed => standing(
            "",
            "lock",
            l.t("Đã đóng", "Closed"),
            l.t("Cơ sở này không còn hoạt động trên Sàn.", "This business is no longer active on the floor."),
        ),
    }
}

#[must_use]
pub fn stall(l: Locale, state: StallState) -> Standing {
    match state {
        StallState::Draft => standing(
            "info",
            "pencil",
            l.t("Bản nháp", "Draft"),
            l.t("Đến lượt bạn: điền nốt thông tin rồi bấm “Gửi duyệt”.", "Your turn: complete it, then press “Submit for approval”."),
        ),
        StallState::Submitted => standing(
            "wait",
            "clock",
            l.t("Đang chờ duyệt", "Waiting for approval"),
            l.t(
                "Cán bộ của Sàn đang xem. Gian hàng mở ngay khi được duyệt, sau khi hồ sơ thành viên đã được duyệt.",
                "An officer of the floor is looking at it. The stall opens as soon as it is approved, once the membership is.",
            ),
        ),
        StallState::Open => standing(
            "good",
            "store",
            l.t("Đang mở", "Open"),
            l.t("Người mua đang thấy gian hàng. Thay đổi bạn lưu ở đây có hiệu lực ngay.", "Buyers see the stall. What you save here applies at once."),
        ),
        StallState::ChangesRequested => standing(
            "wait",
            "pencil",
            l.t("Cần bổ sung", "Changes requested"),
            l.t("Đến lượt bạn: sửa theo góp ý rồi gửi duyệt lại.", "Your turn: make the changes asked for, then submit again."),
        ),
        StallState::Rejected => standing(
            "bad",
            "cross",
            l.t("Bị từ chối", "Rejected"),
            l.t("Gian hàng này không được mở. Nếu bạn thấy chưa đúng, hãy liên hệ ban quản trị Sàn.", "This stall will not open. If you disagree, please contact the floor's administrators."),
        ),
        StallState::Suspended => standing(
            "bad",
            "pause",
            l.t("Tạm ngừng", "Suspended"),
            l.t("Người mua không thấy gian hàng. Hãy sửa theo lý do rồi liên hệ ban quản trị Sàn để mở lại.", "Buyers do not see the stall. Please mend what is named, then ask the floor's administrators to restore it."),
        ),
        StallState::Closed => standing("", "lock", l.t("Đã đóng", "Closed"), l.t("Gian hàng này đã đóng hẳn.", "This stall is closed for good.")),
    }
}

#[must_use]
pub fn product(l: Locale, state: catalogue::State) -> Standing {
    use catalogue::State;
    let (class, icon, next) = match state {
        State::Draft => (
            "info",
            "pencil",
            l.t("Đến lượt bạn: điền nốt thông tin rồi gửi duyệt.", "Your turn: complete it, then submit it."),
        ),
        State::Submitted => (
            "wait",
            "clock",
            l.t(
                "Cán bộ của Sàn đang xem. Người mua thấy sản phẩm ngay khi được duyệt.",
                "An officer of the floor is looking at it. Buyers see the product as soon as it is approved.",
            ),
        ),
        State::Listed => ("good", "check", l.t("Người mua đang thấy sản phẩm này.", "Buyers see this product.")),
        State::ChangesRequested => (
            "wait",
            "pencil",
            l.t(
                "Đến lượt bạn: sửa theo góp ý rồi gửi duyệt lại.",
                "Your turn: make the changes asked for, then submit again.",
            ),
        ),
        State::Rejected => (
            "bad",
            "cross",
            l.t(
                "Sản phẩm này không được đăng. Bạn có thể lưu trữ và tạo sản phẩm khác.",
                "This product will not be listed. You can archive it and make another.",
            ),
        ),
        State::Hidden => (
            "",
            "eye-off",
            l.t(
                "Bạn đang ẩn sản phẩm này. Bấm “Hiện lại” khi muốn bán tiếp.",
                "You have hidden this product. Press “Show again” to go on selling.",
            ),
        ),
        State::Suspended => (
            "bad",
            "pause",
            l.t(
                "Người mua không thấy sản phẩm. Hãy sửa theo lý do; cán bộ của Sàn sẽ xem lại.",
                "Buyers do not see it. Please mend what is named; an officer will look at it again.",
            ),
        ),
        State::Archived => ("", "lock", l.t("Sản phẩm đã cất vào lưu trữ.", "The product is archived.")),
    };
    standing(class, icon, state.name(l), next)
}

#[must_use]
pub fn revision(l: Locale, state: RevisionState) -> Standing {
    let (class, icon, next) = match state {
        RevisionState::Draft => (
            "info",
            "pencil",
            l.t(
                "Đến lượt bạn: gửi bản sửa để duyệt. Người mua vẫn thấy bản cũ.",
                "Your turn: submit the edit. Buyers still see the old version.",
            ),
        ),
        RevisionState::Submitted => (
            "wait",
            "clock",
            l.t(
                "Cán bộ của Sàn đang xem bản sửa. Người mua vẫn thấy bản cũ.",
                "An officer is looking at the edit. Buyers still see the old version.",
            ),
        ),
        RevisionState::Approved => {
            ("good", "check", l.t("Người mua đang thấy nội dung mới.", "Buyers see the new version."))
        }
        RevisionState::ChangesRequested => (
            "wait",
            "pencil",
            l.t(
                "Đến lượt bạn: sửa theo góp ý rồi gửi lại. Người mua vẫn thấy bản cũ.",
                "Your turn: make the changes asked for and resubmit. Buyers still see the old version.",
            ),
        ),
        RevisionState::Rejected => (
            "bad",
            "cross",
            l.t(
                "Bản sửa không được duyệt; bản đang đăng giữ nguyên.",
                "The edit was rejected; what is listed stays as it is.",
            ),
        ),
        RevisionState::Withdrawn => (
            "",
            "cross",
            l.t(
                "Bạn đã rút bản sửa; bản đang đăng giữ nguyên.",
                "You withdrew the edit; what is listed stays as it is.",
            ),
        ),
    };
    standing(class, icon, state.name(l), next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_said_in_both_languages() {
        for (vi, en) in MemberState::ALL.iter().map(|s| (member(Locale::Vi, *s), member(Locale::En, *s))) {
            assert!(vi.word != en.word && vi.next != en.next && !vi.icon.is_empty());
        }
        for (vi, en) in StallState::ALL.iter().map(|s| (stall(Locale::Vi, *s), stall(Locale::En, *s))) {
            assert!(vi.word != en.word && vi.next != en.next && !vi.icon.is_empty());
        }
        for (vi, en) in catalogue::State::ALL.iter().map(|s| (product(Locale::Vi, *s), product(Locale::En, *s))) {
            assert!(vi.word != en.word && vi.next != en.next);
        }
        for (vi, en) in RevisionState::ALL.iter().map(|s| (revision(Locale::Vi, *s), revision(Locale::En, *s))) {
            assert!(vi.word != en.word && vi.next != en.next);
        }
    }
}
