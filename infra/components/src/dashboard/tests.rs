use pulumi::Output;
use pulumi::mock::Graph;
use serde_json::Value;
use switchboard_domain::Environment;

use super::*;
use crate::webhook_edge::rehearsal::{inputs, rehearse, site};
use crate::webhook_edge::{EdgeKind, EdgeSeries};

const DASHBOARD: &str = "aws:cloudwatch/dashboard:Dashboard";

fn args(which: Which) -> DashboardArgs {
    let names = |names: &[&str]| names.iter().map(|name| format!("rp-mw-prod-{name}")).collect();
    DashboardArgs {
        which,
        queues: names(&["events.fifo"]),
        dead_letter_queues: names(&["events-dlq.fifo", "async-dlq"]),
        functions: names(&["ingress", "worker", "jobs"]),
        tables: names(&["ledger", "conversations"]),
        edge: Some(EdgeSeries { kind: EdgeKind::Rest, api: Output::new("rp-mw-prod-edge".to_owned()) }),
    }
}

async fn boards(environment: Environment, args: DashboardArgs) -> (Graph, Result<Dashboards, String>) {
    rehearse(environment, |ctx, _| Dashboards::new(ctx, &site(environment), "health", args, ResourceOptions::new()))
        .await
}

fn widgets_of(graph: &Graph) -> Vec<Value> {
    let body = |text: &str| serde_json::from_str::<Value>(text).unwrap()["widgets"].as_array().unwrap().clone();
    graph.of_type(DASHBOARD).flat_map(|it| body(it.inputs["dashboardBody"].as_str().unwrap())).collect()
}

fn charts(widgets: &[Value], name: &str) -> usize {
    let title = |widget: &&Value| widget["properties"]["title"].as_str().unwrap().starts_with(&format!("{name}: "));
    widgets.iter().filter(title).count()
}

#[tokio::test]
async fn each_metric_of_the_registry_is_on_one_dashboard() {
    let (graph, made) = boards(Environment::Prod, args(Which::All)).await;
    let mut names: Vec<_> =
        graph.of_type(DASHBOARD).map(|it| it.inputs["dashboardName"].as_str().unwrap().to_owned()).collect();
    names.sort();
    let expected = ["a-system-health", "b-vendor-health", "c-quality", "d-cost", "e-operations"];
    assert_eq!(names, expected.map(|name| format!("rp-mw-prod-{name}")));
    let widgets = widgets_of(&graph);
    for definition in Metric::all() {
        assert_eq!(charts(&widgets, definition.name), 1, "{}", definition.name);
    }
    assert!(made.unwrap().url().ends_with("#dashboards:name=rp-mw-prod-a-system-health"));
}

#[tokio::test]
async fn the_single_one_charts_what_the_environment_needs() {
    let (graph, _) = boards(Environment::Dev, args(Which::One)).await;
    assert_eq!(inputs(&graph, DASHBOARD, "health")["dashboardName"], "rp-mw-dev-health");
    let widgets = widgets_of(&graph);
    for definition in Metric::all() {
        let wanted = is_from_service(definition) || !needed(Environment::Dev, definition).is_empty();
        assert_eq!(charts(&widgets, definition.name), usize::from(wanted), "{}", definition.name);
    }
}

#[tokio::test]
async fn widgets_name_their_region_have_a_place_and_stay_within_the_limits() {
    for (environment, which) in [(Environment::Prod, Which::All), (Environment::Staging, Which::One)] {
        let (graph, _) = boards(environment, args(which)).await;
        for board in graph.of_type(DASHBOARD) {
            let body: Value = serde_json::from_str(board.inputs["dashboardBody"].as_str().unwrap()).unwrap();
            let widgets = body["widgets"].as_array().unwrap();
            let counts = widgets.iter().map(|it| it["properties"]["metrics"].as_array().unwrap().len());
            assert!(!widgets.is_empty() && widgets.len() <= 500, "{}", board.name);
            assert!(counts.clone().max().unwrap() <= 500 && counts.sum::<usize>() <= 2_500, "{}", board.name);
            let mut places = std::collections::BTreeSet::new();
            for widget in widgets {
                assert_eq!(widget["properties"]["region"], "us-east-2");
                let [x, y, width] = ["x", "y", "width"].map(|key| widget[key].as_u64().unwrap());
                assert!(x + width <= 24 && places.insert((x, y)), "{widget}");
            }
        }
    }
}

#[tokio::test]
async fn charts_are_written_as_the_service_reads_them() {
    let (graph, _) = boards(Environment::Prod, args(Which::All)).await;
    let widgets = widgets_of(&graph);
    let metrics = |title: &str| {
        let found = widgets.iter().find(|it| it["properties"]["title"].as_str().unwrap().starts_with(title));
        found.unwrap()["properties"]["metrics"].to_string()
    };
    assert_eq!(
        metrics("ingress.ack_ms: "),
        r#"[["rp-mw/prod","ingress.ack_ms","env","prod",{"stat":"p95"}],["rp-mw/prod","ingress.ack_ms","env","prod",{"stat":"p50"}]]"#
    );
    let search = r#"SEARCH('{\"rp-mw/prod\",env,vendor} MetricName=\"vendor.requests\"', 'Sum', 300)"#;
    assert_eq!(metrics("vendor.requests: "), format!(r#"[[{{"expression":"{search}","id":"s0"}}]]"#));
    assert_eq!(
        metrics("queue.dlq_depth: "),
        concat!(
            r#"[["AWS/SQS","ApproximateNumberOfMessagesVisible","QueueName","rp-mw-prod-events-dlq.fifo",{"stat":"Maximum"}],"#,
            r#"["AWS/SQS","ApproximateNumberOfMessagesVisible","QueueName","rp-mw-prod-async-dlq",{"stat":"Maximum"}]]"#
        )
    );
    assert_eq!(
        metrics("edge: requests"),
        r#"[["AWS/ApiGateway","Count","ApiName","rp-mw-prod-edge","Stage","live",{"stat":"SampleCount"}]]"#
    );
}

#[tokio::test]
async fn a_dashboard_that_would_show_nothing_or_too_much_is_refused() {
    type Change = fn(&mut DashboardArgs);
    let cases: [(Change, &str); 4] = [
        (|args| args.queues.clear(), "queues must name at least one"),
        (|args| args.functions.clear(), "functions must name at least one"),
        (|args| args.tables.clear(), "tables must name at least one"),
        (|args| args.functions = (0..501).map(|n| format!("f{n}")).collect(), "dashboard a-system-health would have"),
    ];
    for (change, why) in cases {
        let mut args = args(Which::All);
        change(&mut args);
        let (graph, made) = boards(Environment::Prod, args).await;
        let error = made.err().unwrap();
        assert!(error.starts_with(&format!("Dashboards health: {why}")), "{error}");
        assert_eq!(graph.of_type(DASHBOARD).count(), 0);
    }
}
