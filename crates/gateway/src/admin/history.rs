//! What happened to a thing, for officers: everything, with names.

use database::audit;
use kernel::{AccountId, Locale, Money, date};
use sea_orm::DbErr;
use serde_json::Value;
use uuid::Uuid;

use super::{audit_words::action_words, subjects};
use crate::state::App;

const MANY: u64 = 60;

/// One line of a history (`p::history`).
#[derive(Debug, Clone)]
pub struct Line {
    pub when: String,
    pub who: String,
    pub what: &'static str,
    pub detail: String,
    pub reason: String,
}

/// The newest lines about `subject`.
pub async fn of(app: &App, l: Locale, subject: Uuid) -> Result<Vec<Line>, DbErr> {
    let db = app.db.read();
    let filter = audit::Filter { subject: Some(subject), ..audit::Filter::default() };
    let lines = audit::page(db, &filter, MANY).await?;
    let actors: Vec<AccountId> = lines.iter().filter_map(|line| line.actor).map(AccountId).collect();
    let names = accounts::names(db, &actors).await?;
    let shown = lines.into_iter().map(|line| Line {
        when: date::moment(l, line.at),
        who: subjects::actor(l, &line, &names),
        what: action_words(l, &line.action),
        detail: detail(l, &line.detail),
        reason: line.reason,
    });
    Ok(shown.collect())
}

/// What a line's detail says in words: changed fields, roles, how something was verified. The rest is for machines.
#[must_use]
pub fn detail(l: Locale, detail: &Value) -> String {
    if let Some(changed) = detail.get("changed").and_then(Value::as_object) {
        let fields: Vec<&str> = changed.keys().filter_map(|key| field_name(l, key)).collect();
        return fields.join(", ");
    }
    if let (Some(before), Some(after)) = (text(detail, "before"), text(detail, "after")) {
        let role = |code: &str| accounts::Role::from_code(code).map(|role| super::role_name(l, role).to_owned());
        if let (Some(before), Some(after)) = (role(before), role(after)) {
            return format!("{before} → {after}");
        }
    }
    match text(detail, "by") {
        Some("phone") => return l.t("qua điện thoại", "by phone").to_owned(),
        Some("email") => return l.t("qua thư điện tử", "by e-mail").to_owned(),
        _ => {}
    }
    if let Some(cause) = text(detail, "cause").and_then(|cause| cause_name(l, cause)) {
        return cause.to_owned();
    }
    let amount = detail.get("amount").and_then(Value::as_i64).map(|amount| Money(amount).format(l));
    let name = || ["name_vi", "title", "file_name"].into_iter().find_map(|key| text(detail, key)).map(str::to_owned);
    amount.or_else(name).unwrap_or_default()
}

/// Why an offer is hidden or closed, where the actor alone does not tell.
fn cause_name(l: Locale, cause: &str) -> Option<&'static str> {
    let state = match (offers::HiddenBy::from_code(cause), offers::ClosedBecause::from_code(cause)) {
        (Some(offers::HiddenBy::Owner), _) => return None,
        (Some(by), _) => offers::State::Hidden(by),
        (None, because) => offers::State::Closed(because?),
    };
    Some(state.name(l))
}

fn text<'a>(detail: &'a Value, key: &str) -> Option<&'a str> {
    detail.get(key).and_then(Value::as_str)
}

fn field_name(l: Locale, form_name: &str) -> Option<&'static str> {
    use catalogue::Field;
    const ALL: [Field; 15] = [
        Field::Name,
        Field::NameEn,
        Field::Category,
        Field::Commodity,
        Field::Description,
        Field::Unit,
        Field::NetContent,
        Field::Price,
        Field::MinOrder,
        Field::Commune,
        Field::Months,
        Field::Ocop,
        Field::Indication,
        Field::DeclarationNumber,
        Field::Photos,
    ];
    ALL.into_iter().find(|field| field.form_name() == form_name).map(|field| field.name(l))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn changed_fields_and_roles_are_said_in_words() {
        assert_eq!(detail(Locale::Vi, &json!({ "changed": { "price": ["1", "2"] } })), "Giá");
        assert_eq!(detail(Locale::En, &json!({ "before": "buyer", "after": "moderator" })), "User → Moderator");
        assert_eq!(detail(Locale::Vi, &json!({ "document": "x" })), "");
        assert_eq!(detail(Locale::Vi, &json!({ "from": "open", "cause": "officer" })), "Tạm ngừng");
        assert_eq!(detail(Locale::En, &json!({ "from": "open", "cause": "used_up" })), "Used up");
        assert_eq!(detail(Locale::Vi, &json!({ "from": "draft", "cause": "" })), "");
        assert_eq!(detail(Locale::En, &json!({ "quote": "x", "amount": 450_000 })), "₫450,000");
    }
}
