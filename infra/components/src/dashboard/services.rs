//! Charts of what the services measure themselves.

use super::widget::Widget;
use super::{Board, DashboardArgs};
use crate::alarm::{Measure, Statistic};
use crate::webhook_edge::{EdgeMetric, EdgeSeries};

/// A chart: title, namespace, metric, statistic.
type Chart = (&'static str, &'static str, &'static str, Statistic);

/// Named like the rows of the registry that the service measures.
const WAITING: Chart =
    ("queue.depth: messages waiting", "AWS/SQS", "ApproximateNumberOfMessagesVisible", Statistic::Maximum);
const OLDEST: Chart =
    ("queue.oldest_age_s: age of the oldest message", "AWS/SQS", "ApproximateAgeOfOldestMessage", Statistic::Maximum);
const DEAD: Chart =
    ("queue.dlq_depth: dead letters", "AWS/SQS", "ApproximateNumberOfMessagesVisible", Statistic::Maximum);
const FUNCTIONS: [Chart; 5] = [
    ("functions: invocations", "AWS/Lambda", "Invocations", Statistic::Sum),
    ("functions: errors", "AWS/Lambda", "Errors", Statistic::Sum),
    ("functions: throttles", "AWS/Lambda", "Throttles", Statistic::Sum),
    ("functions: duration, ms", "AWS/Lambda", "Duration", Statistic::Percentile(99)),
    ("functions: concurrency", "AWS/Lambda", "ConcurrentExecutions", Statistic::Maximum),
];
const TABLES: [Chart; 2] = [
    ("tables: throttled reads", "AWS/DynamoDB", "ReadThrottleEvents", Statistic::Sum),
    ("tables: throttled writes", "AWS/DynamoDB", "WriteThrottleEvents", Statistic::Sum),
];
const UNITS: [Chart; 2] = [
    ("tables: read units", "AWS/DynamoDB", "ConsumedReadCapacityUnits", Statistic::Sum),
    ("tables: write units", "AWS/DynamoDB", "ConsumedWriteCapacityUnits", Statistic::Sum),
];

/// Charts of a board.
pub(super) fn widgets(board: Board, args: &DashboardArgs) -> Vec<Widget> {
    match board {
        Board::SystemHealth => {
            let mut all: Vec<Widget> = args.edge.iter().flat_map(edge).collect();
            all.extend([WAITING, OLDEST].map(|it| chart(it, "QueueName", &args.queues)));
            if !args.dead_letter_queues.is_empty() {
                all.push(chart(DEAD, "QueueName", &args.dead_letter_queues));
            }
            all.extend(FUNCTIONS.map(|it| chart(it, "FunctionName", &args.functions)));
            all.extend(TABLES.map(|it| chart(it, "TableName", &args.tables)));
            all
        }
        Board::Cost => UNITS.map(|it| chart(it, "TableName", &args.tables)).into(),
        Board::VendorHealth | Board::Quality | Board::Operations => Vec::new(),
    }
}

fn chart((title, namespace, metric, statistic): Chart, dimension: &str, names: &[String]) -> Widget {
    let measure = |name: &String| Measure::new(namespace, metric, statistic).dimension(dimension, name);
    Widget::new(title, names.iter().map(measure))
}

fn edge(series: &EdgeSeries) -> [Widget; 3] {
    let measure = |metric, statistic| series.measure(metric, statistic);
    [
        Widget::new("edge: requests", [measure(EdgeMetric::Requests, Statistic::SampleCount)]),
        Widget::new(
            "edge: errors of callers and of ours",
            [EdgeMetric::ClientErrors, EdgeMetric::ServerErrors].map(|metric| measure(metric, Statistic::Sum)),
        ),
        Widget::new("edge: latency, ms", [95, 50].map(|n| measure(EdgeMetric::Latency, Statistic::Percentile(n)))),
    ]
}
