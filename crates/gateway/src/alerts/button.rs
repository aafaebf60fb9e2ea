//! The button on the pages of what can be followed.

use alerts::FollowKind;

use crate::{AppError, state::App, view::Shell};

/// A form with one button; without a session it leads through the login and back.
#[derive(Debug, Clone)]
pub struct FollowButton {
    pub kind: &'static str,
    pub subject: String,
    /// `mặt hàng này`
    pub what: &'static str,
    pub is_followed: bool,
}

impl FollowButton {
    /// Asks the database only for whoever is logged in.
    pub async fn new(app: &App, shell: &Shell, kind: FollowKind, subject: impl Into<String>) -> Result<Self, AppError> {
        let subject = subject.into();
        let is_followed = match shell.viewer.account() {
            Some(account) => alerts::follow::is_followed(app.db.read(), account.id, kind, &subject).await?,
            None => false,
        };
        let what = match kind {
            FollowKind::Commodity => shell.l.t("mặt hàng này", "this commodity"),
            FollowKind::Category => shell.l.t("ngành hàng này", "this category"),
            FollowKind::Stall => shell.l.t("gian hàng này", "this stall"),
            FollowKind::Search => shell.l.t("tìm kiếm này", "this search"),
        };
        Ok(Self { kind: kind.code(), subject, what, is_followed })
    }
}
