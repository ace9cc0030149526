//! The log event: required facts, optional facts, nothing else.

use schemars::JsonSchema;
use serde::Serialize;
use switchboard_domain::outcome::Outcome;
use switchboard_domain::state::{Cause, EffectKind, EffectState};
use switchboard_domain::vendor::{FailureKind, Vendor, VendorFailure};
use switchboard_domain::{
    Action, ChannelClass, Environment, EventClass, EventId, Intent, Reason, Team, TemplateId, Tier, Timestamp,
};

use super::name::EventName;
use crate::code::{Code, Hash, OpaqueId};

/// Severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// For a developer.
    Debug,
    /// Normal course.
    Info,
    /// Needs attention some day.
    Warn,
    /// Needs attention now.
    Error,
}

/// Part of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Webhook.
    Ingress,
    /// Queue consumer.
    Worker,
    /// Decision.
    Policy,
    /// Effects.
    Action,
    /// Vendor call.
    Vendor,
    /// Scheduled job.
    Job,
    /// Process, switches, breakers.
    System,
    /// Evaluation.
    Eval,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogResult {
    /// As intended.
    Success,
    /// Not as intended.
    Failed,
    /// Stopped by a rule.
    Blocked,
    /// Nothing to do.
    Skipped,
    /// Will be tried again.
    Retry,
    /// No answer in time.
    Timeout,
}

impl LogResult {
    /// The serialised name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failed => "failed",
            Self::Blocked => "blocked",
            Self::Skipped => "skipped",
            Self::Retry => "retry",
            Self::Timeout => "timeout",
        }
    }
}

/// Codes that log filters turn into security alarms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SecurityCode {
    /// A webhook without a valid credential.
    AuthInvalidToken,
    /// Text could not be redacted; it was dropped.
    RedactionFailed,
    /// A reply was stopped that policy forbids.
    PolicyViolationBlockedAutomation,
    /// A message went to the dead letters.
    DlqPublish,
}

/// A webhook request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct IngressBlock {
    /// Request id of the answer.
    pub request_id: OpaqueId,
    /// Trigger of the vendor's rule.
    pub trigger: Option<Code>,
    /// Channel named by the webhook.
    pub channel_hint: Option<Code>,
    /// How the credential travelled.
    pub transport: Option<Code>,
    /// `accepted`, `ignored`, or the error code of the answer.
    pub outcome: Code,
    /// Size of the body, bytes.
    pub body_bytes: u64,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields of the outcome, as they are named there")]
pub struct DecisionBlock {
    pub primary_intent: Intent,
    pub secondary_intents: Vec<Intent>,
    pub team: Team,
    pub tier: Tier,
    pub template_id: Option<TemplateId>,
    pub confidence: f64,
    pub action: Action,
    pub reasons: Vec<Reason>,
}

impl From<&Outcome> for DecisionBlock {
    fn from(outcome: &Outcome) -> Self {
        Self {
            primary_intent: outcome.primary_intent,
            secondary_intents: outcome.secondary_intents.clone(),
            team: outcome.routing.team,
            tier: outcome.automation.tier,
            template_id: outcome.automation.template_id,
            confidence: outcome.routing.confidence,
            action: outcome.automation.action,
            reasons: outcome.reasons.clone(),
        }
    }
}

/// An effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EffectBlock {
    /// Which effect.
    pub kind: EffectKind,
    /// Its state after the event.
    pub state: EffectState,
    /// Why, for states that need it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
}

/// What a vendor said about its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RateLimit {
    /// Calls per window.
    pub limit: Option<u32>,
    /// Calls left in it.
    pub remaining: Option<u32>,
}

/// A vendor call. Never its address, query, body or headers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct VendorBlock {
    /// Which vendor.
    pub name: Vendor,
    /// Which operation, for example `send_message`.
    pub operation: Code,
    /// HTTP status, if there was an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// Milliseconds of the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u64>,
    /// Attempts before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_count: Option<u32>,
    /// Limit told by the vendor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<RateLimit>,
    /// The vendor's id of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<OpaqueId>,
    /// The vendor's or our code of the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<Code>,
    /// What the failure means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_class: Option<FailureKind>,
}

impl VendorBlock {
    /// A call of which nothing but vendor and operation is known yet.
    pub const fn new(name: Vendor, operation: &'static str) -> Self {
        Self {
            name,
            operation: Code::fixed(operation),
            http_status: None,
            latency_ms: None,
            retry_count: None,
            rate_limit: None,
            request_id: None,
            error_code: None,
            error_class: None,
        }
    }
}

impl From<&VendorFailure> for VendorBlock {
    fn from(failure: &VendorFailure) -> Self {
        Self {
            http_status: failure.http_status,
            error_code: Some(Code::fixed(failure.kind.code())),
            error_class: Some(failure.kind),
            ..Self::new(failure.vendor, failure.operation)
        }
    }
}

/// A call of a language model, all attempts together. Never its text, in either direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ModelBlock {
    /// Which question was asked: `classifier` or `verifier`.
    pub slot: Code,
    /// The model named in the request.
    pub model: OpaqueId,
    /// The model that says it answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<OpaqueId>,
    /// Fingerprint of the prompt's fixed texts.
    pub prompt_version: OpaqueId,
    /// Version of the answer's schema.
    pub schema: Code,
    /// Requests made.
    pub attempts: u32,
    /// Input tokens, cached ones included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens_in: Option<u64>,
    /// Input tokens from the vendor's cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens_cached: Option<u64>,
    /// Output tokens, reasoning included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens_out: Option<u64>,
    /// Hidden reasoning tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens_reasoning: Option<u64>,
    /// Estimated cost, millionths of a US dollar; absent when price or usage is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_usd_micro: Option<u64>,
    /// The vendor's id of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_id: Option<OpaqueId>,
    /// Fingerprint of the request's body.
    pub input_fingerprint: OpaqueId,
    /// Fingerprint of the model's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_fingerprint: Option<OpaqueId>,
}

/// One line of the log (`switchboard.log.v1`). Made by [`crate::Logger::event`], completed by the `with_` methods.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "switchboard.log.v1", deny_unknown_fields)]
pub struct LogEvent {
    /// When it happened. Log filters read this name.
    pub timestamp: Timestamp,
    /// Severity.
    pub level: Level,
    /// What happened.
    pub event: EventName,
    /// Correlates lines of one event.
    pub trace_id: OpaqueId,
    /// Version of the program.
    pub release: OpaqueId,
    /// Environment.
    pub env: Environment,
    /// Part of the system.
    pub step: Step,
    /// The event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_id: Option<OpaqueId>,
    /// The conversation's key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation_hash: Option<Hash>,
    /// The event's key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_key: Option<Hash>,
    /// Channel class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelClass>,
    /// Scheduling class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<EventClass>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<LogResult>,
    /// Milliseconds it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u64>,
    /// Invocation id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aws_request_id: Option<OpaqueId>,
    /// Queue message id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sqs_message_id: Option<OpaqueId>,
    /// Scheduled job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<Code>,
    /// Stable code of an error, warning or changed switch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// Code of a security alarm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_code: Option<SecurityCode>,
    /// Hash of the effective settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_hash: Option<OpaqueId>,
    /// Webhook request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ingress: Option<IngressBlock>,
    /// Decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionBlock>,
    /// Effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<EffectBlock>,
    /// Vendor call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<VendorBlock>,
    /// Model call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelBlock>,
}

macro_rules! setters {
    ($($(#[$doc:meta])* $method:ident, $field:ident: $type:ty;)+) => {
        impl LogEvent {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $method(mut self, value: $type) -> Self {
                    self.$field = Some(value);
                    self
                }
            )+
        }
    };
}

setters! {
    /// With the channel class.
    with_channel, channel: ChannelClass;
    /// With the scheduling class.
    with_class, class: EventClass;
    /// With the end.
    with_result, result: LogResult;
    /// With the duration in milliseconds.
    with_latency_ms, latency_ms: u64;
    /// With the job.
    with_job, job: Code;
    /// With a stable code.
    with_code, code: Code;
    /// With a security code.
    with_security_code, security_code: SecurityCode;
    /// With a webhook request.
    with_ingress, ingress: IngressBlock;
    /// With a decision.
    with_decision, decision: DecisionBlock;
    /// With an effect.
    with_effect, effect: EffectBlock;
    /// With a vendor call.
    with_vendor, vendor: VendorBlock;
    /// With a model call.
    with_model, model: ModelBlock;
}

impl LogEvent {
    /// With the event's id.
    #[must_use]
    pub fn with_event_id(mut self, id: &EventId) -> Self {
        self.event_id = Some(OpaqueId::of(id.as_str()));
        self
    }

    /// With the conversation's key (`C#…`); anything else is left out.
    #[must_use]
    pub fn with_conversation(mut self, key: &str) -> Self {
        self.conversation_hash = Hash::of_key(key);
        self
    }

    /// With the event's key (`E#…`, `N#…`, `W#…`); anything else is left out.
    #[must_use]
    pub fn with_event_key(mut self, key: &str) -> Self {
        self.event_key = Hash::of_key(key);
        self
    }

    /// With the id of the invocation.
    #[must_use]
    pub fn with_aws_request_id(mut self, id: &str) -> Self {
        self.aws_request_id = Some(OpaqueId::of(id));
        self
    }

    /// With the id of the queue message.
    #[must_use]
    pub fn with_sqs_message_id(mut self, id: &str) -> Self {
        self.sqs_message_id = Some(OpaqueId::of(id));
        self
    }

    /// With the hash of the effective settings.
    #[must_use]
    pub fn with_config_hash(mut self, hash: &str) -> Self {
        self.config_hash = Some(OpaqueId::of(hash));
        self
    }
}
