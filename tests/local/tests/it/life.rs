//! One deployment from `up` to an empty emulator.

use std::time::Duration;

use serde_json::{Value, json};
use switchboard_domain::envelope::ENVELOPE_V1;
use switchboard_domain::{Clock, SystemClock};
use switchboard_local::{Iam, Sent};

use crate::deployment::{Deployment, webhook};

/// Delay of the queue, settle time and a worker's run, with room for a busy machine.
const SOON: Duration = Duration::from_secs(60);
/// Switches are re-read after 30 s and promised within 60.
const SWITCHED: Duration = Duration::from_secs(60);

/// How long a dead letter that was looked at is hidden, and a moment more.
const MINUTE: Duration = Duration::from_secs(65);

const QUESTION: &str = "Hello, where is my order? I would like to know when it arrives.";

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_works_from_the_first_webhook_to_an_empty_cloud() {
    let deployment = Deployment::start(Iam::Open).await;
    nothing_is_left_to_change(&deployment);
    a_question_is_answered_once(&deployment).await;
    one_setting_changes_its_resources_only(&deployment);
    what_cannot_be_read_becomes_a_dead_letter(&deployment).await;
    a_thrown_switch_stops_replies(&deployment).await;
    a_redrive_brings_dead_letters_back(&deployment).await;
    a_killed_worker_loses_nothing(&deployment).await;
    schedules_fire(&deployment).await;
    deployment.down().await;
}

fn nothing_is_left_to_change(deployment: &Deployment) {
    assert_eq!(deployment.preview(), Vec::<String>::new());
}

async fn a_question_is_answered_once(deployment: &Deployment) {
    let sent = deployment.ask("asked-once", QUESTION).await;
    assert_eq!(sent.replies.len(), 1, "{sent:?}\n{}", deployment.told().await);
    assert!(sent.tags.iter().any(|tag| tag == "mw-auto-replied"), "{sent:?}");
    // The same webhook again: a repeated event answers the same, and the customer gets nothing.
    let (status, _) = deployment.local().post(&webhook("asked-once", QUESTION)).await.unwrap();
    assert_eq!(status, 200);
    tokio::time::sleep(Duration::from_secs(20)).await;
    assert_eq!(deployment.local().look("asked-once").await.unwrap().replies.len(), 1);
    for (body, expected) in [(json!({}), 400), (json!([]), 400)] {
        assert_eq!(deployment.local().post(&body).await.unwrap().0, expected, "{body}");
    }
}

fn one_setting_changes_its_resources_only(deployment: &Deployment) {
    let before = deployment.configure("switchboard:logRetentionDays: 30");
    let changes = deployment.preview();
    deployment.restore(&before);
    assert!(!changes.is_empty());
    let others: Vec<_> =
        changes.iter().filter(|change| !change.starts_with("update aws:cloudwatch/logGroup:LogGroup::")).collect();
    assert!(others.is_empty(), "{others:?}");
    assert_eq!(deployment.preview(), Vec::<String>::new());
}

async fn dead_letters(deployment: &Deployment) -> Vec<Value> {
    let text = deployment.operate(&["dlq", "list", "--format", "json"]);
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn what_cannot_be_read_becomes_a_dead_letter(deployment: &Deployment) {
    let sqs = deployment.local().session().clients().sqs();
    let send = |url: &str, body: &str, id: &str| {
        sqs.send_message().queue_url(url).message_body(body).message_group_id(id).message_deduplication_id(id).send()
    };
    send(deployment.local().output("queueUrl"), "no envelope", "poison-1").await.unwrap();
    let letters =
        deployment.until("the dead letter", SOON, async || dead_letters(deployment).await, |l| l.len() == 1).await;
    assert!(letters[0]["reason"].is_string(), "{letters:?}");
    // While replies go out, a redrive is refused.
    let refused = deployment.local().operate(&["dlq", "redrive"], None).unwrap_err().to_string();
    assert!(refused.contains("automation off"), "{refused}");
}

/// With automation off. A letter that can be read is worked on; one that cannot stays where it is.
async fn a_redrive_brings_dead_letters_back(deployment: &Deployment) {
    let local = deployment.local();
    let ticket = "redriven";
    local.create_ticket(ticket, &webhook(ticket, QUESTION)).await.unwrap();
    let sqs = local.session().clients().sqs();
    let letter = sqs.send_message().queue_url(local.output("deadLetterQueueUrl")).message_body(envelope(ticket));
    letter.message_group_id(ticket).message_deduplication_id(ticket).send().await.unwrap();
    // Letters that were looked at stay hidden for a minute.
    deployment.until("both dead letters", MINUTE, async || dead_letters(deployment).await, |l| l.len() == 2).await;
    tokio::time::sleep(MINUTE).await;
    let counts = deployment.operate(&["dlq", "redrive", "--format", "json"]);
    let counts: Value = serde_json::from_str(&counts).unwrap();
    assert_eq!((&counts["redriven"], &counts["undecodable"]), (&json!(1), &json!(1)), "{counts}");
    let look = async || local.look(ticket).await.unwrap();
    let sent = deployment.until("the redriven ticket", SOON, look, Sent::is_processed).await;
    assert_eq!(sent.replies, Vec::<String>::new());
    deployment.until("the other dead letter", MINUTE, async || dead_letters(deployment).await, |l| l.len() == 1).await;
    deployment.operate(&["switches", "set", "automation_enabled", "true"]);
}

/// An event as the ingress puts it on the queue.
fn envelope(ticket: &str) -> String {
    let now = SystemClock::new().now();
    let envelope = json!({
        "schema": ENVELOPE_V1, "event_id": "evt_01ARZ3NDEKTSV4RRFFQ69G5FAV", "source": "richpanel_http_target",
        "kind": "customer_message", "conversation_id": ticket, "message_id": null, "trigger": "customer_message",
        "channel_hint": "email", "received_at": now, "sent_at": null, "not_before": now, "class": "normal",
        "trace_id": "trc_01ARZ3NDEKTSV4RRFFQ69G5FAV", "attempt": 1,
    });
    envelope.to_string()
}

async fn a_killed_worker_loses_nothing(deployment: &Deployment) {
    // The helpdesk answers after the worker's 30 s: Lambda ends it in the middle of the event.
    deployment.local().simulate("/_sim/faults", &json!({ "latency_ms": 40_000 })).await.unwrap();
    let ticket = "killed";
    let webhook = webhook(ticket, QUESTION);
    let killed = tokio::time::timeout(Duration::from_secs(50), deployment.local().send(&webhook)).await;
    assert!(killed.is_err(), "the worker was to be killed: {killed:?}");
    deployment.local().simulate("/_sim/faults", &json!({ "latency_ms": 0 })).await.unwrap();
    // Switches are on again, and the message comes back when its visibility of 180 s ends.
    let limit = Duration::from_secs(240);
    let sent = deployment
        .until("the killed ticket", limit, async || deployment.local().look(ticket).await.unwrap(), Sent::is_processed)
        .await;
    assert!(sent.replies.len() <= 1, "{sent:?}");
}

async fn a_thrown_switch_stops_replies(deployment: &Deployment) {
    deployment.operate(&["switches", "set", "automation_enabled", "false"]);
    tokio::time::sleep(SWITCHED).await;
    let sent = deployment.ask("switched-off", QUESTION).await;
    assert_eq!(sent.replies, Vec::<String>::new());
    assert!(sent.tags.iter().any(|tag| tag.starts_with("route-")), "still routed: {sent:?}");
    // The program wrote the switch once and never again.
    assert_eq!(deployment.preview(), Vec::<String>::new());
}

async fn schedules_fire(deployment: &Deployment) {
    let runs = async || -> Vec<Value> {
        let text = deployment.operate(&["jobs", "list", "--format", "json"]);
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let ran = |jobs: &Vec<Value>| {
        let last = |name: &str| jobs.iter().any(|job| job["job"] == name && job["last_run"]["ok"] == true);
        last("retry") && last("repair")
    };
    deployment.until("runs of retry and repair", Duration::from_secs(180), runs, ran).await;
}
