//! What is wrong with a stack file is said with file and key, before anything is registered.

use switchboard_infra::{StackKind, golden};

use crate::stacks::file;

async fn refused(stack: &str, edit: impl FnOnce(String) -> String) -> String {
    let kind: StackKind = stack.parse().unwrap();
    let text = edit(file(kind));
    golden::plan(kind, &text).await.expect_err("the plan must fail").to_string()
}

fn with(line: &str) -> impl FnOnce(String) -> String {
    let line = line.to_owned();
    move |file| format!("{file}  {line}\n")
}

#[tokio::test]
async fn a_wrong_key_type_or_value_names_file_and_key() {
    for (stack, line, key, reason) in [
        ("dev", "switchboard:ege: http", "switchboard:ege", "unknown field"),
        ("dev", "switchboard:edge: htp", "switchboard:edge", "unknown variant"),
        ("dev", "switchboard:accountConcurrency: many", "switchboard:accountConcurrency", "invalid type"),
        ("dev", "switchboard:accountConcurrency: -1", "switchboard:accountConcurrency", "invalid value"),
        ("dev", "switchboard:logRetentionDays: 15", "switchboard:logRetentionDays", "no retention"),
        ("dev", "switchboard:worker: fargate", "switchboard:worker", "docs/limits.md"),
        ("dev", "switchboard:cache: redis", "switchboard:cache", "NAT"),
        ("dev", "switchboard:prefix: a-prefix-of-twenty-five-ch", "prefix", "24 characters"),
        (
            "dev",
            "switchboard:provisionedConcurrency: {ingres: 1}",
            "switchboard:provisionedConcurrency",
            "unknown field",
        ),
        ("dev", "switchboard:settings: {brand.nam: X}", "switchboard:settings", "brand.nam"),
        ("dev", "switchboard:settings: {worker.timeout_s: 20}", "switchboard:settings", "worker.timeout_s"),
        ("dev", "switchboard:alerts: {critical: [nobody]}", "switchboard:alerts", "no mail address"),
        ("baseline-dev", "baseline:repositry: a/b", "baseline:repositry", "unknown field"),
        ("organization", "organization:scpTarget: [dev]", "organization:scpTarget", "unknown field"),
    ] {
        let error = refused(stack, with(line)).await;
        assert!(error.contains(key) && error.contains(reason), "{line}: {error}");
        if line.contains(':') && key.contains(':') {
            assert!(error.contains(&format!("environments/Pulumi.{stack}.yaml")), "{line}: {error}");
        }
    }
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let error = refused("dev", |file| file.replace("switchboard:account: \"111111111111\"", "")).await;
    assert!(
        error.contains("environments/Pulumi.dev.yaml: switchboard:account") && error.contains("missing"),
        "{error}"
    );
    let error = refused("prod", |file| file.replace("critical: [support-oncall@example.com]", "")).await;
    assert!(error.contains("switchboard:alerts"), "{error}");
}

#[tokio::test]
async fn a_reservation_over_the_quota_fails_and_a_small_account_gets_none() {
    let error = refused("dev", with("switchboard:accountConcurrency: 130")).await;
    assert!(error.contains("130") && error.contains("unreserved"), "{error}");
    let kind: StackKind = "dev".parse().unwrap();
    let small = golden::plan(kind, &with("switchboard:accountConcurrency: 10")(file(kind))).await.unwrap();
    let functions: Vec<_> = small.of_type("aws:lambda/function:Function").collect();
    assert!(!functions.is_empty());
    assert!(functions.iter().all(|function| !function.inputs.contains_key("reservedConcurrentExecutions")));
    assert!(
        small
            .messages
            .iter()
            .any(|message| message.severity == 2 && message.text.contains("reservations are left off"))
    );
}
