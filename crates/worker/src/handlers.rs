//! Who wants which events.

use std::{any::Any, panic::AssertUnwindSafe, pin::Pin, time::Duration};

use database::outbox::Message;
use futures::FutureExt;

/// Why a handler failed. Its text is kept with the event and shown to administrators.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

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

    pub(crate) async fn run(&self, message: Message, limit: Duration) -> Result<(), String> {
        guarded(|| (self.call)(message), limit).await
    }
}

impl Many {
    pub(crate) fn wants(&self, message: &Message) -> bool {
        self.prefixes.iter().any(|prefix| message.kind.starts_with(prefix))
    }

    pub(crate) async fn run(&self, messages: Vec<Message>, limit: Duration) -> Result<(), String> {
        guarded(|| (self.call)(messages), limit).await
    }
}

/// A handler that panics or takes longer than `limit` has failed.
async fn guarded(start: impl FnOnce() -> Running, limit: Duration) -> Result<(), String> {
    let running = AssertUnwindSafe(async { start().await }).catch_unwind();
    match tokio::time::timeout(limit, running).await {
        Ok(Ok(result)) => result.map_err(|error| chain(error.as_ref())),
        Ok(Err(panic)) => Err(format!("panicked: {}", panic_text(panic.as_ref()))),
        Err(_) => Err(format!("took longer than {} s", limit.as_secs())),
    }
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
