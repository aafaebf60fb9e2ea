//! Who wants which events.

use std::{any::Any, panic::AssertUnwindSafe, pin::Pin, time::Duration};

use database::outbox::Message;
use futures::FutureExt;

/// Why a handler failed. Its text is kept with the event and shown to administrators.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The error of a handler whose means are away for now (a search engine that is down): the event waits and is tried
/// again for as long as it takes, instead of becoming a dead letter.
#[derive(Debug)]
pub struct Postponed(BoxError);

impl Postponed {
    #[must_use]
    pub fn new(why: impl Into<BoxError>) -> Self {
        Self(why.into())
    }
}

impl std::fmt::Display for Postponed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Postponed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

/// What became of a handler that did not succeed.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub text: String,
    /// Not the event's fault: it is put off, not counted as failed.
    pub postponed: bool,
}

type Running = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;

/// Wants single events.
pub(crate) struct One {
    prefix: String,
    call: Box<dyn Fn(Message) -> Running + Send + Sync>,
}

/// Wants all events that were claimed together at once.
pub(crate) struct Many {
    prefixes: Vec<String>,
    call: Box<dyn Fn(Vec<Message>) -> Running + Send + Sync>,
}

/// The registry. Several handlers may want one event; an event that nobody wants is settled.
#[derive(Default)]
pub struct Handlers {
    pub(crate) one: Vec<One>,
    pub(crate) many: Vec<Many>,
}

impl Handlers {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// `handler` gets every event whose kind begins with `kind_prefix`, several at the same time. Idempotent.
    #[must_use]
    pub fn on<F, Fut>(mut self, kind_prefix: &str, handler: F) -> Self
    where
        F: Fn(Message) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        let call = Box::new(move |message| handler(message).boxed());
        self.one.push(One { prefix: kind_prefix.to_owned(), call });
        self
    }

    /// `handler` gets the events whose kinds begin with one of `kind_prefixes`, oldest first, all that were claimed
    /// together at once, and one by one when that fails, so that one bad event doesn't hold the rest. A worker calls
    /// it once at a time, before the handlers of single events. Idempotent.
    #[must_use]
    pub fn on_batch<F, Fut>(mut self, kind_prefixes: &[&str], handler: F) -> Self
    where
        F: Fn(Vec<Message>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        let call = Box::new(move |messages| handler(messages).boxed());
        let prefixes = kind_prefixes.iter().map(|prefix| (*prefix).to_owned()).collect();
        self.many.push(Many { prefixes, call });
        self
    }
}

impl One {
    pub(crate) fn wants(&self, message: &Message) -> bool {
        message.kind.starts_with(&self.prefix)
    }

    pub(crate) async fn run(&self, message: Message, limit: Duration) -> Result<(), Failure> {
        guarded(|| (self.call)(message), limit).await
    }
}

impl Many {
    pub(crate) fn wants(&self, message: &Message) -> bool {
        self.prefixes.iter().any(|prefix| message.kind.starts_with(prefix))
    }

    pub(crate) async fn run(&self, messages: Vec<Message>, limit: Duration) -> Result<(), Failure> {
        guarded(|| (self.call)(messages), limit).await
    }
}

/// A handler that panics or takes longer than `limit` has failed.
async fn guarded(start: impl FnOnce() -> Running, limit: Duration) -> Result<(), Failure> {
    let running = AssertUnwindSafe(async { start().await }).catch_unwind();
    let text = match tokio::time::timeout(limit, running).await {
        Ok(Ok(Ok(()))) => return Ok(()),
        Ok(Ok(Err(error))) => {
            return Err(Failure { text: chain(error.as_ref()), postponed: error.is::<Postponed>() });
        }
        Ok(Err(panic)) => format!("panicked: {}", panic_text(panic.as_ref())),
        Err(_) => format!("took longer than {} s", limit.as_secs()),
    };
    Err(Failure { text, postponed: false })
}

/// The error with its causes.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no text")
}
