//! Least privilege: with roles enforced everything works, and without any one statement something does not.

use std::fs;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use switchboard_local::Iam;

use crate::deployment::{Deployment, webhook};
use crate::statements::RolePolicy;

/// A ticket that is worked on is done by then.
const DONE: Duration = Duration::from_secs(25);
/// What cannot be proven here: the emulator writes logs and polls the queue itself, has no X-Ray, and judges a read of parameters
/// by path as one of everything, which no role of ours may do (the gap is filled below). That a mapping is refused whose role may
/// not consume is proven by the stand-in provider's tests.
const NOT_ENFORCED: [&str; 4] = ["Logs", "Traces", "Switches", "Consume"];

const QUESTION: &str = "Hello, where is my order? I would like to know when it arrives.";

#[tokio::test(flavor = "multi_thread")]
async fn each_statement_of_ingress_and_worker_is_needed() {
    let deployment = Deployment::start(Iam::Enforced).await;
    let policies =
        [RolePolicy::of(deployment.local(), "ingress").await, RolePolicy::of(deployment.local(), "worker").await];
    let [ingress_policy, worker_policy] = &policies;
    worker_policy.add("emulator-gap", "ssm:GetParametersByPath").await;
    let sent = deployment.ask("allowed", QUESTION).await;
    assert_eq!(sent.replies.len(), 1, "{sent:?}\n{}", deployment.told().await);
    let mut superfluous = ingress(&deployment, ingress_policy).await;
    superfluous.extend(worker(&deployment, worker_policy).await);
    // With all statements back everything works again.
    let sent = deployment.ask("allowed-again", QUESTION).await;
    assert_eq!(sent.replies.len(), 1, "{sent:?}");
    assert_eq!(superfluous, Vec::<String>::new(), "nothing failed without these statements");
    deployment.stop().await;
}

async fn ingress(deployment: &Deployment, policy: &RolePolicy) -> Vec<String> {
    let mut superfluous = Vec::new();
    for sid in policy.sids().into_iter().filter(|sid| !NOT_ENFORCED.contains(&sid.as_str())) {
        policy.without(&sid).await;
        end_processes("rp-mw-local-ingress");
        let (status, body) = deployment.local().post(&webhook(&format!("ingress-{sid}"), QUESTION)).await.unwrap();
        if status != 503 {
            superfluous.push(format!("ingress {sid}: {status} {body}"));
        }
        policy.restore().await;
        end_processes("rp-mw-local-ingress");
    }
    superfluous
}

async fn worker(deployment: &Deployment, policy: &RolePolicy) -> Vec<String> {
    let mut superfluous = Vec::new();
    for sid in policy.sids().into_iter().filter(|sid| !NOT_ENFORCED.contains(&sid.as_str())) {
        policy.without(&sid).await;
        end_processes("rp-mw-local-worker");
        let works = if sid == "DeadLetter" { sets_aside(deployment).await } else { answers(deployment, &sid).await };
        if works {
            superfluous.push(format!("worker {sid}"));
        }
        policy.restore().await;
        end_processes("rp-mw-local-worker");
    }
    superfluous
}

/// Whether a question is processed.
async fn answers(deployment: &Deployment, sid: &str) -> bool {
    let webhook = webhook(&format!("worker-{sid}"), QUESTION);
    matches!(tokio::time::timeout(DONE, deployment.local().send(&webhook)).await, Ok(Ok(sent)) if sent.replies.len() == 1)
}

/// Whether a message that cannot be read becomes a dead letter.
async fn sets_aside(deployment: &Deployment) -> bool {
    let sqs = deployment.local().session().clients().sqs();
    let url = deployment.local().output("queueUrl");
    let message = sqs.send_message().queue_url(url).message_body("no envelope").message_group_id("poison");
    message.message_deduplication_id("poison").send().await.unwrap();
    tokio::time::sleep(DONE).await;
    let letters = deployment.operate(&["dlq", "list", "--format", "json"]);
    letters.lines().any(|line| serde_json::from_str::<Value>(line).is_ok())
}

/// Ends the processes of a function: the next invocation starts a fresh one, which has read nothing yet.
fn end_processes(function: &str) {
    let variable = format!("AWS_LAMBDA_FUNCTION_NAME={function}");
    let pids =
        fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    for pid in pids {
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        if environment.split(|byte| *byte == 0).any(|one| one == variable.as_bytes())
            && let Some(pid) = Pid::from_raw(pid)
        {
            // One that has just ended needs no signal.
            let _ = kill_process(pid, Signal::KILL);
        }
    }
}
