//! Checks that several commands share.

use kernel::{FieldErrors, Fields, Problem, phone::Phone, place};

pub(crate) const MAX_EMAIL: usize = 254;
/// What a draft may hold in the phone field, so that a wrong number comes back as typed.
pub(crate) const MAX_TYPED_PHONE: usize = 40;
pub(crate) const MAX_ADDRESS: usize = 300;
pub(crate) const MAX_TEXT: usize = 3_000;
const MAX_REASON: usize = 2_000;

/// In E.164 when it is one telephone number, else as typed.
pub(crate) fn phone_or_typed(typed: &str) -> String {
    Phone::parse(typed).map_or_else(|_| typed.to_owned(), |phone| phone.as_str().to_owned())
}

/// One address of electronic mail, as it would be written to; whether it exists only a mail can tell.
pub(crate) fn email(typed: &str) -> Result<String, Problem> {
    let bad = |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c);
    let (local, domain) = typed.split_once('@').ok_or(Problem::NotEmail)?;
    let labels = domain.split('.').all(|label| {
        let plain = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        plain && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
    });
    let right = (1..=64).contains(&local.len()) && !typed.contains(bad) && domain.contains('.') && labels;
    if right && typed.len() <= MAX_EMAIL { Ok(typed.to_owned()) } else { Err(Problem::NotEmail) }
}

/// A telephone number or an address of electronic mail.
pub(crate) fn phone_or_email(typed: &str) -> Result<String, Problem> {
    if typed.contains('@') { email(typed) } else { Phone::parse(typed).map(|phone| phone.as_str().to_owned()) }
}

/// The fields that a member and a stall have alike, checked strictly: commune, address, phone, e-mail.
pub(crate) fn place_and_contact(errors: &mut FieldErrors, form: &Fields) {
    match form.get("commune") {
        "" => errors.add("commune", Problem::Required),
        code if place::commune(code).is_none() => errors.add("commune", Problem::NotAChoice),
        _ => {}
    }
    contact(errors, form);
}

/// Address, phone and e-mail, checked strictly.
pub(crate) fn contact(errors: &mut FieldErrors, form: &Fields) {
    form.text(errors, "address", 3, MAX_ADDRESS);
    if let Err(problem) = Phone::parse(form.get("phone")) {
        errors.add("phone", problem);
    }
    if form.has("email")
        && let Err(problem) = email(form.get("email"))
    {
        errors.add("email", problem);
    }
}

/// An officer's reason, which the member reads.
pub(crate) fn reason(typed: &str, required: bool) -> Result<String, FieldErrors> {
    let fields = Fields::from_iter([("reason".to_owned(), typed.to_owned())]);
    let mut errors = FieldErrors::default();
    let reason = if required {
        fields.text(&mut errors, "reason", 3, MAX_REASON)
    } else {
        fields.optional(&mut errors, "reason", MAX_REASON)
    };
    errors.into_result(reason)
}
