use std::collections::{BTreeMap, BTreeSet};

use pulumi::mock::Graph;
use serde_json::{Value, json};
use switchboard_domain::Environment;

use super::*;
use crate::log_metrics::needed;
use crate::webhook_edge::rehearsal::rehearse;

const ALARM: &str = "aws:cloudwatch/metricAlarm:MetricAlarm";

fn everything() -> CatalogueArgs {
    let job = |name: &str, every_s| WatchedJob { name: name.to_owned(), every_s };
    CatalogueArgs {
        shopify: true,
        jobs: vec![
            job("repair", 120),
            job("probe", 300),
            job("token-refresh", 14_400),
            job("drift-full", 86_400),
            job("report-monthly", 2_592_000),
        ],
        signals: vec!["match_rate".to_owned()],
        model_daily_budget_usd: Some(12.5),
        model_tokens_baseline: Some(1_500),
    }
}

async fn catalogue_of(environment: Environment, args: CatalogueArgs) -> (Graph, Result<AlarmCatalogue, String>) {
    rehearse(environment, |ctx, alarms| AlarmCatalogue::new(ctx, alarms, "alarms", args, ResourceOptions::new())).await
}

/// What is watched by an alarm: the metrics of its inputs.
fn watched(inputs: &Value) -> Vec<Value> {
    match inputs["metricQueries"].as_array() {
        Some(queries) => queries.iter().map(|query| query["metric"].clone()).filter(|it| !it.is_null()).collect(),
        None => vec![inputs.clone()],
    }
}

#[tokio::test]
async fn every_alarm_reads_a_set_that_the_environment_publishes() {
    for environment in [Environment::Dev, Environment::Prod] {
        let (graph, _) = catalogue_of(environment, everything()).await;
        let mut published = BTreeMap::new();
        for definition in Metric::all() {
            let sets = needed(environment, definition);
            let names = |set: &&[Dimension]| {
                let own = set.iter().map(|dimension| dimension.as_str().to_owned());
                own.chain(["env".to_owned()]).collect::<BTreeSet<_>>()
            };
            published.insert(definition.name, sets.iter().map(names).collect::<Vec<_>>());
        }
        let mut metrics = 0;
        for alarm in graph.of_type(ALARM) {
            for metric in watched(&alarm.to_json()["inputs"]) {
                metrics += 1;
                assert_eq!(metric["namespace"], format!("rp-mw/{environment}"));
                assert_eq!(metric["dimensions"]["env"], environment.as_str());
                let sets = &published[metric["metricName"].as_str().unwrap()];
                let dimensions: BTreeSet<_> = metric["dimensions"].as_object().unwrap().keys().cloned().collect();
                assert!(sets.contains(&dimensions), "{}: {dimensions:?} of {sets:?}", alarm.name);
            }
        }
        assert!(metrics > 30, "{metrics}");
    }
}

/// One line per alarm: metric or expression, statistic, period, datapoints, threshold, missing data.
fn line(alarm: &Value) -> String {
    let all = watched(alarm);
    let math = alarm["metricQueries"][0]["expression"].as_str();
    let mut labels = all[0]["dimensions"].as_object().unwrap().clone();
    labels.remove("env");
    let labels: Vec<_> = labels.values().map(|value| value.as_str().unwrap()).collect();
    let name = all[0]["metricName"].as_str().unwrap();
    let statistic = ["statistic", "extendedStatistic", "stat"].iter().find_map(|key| all[0][key].as_str()).unwrap();
    let period = if math.is_some() { &all[0]["period"] } else { &alarm["period"] };
    format!(
        "{name}[{}]{} {statistic} {period} {}/{} {} {} {}",
        labels.join(","),
        math.map(|text| format!(" {text}")).unwrap_or_default(),
        alarm["datapointsToAlarm"],
        alarm["evaluationPeriods"],
        match alarm["comparisonOperator"].as_str().unwrap() {
            "GreaterThanThreshold" => ">",
            "GreaterThanOrEqualToThreshold" => ">=",
            _ => "<",
        },
        alarm["threshold"],
        alarm["treatMissingData"].as_str().unwrap(),
    )
}

#[tokio::test]
async fn the_catalogue_is_exactly_this() {
    let (graph, catalogue) = catalogue_of(Environment::Prod, everything()).await;
    let actual: BTreeMap<String, String> =
        graph.of_type(ALARM).map(|alarm| (alarm.name.clone(), line(&alarm.to_json()["inputs"]))).collect();
    let expected = [
        ("a2-enqueue-critical", "ingress.enqueue_failed[] Sum 300 1/1 >= 5 notBreaching"),
        ("a2-enqueue-warn", "ingress.enqueue_failed[] Sum 300 1/1 >= 1 notBreaching"),
        ("a4-ack-warn", "ingress.ack_ms[] p95 300 3/3 > 500 notBreaching"),
        ("a5-probe-critical", "probe.success[] Sum 300 3/3 < 1 breaching"),
        ("c1-model-spend-warn", "cost.usd_micro[] Sum 86400 1/1 > 10000000 notBreaching"),
        ("c1-model-tokens-warn", "cost.tokens_in[] p95 3600 3/3 > 3000 notBreaching"),
        (
            "d1-conditions-rate-warn",
            "store.condition_failed[] IF(total>=100,100*FILL(part,0)/total,0) Sum 300 3/3 > 20 notBreaching",
        ),
        ("e1-unknown-any-critical", "effects.unknown_age_s[any] Maximum 120 2/2 > 1800 notBreaching"),
        ("e1-unknown-critical", "effects.unknown_age_s[other] Maximum 120 2/2 > 600 notBreaching"),
        ("e2-human-warn", "effects.human[] Sum 3600 1/1 >= 3 notBreaching"),
        ("e3-sent-while-off-page", "automation.sent_while_off[] Sum 60 1/1 >= 1 notBreaching"),
        ("j1-job-drift-full-warn", "job.failed[drift-full] Maximum 86400 2/2 >= 1 notBreaching"),
        ("j1-job-probe-warn", "job.failed[probe] Maximum 300 2/2 >= 1 notBreaching"),
        ("j1-job-repair-warn", "job.failed[repair] Maximum 120 2/2 >= 1 notBreaching"),
        ("j1-job-report-monthly-warn", "job.failed[report-monthly] Maximum 86400 1/1 >= 1 notBreaching"),
        ("j1-job-token-refresh-warn", "job.failed[token-refresh] Maximum 14400 2/2 >= 1 notBreaching"),
        ("j1-overdue-warn", "job.overdue[] Maximum 900 2/2 > 0 notBreaching"),
        ("j2-drift-critical", "drift.findings[critical] Maximum 3600 1/1 > 0 notBreaching"),
        ("j2-drift-warn", "drift.findings[warn] Maximum 3600 1/1 > 0 notBreaching"),
        ("p1-match-rate-warn", "quality.drift[match_rate] Maximum 3600 1/1 > 0 notBreaching"),
        ("s1-tokens-critical", "auth.rejected[] Sum 60 5/5 > 20 notBreaching"),
        ("s2-redaction-critical", "redaction.failed[] Sum 60 1/1 >= 1 notBreaching"),
        ("s4-switches-critical", "switch.unreadable_s[] Maximum 60 5/5 > 300 notBreaching"),
        ("v1-richpanel-limit-warn", "vendor.rate_limited[richpanel] Sum 300 2/3 >= 5 notBreaching"),
        ("v2-richpanel-credentials-critical", "vendor.auth_failed[richpanel] Sum 60 1/1 >= 1 notBreaching"),
        ("v2-shopify-credentials-critical", "vendor.auth_failed[shopify] Sum 60 1/1 >= 1 notBreaching"),
        ("v3-shopify-limit-warn", "vendor.rate_limited[shopify] Sum 300 2/3 >= 5 notBreaching"),
        (
            "v4-model-critical",
            "policy.model_failure[] IF(total>=10,100*FILL(part,0)/total,0) Sum 300 1/1 > 50 notBreaching",
        ),
        (
            "v4-model-warn",
            "policy.model_failure[] IF(total>=10,100*FILL(part,0)/total,0) Sum 600 1/1 >= 5 notBreaching",
        ),
        (
            "v5-shopify-token-critical",
            "vendor.token_expires_in_s[shopify] FILL(token,86400) Minimum 14400 1/1 < 28800 breaching",
        ),
        ("v5-shopify-token-silent-critical", "vendor.token_expires_in_s[shopify] SampleCount 14400 3/3 < 1 breaching"),
        ("w1-events-critical", "worker.jobs_failed[] Sum 300 1/1 >= 5 notBreaching"),
        (
            "w1-events-rate-critical",
            "worker.jobs_failed[] IF(total>=20,100*FILL(part,0)/total,0) Sum 300 1/1 > 5 notBreaching",
        ),
    ];
    let expected: BTreeMap<_, _> =
        expected.into_iter().map(|(name, line)| (name.to_owned(), line.to_owned())).collect();
    assert_eq!(actual, expected);
    let critical = actual.keys().filter(|name| name.ends_with("critical") || name.ends_with("page")).count();
    assert_eq!(catalogue.unwrap().critical().len(), critical);
}

#[tokio::test]
async fn windows_are_not_longer_than_the_service_evaluates() {
    let (graph, _) = catalogue_of(Environment::Prod, everything()).await;
    for alarm in graph.of_type(ALARM) {
        let inputs = alarm.to_json()["inputs"].clone();
        let period = inputs["period"].as_u64().or_else(|| watched(&inputs)[0]["period"].as_u64()).unwrap();
        let window = period * inputs["evaluationPeriods"].as_u64().unwrap();
        assert!(window <= if period >= 3_600 { 604_800 } else { 86_400 }, "{}: {window} s", alarm.name);
        assert!(period % 60 == 0 && inputs["alarmActions"] == inputs["okActions"], "{}", alarm.name);
    }
}

#[tokio::test]
async fn a_token_that_nothing_refreshes_is_not_waited_for() {
    let args = CatalogueArgs { shopify: true, ..CatalogueArgs::default() };
    let (graph, _) = catalogue_of(Environment::Prod, args).await;
    assert!(graph.node("v3-shopify-limit-warn").is_some());
    assert!(graph.of_type(ALARM).all(|alarm| !alarm.name.starts_with("v5-")));
}

#[tokio::test]
async fn without_store_probe_and_budget_nothing_waits_for_them() {
    let (graph, _) = catalogue_of(Environment::Dev, CatalogueArgs::default()).await;
    for alarm in graph.of_type(ALARM) {
        for part in ["shopify", "probe", "c1-", "p1-", "j1-job"] {
            assert!(!alarm.name.contains(part), "{}", alarm.name);
        }
    }
    assert!(graph.of_type(ALARM).all(|alarm| alarm.to_json()["inputs"]["treatMissingData"] == json!("notBreaching")));
}

#[tokio::test]
async fn what_no_alarm_can_be_made_of_is_refused() {
    let twice = |args: &mut CatalogueArgs| args.jobs.push(args.jobs[0].clone());
    type Change<'a> = &'a dyn Fn(&mut CatalogueArgs);
    let cases: [(Change<'_>, &str); 6] = [
        (&|args| args.model_daily_budget_usd = Some(0.0), "model_daily_budget_usd must be a positive number"),
        (&|args| args.model_daily_budget_usd = Some(f64::NAN), "model_daily_budget_usd must be a positive number"),
        (&|args| args.model_tokens_baseline = Some(0), "model_tokens_baseline must be at least 1"),
        (&|args| args.jobs[0].every_s = 90, "jobs repair runs every 90 s; alarms know whole minutes only"),
        (&twice, "jobs repair stands twice"),
        (&|args| args.signals.push("match_rate".to_owned()), "signals match_rate stands twice"),
    ];
    for (change, why) in cases {
        let mut args = everything();
        change(&mut args);
        let (graph, catalogue) = catalogue_of(Environment::Prod, args).await;
        let error = catalogue.err().unwrap();
        assert!(error.starts_with(&format!("AlarmCatalogue alarms: {why}")), "{error}");
        assert_eq!(graph.of_type(ALARM).count(), 0);
    }
}
