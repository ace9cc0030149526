//! One call under way: gate, attempts, waits, and the class of every failure.

use std::sync::Arc;
use std::time::Duration;

use http::Method;
use serde_json::Value;
use switchboard_domain::vendor::{FailureKind, Vendor, VendorFailure};
use switchboard_domain::{Millis, ModelFailure, Timestamp};
use switchboard_egress::{Call, CallInfo};

use crate::answer::{CallFailure, CallRecord};
use crate::client::OpenAi;
use crate::fingerprint::sha256_hex;
use crate::gate::CallGate;
use crate::wire;

/// Requests per call, the first one included.
pub const MAX_ATTEMPTS: u32 = 2;

/// Largest answer that is looked into, bytes. Every field of a valid answer is short and the tokens are capped, so it has
/// some kilobytes, hidden reasoning and the server's own fields included.
const MAX_ANSWER_BYTES: usize = 1024 * 1024;

/// An attempt is not begun with less time than this (or half of the configured timeout, if that is less): the answer
/// would come too late and still cost money.
const SHORTEST_ATTEMPT: Millis = Millis::from_secs(1);

/// The wait before the second attempt lies between this and twice this.
const SHORTEST_WAIT: Millis = Millis::from_secs(1);

pub(crate) struct Run<'a> {
    pub(crate) client: &'a OpenAi,
    pub(crate) body: &'a Value,
    pub(crate) gate: &'a dyn CallGate,
    /// Estimate of one attempt, for the gate.
    pub(crate) tokens: u32,
    /// When the call must be over.
    pub(crate) end: Timestamp,
    pub(crate) record: CallRecord,
}

impl Run<'_> {
    /// The text of the first attempt that is answered, or the failure of the last one.
    pub(crate) async fn attempts(&mut self) -> Result<String, CallFailure> {
        let clock = Arc::clone(&self.client.clock);
        let start_by = self.end.saturating_sub(self.shortest_attempt());
        let mut failure = None;
        loop {
            let late = CallFailure::Model(failure.unwrap_or(ModelFailure::Timeout));
            if clock.now() > start_by {
                return Err(late);
            }
            if let Err(denied) = self.gate.acquire(self.tokens, start_by).await {
                return Err(failure.map_or(CallFailure::Denied { retry_at: denied.retry_at }, CallFailure::Model));
            }
            let left = self.end - clock.now();
            if left <= Millis(0) {
                return Err(late);
            }
            let failed = match self.attempt(left.min(self.client.timeout)).await {
                Ok(text) => return Ok(text),
                Err(failed) => failed,
            };
            let wait = self.wait_before_retry();
            if !is_transient(failed) || self.record.attempts >= MAX_ATTEMPTS || clock.now() + wait > start_by {
                return Err(CallFailure::Model(failed));
            }
            failure = Some(failed);
            tokio::time::sleep(clock.real_duration(wait)).await;
        }
    }

    /// One to two seconds, or as long as the server asked for if that is longer.
    fn wait_before_retry(&self) -> Millis {
        let spread = self.client.randomness.below(SHORTEST_WAIT.0.unsigned_abs() + 1);
        let wait = SHORTEST_WAIT + Millis(i64::try_from(spread).unwrap_or(0));
        wait.max(self.record.retry_after.unwrap_or_default())
    }

    fn shortest_attempt(&self) -> Millis {
        SHORTEST_ATTEMPT.min(Millis(self.client.timeout.min(self.client.total_timeout).0 / 2))
    }

    /// How long an attempt may take in real time. An accelerated clock shortens the limit, but the machine does not get
    /// faster: a second remains, unless the limit itself is shorter.
    fn real_limit(&self, span: Millis) -> Duration {
        self.client.clock.real_duration(span).max(Duration::from_secs(1)).min(span.to_std())
    }

    async fn attempt(&mut self, limit: Millis) -> Result<String, ModelFailure> {
        let client = self.client;
        let operation = self.record.slot.as_str();
        let call = Call { operation, method: &Method::POST, path: &client.path, body: Some(self.body) };
        self.record.attempts += 1;
        (self.record.http_status, self.record.request_id, self.record.retry_after) = (None, None, None);
        let started = client.clock.now();
        let sent = tokio::time::timeout(self.real_limit(limit), client.egress.send(call)).await;
        let Ok((info, result)) = sent else {
            self.tell_timeout(client.clock.now() - started);
            return Err(ModelFailure::Timeout);
        };
        self.record.http_status = info.http_status;
        self.record.request_id = info.request_id;
        let answer = result.map_err(|failure| {
            self.record.retry_after = failure.retry_after;
            failure_class(&failure)
        })?;
        if answer.body.len() > MAX_ANSWER_BYTES {
            return Err(ModelFailure::SchemaInvalid);
        }
        let reading = wire::read(client.wire.wire, &self.record.model_asked, &answer.body);
        self.record.response_id = reading.response_id;
        self.record.model_reported = reading.model;
        if let Some(usage) = reading.usage {
            self.record.usage = Some(self.record.usage.unwrap_or_default() + usage);
        }
        if let Ok(text) = &reading.text {
            self.record.output_fingerprint = Some(sha256_hex(&[text.as_bytes()], 16));
        }
        reading.text
    }

    /// The attempt was dropped on the way, so nothing else tells the observer of it.
    fn tell_timeout(&self, latency: Millis) {
        if let Some(observer) = &self.client.observer {
            let operation = self.record.slot.as_str();
            let info = CallInfo { operation, http_status: None, latency, request_id: None, tls_failed: false };
            let failure = self.client.egress.failure(operation, FailureKind::Ambiguous);
            observer.finished(Vendor::Openai, &info, Some(&failure));
        }
    }
}

/// Whether a second attempt can help.
const fn is_transient(failure: ModelFailure) -> bool {
    matches!(failure, ModelFailure::Timeout | ModelFailure::RateLimited | ModelFailure::ServerError)
}

/// The class of an answer other than 2xx, or of a broken connection.
fn failure_class(failure: &VendorFailure) -> ModelFailure {
    match failure.kind {
        FailureKind::RateLimited => ModelFailure::RateLimited,
        FailureKind::Auth => ModelFailure::Auth,
        // 408: the server gave up waiting.
        FailureKind::Ambiguous if failure.http_status == Some(408) => ModelFailure::Timeout,
        FailureKind::Ambiguous | FailureKind::Unreachable => ModelFailure::ServerError,
        FailureKind::NotFound | FailureKind::Conflict | FailureKind::TooLarge | FailureKind::BadRequest => {
            ModelFailure::BadRequest
        }
    }
}
