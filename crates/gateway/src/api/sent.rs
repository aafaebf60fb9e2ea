//! What a write of the API sent: a JSON body under limits, and the key that makes it act once.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use data_encoding::HEXLOWER;
use kernel::Fields;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    AppError, form,
    refusal::{BAD_KEY, NOT_JSON},
};

const KEY: &str = "idempotency-key";
const MAX_KEY: usize = 200;

/// A parsed body; an empty one is `{}`. As the last extractor of a handler.
pub struct Sent<T> {
    pub body: T,
    /// What the client calls the request; `None`: it acts as often as it is sent.
    pub key: Option<String>,
    /// The same exactly when address and body are.
    pub fingerprint: String,
}

/// For deeds that need no words.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Sent<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &S) -> Result<Self, AppError> {
        let key = key(request.headers())?;
        let is_json = is_of(request.headers(), "application/json");
        let mut hash = Sha256::new();
        hash.update(request.uri().path());
        let bytes = axum::body::to_bytes(request.into_body(), form::MAX_BYTES).await;
        let bytes = bytes.map_err(|_| AppError::TooLarge)?;
        hash.update([0]);
        hash.update(&bytes);
        let body = read(&bytes, is_json)?;
        Ok(Self { body, key, fingerprint: HEXLOWER.encode(&hash.finalize()) })
    }
}

fn read<T: DeserializeOwned>(bytes: &Bytes, is_json: bool) -> Result<T, AppError> {
    match &bytes[..] {
        [] => serde_json::from_str("{}").map_err(AppError::BadJson),
        _ if !is_json => Err(AppError::Refused(&NOT_JSON)),
        bytes => serde_json::from_slice(bytes).map_err(AppError::BadJson),
    }
}

/// Whether the body is declared to be of that type.
pub fn is_of(headers: &HeaderMap, wanted: &str) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted))
}

/// One key of visible ASCII, or none.
pub fn key(headers: &HeaderMap) -> Result<Option<String>, AppError> {
    let mut all = headers.get_all(KEY).iter();
    let Some(key) = all.next() else { return Ok(None) };
    let is_key = (1..=MAX_KEY).contains(&key.len()) && key.as_bytes().iter().all(u8::is_ascii_graphic);
    match key.to_str() {
        Ok(text) if is_key && all.next().is_none() => Ok(Some(text.to_owned())),
        _ => Err(AppError::Refused(&BAD_KEY)),
    }
}

/// The body as the fields of the page's form, so that one parser reads both. Texts and numbers as they are, `true` as a ticked box,
/// an array as repeated fields; those of its objects are named by the array's singular and their own names: `steps: [{from}]` is `step_from`.
pub fn fields(body: &impl Serialize) -> Fields {
    let mut fields = Fields::default();
    if let Ok(Value::Object(all)) = serde_json::to_value(body) {
        for (name, value) in all {
            push(&mut fields, &name, value);
        }
    }
    fields
}

fn push(fields: &mut Fields, name: &str, value: Value) {
    match value {
        Value::String(text) => fields.push(name, kernel::text::clean(&text)),
        Value::Bool(true) => fields.push(name, "on"),
        Value::Number(number) => fields.push(name, written(&number)),
        Value::Array(items) => {
            let one = name.trim_end_matches('s');
            for item in items {
                match item {
                    Value::Object(item) => {
                        item.into_iter().for_each(|(inner, value)| push(fields, &format!("{one}_{inner}"), value));
                    }
                    item => push(fields, name, item),
                }
            }
        }
        Value::Null | Value::Bool(false) | Value::Object(_) => {}
    }
}

/// In a form `1.255` might be twelve hundred; in JSON it is not, and one more zero says so.
fn written(number: &serde_json::Number) -> String {
    let text = number.to_string();
    if text.contains('.') { text + "0" } else { text }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use axum::http::HeaderValue;
    use kernel::Quantity;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_body_becomes_the_forms_fields() {
        let body = json!({
            "unit": "kg", "quantity": 1.255, "price": 45000, "forward": true, "negotiable": false, "min_lot": null,
            "certificates": ["vietgap", "ocop"],
            "steps": [{ "from": 100.0, "price": 44000 }, { "from": 200.5, "price": 43000 }],
        });
        let fields = fields(&body);
        assert_eq!((fields.get("unit"), fields.get("price"), fields.get("forward")), ("kg", "45000", "on"));
        assert!(!fields.has("negotiable") && !fields.has("min_lot"));
        assert_eq!(Quantity::parse(fields.get("quantity")), Ok(Quantity(1_255)));
        assert_eq!(fields.all("certificates").collect::<Vec<_>>(), ["vietgap", "ocop"]);
        let from: Vec<_> = fields.all("step_from").map(|text| Quantity::parse(text).unwrap().0).collect();
        assert_eq!(from, [100_000, 200_500]);
        assert_eq!(fields.all("step_price").collect::<Vec<_>>(), ["44000", "43000"]);
    }

    #[test]
    fn a_key_is_short_and_visible() {
        let read = |keys: &[&[u8]]| {
            let mut headers = HeaderMap::new();
            for one in keys {
                headers.append(KEY, HeaderValue::from_bytes(one).unwrap());
            }
            key(&headers).map_err(|error| error.status().as_u16())
        };
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&[b"a-1"]), Ok(Some("a-1".to_owned())));
        assert_eq!(read(&[&[b'k'; 200]]), Ok(Some("k".repeat(200))));
        for wrong in [&[&b""[..]][..], &[b"a b"], &["ă".as_bytes()], &[&[b'k'; 201]], &[b"a", b"b"]] {
            assert_eq!(read(wrong), Err(400), "{wrong:?}");
        }
    }
}
