//! Metrics of the worker: counted where the story is told, so that both always agree.

use switchboard_domain::outcome::Outcome;
use switchboard_domain::state::{AuditEntry, Cause, EffectKind, EffectState, EventRow, EventStatus};
use switchboard_domain::{Action, Tier, Timestamp};
use switchboard_telemetry::{Label, Metric, Metrics};

/// Counts an entry of the story that became durable.
pub(crate) fn entry(metrics: &Metrics, entry: &AuditEntry) {
    let one = |metric, labels: &[Label]| metrics.count(metric, 1, labels);
    match entry {
        AuditEntry::Received { .. } => one(Metric::WorkerJobsStarted, &[]),
        AuditEntry::Covered => one(Metric::WorkerCovered, &[]),
        AuditEntry::Duplicate => one(Metric::WorkerDuplicates, &[]),
        AuditEntry::Deferred { .. } => one(Metric::WorkerDeferred, &[]),
        AuditEntry::Decided { outcome } => decided(metrics, outcome),
        AuditEntry::Blocked { reason } => one(Metric::PolicyBlocked, &[Label::Reason(*reason)]),
        AuditEntry::Effect { kind, state, cause, .. } => effect(metrics, *kind, *state, *cause),
        AuditEntry::Finished { status, calls_used, .. } => {
            let failed = *status == EventStatus::Failed;
            one(if failed { Metric::WorkerJobsFailed } else { Metric::WorkerJobsSucceeded }, &[]);
            metrics.observe(Metric::RichpanelCallsPerEvent, f64::from(*calls_used), &[]);
        }
        // A call was measured when it ended.
        AuditEntry::ModelCalls { .. } | AuditEntry::Operator { .. } | AuditEntry::JobRun { .. } => {}
    }
}

/// Measures an event that became DONE in this transaction, from its webhook to its last effect.
pub(crate) fn finished(metrics: &Metrics, event: &EventRow, at: Timestamp) {
    let took = (at - event.envelope.received_at).0.max(0);
    metrics.observe(Metric::WorkerEndToEndMs, took as f64, &[Label::Class(event.envelope.class)]);
}

fn decided(metrics: &Metrics, outcome: &Outcome) {
    let tier = outcome.automation.tier;
    metrics.count(Metric::PolicyDecisions, 1, &[Label::Tier(tier)]);
    if tier == Tier::Tier0Escalation {
        metrics.count(Metric::PolicyTier0, 1, &[]);
    }
    match (outcome.automation.action, outcome.automation.template_id) {
        (Action::SendTemplate, Some(_)) => {}
        _ => metrics.count(Metric::AutomationRouteOnly, 1, &[Label::Team(outcome.routing.team)]),
    }
    if !outcome.security.is_empty() {
        metrics.count(Metric::SecuritySignals, 1, &[]);
    }
}

fn effect(metrics: &Metrics, kind: EffectKind, state: EffectState, cause: Option<Cause>) {
    let one = |metric, labels: &[Label]| metrics.count(metric, 1, labels);
    match state {
        EffectState::Planned | EffectState::Dispatching => {}
        EffectState::Confirmed => one(Metric::EffectsConfirmed, &[]),
        EffectState::Rejected => one(Metric::EffectsRejected, &[]),
        EffectState::Unknown => one(Metric::EffectsUnknown, &cause.map(Label::Cause).into_iter().collect::<Vec<_>>()),
        EffectState::Human => one(Metric::EffectsHuman, &[]),
    }
    match (kind, state) {
        (EffectKind::Reply, EffectState::Dispatching) => one(Metric::AutomationSent, &[]),
        (EffectKind::Reply, EffectState::Rejected) => one(Metric::AutomationSendFailed, &[]),
        (EffectKind::Close, EffectState::Confirmed) => one(Metric::AutomationClosed, &[]),
        _ => {}
    }
}
