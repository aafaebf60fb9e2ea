//! What an upload to the API sent: a form in parts, under the limits of the pages' forms, with the same key as every other write.

use axum::extract::{FromRequest, Request};
use data_encoding::HEXLOWER;
use kernel::{FieldErrors, Fields, Problem};
use sha2::{Digest, Sha256};

use super::sent::{self, Sent};
use crate::{
    AppError,
    form::{Form, Upload},
    refusal::NOT_MULTIPART,
};

/// The parts of an upload. Those with a file name are files.
pub struct Parts {
    pub fields: Fields,
    pub files: Vec<Upload>,
}

impl<S: Send + Sync> FromRequest<S> for Sent<Parts> {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        let key = sent::key(request.headers())?;
        if !sent::is_of(request.headers(), "multipart/form-data") {
            return Err(AppError::Refused(&NOT_MULTIPART));
        }
        let path = request.uri().path().to_owned();
        let Form { fields, files, .. } = Form::from_request(request, state).await?;
        let body = Parts { fields, files };
        Ok(Self { key, fingerprint: fingerprint(&path, &body), body })
    }
}

/// Of address and parts, not of the bytes that were sent: programs choose another boundary each time they send the same form.
fn fingerprint(path: &str, parts: &Parts) -> String {
    let mut hash = Sha256::new();
    // Each with its length, so that no two forms read alike.
    let mut add = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    add(path.as_bytes());
    for (name, value) in parts.fields.pairs() {
        add(name.as_bytes());
        add(value.as_bytes());
    }
    add(b"files");
    for file in &parts.files {
        add(file.field.as_bytes());
        add(file.file_name.as_bytes());
        add(&file.bytes);
    }
    HEXLOWER.encode(&hash.finalize())
}

impl Parts {
    /// The files of that name, of which there must be one; other parts are refused unless they are among `fields`, so that a slip of
    /// the pen is not silently ignored.
    pub fn files(&self, name: &str, fields: &[&str]) -> Result<impl Iterator<Item = &Upload>, FieldErrors> {
        let mut errors = FieldErrors::default();
        let texts = self.fields.pairs().iter().map(|(field, _)| field.as_str());
        let strange = texts.filter(|field| !fields.contains(field));
        for field in strange.chain(self.files.iter().map(|file| file.field.as_str()).filter(|field| *field != name)) {
            errors.add(field, Problem::NotAChoice);
        }
        if self.files.is_empty() {
            errors.add(name, Problem::Required);
        }
        errors.into_result(self.files.iter())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use axum::body::Body;

    use super::*;

    fn body(boundary: &str, parts: &[(&str, Option<&str>, &str)]) -> Body {
        let mut text = String::new();
        for (name, file, content) in parts {
            let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
            let part =
                format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n");
            text.push_str(&part);
        }
        Body::from(text + &format!("--{boundary}--\r\n"))
    }

    async fn read(kind: &str, body: Body) -> Result<Sent<Parts>, u16> {
        let request = Request::builder().uri("/x").header("content-type", kind).body(body).unwrap();
        Sent::<Parts>::from_request(request, &()).await.map_err(|error| error.status().as_u16())
    }

    async fn of(boundary: &str, parts: &[(&str, Option<&str>, &str)]) -> Sent<Parts> {
        read(&format!("multipart/form-data; boundary={boundary}"), body(boundary, parts)).await.unwrap()
    }

    #[tokio::test]
    async fn the_same_parts_are_the_same_request_whatever_the_boundary() {
        let parts = [("body", None, "Chào anh"), ("files", Some("a.pdf"), "%PDF-")];
        let first = of("mot", &parts).await.fingerprint;
        assert_eq!(of("hai", &parts).await.fingerprint, first);
        for other in [
            [("body", None, "Chào em"), ("files", Some("a.pdf"), "%PDF-")],
            [("body", None, "Chào anh"), ("files", Some("b.pdf"), "%PDF-")],
            [("body", None, "Chào anh"), ("files", Some("a.pdf"), "%PDF-1")],
            [("body", None, "Chào anhfiles"), ("", Some("a.pdf"), "%PDF-")],
        ] {
            assert_ne!(of("mot", &other).await.fingerprint, first, "{other:?}");
        }
    }

    #[tokio::test]
    async fn parts_that_nobody_knows_are_told() {
        let sent = of("mot", &[("bodi", None, "x"), ("photo", Some("a"), "y"), ("files", None, "no file")]).await;
        let errors = sent.body.files("files", &["body"]).err().unwrap();
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["bodi", "files", "photo"]);
        let none = of("mot", &[("body", None, "x")]).await;
        assert_eq!(none.body.files("files", &["body"]).err().unwrap().get("files"), Some(&Problem::Required));
    }

    #[tokio::test]
    async fn what_is_no_form_in_parts_is_refused() {
        for (kind, status) in [
            ("application/json", 415),
            ("application/x-www-form-urlencoded", 415),
            ("multipart/mixed; boundary=mot", 415),
            ("multipart/form-data", 400),
            ("multipart/form-data; boundary=khac", 400),
        ] {
            let sent = read(kind, body("mot", &[("files", Some("a"), "x")])).await;
            assert_eq!(sent.err(), Some(status), "{kind}");
        }
    }
}
