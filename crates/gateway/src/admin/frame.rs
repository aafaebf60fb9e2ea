//! The console's frame: how much waits, who looks, and what has just been done.

use kernel::Locale;
use uuid::Uuid;

use super::{
    decision::Verb,
    queue::{self, Kind},
    subjects,
};
use crate::{AppError, account::parameter, state::App, view::Shell};

/// Every page of the console has it as `frame`.
pub struct Frame {
    pub waiting: u64,
    pub administrator: bool,
    pub done: Option<Done>,
}

/// The decision that led here.
pub struct Done {
    pub what: &'static str,
    pub name: String,
    pub path: String,
}

impl Frame {
    pub async fn new(app: &App, shell: &Shell) -> Result<Self, AppError> {
        let db = app.db.read();
        let administrator = shell.viewer.account().is_some_and(|one| one.role == accounts::Role::Administrator);
        let done = match read_done(&parameter(shell, "vua")) {
            Some((verb, kind, id)) => {
                let name = subjects::name(db, shell.l, kind, id).await?;
                name.map(|name| Done { what: done_words(shell.l, verb, kind), name, path: kind.path(id) })
            }
            None => None,
        };
        Ok(Self { waiting: queue::count(db).await?.iter().sum(), administrator, done })
    }

    /// `+` where the count may be higher.
    #[must_use]
    pub fn waiting_text(&self, l: &Locale) -> String {
        kernel::locale::number(*l, self.waiting.try_into().unwrap_or(i64::MAX))
    }
}

/// What the address says has just been done: `duyet.thanh-vien.<id>`.
#[must_use]
pub fn done_parameter(verb: Verb, kind: Kind, id: Uuid) -> String {
    format!("vua={}.{}.{}", verb.code(), kind.code(), id.simple())
}

fn read_done(text: &str) -> Option<(Verb, Kind, Uuid)> {
    let mut parts = text.splitn(3, '.');
    let verb = Verb::from_code(parts.next()?)?;
    Some((verb, Kind::from_code(parts.next()?)?, parts.next()?.parse().ok()?))
}

fn done_words(l: Locale, verb: Verb, kind: Kind) -> &'static str {
    match (verb, kind) {
        (Verb::Approve, Kind::Phone) => l.t("Đã xác nhận điện thoại của", "Phone confirmed:"),
        (Verb::Approve, _) => l.t("Đã duyệt", "Approved:"),
        (Verb::RequestChanges, _) => l.t("Đã yêu cầu bổ sung:", "Changes asked for:"),
        (Verb::Reject, _) => l.t("Đã từ chối:", "Rejected:"),
        (Verb::Suspend, _) => l.t("Đã tạm ngừng:", "Suspended:"),
        (Verb::Restore, _) => l.t("Đã khôi phục:", "Restored:"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_survives_an_address_and_nonsense_is_nothing() {
        let id = Uuid::from_u128(7);
        let text = done_parameter(Verb::Reject, Kind::Stall, id);
        assert_eq!(read_done(&text["vua=".len()..]), Some((Verb::Reject, Kind::Stall, id)));
        for nonsense in ["", "duyet", "duyet.thanh-vien", "duyet.thanh-vien.x", "x.y.z"] {
            assert_eq!(read_done(nonsense), None, "{nonsense}");
        }
    }
}
