//! What the worker tells log and metrics: one line for each entry of the story that became durable, for each job run
//! and for each vendor call that says something about the vendor.

use std::sync::Arc;

use switchboard_domain::state::{AuditEntry, AuditRow, EffectKind, EffectState, EventStatus, Row, Write};
use switchboard_domain::vendor::{FailureKind, Vendor, VendorFailure};
use switchboard_domain::{Clock, Envelope, EventKind, Millis, Timestamp, TraceId, keys};
use switchboard_egress::{CallInfo, CallObserver};
use switchboard_telemetry::{
    Code, DecisionBlock, EffectBlock, EventName, Label, Level, LogEvent, LogResult, Logger, Metric, Metrics, OpaqueId,
    SecurityCode, Sink, Step, VendorBlock,
};

use crate::measure;

/// Why a message is given up whose body is no envelope.
pub(crate) const UNDECODABLE: &str = "undecodable_envelope";

/// Turns entries of the audit table into log events.
#[derive(Clone)]
pub struct Journal {
    logger: Logger,
    sink: Arc<dyn Sink>,
    metrics: Arc<Metrics>,
    clock: Arc<dyn Clock>,
}

impl Journal {
    /// A journal to this sink, with metrics of its own.
    pub fn new(logger: Logger, sink: Arc<dyn Sink>, clock: Arc<dyn Clock>) -> Self {
        Self { logger, sink, metrics: Arc::default(), clock }
    }

    /// The same journal, counting into the metrics of its process.
    #[must_use]
    pub fn with_metrics(self, metrics: Arc<Metrics>) -> Self {
        Self { metrics, ..self }
    }

    /// Metrics of this process.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Maker of events, for hosts that log what the worker does not see.
    pub fn logger(&self) -> &Logger {
        &self.logger
    }

    /// Logs one event.
    pub fn log(&self, event: &LogEvent) {
        self.sink.log(event);
    }

    /// Tells what a durable transaction says about the story.
    pub(crate) fn written(&self, writes: &[Write]) {
        let event = writes.iter().find_map(|write| match write {
            Write::Put { row: Row::Event(event), .. } => Some(event),
            _ => None,
        });
        for write in writes {
            let Write::Put { row: Row::Audit(row), .. } = write else { continue };
            measure::entry(&self.metrics, &row.entry);
            if let (AuditEntry::Finished { status: EventStatus::Done, .. }, Some(event)) = (&row.entry, event) {
                measure::finished(&self.metrics, event, row.at);
            }
            if let Some(event) = self.entry(row) {
                self.sink.log(&event);
            }
        }
    }

    /// Tells how a job went.
    pub(crate) fn job(&self, now: Timestamp, name: &'static str, took: Millis, failure: Option<&'static str>) {
        let by = [Label::Job(name)];
        let outcome = if failure.is_none() { Metric::JobsSucceeded } else { Metric::JobsFailed };
        self.metrics.count(outcome, 1, &by);
        self.metrics.observe(Metric::JobFailed, if failure.is_none() { 0.0 } else { 1.0 }, &by);
        self.metrics.observe(Metric::JobsDurationMs, took.0 as f64, &by);
        let (level, event, result) = match failure {
            None => (Level::Debug, EventName::JobComplete, LogResult::Success),
            Some(_) => (Level::Error, EventName::JobFailed, LogResult::Failed),
        };
        let trace = TraceId::from_stored("job");
        let mut event = self.logger.event(now, level, event, Step::Job, &trace).with_job(Code::fixed(name));
        event.result = Some(result);
        event.code = failure.map(Code::fixed);
        self.sink.log(&event);
    }

    /// Measures a probe that came through to the worker, where it ends.
    pub(crate) fn consumed(&self, envelope: &Envelope) {
        if envelope.kind == EventKind::Probe {
            let took = (self.clock.now() - envelope.received_at).0.max(0);
            self.metrics.observe(Metric::ProbeEndToEndMs, took as f64, &[]);
        }
    }

    /// Tells that a message stays on the queue or was given up, and why.
    pub(crate) fn left(&self, envelope: &Envelope, end: Left) {
        let (level, name, result, why) = match end {
            Left::Retry(why @ ("settle" | "leased")) => {
                (Level::Debug, EventName::WorkerJobFailed, LogResult::Retry, why)
            }
            Left::Retry(why) => (Level::Warn, EventName::WorkerJobFailed, LogResult::Retry, why),
            Left::DeadLetter(why) => (Level::Error, EventName::SystemDlqMessageWritten, LogResult::Failed, why),
        };
        if level != Level::Debug {
            // A message that waits for its time or for another worker has not failed.
            self.metrics.count(Metric::WorkerJobsFailed, 1, &[]);
        }
        let mut event = self.logger.event(self.clock.now(), level, name, Step::Worker, &envelope.trace_id);
        event = event.with_event_id(&envelope.event_id).with_class(envelope.class).with_code(Code::fixed(why));
        event = event.with_conversation(&keys::conversation_key(&envelope.conversation_id));
        event.result = Some(result);
        event.security_code = matches!(end, Left::DeadLetter(_)).then_some(SecurityCode::DlqPublish);
        self.sink.log(&event);
    }

    /// Tells that a message was given up because nothing can be read from it, not even whose it is.
    pub(crate) fn undecodable(&self) {
        self.metrics.count(Metric::WorkerJobsFailed, 1, &[]);
        let (name, trace) = (EventName::SystemDlqMessageWritten, TraceId::from_stored("-"));
        let event = self.logger.event(self.clock.now(), Level::Error, name, Step::Worker, &trace);
        let event = event.with_result(LogResult::Failed).with_code(Code::fixed(UNDECODABLE));
        self.sink.log(&event.with_security_code(SecurityCode::DlqPublish));
    }

    fn entry(&self, row: &AuditRow) -> Option<LogEvent> {
        let (level, name, step, result) = classify(&row.entry)?;
        let trace = TraceId::from_stored(row.event_id.as_ref().map_or("-", |id| id.as_str()));
        let mut event = self.logger.event(row.at, level, name, step, &trace).with_conversation(&row.pk);
        event.result = Some(result);
        if let Some(id) = &row.event_id {
            event = event.with_event_id(id);
        }
        if let Some(key) = &row.event_key {
            event = event.with_event_key(key);
        }
        match &row.entry {
            AuditEntry::Decided { outcome } => event.decision = Some(DecisionBlock::from(outcome.as_ref())),
            AuditEntry::Effect { kind, state, cause, .. } => {
                event.effect = Some(EffectBlock { kind: *kind, state: *state, cause: *cause });
            }
            AuditEntry::Received { class, .. } => event.class = Some(*class),
            AuditEntry::Deferred { reason, .. } => event.code = Some(Code::of(reason)),
            AuditEntry::Finished { reason: Some(reason), .. } => event.code = Some(Code::of(reason)),
            AuditEntry::Blocked { reason } => event.code = Some(Code::of(reason.as_str())),
            _ => {}
        }
        Some(event)
    }
}

/// How a message ended that is not done.
#[derive(Clone, Copy)]
pub(crate) enum Left {
    /// It comes again.
    Retry(&'static str),
    /// It was given up.
    DeadLetter(&'static str),
}

impl CallObserver for Journal {
    fn finished(&self, vendor: Vendor, info: &CallInfo, failure: Option<&VendorFailure>) {
        let by = [Label::Vendor(vendor)];
        self.metrics.count(Metric::VendorRequests, 1, &by);
        self.metrics.observe(Metric::VendorLatencyMs, info.latency.0 as f64, &by);
        let name = event_name(vendor, info, failure.is_some());
        if let Some(failure) = failure {
            self.metrics.count(Metric::VendorErrors, 1, &[by[0], Label::ReasonCode(failure.kind.code())]);
            match failure.kind {
                FailureKind::RateLimited => self.metrics.count(Metric::VendorRateLimited, 1, &by),
                FailureKind::Auth => self.metrics.count(Metric::VendorAuthFailed, 1, &by),
                _ => {}
            }
        }
        let Some(name) = name else { return };
        let level = match failure {
            Some(failure) if failure.kind == FailureKind::Auth || info.tls_failed => Level::Error,
            Some(_) => Level::Warn,
            None => Level::Debug,
        };
        let mut block = failure.map_or_else(|| VendorBlock::new(vendor, info.operation), VendorBlock::from);
        block.http_status = info.http_status;
        block.latency_ms = u64::try_from(info.latency.0).ok();
        block.request_id = info.request_id.as_deref().map(OpaqueId::of);
        let mut event = self.logger.event(self.clock.now(), level, name, Step::Vendor, &TraceId::from_stored("-"));
        event.result = Some(if failure.is_none() { LogResult::Success } else { LogResult::Failed });
        event.vendor = Some(block);
        self.sink.log(&event);
    }
}

/// The documented event of a call; effects tell their own story when their result is durable.
fn event_name(vendor: Vendor, info: &CallInfo, failed: bool) -> Option<EventName> {
    if info.tls_failed {
        return Some(EventName::VendorRichpanelTls);
    }
    Some(match (vendor, info.operation, failed) {
        (Vendor::Richpanel, "read_ticket", false) => EventName::WorkerContextFetchSuccess,
        (Vendor::Richpanel, "read_ticket", true) => EventName::WorkerContextFetchFailed,
        (Vendor::Richpanel, "linked_order" | "order_detail", false) => EventName::VendorRichpanelOrderLinkLookupSuccess,
        (Vendor::Richpanel, "linked_order" | "order_detail", true) => EventName::VendorRichpanelOrderLinkLookupFailed,
        (Vendor::Shopify, _, false) => EventName::VendorShopifyOrderFetchSuccess,
        (Vendor::Shopify, _, true) => EventName::VendorShopifyOrderFetchFailed,
        (Vendor::Richpanel, "send_message", true) => EventName::VendorRichpanelMessageSendFailed,
        (Vendor::Richpanel, "send_message", false) => EventName::VendorRichpanelMessageSendAccepted,
        (Vendor::Richpanel, "add_tags" | "remove_tags", true) => EventName::VendorRichpanelTagsAddFailed,
        (Vendor::Richpanel, "close_ticket", true) => EventName::VendorRichpanelTicketCloseFailed,
        _ => return None,
    })
}

fn classify(entry: &AuditEntry) -> Option<(Level, EventName, Step, LogResult)> {
    Some(match entry {
        AuditEntry::Received { .. } => (Level::Debug, EventName::WorkerJobStart, Step::Worker, LogResult::Success),
        AuditEntry::Covered => (Level::Info, EventName::SystemIdempotencyCovered, Step::Worker, LogResult::Skipped),
        AuditEntry::Duplicate => (Level::Info, EventName::SystemIdempotencyDuplicate, Step::Worker, LogResult::Skipped),
        AuditEntry::Decided { .. } => (Level::Info, EventName::PolicyDecisionMade, Step::Policy, LogResult::Success),
        AuditEntry::Deferred { .. } => (Level::Info, EventName::WorkerJobDeferred, Step::Worker, LogResult::Retry),
        AuditEntry::Blocked { .. } => {
            (Level::Info, EventName::PolicyAutomationBlocked, Step::Policy, LogResult::Blocked)
        }
        AuditEntry::Finished { status: EventStatus::Failed, .. } => {
            (Level::Error, EventName::WorkerJobFailed, Step::Worker, LogResult::Failed)
        }
        AuditEntry::Finished { .. } => (Level::Info, EventName::WorkerJobComplete, Step::Worker, LogResult::Success),
        AuditEntry::Effect { kind, state, .. } => effect(*kind, *state),
        // A call was told when it ended.
        AuditEntry::ModelCalls { .. } | AuditEntry::Operator { .. } | AuditEntry::JobRun { .. } => return None,
    })
}

fn effect(kind: EffectKind, state: EffectState) -> (Level, EventName, Step, LogResult) {
    use EffectState::{Confirmed, Human, Rejected, Unknown};
    let (level, name, result) = match (kind, state) {
        (_, Human) => (Level::Warn, EventName::EffectHuman, LogResult::Failed),
        (EffectKind::Reply, Confirmed) => {
            (Level::Info, EventName::VendorRichpanelMessageSendConfirmed, LogResult::Success)
        }
        (EffectKind::Reply, Unknown) => (Level::Info, EventName::VendorRichpanelMessageSendUnknown, LogResult::Retry),
        (EffectKind::Reply, Rejected) => (Level::Warn, EventName::VendorRichpanelMessageSendFailed, LogResult::Failed),
        (EffectKind::Tags | EffectKind::Flag, Confirmed) => {
            (Level::Info, EventName::VendorRichpanelTagsAddSuccess, LogResult::Success)
        }
        (EffectKind::Tags | EffectKind::Flag, Rejected) => {
            (Level::Warn, EventName::VendorRichpanelTagsAddFailed, LogResult::Failed)
        }
        (EffectKind::Close, Confirmed) => {
            (Level::Info, EventName::VendorRichpanelTicketCloseSuccess, LogResult::Success)
        }
        (EffectKind::Close, Rejected) => (Level::Warn, EventName::VendorRichpanelTicketCloseFailed, LogResult::Failed),
        _ => (Level::Debug, EventName::EffectPlanned, LogResult::Success),
    };
    (level, name, Step::Action, result)
}
