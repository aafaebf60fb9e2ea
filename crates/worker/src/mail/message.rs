//! Putting a mail together.

use chrono::{DateTime, Utc};
use kernel::Ctx;
use lettre::{
    Message,
    message::{
        Body as Encoded, Mailbox, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
};

use super::{Mail, MailError};

/// How letters beyond ASCII travel.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// As they are, so that people can read the file.
    Readable,
    /// Encoded, as every mail server takes them.
    SevenBit,
}

pub(super) fn build(mail: &Mail, from: &Mailbox, now: DateTime<Utc>, body: Body) -> Result<Message, MailError> {
    let to: Mailbox = mail.to.parse().map_err(MailError::Address)?;
    let id = format!("<{}@{}>", Ctx::system(now).new_id(), from.email.domain());
    let mut builder = Message::builder()
        .from(from.clone())
        .to(to)
        .subject(one_line(&mail.subject))
        .date(now.into())
        .message_id(Some(id))
        // so that no holiday notice answers (RFC 3834)
        .raw_header(header("Auto-Submitted", "auto-generated".to_owned()));
    if let Some(address) = &mail.unsubscribe {
        builder = builder.raw_header(header("List-Unsubscribe", format!("<{}>", one_line(address))));
        builder = builder.raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    }
    let text = part(&mail.text, ContentType::TEXT_PLAIN, body);
    let message = match &mail.html {
        None => builder.singlepart(text),
        Some(html) => builder.multipart(MultiPart::alternative().singlepart(text).singlepart(part(
            html,
            ContentType::TEXT_HTML,
            body,
        ))),
    };
    message.map_err(MailError::Message)
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

fn part(text: &str, kind: ContentType, body: Body) -> SinglePart {
    let encoded = match body {
        // lettre itself would encode lines of more than 76 characters, such as links
        Body::Readable => {
            let lines: Vec<&str> = text.lines().collect();
            Encoded::dangerous_pre_encoded(lines.join("\r\n").into_bytes(), ContentTransferEncoding::EightBit)
        }
        Body::SevenBit => Encoded::new(text.to_owned()),
    };
    SinglePart::builder().header(kind).body(encoded)
}

/// A subject is one line: nothing that a user typed can begin a header of its own.
fn one_line(subject: &str) -> String {
    subject.split(char::is_control).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
