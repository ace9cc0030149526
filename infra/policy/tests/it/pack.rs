//! The policy pack, asked about graphs.

use infra_policy::Waivers;
use infra_policy::pack::{Settings, pack};
use jiff::civil::date;
use pulumi::policy::EnforcementLevel;
use pulumi::{Context, ResourceOptions, Result, mock};
use pulumi_aws::{cloudwatch, sqs};

async fn program(ctx: Context) -> Result {
    let args = sqs::QueueArgs::new().name("shop-dev-events").fifo_queue(true);
    sqs::Queue::new(&ctx, "events", args, ResourceOptions::new());
    let args = cloudwatch::LogGroupArgs::new().name("/shop").retention_in_days(30);
    cloudwatch::LogGroup::new(&ctx, "logs", args, ResourceOptions::new());
    Ok(())
}

fn settings(waivers: &str) -> Settings {
    Settings { waivers: Waivers::parse(waivers), today: date(2026, 11, 24), project: None }
}

async fn found(settings: Settings) -> Vec<(String, String, EnforcementLevel)> {
    let graph = mock::Run::new().stack("dev").program(program).await;
    assert_eq!(graph.errors, Vec::<String>::new());
    let violations = pack(settings).check(&graph).into_iter();
    violations.map(|one| (one.policy, format!("{} {}", one.urn, one.message), one.level)).collect()
}

#[tokio::test]
async fn each_rule_is_a_policy_that_reports_at_the_resource() {
    let found = found(settings("")).await;
    let (_, message, level) = found.iter().find(|(policy, ..)| policy == "SQS-FIFO-NAME").unwrap();
    assert!(
        message.starts_with("urn:pulumi:dev::") && message.contains("::events events: it is a FIFO queue"),
        "{message}"
    );
    assert_eq!(*level, EnforcementLevel::Mandatory);
    assert!(found.iter().all(|(policy, ..)| policy != "WAIVER-UNUSED"));
}

#[tokio::test]
async fn waivers_hold_in_the_pack() {
    let waiver = |rule: &str, expires: &str| {
        format!(
            "[[waiver]]\nrule = \"{rule}\"\nresource = \"events\"\nreason = \"r\"\nowner = \"o\"\nexpires = {expires}\n"
        )
    };
    let waivers = waiver("SQS-FIFO-NAME", "2026-11-24") + &waiver("SQS-ENCRYPT", "2026-11-23");
    let found = found(settings(&waivers)).await;
    let policies: Vec<&str> = found.iter().map(|(policy, ..)| policy.as_str()).collect();
    assert!(!policies.contains(&"SQS-FIFO-NAME") && policies.contains(&"SQS-ENCRYPT"), "{policies:?}");
    assert!(policies.contains(&"WAIVER-EXPIRED"), "{policies:?}");
}

#[tokio::test]
async fn waivers_that_cannot_be_read_are_a_violation_and_allow_nothing() {
    let found = found(settings("[[waiver]]\nrule = \"SQS-FIFO-NAME\"\n")).await;
    let message = found.iter().find(|(policy, ..)| policy == "WAIVER-FILE").map(|(_, message, _)| message.clone());
    assert!(message.unwrap().contains("waiver 1 needs `resource`"));
    assert!(found.iter().any(|(policy, ..)| policy == "SQS-FIFO-NAME"));
}
