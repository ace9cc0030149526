//! Answers, and the ways in which an answer fails to arrive.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
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

    fn into_bytes(self, whole: bool) -> Response {
        let mut text = self.body.to_string();
        if !whole {
            let half = (0..=text.len() / 2).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
            text.truncate(half);
        }
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
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
        self.into_bytes(true)
    }
}

/// What happens to the answer of a vendor call.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// It arrives.
    Whole(Reply),
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
    /// The response, for all but [`Outcome::Hang`] after its silence.
    pub(crate) fn into_response(self) -> Response {
        match self {
            Self::Whole(reply) => reply.into_bytes(true),
            Self::Half(reply) => reply.into_bytes(false),
            Self::Cut | Self::Hang => {
                let mut response = Response::new(Body::empty());
                response.extensions_mut().insert(Cut);
                response
            }
        }
    }
}
