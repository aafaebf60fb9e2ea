//! Mail: to a folder where the floor is tried out, over SMTP where it serves.

mod files;
mod message;

use std::{io, path::PathBuf, sync::Arc, time::Duration};

use kernel::Clock;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor, message::Mailbox, transport::smtp::PoolConfig};

/// How long a mail server may take for one step of the conversation.
const SMTP_TIMEOUT: Duration = Duration::from_secs(8);

/// Connections to the mail server that are kept.
const SMTP_CONNECTIONS: u32 = 2;

/// A mail to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// `ten@example.vn` or `Tên <ten@example.vn>`.
    pub to: String,
    pub subject: String,
    /// Plain text; every mail has it.
    pub text: String,
    pub html: Option<String>,
    /// Where the mail program's own button turns such mails off, with a POST and without a login (RFC 8058).
    pub unsubscribe: Option<String>,
}

/// Why a mail could not be sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("an address is not right")]
    Address(#[source] lettre::address::AddressError),
    #[error("the mail could not be put together")]
    Message(#[source] lettre::error::Error),
    #[error("the mail server's address is not right or it did not take the mail")]
    Smtp(#[source] lettre::transport::smtp::Error),
    #[error("the mail could not be written")]
    File(#[source] io::Error),
}

/// Sends mail. Cheap to clone.
#[derive(Clone)]
pub struct Mailer(Arc<Inner>);

struct Inner {
    from: Mailbox,
    base_url: String,
    clock: Clock,
    transport: Transport,
}

enum Transport {
    /// One `.eml` file per mail in this folder, sorted by time.
    Files(PathBuf),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

impl Mailer {
    /// Writes mails into `folder`, which is made when it is missing. `from` is `Sàn … <ten@example.vn>`; `base_url` is
    /// where links lead, such as `https://san.example.vn`.
    pub fn files(folder: impl Into<PathBuf>, from: &str, base_url: &str, clock: Clock) -> Result<Self, MailError> {
        Self::new(Transport::Files(folder.into()), from, base_url, clock)
    }

    /// Sends over SMTP. `url` is `smtps://user:password@host` (TLS from the start) or
    /// `smtp://user:password@host:587?tls=required` (TLS by STARTTLS).
    pub fn smtp(url: &str, from: &str, base_url: &str, clock: Clock) -> Result<Self, MailError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(MailError::Smtp)?
            .timeout(Some(SMTP_TIMEOUT))
            .pool_config(PoolConfig::new().max_size(SMTP_CONNECTIONS))
            .build();
        Self::new(Transport::Smtp(transport), from, base_url, clock)
    }

    fn new(transport: Transport, from: &str, base_url: &str, clock: Clock) -> Result<Self, MailError> {
        let from = from.parse().map_err(MailError::Address)?;
        let base_url = base_url.trim_end_matches('/').to_owned();
        Ok(Self(Arc::new(Inner { from, base_url, clock, transport })))
    }

    /// The full address of a page of the floor; `path` begins with `/`.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.0.base_url)
    }

    pub async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let Inner { from, clock, transport, .. } = &*self.0;
        let now = clock.now();
        match transport {
            Transport::Files(folder) => {
                let message = message::build(mail, from, now, message::Body::Readable)?;
                files::write(folder, now, &message.formatted()).await.map_err(MailError::File)
            }
            Transport::Smtp(smtp) => {
                let message = message::build(mail, from, now, message::Body::SevenBit)?;
                smtp.send(message).await.map(|_| ()).map_err(MailError::Smtp)
            }
        }
    }
}
