//! The webhook service over HTTP: axum before the service that all hosts share.

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, Request as HttpRequest, StatusCode};
use axum::response::Response as HttpResponse;
use http_body_util::LengthLimitError;
use switchboard_domain::{Clock, Redacted, TraceId};
use switchboard_host::OsRandomness;
use switchboard_ingress::{Ingress, TokenSource};
use switchboard_intake::{ErrorCode, Rejection, Request, Response, Route, TokenSet, query_pairs, route};
use switchboard_settings::{SecretName, SecretSource, secrets};

use crate::host::Secrets;
use crate::rate::RateLimit;

/// Largest body that is read at all; the intake refuses from 32 KiB on.
const MAX_READ: usize = 64 * 1024;
/// A body must have arrived after this time.
const READ_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);

/// The service, and what a gateway would do before it.
pub(crate) struct Door {
    ingress: Ingress,
    clock: Arc<dyn Clock>,
    rate: RateLimit,
}

impl Door {
    pub(crate) fn new(ingress: Ingress, clock: Arc<dyn Clock>) -> Self {
        let rate = RateLimit::new(ingress.config().ingress.rate_per_s);
        Self { ingress, clock, rate }
    }

    /// Every path and method is answered here, also unknown ones.
    pub(crate) fn router(self) -> Router {
        Router::new().fallback(answer).with_state(Arc::new(self))
    }
}

/// The webhook tokens of this process; unreadable ones close the door.
pub(crate) struct ProcessTokens(pub(crate) Secrets);

#[async_trait]
impl TokenSource for ProcessTokens {
    async fn read(&self) -> TokenSet {
        let raw = self.0.read(SecretName::RichpanelWebhookToken).ok().flatten();
        match raw.and_then(|raw| secrets::webhook_tokens(&raw).ok()) {
            Some(tokens) => TokenSet::new(tokens),
            None => TokenSet::unreadable(),
        }
    }
}

async fn answer(State(door): State<Arc<Door>>, request: HttpRequest<Body>) -> HttpResponse {
    let (parts, body) = request.into_parts();
    let mut request =
        Request { method: parts.method.as_str().to_owned(), path: parts.uri.path().to_owned(), ..Request::default() };
    // The other routes need neither headers nor body, and no place under the ceiling.
    if matches!(route(&request.method, &request.path, door.ingress.config()), Ok(Route::Webhook) | Err(_)) {
        let now = door.clock.now();
        if !door.rate.admits(now) {
            let id = TraceId::generate(now, &OsRandomness).to_string();
            return to_http(Rejection::new(ErrorCode::RateLimited, id).response());
        }
        for (name, value) in &parts.headers {
            if let Ok(value) = value.to_str() {
                request = request.header(name.as_str(), value);
            }
        }
        request.query = query_pairs(parts.uri.query().unwrap_or_default());
        match read(body).await {
            Read::Whole(bytes) => request.body = Redacted::new(bytes.to_vec()),
            Read::TooLong => request.declared_len = request.declared_len.max(Some(MAX_READ as u64)),
            // An empty body is refused like any other that is no JSON object.
            Read::Broken => {}
        }
    }
    to_http(door.ingress.answer(&request).await)
}

enum Read {
    Whole(Bytes),
    TooLong,
    /// Broken off, or not complete in time.
    Broken,
}

async fn read(body: Body) -> Read {
    match tokio::time::timeout(READ_TIMEOUT, axum::body::to_bytes(body, MAX_READ)).await {
        Ok(Ok(bytes)) => Read::Whole(bytes),
        Ok(Err(error)) if std::error::Error::source(&error).is_some_and(|e| e.is::<LengthLimitError>()) => {
            Read::TooLong
        }
        Ok(Err(_)) | Err(_) => Read::Broken,
    }
}

fn to_http(response: Response) -> HttpResponse {
    let mut built = HttpResponse::new(Body::from(response.body));
    *built.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            built.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    built
}
