//! What is told about a webhook request: one log line and its metrics, of what the contract allows.

use switchboard_domain::{Timestamp, TraceId};
use switchboard_intake::{ErrorCode, IntakeRecord, Receipt, Reception};
use switchboard_telemetry::{
    Code, EventName, IngressBlock, Label, Level, LogEvent, LogResult, Logger, Metric, Metrics, OpaqueId, SecurityCode,
    Step,
};

/// When a request came and when it was answered, and with which status.
#[derive(Clone, Copy)]
pub(crate) struct Answered {
    pub(crate) started: Timestamp,
    pub(crate) ended: Timestamp,
    pub(crate) status: u16,
}

impl Answered {
    fn took_ms(self) -> u64 {
        u64::try_from((self.ended - self.started).0).unwrap_or(0)
    }
}

/// The log line of a request.
pub(crate) fn line(logger: &Logger, receipt: &Receipt, answered: Answered) -> LogEvent {
    let record = &receipt.record;
    let (level, name, result) = match (&receipt.reception, answered.status) {
        (_, 503) => (Level::Error, EventName::IngressEnqueueFailed, LogResult::Failed),
        (Reception::Accepted(_), _) => (Level::Info, EventName::IngressEnqueueSuccess, LogResult::Success),
        (Reception::Ignored, _) => (Level::Info, EventName::IngressRequestReceived, LogResult::Skipped),
        (Reception::Rejected(_), _) => (Level::Warn, EventName::IngressRequestRejected, LogResult::Blocked),
    };
    let trace = match &receipt.reception {
        Reception::Accepted(accepted) => accepted.envelope.trace_id.clone(),
        _ => TraceId::from_stored(record.request_id.clone()),
    };
    let mut event = logger.event(answered.ended, level, name, Step::Ingress, &trace);
    event = event.with_result(result).with_latency_ms(answered.took_ms()).with_ingress(block(record));
    if let Some(id) = &record.event_id {
        event = event.with_event_id(id);
    }
    if let Some(key) = &record.conversation_hash {
        event = event.with_conversation(key);
    }
    if let Reception::Accepted(accepted) = &receipt.reception {
        event = event.with_class(accepted.envelope.class);
    }
    if record.error == Some(ErrorCode::Unauthorized) {
        event = event.with_security_code(SecurityCode::AuthInvalidToken);
    }
    event
}

fn block(record: &IntakeRecord) -> IngressBlock {
    let outcome = match record.error {
        Some(error) => error.as_str(),
        None if record.ignored => "ignored",
        None => "accepted",
    };
    IngressBlock {
        request_id: OpaqueId::of(&record.request_id),
        trigger: record.trigger.as_deref().map(Code::of),
        channel_hint: record.channel_hint.as_deref().map(Code::of),
        transport: record.transport.map(|transport| Code::of(transport.as_str())),
        outcome: Code::fixed(outcome),
        body_bytes: u64::try_from(record.body_bytes).unwrap_or(u64::MAX),
    }
}

/// The metrics of a request.
pub(crate) fn count(metrics: &Metrics, receipt: &Receipt, answered: Answered) {
    let one = |metric, labels: &[Label]| metrics.count(metric, 1, labels);
    one(Metric::IngressRequests, &[]);
    metrics.observe(Metric::IngressAckMs, answered.took_ms() as f64, &[]);
    if receipt.record.repaired {
        one(Metric::IngressBodyRepaired, &[]);
    }
    if answered.status == 503 {
        // Whether the tokens could not be read or the queue took nothing: the event is not accepted.
        one(Metric::IngressEnqueueFailed, &[]);
        return;
    }
    match &receipt.reception {
        Reception::Accepted(accepted) => one(Metric::IngressAccepted, &[Label::Class(accepted.envelope.class)]),
        Reception::Ignored => {}
        Reception::Rejected(rejection) => {
            one(Metric::IngressRejected, &[Label::ReasonCode(rejection.code.as_str())]);
            if rejection.code == ErrorCode::Unauthorized {
                one(Metric::AuthRejected, &[]);
            }
        }
    }
}
