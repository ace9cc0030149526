//! Answers, and the ways in which an answer fails to arrive.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde_json::{Value, json};
use switchboard_domain::Millis;

/// A JSON answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Reply {
    pub(crate) fn new(status: u16, body: Value) -> Self {
        Self { status, body, headers: Vec::new() }
    }

    pub(crate) fn ok(body: Value) -> Self {
        Self::new(200, body)
    }

    /// An error body as the vendor writes it: no echo of the request.
    pub(crate) fn error(status: u16, message: &str) -> Self {
        Self::new(status, json!({"error": {"code": status, "message": message}}))
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The answer's bytes.
    pub(crate) fn raw(self) -> Raw {
        let body = self.body.to_string().into_bytes();
        Raw { status: self.status, content_type: "application/json", body, headers: self.headers, drip: None }
    }

    /// The first half of the answer's bytes.
    fn half(self) -> Raw {
        let mut raw = self.raw();
        raw.body.truncate(raw.body.len() / 2);
        raw
    }
}

/// An answer byte by byte, whatever it is.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: Vec<u8>,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Real time between bytes; `None` sends the body at once.
    pub(crate) drip: Option<Duration>,
}

impl IntoResponse for Raw {
    fn into_response(self) -> Response {
        let body = match self.drip {
            None => Body::from(self.body),
            Some(pause) => Body::from_stream(stream::unfold(self.body.into_iter(), move |mut bytes| async move {
                if !pause.is_zero() {
                    tokio::time::sleep(pause).await;
                }
                let byte = bytes.next()?;
                Some((Ok::<_, Infallible>(Bytes::copy_from_slice(&[byte])), bytes))
            })),
        };
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        self.raw().into_response()
    }
}

/// What happens to the answer of a vendor call.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// It arrives.
    Whole(Reply),
    /// It arrives, and need not be JSON.
    Raw(Raw),
    /// Half of its body arrives.
    Half(Reply),
    /// The connection is cut.
    Cut,
    /// The connection stays open and silent.
    Hang,
}

/// An outcome and how late it comes.
#[derive(Clone, Debug)]
pub(crate) struct Timed {
    pub(crate) outcome: Outcome,
    pub(crate) latency: Millis,
}

/// Marks a response that the connection must not send: it is cut instead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut;

impl Outcome {
    /// Adds a header to whatever arrives.
    pub(crate) fn add_header(&mut self, name: &'static str, value: String) {
        match self {
            Self::Whole(reply) | Self::Half(reply) => reply.headers.push((name, value)),
            Self::Raw(raw) => raw.headers.push((name, value)),
            Self::Cut | Self::Hang => {}
        }
    }

    /// The response, for all but [`Outcome::Hang`] after its silence.
    pub(crate) fn into_response(self) -> Response {
        match self {
            Self::Whole(reply) => reply.into_response(),
            Self::Raw(raw) => raw.into_response(),
            Self::Half(reply) => reply.half().into_response(),
            Self::Cut | Self::Hang => {
                let mut response = Response::new(Body::empty());
                response.extensions_mut().insert(Cut);
                response
            }
        }
    }
}
