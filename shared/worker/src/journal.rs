//! What the worker tells the log: one line for each entry of the story that became durable, and for each failed job.

use std::sync::Arc;

use switchboard_domain::state::{AuditEntry, AuditRow, EffectKind, EffectState, EventStatus, Row, Write};
use switchboard_domain::{Timestamp, TraceId};
use switchboard_telemetry::{
    Code, DecisionBlock, EffectBlock, EventName, Level, LogEvent, LogResult, Logger, Sink, Step,
};

/// Turns entries of the audit table into log events.
#[derive(Clone)]
pub struct Journal {
    logger: Logger,
    sink: Arc<dyn Sink>,
}

impl Journal {
    /// A journal to this sink.
    pub fn new(logger: Logger, sink: Arc<dyn Sink>) -> Self {
        Self { logger, sink }
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
        for write in writes {
            if let Write::Put { row: Row::Audit(row), .. } = write
                && let Some(event) = self.entry(row)
            {
                self.sink.log(&event);
            }
        }
    }

    /// Tells how a job went.
    pub(crate) fn job(&self, now: Timestamp, name: &'static str, failure: Option<&'static str>) {
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

fn classify(entry: &AuditEntry) -> Option<(Level, EventName, Step, LogResult)> {
    Some(match entry {
        AuditEntry::Received { .. } => (Level::Debug, EventName::WorkerJobStart, Step::Worker, LogResult::Success),
        AuditEntry::Covered => {
            (Level::Info, EventName::SystemIdempotencyCovered, Step::Worker, LogResult::Skipped)
        }
        AuditEntry::Duplicate => {
            (Level::Info, EventName::SystemIdempotencyDuplicate, Step::Worker, LogResult::Skipped)
        }
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
        AuditEntry::Operator { .. } | AuditEntry::JobRun { .. } => return None,
    })
}

fn effect(kind: EffectKind, state: EffectState) -> (Level, EventName, Step, LogResult) {
    use EffectState::{Confirmed, Human, Rejected, Unknown};
    let (level, name, result) = match (kind, state) {
        (_, Human) => (Level::Warn, EventName::EffectHuman, LogResult::Failed),
        (EffectKind::Reply, Confirmed) => {
            (Level::Info, EventName::VendorRichpanelMessageSendConfirmed, LogResult::Success)
        }
        (EffectKind::Reply, Unknown) => {
            (Level::Info, EventName::VendorRichpanelMessageSendUnknown, LogResult::Retry)
        }
        (EffectKind::Reply, Rejected) => {
            (Level::Warn, EventName::VendorRichpanelMessageSendFailed, LogResult::Failed)
        }
        (EffectKind::Tags | EffectKind::Flag, Confirmed) => {
            (Level::Info, EventName::VendorRichpanelTagsAddSuccess, LogResult::Success)
        }
        (EffectKind::Tags | EffectKind::Flag, Rejected) => {
            (Level::Warn, EventName::VendorRichpanelTagsAddFailed, LogResult::Failed)
        }
        (EffectKind::Close, Confirmed) => {
            (Level::Info, EventName::VendorRichpanelTicketCloseSuccess, LogResult::Success)
        }
        (EffectKind::Close, Rejected) => {
            (Level::Warn, EventName::VendorRichpanelTicketCloseFailed, LogResult::Failed)
        }
        _ => (Level::Debug, EventName::EffectPlanned, LogResult::Success),
    };
    (level, name, Step::Action, result)
}
