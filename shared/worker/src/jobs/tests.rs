//! Jobs over the store in memory.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::json;
use switchboard_domain::state::{AuditEntry, Due, DuePartition, EventRow, Expect, Row, Write};
use switchboard_domain::{Clock, Environment, EventClass, Millis, SeededRandomness, SwitchView, Timestamp};
use switchboard_ingress::doubles::RecordingQueue;
use switchboard_queue::dead_letters::{DeadLetter, Rewrite};
use switchboard_queue::{DeadLetters, QueueError};
use switchboard_settings::Settings;
use switchboard_store::{MemoryStore, Store};
use switchboard_telemetry::{Capture, Label, Logger, Metric};

use super::*;
use crate::journal::Journal;

const NOW: Timestamp = Timestamp::from_millis(10_000_000);

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        NOW
    }
}

/// Dead letters in a list; what goes back leaves it.
struct Letters(Mutex<Vec<DeadLetter>>);

#[async_trait]
impl DeadLetters for Letters {
    async fn list(&self, after: Option<u64>, limit: usize) -> Result<Vec<DeadLetter>, QueueError> {
        let letters = self.0.lock().unwrap();
        let behind = letters.iter().filter(|letter| after.is_none_or(|after| letter.id > after));
        Ok(behind.take(limit).cloned().collect())
    }

    async fn redrive(&self, max: usize, rewrite: &Rewrite) -> Result<usize, QueueError> {
        let mut letters = self.0.lock().unwrap();
        let before = letters.len();
        let mut looked = 0;
        letters.retain(|letter| {
            looked += 1;
            looked > max || rewrite(letter).is_none()
        });
        Ok(before - letters.len())
    }

    async fn count(&self) -> Result<u64, QueueError> {
        Ok(self.0.lock().unwrap().len() as u64)
    }
}

fn envelope(received_at: Timestamp) -> serde_json::Value {
    json!({
        "schema": "switchboard.envelope.v1", "event_id": "evt_1", "source": "richpanel_http_target",
        "kind": "customer_message", "conversation_id": "t", "message_id": null, "trigger": null,
        "channel_hint": null, "received_at": received_at, "sent_at": null, "not_before": received_at,
        "class": "normal", "trace_id": "trc_1", "attempt": 1,
    })
}

fn letter(id: u64, reason: &str, body: String) -> DeadLetter {
    DeadLetter {
        id,
        body,
        group_id: format!("c-{id}"),
        dedup_id: format!("m-{id}"),
        class: EventClass::Normal,
        sent_at: NOW,
        receive_count: 5,
        reason: reason.to_owned(),
        dead_at: NOW,
    }
}

struct Setup {
    jobs: Jobs,
    store: Arc<MemoryStore>,
    queue: Arc<RecordingQueue>,
}

fn setup(view: SwitchView, overrides: serde_json::Value) -> Setup {
    let (store, queue) = (Arc::new(MemoryStore::new()), Arc::new(RecordingQueue::default()));
    let settings = Settings::defaults(Environment::Local).unwrap();
    let ports = JobPorts {
        store: store.clone(),
        queue: queue.clone(),
        clock: Arc::new(Still),
        randomness: Arc::new(SeededRandomness::new(1)),
        switches: Arc::new(move || view.clone()),
        settings: Arc::new(settings.with_overrides(overrides.as_object().unwrap()).unwrap()),
        journal: Journal::new(Logger::new(Environment::Local, "t"), Arc::new(Capture::default()), Arc::new(Still)),
    };
    Setup { jobs: Jobs::new(ports, "test"), store, queue }
}

fn closed() -> SwitchView {
    SwitchView { readable: true, ..SwitchView::fail_closed(NOW) }
}

#[tokio::test]
async fn what_is_due_goes_back_and_the_run_leaves_its_lines() {
    let Setup { jobs, store, queue } = setup(closed(), json!({}));
    let row = json!({
        "event_key": "E#1", "status": "DEFERRED", "fence": 1, "lease_owner": null, "lease_until": null, "attempt": 1,
        "due": Due { partition: DuePartition::of("E#1"), at: NOW }, "conversation_key": "C#1", "comment_id_hash": null, "comment_at": null,
        "outcome": null, "plan_hash": null, "planned_at": null, "frozen": false, "covered": [], "calls_used": 0,
        "failure": null, "created_at": NOW, "expires_at": NOW, "envelope": envelope(NOW),
    });
    let row: EventRow = serde_json::from_value(row).unwrap();
    store.write(vec![Write::put(Row::Event(row), Expect::Absent)]).await.unwrap();
    let JobOutcome::Ran(counts) = jobs.run(Job::Retry).await else { panic!("the job must run") };
    assert_eq!((counts["due"], counts["requeued"], queue.sent().len()), (1, 1, 1));
    let run = jobs.history(Job::Retry, 1).await.unwrap().remove(0);
    assert!(matches!(run.entry, AuditEntry::JobRun { ok: true, .. }));
    let metrics = jobs.ports.journal.metrics();
    assert_eq!(metrics.total(Metric::JobsSucceeded, &[Label::Job("retry")]), 1.0);
    assert_eq!(metrics.total(Metric::JobFailed, &[Label::Job("retry")]), 0.0);
}

#[tokio::test]
async fn dead_letters_go_back_only_when_the_setting_and_the_switches_let_them() {
    let month = Millis::from_hours(31 * 24);
    let letters = || {
        vec![
            letter(1, "undecodable_envelope", "{}".to_owned()),
            letter(2, "max_receives", envelope(NOW).to_string()),
            letter(3, "attempts_exhausted", envelope(NOW).to_string()),
            letter(4, "max_receives", envelope(NOW.saturating_sub(month)).to_string()),
            letter(5, "max_receives", envelope(NOW).to_string()),
        ]
    };
    let open = SwitchView { safe_mode: false, automation_enabled: true, ..closed() };
    for (enabled, view, left) in
        [(false, closed(), 5), (true, open, 5), (true, SwitchView::fail_closed(NOW), 5), (true, closed(), 3)]
    {
        let setup = setup(view, json!({"queue.unattended_redrive": enabled}));
        let dead = Arc::new(Letters(Mutex::new(letters())));
        let jobs = setup.jobs.with_redriver(Arc::new(ListedDeadLetters::new(dead.clone())));
        assert!(matches!(jobs.run(Job::Retry).await, JobOutcome::Ran(_)));
        assert_eq!(dead.count().await.unwrap(), left, "{enabled}");
    }
}

#[tokio::test]
async fn a_redrive_counts_what_it_passes_over_and_a_dry_one_changes_nothing() {
    let dead = Arc::new(Letters(Mutex::new(vec![
        letter(1, "x", "{}".to_owned()),
        letter(2, "x", envelope(NOW).to_string()),
        letter(3, "max_receives", envelope(NOW).to_string()),
    ])));
    let redriver = ListedDeadLetters::new(dead.clone());
    let plan = RedrivePlan { max: 1, which: Which::Any, now: NOW, trial: Trial::Dry };
    let counts = redriver.redrive(plan).await.unwrap();
    assert_eq!(counts, RedriveCounts { redriven: 1, undecodable: 1, ..RedriveCounts::default() });
    assert_eq!(dead.count().await.unwrap(), 3);
    let transient = RedrivePlan { max: 5, which: Which::Transient, trial: Trial::Real, ..plan };
    assert_eq!(redriver.redrive(transient).await.unwrap().lasting, 2);
    assert_eq!(dead.count().await.unwrap(), 2);
}

#[tokio::test]
async fn one_run_at_a_time_and_a_job_without_its_part_fails_in_words() {
    let Setup { jobs, .. } = setup(closed(), json!({}));
    let held = jobs.leases.acquire("retry", "another", LONGEST_RUN).await.unwrap();
    assert!(matches!(held, LeaseOutcome::Held(_)));
    assert_eq!(jobs.run(Job::Retry).await, JobOutcome::Busy);
    for job in [Job::Repair, Job::Health, Job::Probe] {
        let JobOutcome::Failed { code, .. } = jobs.run(job).await else { panic!("{}", job.name()) };
        assert_eq!(code, NOT_EQUIPPED);
        assert_eq!(jobs.ports.journal.metrics().total(Metric::JobFailed, &[Label::Job(job.name())]), 1.0);
    }
}
