//! What log and metrics hear of model calls.

use switchboard_domain::vendor::Vendor;
use switchboard_domain::{ModelFailure, TraceId};
use switchboard_limits::Transition;
use switchboard_openai::{CallRecord, Cost, Slot};
use switchboard_telemetry::{
    Code, EventName, Label, Level, LogEvent, LogResult, Metric, ModelBlock, OpaqueId, SecurityCode, Step, VendorBlock,
};

use super::About;
use super::daily_spend::Crossed;
use crate::journal::Journal;

impl Journal {
    /// Tells how a call went: one line, whatever its attempts.
    pub(super) fn model_call(&self, about: &About<'_>, record: &CallRecord, failure: Option<ModelFailure>) {
        self.measure(record, failure);
        let name = match (record.slot, failure) {
            (Slot::Classifier, None) => EventName::VendorOpenaiClassifySuccess,
            (Slot::Classifier, Some(_)) => EventName::VendorOpenaiClassifyFailed,
            (Slot::Verifier, None) => EventName::VendorOpenaiVerifySuccess,
            (Slot::Verifier, Some(_)) => EventName::VendorOpenaiVerifyFailed,
        };
        let mut event = self.about(about, level(failure, record.cost), name, Step::Vendor);
        event.result = Some(match failure {
            None => LogResult::Success,
            Some(ModelFailure::Timeout) => LogResult::Timeout,
            Some(_) => LogResult::Failed,
        });
        event.code = failure
            .map(ModelFailure::code)
            .or((record.cost == Cost::UnknownPrice).then_some("price_missing"))
            .map(Code::fixed);
        let latency = u64::try_from(record.latency.0).ok();
        event.latency_ms = latency;
        event.vendor = Some(VendorBlock {
            http_status: record.http_status,
            latency_ms: latency,
            retry_count: Some(record.attempts.saturating_sub(1)),
            request_id: record.request_id.as_deref().map(OpaqueId::of),
            error_code: failure.map(|failure| Code::fixed(failure.code())),
            ..VendorBlock::new(Vendor::Openai, record.slot.as_str())
        });
        event.model = Some(block(record));
        self.log(&event);
    }

    fn measure(&self, record: &CallRecord, failure: Option<ModelFailure>) {
        let metrics = self.metrics();
        metrics.count(Metric::PolicyModelCalls, 1, &[]);
        if let Some(failure) = failure {
            metrics.count(Metric::PolicyModelFailure, 1, &[Label::ReasonCode(failure.code())]);
        }
        if let Some(usage) = record.usage {
            metrics.observe(Metric::CostTokensIn, usage.input as f64, &[]);
            metrics.observe(Metric::CostTokensOut, usage.output as f64, &[]);
        }
        if let Some(cost) = record.cost.micro_usd() {
            metrics.count(Metric::CostUsdMicro, cost, &[]);
        }
    }

    /// Tells that a text could not be redacted and was sent to nobody.
    pub(super) fn redaction_failed(&self, about: &About<'_>) {
        self.metrics().count(Metric::RedactionFailed, 1, &[]);
        let event = self.about(about, Level::Error, EventName::SystemRedactionFailed, Step::Policy);
        let event = event.with_result(LogResult::Blocked).with_code(Code::fixed(ModelFailure::RedactionFailed.code()));
        self.log(&event.with_security_code(SecurityCode::RedactionFailed));
    }

    /// Tells that a slot's breaker opened or closed.
    pub(super) fn breaker(&self, about: &About<'_>, slot: Slot, transition: Option<Transition>) {
        let (level, name) = match transition {
            None => return,
            Some(Transition::Opened) => (Level::Error, EventName::SystemBreakerOpened),
            Some(Transition::Closed) => (Level::Info, EventName::SystemBreakerClosed),
        };
        let vendor = VendorBlock::new(Vendor::Openai, slot.as_str());
        self.log(&self.about(about, level, name, Step::System).with_vendor(vendor));
    }

    /// Tells that the day's money has come to 80 % or to its end.
    pub(super) fn model_budget(&self, about: &About<'_>, crossed: Option<Crossed>) {
        let (level, code) = match crossed {
            None => return,
            Some(Crossed::Warning) => (Level::Warn, "llm_budget_80_percent"),
            Some(Crossed::Limit) => (Level::Error, "llm_budget_exhausted"),
        };
        let event = self.about(about, level, EventName::SystemModelBudget, Step::System);
        self.log(&event.with_code(Code::fixed(code)));
    }

    fn about(&self, about: &About<'_>, level: Level, name: EventName, step: Step) -> LogEvent {
        let envelope = about.envelope;
        let trace: &TraceId = &envelope.trace_id;
        let event = self.logger().event(about.parts.clock.now(), level, name, step, trace);
        event.with_event_id(&envelope.event_id).with_event_key(about.event_key).with_class(envelope.class)
    }
}

/// A refused key, a defect of ours or another model than the pinned one needs a person now.
const fn level(failure: Option<ModelFailure>, cost: Cost) -> Level {
    match (failure, cost) {
        (Some(ModelFailure::Auth | ModelFailure::BadRequest | ModelFailure::ModelMismatch), _) => Level::Error,
        (Some(_), _) | (None, Cost::UnknownPrice) => Level::Warn,
        (None, Cost::MicroUsd(_) | Cost::UnknownUsage) => Level::Info,
    }
}

fn block(record: &CallRecord) -> ModelBlock {
    let schema = match record.slot {
        Slot::Classifier => "decision.v1",
        Slot::Verifier => "verifier.v1",
    };
    ModelBlock {
        slot: Code::fixed(record.slot.as_str()),
        model: OpaqueId::of(&record.model_asked),
        snapshot: record.model_reported.as_deref().map(OpaqueId::of),
        prompt_version: OpaqueId::of(record.prompt_version),
        schema: Code::fixed(schema),
        attempts: record.attempts,
        tokens_in: record.usage.map(|usage| usage.input),
        tokens_cached: record.usage.map(|usage| usage.cached_input),
        tokens_out: record.usage.map(|usage| usage.output),
        tokens_reasoning: record.usage.map(|usage| usage.reasoning),
        cost_usd_micro: record.cost.micro_usd(),
        response_id: record.response_id.as_deref().map(OpaqueId::of),
        input_fingerprint: OpaqueId::of(&record.input_fingerprint),
        output_fingerprint: record.output_fingerprint.as_deref().map(OpaqueId::of),
    }
}
