//! The way to the server: every call has a time-out of its own and goes through a circuit breaker. (The SDK's own client
//! has no time-out, and zeroes eight megabytes for every body.)

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use bytes::Bytes;
use futures::io::{AsyncRead, AsyncReadExt};
use meilisearch_sdk::{
    errors::{Error, ErrorType},
    request::{HttpClient, Method, parse_response},
};
use reqwest::header;
use serde::{Serialize, de::DeserializeOwned};

use super::breaker::Breaker;
use crate::engine::EngineError;

const CONNECT: Duration = Duration::from_secs(1);

/// Why no answer came.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoAnswer {
    #[error("it failed a moment ago; not asked again yet")]
    Paused,
    #[error("no answer within {0:?}")]
    Slow(Duration),
    #[error("{}", deepest(.0))]
    Transport(reqwest::Error),
}

/// reqwest says only "error sending request"; the cause says why.
fn deepest(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

/// A client for one purpose (searching, or administration) with its key.
#[derive(Clone)]
pub(super) struct Http(Arc<Inner>);

struct Inner {
    client: reqwest::Client,
    key: Option<String>,
    time_out: Duration,
    breaker: Breaker,
}

impl Http {
    pub fn new(key: Option<String>, time_out: Duration) -> Result<Self, EngineError> {
        let client = reqwest::Client::builder().connect_timeout(CONNECT).build();
        let client = client.map_err(|error| EngineError::Unavailable(deepest(&error)))?;
        Ok(Self(Arc::new(Inner { client, key, time_out, breaker: Breaker::default() })))
    }

    /// The status and the body, whatever the status is.
    async fn send(
        &self,
        method: reqwest::Method,
        url: &str,
        body: Option<(&str, Vec<u8>)>,
    ) -> Result<(u16, Bytes), NoAnswer> {
        let inner = &*self.0;
        if !inner.breaker.may_call(Instant::now()) {
            return Err(NoAnswer::Paused);
        }
        let mut request = inner.client.request(method, url);
        if let Some(key) = &inner.key {
            request = request.bearer_auth(key);
        }
        if let Some((kind, body)) = body {
            request = request.header(header::CONTENT_TYPE, kind).body(body);
        }
        let exchange = async {
            let response = request.send().await?;
            Ok((response.status().as_u16(), response.bytes().await?))
        };
        let answer = match tokio::time::timeout(inner.time_out, exchange).await {
            Err(_) => Err(NoAnswer::Slow(inner.time_out)),
            Ok(answer) => answer.map_err(NoAnswer::Transport),
        };
        match &answer {
            Ok((status, _)) if *status < 500 => inner.breaker.succeeded(),
            _ => inner.breaker.failed(Instant::now()),
        }
        answer
    }

    /// Sends JSON and reads JSON of our own shapes: the hot way of searches.
    pub async fn post<T: DeserializeOwned>(&self, url: &str, body: &impl Serialize) -> Result<T, EngineError> {
        let body = serde_json::to_vec(body).map_err(Error::ParseError)?;
        self.read(reqwest::Method::POST, url, Some(("application/json", body))).await
    }

    pub async fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T, EngineError> {
        self.read(reqwest::Method::GET, url, None).await
    }

    async fn read<T: DeserializeOwned>(
        &self,
        method: reqwest::Method,
        url: &str,
        body: Option<(&str, Vec<u8>)>,
    ) -> Result<T, EngineError> {
        let answer = self.send(method, url, body).await;
        let (status, answer) = answer.map_err(|error| EngineError::Unavailable(error.to_string()))?;
        if status == 200 {
            return Ok(serde_json::from_slice(&answer).map_err(Error::ParseError)?);
        }
        let refusal = parse_response::<()>(status, 200, &String::from_utf8_lossy(&answer), url.to_owned());
        let unread = |()| EngineError::Unavailable(format!("an answer with the status {status}"));
        Err(refusal.map_or_else(EngineError::from, unread))
    }
}

#[async_trait]
impl HttpClient for Http {
    async fn stream_request<
        Query: Serialize + Send + Sync,
        Body: AsyncRead + Send + Sync + 'static,
        Output: DeserializeOwned + 'static,
    >(
        &self,
        url: &str,
        method: Method<Query, Body>,
        content_type: &str,
        expected: u16,
    ) -> Result<Output, Error> {
        let query = yaup::to_string(method.query())?;
        let url = format!("{url}{query}");
        let verb = match &method {
            Method::Get { .. } => reqwest::Method::GET,
            Method::Post { .. } => reqwest::Method::POST,
            Method::Put { .. } => reqwest::Method::PUT,
            Method::Patch { .. } => reqwest::Method::PATCH,
            Method::Delete { .. } => reqwest::Method::DELETE,
        };
        let mut bytes = Vec::new();
        let body = match method.into_body() {
            None => None,
            Some(body) => {
                let mut body = std::pin::pin!(body);
                body.read_to_end(&mut bytes).await.map_err(|error| Error::Other(Box::new(error)))?;
                Some((content_type, bytes))
            }
        };
        let (status, answer) = self.send(verb, &url, body).await.map_err(|error| Error::Other(Box::new(error)))?;
        let answer = String::from_utf8_lossy(&answer);
        parse_response(status, expected, if answer.is_empty() { "null" } else { &answer }, url)
    }

    fn is_tokio(&self) -> bool {
        true
    }
}

impl From<Error> for EngineError {
    fn from(error: Error) -> Self {
        match &error {
            Error::Meilisearch(known) => {
                use meilisearch_sdk::errors::ErrorCode;
                match (&known.error_code, known.error_type) {
                    (ErrorCode::IndexNotFound, _) => Self::NotBuilt,
                    (_, ErrorType::InvalidRequest | ErrorType::Auth) => Self::Refused(known.error_message.clone()),
                    _ => Self::Unavailable(known.error_message.clone()),
                }
            }
            Error::MeilisearchCommunication(known) if known.status_code < 500 => Self::Refused(error.to_string()),
            _ => Self::Unavailable(error.to_string()),
        }
    }
}
