//! The checks of a webhook in their order; the first failure answers.

use serde_json::Value;
use switchboard_domain::{Envelope, EventClass, EventId, Randomness, Timestamp, keys};

use crate::authentication::{Verdict, authenticate};
use crate::body;
use crate::bounded::{self, Malformed};
use crate::config::IntakeConfig;
use crate::envelope::envelope;
use crate::facts::Facts;
use crate::media_type;
use crate::record::{IntakeRecord, code};
use crate::rejection::{ErrorCode, Rejection};
use crate::repair;
use crate::request::Request;
use crate::response::Response;
use crate::route::{Route, Unrouted, route};
use crate::tokens::TokenSet;

/// Which queue takes the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// The main queue.
    Main,
    /// The queue of live chat.
    Livechat,
}

/// An event that must be stored before the answer is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// What goes on the queue.
    pub envelope: Envelope,
    /// FIFO deduplication id.
    pub dedup_id: String,
    /// FIFO group id.
    pub group_id: String,
    /// Which queue.
    pub lane: Lane,
}

impl Accepted {
    /// The answer once the event is durable.
    pub fn response(&self) -> Response {
        let body = serde_json::json!({"accepted": true, "event_id": self.envelope.event_id});
        Response::json(200, &body)
    }
}

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reception {
    /// Store it, then answer.
    Accepted(Box<Accepted>),
    /// A trigger behind which no customer stands: answered with 200, not queued.
    Ignored,
    /// Refused.
    Rejected(Rejection),
}

/// The result of [`receive`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// What becomes of the request.
    pub reception: Reception,
    /// What may be logged.
    pub record: IntakeRecord,
}

impl Receipt {
    /// The answer. For an accepted event it may be sent only after the event was stored.
    pub fn response(&self) -> Response {
        match &self.reception {
            Reception::Accepted(accepted) => accepted.response(),
            Reception::Ignored => Response::json(200, &serde_json::json!({"accepted": false})),
            Reception::Rejected(rejection) => rejection.response(),
        }
    }
}

/// Checks a webhook request and makes its event.
///
/// Order: path, method, size, authentication, content type, JSON within limits, conversation id, trigger. A request
/// that fails authentication may be given again with freshly read tokens.
pub fn receive(
    request: &Request,
    config: &IntakeConfig,
    tokens: &TokenSet,
    now: Timestamp,
    randomness: &dyn Randomness,
) -> Receipt {
    let mut record = IntakeRecord {
        request_id: request_id(request, now, randomness),
        event_id: None,
        conversation_hash: None,
        trigger: None,
        channel_hint: None,
        transport: None,
        error: None,
        repaired: false,
        ignored: false,
        body_bytes: request.body.expose().len(),
    };
    let routed = route(&request.method, &request.path, config).and_then(|route| match route {
        Route::Webhook => Ok(()),
        // The other routes are the host's.
        _ => Err(Unrouted::Path),
    });
    if let Err(unrouted) = routed {
        record.error = Some(unrouted.code());
        return Receipt { reception: Reception::Rejected(unrouted.rejection(&record.request_id)), record };
    }
    let reception = match check(request, config, tokens, now, &mut record) {
        Ok(facts) => {
            record.conversation_hash = Some(keys::conversation_key(&facts.conversation_id));
            record.trigger = Some(code(&facts.trigger));
            record.channel_hint = facts.channel_hint.as_deref().map(code);
            if config.ingress.ignored_triggers.iter().any(|ignored| ignored.to_lowercase() == facts.trigger) {
                record.ignored = true;
                Reception::Ignored
            } else {
                let envelope = envelope(facts, config, now, randomness);
                record.event_id = Some(envelope.event_id.clone());
                Reception::Accepted(Box::new(accept(envelope, config)))
            }
        }
        Err(code) => {
            record.error = Some(code);
            Reception::Rejected(Rejection::new(code, &record.request_id))
        }
    };
    Receipt { reception, record }
}

fn accept(envelope: Envelope, config: &IntakeConfig) -> Accepted {
    let lane =
        if config.livechat_lane && envelope.class == EventClass::Interactive { Lane::Livechat } else { Lane::Main };
    let (dedup_id, group_id) = (envelope.dedup_id(config.burst_bucket()), envelope.group_id());
    Accepted { envelope, dedup_id, group_id, lane }
}

fn check(
    request: &Request,
    config: &IntakeConfig,
    tokens: &TokenSet,
    now: Timestamp,
    record: &mut IntakeRecord,
) -> Result<Facts, ErrorCode> {
    let body = body::decode(request)?;
    record.body_bytes = body.len();
    if !tokens.is_readable() {
        return Err(ErrorCode::Unavailable);
    }
    // A stranger's body is parsed only if the token may be in it.
    let early = config.ingress.token_in_body.then(|| bounded::parse(&body));
    let fields = early.as_ref().and_then(|parsed| parsed.as_ref().ok());
    match authenticate(request, &body, fields, config, tokens, now) {
        Verdict::Passed(transport) => record.transport = Some(transport),
        Verdict::Failed(transport) => {
            record.transport = Some(transport);
            return Err(ErrorCode::Unauthorized);
        }
    }
    match request.header_value("content-type") {
        Some(value) if !media_type::is_json(value) => return Err(ErrorCode::UnsupportedMediaType),
        None if config.ingress.require_content_type => return Err(ErrorCode::UnsupportedMediaType),
        _ => {}
    }
    facts(&body, early.unwrap_or_else(|| bounded::parse(&body)), config, record)
}

fn facts(
    body: &[u8],
    parsed: Result<Value, Malformed>,
    config: &IntakeConfig,
    record: &mut IntakeRecord,
) -> Result<Facts, ErrorCode> {
    match parsed {
        Ok(value) if value.is_object() => Facts::of(&value, config),
        Err(Malformed::Syntax) if config.ingress.repair_body => {
            let id = repair::conversation_id(body).ok_or(ErrorCode::InvalidBody)?;
            record.repaired = true;
            Facts::repaired(&id, config)
        }
        _ => Err(ErrorCode::InvalidBody),
    }
}

/// The gateway's id if it is a plain one, else a new one.
fn request_id(request: &Request, now: Timestamp, randomness: &dyn Randomness) -> String {
    let plain = |id: &&String| (1..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
    match request.request_id.as_ref().filter(plain) {
        Some(id) => id.clone(),
        None => EventId::generate(now, randomness).as_str().replacen("evt_", "req_", 1),
    }
}
