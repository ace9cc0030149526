//! Every metric there is: name, kind, unit, and the dimension sets under which it is published.
//!
//! A monitoring service does not add series up over dimensions. A metric is therefore published once per set of its
//! row; dashboards and alarms may use exactly these sets. Every set also has the dimension `env`. Each name with a set
//! costs money per month, so a set stands here only if something reads it.

use super::label::Dimension;

/// How values add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Occurrences; summed.
    Counter,
    /// A state; the last value counts.
    Gauge,
    /// A distribution; percentiles.
    Histogram,
}

/// Unit of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Occurrences or things.
    Count,
    /// Milliseconds.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Millionths of a US dollar, or another number without a unit of the service.
    None,
}

impl Unit {
    /// The service's name of the unit.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Milliseconds => "Milliseconds",
            Self::Seconds => "Seconds",
            Self::None => "None",
        }
    }
}

/// One row of the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The metric.
    pub metric: Metric,
    /// Its name, `group.name`.
    pub name: &'static str,
    /// How values add up.
    pub kind: Kind,
    /// Unit.
    pub unit: Unit,
    /// Dimension sets besides `env`.
    pub sets: &'static [&'static [Dimension]],
    /// What it tells.
    pub help: &'static str,
}

macro_rules! registry {
    ($($variant:ident $name:literal $kind:ident $unit:ident [$([$($dimension:ident),*]),+] $help:literal;)+) => {
        /// A metric of the registry.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "explained by the help text of its row")]
        pub enum Metric {
            $($variant,)+
        }

        /// All rows, in the order of [`Metric`].
        const DEFINITIONS: &[Definition] = &[
            $(Definition {
                metric: Metric::$variant,
                name: $name,
                kind: Kind::$kind,
                unit: Unit::$unit,
                sets: &[$(&[$(Dimension::$dimension),*]),+],
                help: $help,
            },)+
        ];
    };
}

registry! {
    IngressRequests "ingress.requests" Counter Count [[]] "webhook requests";
    IngressAccepted "ingress.accepted" Counter Count [[], [Class]] "events accepted";
    IngressRejected "ingress.rejected" Counter Count [[], [Reason]] "webhook requests refused";
    IngressEnqueueFailed "ingress.enqueue_failed" Counter Count [[]] "events the queue did not take; answered with 503";
    IngressAckMs "ingress.ack_ms" Histogram Milliseconds [[]] "time from request to answer";
    IngressBodyRepaired "ingress.body_repaired" Counter Count [[]] "broken bodies whose ticket id was saved";
    EdgeThrottled "edge.throttled" Counter Count [[]] "requests answered with 429 by the edge";
    WorkerJobsStarted "worker.jobs_started" Counter Count [[]] "events taken from the queue";
    WorkerJobsSucceeded "worker.jobs_succeeded" Counter Count [[]] "events done";
    WorkerJobsFailed "worker.jobs_failed" Counter Count [[]] "events reported failed";
    WorkerDeferred "worker.deferred" Counter Count [[], [Reason]] "events put off";
    WorkerDuplicates "worker.duplicates" Counter Count [[]] "events whose work was done";
    WorkerCovered "worker.covered" Counter Count [[]] "events covered by an earlier read";
    WorkerEndToEndMs "worker.end_to_end_ms" Histogram Milliseconds [[], [Class]] "time from webhook to last effect";
    QueueDepth "queue.depth" Gauge Count [[]] "messages waiting";
    QueueOldestAgeS "queue.oldest_age_s" Gauge Seconds [[]] "age of the oldest message";
    QueueDlqDepth "queue.dlq_depth" Gauge Count [[]] "dead letters";
    VendorRequests "vendor.requests" Counter Count [[Vendor]] "vendor calls";
    VendorErrors "vendor.errors" Counter Count [[Vendor], [Vendor, Reason]] "failed vendor calls";
    VendorRateLimited "vendor.rate_limited" Counter Count [[Vendor]] "vendor answers 429";
    VendorAuthFailed "vendor.auth_failed" Counter Count [[Vendor]] "vendor answers 401 and 403";
    VendorLatencyMs "vendor.latency_ms" Histogram Milliseconds [[Vendor]] "duration of vendor calls";
    VendorShape "vendor.shape" Counter Count [[Vendor, Reason]] "vendor objects with an unexpected shape";
    VendorTokenExpiresInS "vendor.token_expires_in_s" Gauge Seconds [[Vendor]] "time until a vendor token ends";
    ShopifyTokenExpiresS "shopify.token_expires_s" Gauge Seconds [[]] "time until the store token ends";
    RichpanelCallsPerEvent "richpanel.calls_per_event" Histogram Count [[]] "helpdesk calls of one event";
    BudgetWaitMs "budget.wait_ms" Histogram Milliseconds [[Vendor]] "wait for a slot of a shared budget";
    BudgetDenied "budget.denied" Counter Count [[Vendor], [Vendor, Class]] "refusals of a shared budget";
    PolicyDecisions "policy.decisions" Counter Count [[], [Tier], [Channel]] "decisions";
    PolicyTier0 "policy.tier0" Counter Count [[]] "escalations";
    PolicyBlocked "policy.blocked" Counter Count [[], [Reason]] "replies stopped by a gate";
    PolicyModelCalls "policy.model_calls" Counter Count [[]] "model calls";
    PolicyModelFailure "policy.model_failure" Counter Count [[], [Reason]] "failed model calls";
    EffectsPlanned "effects.planned" Counter Count [[]] "effects planned";
    EffectsConfirmed "effects.confirmed" Counter Count [[]] "effects confirmed";
    EffectsRejected "effects.rejected" Counter Count [[]] "effects refused";
    EffectsUnknown "effects.unknown" Counter Count [[], [Cause]] "effects with an unknown result";
    EffectsHuman "effects.human" Counter Count [[]] "effects handed to people";
    EffectsUnknownAgeS "effects.unknown_age_s" Gauge Seconds [[Cause]] "age of the oldest effect with an unknown result";
    AutomationSent "automation.sent" Counter Count [[], [Template]] "replies sent";
    AutomationSendFailed "automation.send_failed" Counter Count [[]] "replies that did not go out";
    AutomationRouteOnly "automation.route_only" Counter Count [[], [Team]] "events routed without a reply";
    AutomationClosed "automation.closed" Counter Count [[]] "tickets closed";
    AutomationSentWhileOff "automation.sent_while_off" Counter Count [[]] "replies sent while automation was off; must be 0";
    AutomationDeflected "automation.deflected" Counter Count [[]] "tickets that needed nobody";
    AutomationReopened "automation.reopened" Counter Count [[]] "tickets reopened after we closed them";
    AuthRejected "auth.rejected" Counter Count [[]] "webhooks without a valid credential";
    RedactionFailed "redaction.failed" Counter Count [[]] "texts dropped because they could not be redacted";
    SecuritySignals "security.signals" Counter Count [[], [Reason]] "privacy and security signals found in texts";
    EgressRefused "egress.refused" Counter Count [[]] "outbound calls to a host that is not allowed";
    OrdersTrackingConflict "orders.tracking_conflict" Counter Count [[]] "two sources with different tracking numbers";
    JobsSucceeded "jobs.succeeded" Counter Count [[Job]] "job runs that succeeded";
    JobsFailed "jobs.failed" Counter Count [[Job]] "job runs that failed";
    JobsDurationMs "jobs.duration_ms" Histogram Milliseconds [[Job]] "duration of job runs";
    JobFailed "job.failed" Gauge Count [[Job]] "1 if the last run failed, else 0";
    JobOverdue "job.overdue" Gauge Count [[]] "jobs that missed two runs";
    ProbeSuccess "probe.success" Counter Count [[]] "probes acknowledged, consumed and dropped";
    ProbeAckMs "probe.ack_ms" Histogram Milliseconds [[]] "time to acknowledge a probe";
    ProbeEndToEndMs "probe.end_to_end_ms" Histogram Milliseconds [[]] "time from probe to worker";
    DriftFindings "drift.findings" Gauge Count [[Severity]] "differences between tenant and mapping";
    QualityDrift "quality.drift" Gauge Count [[Signal]] "1 if a quality signal is beyond its limit";
    SignalDrifted "signal.drifted" Counter Count [[Signal]] "quality signals found beyond their limit";
    SwitchChanged "switch.changed" Counter Count [[]] "switch changes seen";
    SwitchUnreadable "switch.unreadable" Counter Count [[]] "reads of switches that failed";
    SwitchUnreadableS "switch.unreadable_s" Gauge Seconds [[]] "how long switches have been unreadable";
    StoreWrites "store.writes" Counter Count [[]] "conditional writes";
    StoreConditionFailed "store.condition_failed" Counter Count [[]] "conditional writes that lost";
    CostTokensIn "cost.tokens_in" Histogram Count [[]] "model tokens in per call";
    CostTokensOut "cost.tokens_out" Histogram Count [[]] "model tokens out per call";
    CostUsdMicro "cost.usd_micro" Counter None [[]] "estimated model cost, millionths of a US dollar";
}

impl Metric {
    /// Its row.
    pub fn definition(self) -> &'static Definition {
        &DEFINITIONS[self as usize]
    }

    /// All rows.
    pub fn all() -> impl ExactSizeIterator<Item = &'static Definition> {
        DEFINITIONS.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn rows_stand_in_enum_order_with_unique_names() {
        let mut names = BTreeSet::new();
        for (i, definition) in Metric::all().enumerate() {
            assert_eq!(definition.metric as usize, i);
            assert!(names.insert(definition.name), "{}", definition.name);
            let (group, name) = definition.name.split_once('.').unwrap();
            assert!(
                [group, name]
                    .iter()
                    .all(|part| part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit()))
            );
            let sets: BTreeSet<_> = definition.sets.iter().collect();
            assert!(!sets.is_empty() && sets.len() == definition.sets.len(), "{name}");
        }
    }

    /// Alarms read a series by name and exact dimensions: nothing is added up for them.
    #[test]
    fn every_series_that_an_alarm_reads_is_published() {
        use Dimension::{Cause, Class, Job, Severity, Signal, Vendor};
        let alarms: [(&str, &[Dimension]); 33] = [
            ("ingress.enqueue_failed", &[]),
            ("edge.throttled", &[]),
            ("ingress.ack_ms", &[]),
            ("probe.success", &[]),
            ("ingress.accepted", &[Class]),
            ("worker.jobs_failed", &[]),
            ("worker.jobs_started", &[]),
            ("effects.unknown_age_s", &[Cause]),
            ("effects.human", &[]),
            ("automation.sent_while_off", &[]),
            ("redaction.failed", &[]),
            ("vendor.auth_failed", &[Vendor]),
            ("vendor.rate_limited", &[Vendor]),
            ("policy.model_failure", &[]),
            ("policy.model_calls", &[]),
            ("vendor.token_expires_in_s", &[Vendor]),
            ("store.condition_failed", &[]),
            ("store.writes", &[]),
            ("auth.rejected", &[]),
            ("switch.unreadable_s", &[]),
            ("job.failed", &[Job]),
            ("job.overdue", &[]),
            ("drift.findings", &[Severity]),
            ("quality.drift", &[Signal]),
            ("cost.usd_micro", &[]),
            ("cost.tokens_in", &[]),
            ("cost.tokens_out", &[]),
            // Read by dashboards, and by people in the wake of an alarm.
            ("ingress.requests", &[]),
            ("ingress.accepted", &[]),
            ("ingress.rejected", &[]),
            ("ingress.body_repaired", &[]),
            ("probe.ack_ms", &[]),
            ("jobs.duration_ms", &[Job]),
        ];
        for (name, set) in alarms {
            let row = Metric::all().find(|row| row.name == name).unwrap_or_else(|| panic!("{name} is not registered"));
            assert!(row.sets.contains(&set), "{name} lacks {set:?}");
        }
    }

    #[test]
    fn durations_say_their_unit() {
        for definition in Metric::all() {
            let suffix = match definition.unit {
                Unit::Milliseconds => "_ms",
                Unit::Seconds => "_s",
                Unit::Count | Unit::None => continue,
            };
            assert!(definition.name.ends_with(suffix), "{}", definition.name);
        }
    }

    #[test]
    fn names_and_sets_stay_within_what_is_paid_for() {
        // One series per name and set without free dimensions; the ceiling of the smallest environment is 60 names.
        let expensive = [Dimension::Template, Dimension::Operation, Dimension::Team];
        let wide = Metric::all().flat_map(|d| d.sets).filter(|set| set.iter().any(|d| expensive.contains(d))).count();
        assert!(wide <= 2, "{wide} sets over template, operation or team");
    }
}
