//! What happened to a thing, from the audit log, in words: who did what when, and why.

use std::collections::{BTreeMap, HashSet};

use database::audit;
use kernel::{AccountId, Locale, MemberId, date};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::state::App;

/// One line of a history (`{% import "desk/state.html" as state %}`, then `state::history`).
#[derive(Debug, Clone)]
pub struct Line {
    pub when: String,
    pub who: String,
    pub what: &'static str,
    /// What the officer wrote; may be empty.
    pub reason: String,
}

const MANY: u64 = 50;

/// The newest lines about `subject` (a member, a stall, a product) as `member` may see them: its own people by name,
/// officers without.
pub async fn of(app: &App, l: Locale, member: MemberId, subject: Uuid) -> Result<Vec<Line>, DbErr> {
    let db = app.db.read();
    let filter = audit::Filter { subject: Some(subject), member: Some(member), ..audit::Filter::default() };
    let lines = audit::page(db, &filter, MANY).await?;
    let staff: HashSet<Uuid> =
        members::staff::list(db, member).await?.into_iter().map(|one| one.account_id.0).collect();
    let own: Vec<AccountId> =
        lines.iter().filter_map(|line| line.actor).filter(|id| staff.contains(id)).map(AccountId).collect();
    let names = accounts::names(db, &own).await?;
    let shown = lines.into_iter().filter_map(|line| {
        let what = deed(l, &line.action)?;
        Some(Line { when: date::moment(l, line.at), who: who(l, &line, &names), what, reason: line.reason })
    });
    Ok(shown.collect())
}

fn who(l: Locale, line: &audit::Line, names: &BTreeMap<AccountId, String>) -> String {
    let Some(actor) = line.actor else { return l.t("Sàn", "The floor").to_owned() };
    match names.get(&AccountId(actor)) {
        Some(name) => name.clone(),
        None if by_officers(&line.action) => l.t("Cán bộ của Sàn", "An officer of the floor").to_owned(),
        None => l.t("Người đã rời cơ sở", "Somebody who has left").to_owned(),
    }
}

fn by_officers(action: &str) -> bool {
    let deed = action.rsplit_once('.').map_or(action, |(_, deed)| deed);
    matches!(deed, "approved" | "changes_requested" | "rejected" | "suspended" | "restored" | "closed" | "listed")
}

/// An action of the audit log in words; `None` for what the desk does not show.
#[must_use]
pub fn deed(l: Locale, action: &str) -> Option<&'static str> {
    Some(match action {
        "member.begun" => l.t("Bắt đầu hồ sơ", "Began the application"),
        "member.saved" | "stall.saved" | "product.saved" => l.t("Lưu bản nháp", "Saved the draft"),
        "member.document_added" | "product.paper_added" => l.t("Thêm giấy tờ", "Added a paper"),
        "member.document_removed" | "product.paper_removed" => l.t("Gỡ giấy tờ", "Removed a paper"),
        "member.submitted" | "stall.submitted" | "product.submitted" => l.t("Gửi duyệt", "Submitted for approval"),
        "member.approved" | "stall.approved" | "product.listed" => l.t("Duyệt", "Approved"),
        "member.changes_requested" | "stall.changes_requested" | "product.changes_requested" => {
            l.t("Yêu cầu bổ sung", "Asked for changes")
        }
        "member.rejected" | "stall.rejected" | "product.rejected" => l.t("Từ chối", "Rejected"),
        "member.suspended" | "stall.suspended" | "product.suspended" => l.t("Tạm ngừng", "Suspended"),
        "member.restored" | "stall.restored" | "product.restored" => l.t("Khôi phục", "Restored"),
        "member.closed" | "stall.closed" => l.t("Đóng", "Closed"),
        "member.edited" => l.t("Đổi thông tin liên hệ", "Changed the contact details"),
        "stall.begun" => l.t("Bắt đầu gian hàng", "Began the stall"),
        "stall.edited" => l.t("Sửa gian hàng", "Edited the stall"),
        "staff.invited" => l.t("Mời nhân viên", "Invited somebody"),
        "staff.invitation_revoked" => l.t("Thu hồi lời mời", "Took an invitation back"),
        "staff.joined" => l.t("Tham gia cơ sở", "Joined"),
        "staff.removed" => l.t("Gỡ nhân viên", "Removed somebody"),
        "product.created" => l.t("Tạo sản phẩm", "Began the product"),
        "product.changed" => l.t("Đổi giá hoặc thông tin", "Changed price or details"),
        "product.hidden" => l.t("Ẩn", "Hid it"),
        "product.shown" => l.t("Hiện lại", "Showed it again"),
        "product.archived" => l.t("Lưu trữ", "Archived"),
        "revision.begun" => l.t("Bắt đầu bản sửa", "Began an edit"),
        "revision.submitted" => l.t("Gửi duyệt bản sửa", "Submitted the edit"),
        "revision.approved" => l.t("Duyệt bản sửa", "Approved the edit"),
        "revision.changes_requested" => l.t("Yêu cầu bổ sung bản sửa", "Asked for changes to the edit"),
        "revision.rejected" => l.t("Từ chối bản sửa", "Rejected the edit"),
        "revision.withdrawn" => l.t("Rút bản sửa", "Withdrew the edit"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_of_members_and_products_has_words() {
        for event in members::Event::ALL.iter().filter(|event| **event != members::Event::InquirySent) {
            assert!(deed(Locale::Vi, event.kind()).is_some(), "{}", event.kind());
        }
        for event in catalogue::Event::ALL {
            let kind = event.kind();
            let of_a_product = kind.starts_with("product.") || kind.starts_with("revision.");
            assert!(!of_a_product || deed(Locale::En, kind).is_some(), "{kind}");
        }
    }
}
