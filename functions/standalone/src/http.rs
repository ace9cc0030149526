//! The ingress over HTTP: the routes of the intake contract on axum. Everything that is decided about a request is
//! decided by the intake crate, which the Lambda ingress uses, too.

use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, Request as HttpRequest, StatusCode};
use axum::response::Response as HttpResponse;
use http_body_util::LengthLimitError;
use serde_json::json;
use switchboard_domain::{Clock, Millis, Redacted, Timestamp, TraceId};
use switchboard_intake::{
    ErrorCode, IntakeConfig, Receipt, Reception, Rejection, Request, Response, Route, TokenSet, query_pairs, receive,
    route,
};
use switchboard_queue::{Queue, SendRequest};
use switchboard_settings::{FileSecrets, VariableSecrets};
use switchboard_telemetry::{Code, EventName, IngressBlock, Level, LogResult, OpaqueId, SecurityCode, Step};
use switchboard_worker::{Journal, OsRandomness};

use crate::host::tokens;
use crate::rate::RateLimit;

/// Largest body that is read at all; the intake refuses from 32 KiB on.
const MAX_READ: usize = 64 * 1024;
/// A body must have arrived after this time.
const READ_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);
/// How long tokens are kept before they are read again.
const TOKENS_KEPT: Millis = Millis::from_secs(300);
/// After a mismatch the tokens are read again at most this often, so that a rotation needs no wait.
const MISMATCH_PAUSE: Millis = Millis::from_secs(30);

/// What the ingress needs.
pub(crate) struct Ingress {
    pub(crate) config: IntakeConfig,
    pub(crate) queue: Arc<dyn Queue>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) secrets: VariableSecrets<FileSecrets>,
    pub(crate) journal: Journal,
    rate: RateLimit,
    tokens: RwLock<Kept>,
}

struct Kept {
    tokens: TokenSet,
    read_at: Timestamp,
    refreshed_at: Option<Timestamp>,
}

impl Ingress {
    pub(crate) fn new(
        config: IntakeConfig,
        queue: Arc<dyn Queue>,
        clock: Arc<dyn Clock>,
        secrets: VariableSecrets<FileSecrets>,
        journal: Journal,
    ) -> Self {
        let kept = Kept { tokens: tokens(&secrets), read_at: clock.now(), refreshed_at: None };
        let rate = RateLimit::new(config.ingress.rate_per_s);
        Self { config, queue, clock, secrets, journal, rate, tokens: RwLock::new(kept) }
    }

    /// The routes of the contract; every path and method is answered here, also unknown ones.
    pub(crate) fn router(self: Arc<Self>) -> Router {
        Router::new().fallback(answer).with_state(self)
    }

    fn tokens(&self) -> TokenSet {
        let now = self.clock.now();
        let kept = self.tokens.read().unwrap_or_else(PoisonError::into_inner);
        if now - kept.read_at < TOKENS_KEPT {
            return kept.tokens.clone();
        }
        drop(kept);
        self.read_tokens(now, None)
    }

    fn read_tokens(&self, now: Timestamp, refreshed_at: Option<Timestamp>) -> TokenSet {
        let tokens = tokens(&self.secrets);
        let mut kept = self.tokens.write().unwrap_or_else(PoisonError::into_inner);
        let refreshed_at = refreshed_at.or(kept.refreshed_at);
        *kept = Kept { tokens: tokens.clone(), read_at: now, refreshed_at };
        tokens
    }

    /// Fresh tokens after a mismatch, unless they were refreshed a moment ago.
    fn refreshed_tokens(&self, now: Timestamp) -> Option<TokenSet> {
        let last = self.tokens.read().unwrap_or_else(PoisonError::into_inner).refreshed_at;
        let pause_over = last.is_none_or(|at| now - at >= MISMATCH_PAUSE);
        pause_over.then(|| self.read_tokens(now, Some(now)))
    }

    async fn webhook(&self, request: &Request) -> Response {
        let started = self.clock.now();
        let mut receipt = receive(request, &self.config, &self.tokens(), started, &OsRandomness);
        let mismatch = |receipt: &Receipt| {
            matches!(&receipt.reception, Reception::Rejected(rejection)
                if matches!(rejection.code, ErrorCode::Unauthorized | ErrorCode::Unavailable))
        };
        if mismatch(&receipt)
            && let Some(fresh) = self.refreshed_tokens(started)
        {
            receipt = receive(request, &self.config, &fresh, started, &OsRandomness);
        }
        let response = match self.enqueue(&receipt).await {
            Ok(()) => receipt.response(),
            Err(rejection) => rejection.response(),
        };
        self.tell(&receipt, response.status, started);
        response
    }

    /// The event is accepted only once it is durable.
    async fn enqueue(&self, receipt: &Receipt) -> Result<(), Rejection> {
        let Reception::Accepted(accepted) = &receipt.reception else { return Ok(()) };
        let unavailable = || Rejection::not_stored(receipt.record.request_id.clone());
        let request = SendRequest {
            body: serde_json::to_string(&accepted.envelope).map_err(|_| unavailable())?,
            group_id: accepted.group_id.clone(),
            dedup_id: accepted.dedup_id.clone(),
            class: accepted.envelope.class,
        };
        self.queue.send(request).await.map(drop).map_err(|_| unavailable())
    }

    /// One log line a request, of what the contract allows.
    fn tell(&self, receipt: &Receipt, status: u16, started: Timestamp) {
        let record = &receipt.record;
        let (level, name, result) = match (&receipt.reception, status) {
            (_, 503) => (Level::Error, EventName::IngressEnqueueFailed, LogResult::Failed),
            (Reception::Accepted(_), _) => (Level::Info, EventName::IngressEnqueueSuccess, LogResult::Success),
            (Reception::Ignored, _) => (Level::Info, EventName::IngressRequestReceived, LogResult::Skipped),
            (Reception::Rejected(_), _) => (Level::Warn, EventName::IngressRequestRejected, LogResult::Blocked),
        };
        let trace = match &receipt.reception {
            Reception::Accepted(accepted) => accepted.envelope.trace_id.clone(),
            _ => TraceId::from_stored(record.request_id.clone()),
        };
        let now = self.clock.now();
        let took = u64::try_from((now - started).0).unwrap_or(0);
        let mut event = self.journal.logger().event(now, level, name, Step::Ingress, &trace);
        event = event.with_result(result).with_latency_ms(took).with_ingress(IngressBlock {
            request_id: OpaqueId::of(&record.request_id),
            trigger: record.trigger.as_deref().map(Code::of),
            channel_hint: record.channel_hint.as_deref().map(Code::of),
            transport: record.transport.map(|transport| Code::of(transport.as_str())),
            outcome: Code::of(record.error.map_or("accepted", ErrorCode::as_str)),
            body_bytes: u64::try_from(record.body_bytes).unwrap_or(u64::MAX),
        });
        if let Some(id) = &record.event_id {
            event = event.with_event_id(id);
        }
        if let Some(key) = &record.conversation_hash {
            event = event.with_conversation(key);
        }
        if record.error == Some(ErrorCode::Unauthorized) {
            event = event.with_security_code(SecurityCode::AuthInvalidToken);
        }
        self.journal.log(&event);
    }

    async fn ready(&self) -> Response {
        let mut missing = Vec::new();
        if !self.tokens().is_readable() {
            missing.push("secret richpanel/webhook_token");
        }
        if self.queue.attributes().await.is_err() {
            missing.push("queue");
        }
        if missing.is_empty() {
            return Response::json(200, &json!({"status": "ready"}));
        }
        Response::json(503, &json!({"status": "not_ready", "missing": missing}))
    }
}

async fn answer(State(ingress): State<Arc<Ingress>>, request: HttpRequest<Body>) -> HttpResponse {
    let (parts, body) = request.into_parts();
    let method = parts.method.as_str().to_owned();
    let path = parts.uri.path().to_owned();
    let response = match route(&method, &path, &ingress.config) {
        Ok(Route::Health) => Response::json(200, &json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")})),
        Ok(Route::Ready) => ingress.ready().await,
        Ok(Route::Openapi) => Response::json(200, &switchboard_intake::openapi()),
        // Rejections of path and method, too, are the intake's to word.
        Ok(Route::Webhook) | Err(_) => {
            let mut request = Request { method, path, ..Request::default() };
            for (name, value) in &parts.headers {
                if let Ok(value) = value.to_str() {
                    request = request.header(name.as_str(), value);
                }
            }
            if !ingress.rate.admits(ingress.clock.now()) {
                let id = TraceId::generate(ingress.clock.now(), &OsRandomness).to_string();
                return to_http(Rejection::new(ErrorCode::RateLimited, id).response());
            }
            request.query = query_pairs(parts.uri.query().unwrap_or_default());
            match read(body).await {
                Read::Whole(bytes) => request.body = Redacted::new(bytes.to_vec()),
                Read::TooLong => request.declared_len = request.declared_len.max(Some(MAX_READ as u64)),
                // An empty body is refused like any other that is no JSON object.
                Read::Broken => {}
            }
            ingress.webhook(&request).await
        }
    };
    to_http(response)
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
