//! Alarms and dashboards.

use aws_sdk_cloudwatch::types::{ComparisonOperator, Statistic};
use serde_json::{Value, json};
use switchboard_emulator::Properties;

use crate::emulator::clients;
use crate::lifecycle::{Resource, kind_of, lifecycle, refused_by};

const ALARM: &str = "aws:cloudwatch/metricAlarm:MetricAlarm";
const COMPOSITE: &str = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
const DASHBOARD: &str = "aws:cloudwatch/dashboard:Dashboard";
const TOPIC: &str = "arn:aws:sns:us-east-2:000000000000:warn";

fn alarm(name: &str, more: Value) -> Value {
    let mut alarm = json!({
        "name": name, "comparisonOperator": "GreaterThanThreshold", "threshold": 30, "evaluationPeriods": 3,
        "datapointsToAlarm": 3, "treatMissingData": "notBreaching", "alarmActions": [TOPIC], "okActions": [TOPIC],
    });
    alarm.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    alarm
}

fn on_metric() -> Value {
    json!({
        "namespace": "AWS/SQS", "metricName": "ApproximateAgeOfOldestMessage", "period": 60, "statistic": "Maximum",
        "dimensions": {"QueueName": "life-events.fifo"},
    })
}

#[tokio::test]
async fn alarms_on_a_metric() {
    let aws = clients();
    let mut inputs = alarm("life", on_metric());
    inputs["alarmDescription"] = json!("Q1");
    inputs["actionsEnabled"] = json!(true);
    inputs["tags"] = json!({"env": "dev", "gone": "x"});
    let percentile = json!({
        "namespace": "sb/dev", "metricName": "ingress.ack_ms", "period": 300, "extendedStatistic": "p95",
        "evaluateLowSampleCountPercentiles": "ignore", "threshold": 0.5, "treatMissingData": "missing",
        "insufficientDataActions": [TOPIC], "tags": {"env": "prod"},
    });
    let (first, second) = lifecycle(&aws, ALARM, inputs, alarm("life", percentile)).await;
    assert_eq!(first["arn"], "arn:aws:cloudwatch:us-east-2:000000000000:alarm:life");
    let gone = ["statistic", "dimensions", "alarmDescription", "actionsEnabled", "unit", "metricQueries"];
    assert!(gone.iter().all(|name| !second.contains_key(*name)), "{second:?}");
    let shapeless = alarm("life", json!({"namespace": "N", "metricName": "M", "period": 60}));
    assert_eq!(refused_by(&aws, ALARM, shapeless).await, "ALARM-SHAPE");
}

#[tokio::test]
async fn alarms_on_an_expression() {
    let aws = clients();
    let queries = |expression: &str| {
        let metric = json!({
            "namespace": "AWS/ApiGateway", "metricName": "5xx", "period": 300, "stat": "Sum",
            "dimensions": {"ApiId": "a", "Stage": "$default"},
        });
        json!({"metricQueries": [
            {"id": "result", "expression": expression, "returnData": true},
            {"id": "e", "metric": metric, "returnData": false},
        ]})
    };
    let (first, _) = lifecycle(&aws, ALARM, alarm("math", queries("100*e")), alarm("math", queries("e"))).await;
    assert!(["statistic", "period", "metricName"].iter().all(|name| !first.contains_key(*name)), "{first:?}");
    // Nothing stays behind, and an alarm that becomes one on a metric has no expression.
    let alarm_of_both = Resource::create(&aws, ALARM, alarm("turned", queries("e"))).await;
    let turned = alarm_of_both.update(&aws, alarm("turned", on_metric())).await;
    assert!(!turned.properties.contains_key("metricQueries"));
    turned.delete(&aws).await;
    for name in ["math", "turned"] {
        let left = aws.ssm().get_parameter().name(format!("/stand-in/metric-alarm/{name}")).send().await;
        assert!(left.is_err(), "{left:?}");
    }
}

#[tokio::test]
async fn drift_of_an_alarm_shows() {
    let aws = clients();
    let resource = Resource::create(&aws, ALARM, alarm("drifting", on_metric())).await;
    let call = aws.cloudwatch().put_metric_alarm().alarm_name("drifting").namespace("AWS/SQS").metric_name("Other");
    let call = call.statistic(Statistic::Sum).period(60).evaluation_periods(1).threshold(31.0);
    call.comparison_operator(ComparisonOperator::GreaterThanThreshold).send().await.unwrap();
    let told = resource.read(&aws, &resource.properties).await;
    assert_eq!(told["threshold"], 31);
    let imported = resource.read(&aws, &Properties::new()).await;
    assert_eq!((&imported["metricName"], &imported["threshold"]), (&told["metricName"], &json!(31)));
    resource.delete(&aws).await;
}

#[tokio::test]
async fn composite_alarms() {
    let aws = clients();
    let parts = [alarm("part-1", on_metric()), alarm("part-2", on_metric())];
    let [first_part, second_part] = parts;
    let first_part = Resource::create(&aws, ALARM, first_part).await;
    let second_part = Resource::create(&aws, ALARM, second_part).await;
    let inputs = json!({
        "alarmName": "system-critical", "alarmRule": "ALARM(\"part-1\") OR ALARM(\"part-2\")", "alarmActions": [TOPIC],
        "alarmDescription": "all", "tags": {"env": "dev", "gone": "x"},
        "actionsSuppressor": {"alarm": "part-2", "waitPeriod": 60, "extensionPeriod": 120},
    });
    let changed = json!({
        "alarmName": "system-critical", "alarmRule": "ALARM(\"part-1\")", "okActions": [TOPIC], "tags": {"env": "prod"},
    });
    let (first, second) = lifecycle(&aws, COMPOSITE, inputs.clone(), changed).await;
    assert_eq!(first["arn"], "arn:aws:cloudwatch:us-east-2:000000000000:alarm:system-critical");
    assert!(["actionsSuppressor", "alarmDescription", "alarmActions"].iter().all(|name| !second.contains_key(*name)));
    let composite = Resource::create(&aws, COMPOSITE, inputs).await;
    let error = kind_of(ALARM).delete(&aws, &first_part.id, &first_part.properties).await.unwrap_err();
    assert!(error.to_string().contains("composite alarm"), "{error}");
    composite.delete(&aws).await;
    first_part.delete(&aws).await;
    second_part.delete(&aws).await;
}

#[tokio::test]
async fn dashboards() {
    let aws = clients();
    let body = |title: &str| {
        let widget = json!({"type": "metric", "properties": {"region": "us-east-2", "title": title, "metrics": []}});
        // Spaces that the service may drop.
        serde_json::to_string_pretty(&json!({"widgets": [widget]})).unwrap()
    };
    let dashboard = |title: &str| json!({"dashboardName": "life", "dashboardBody": body(title)});
    let (first, _) = lifecycle(&aws, DASHBOARD, dashboard("one"), dashboard("two")).await;
    assert_eq!(first["dashboardArn"], "arn:aws:cloudwatch::000000000000:dashboard/life");
    let bad = json!({"dashboardName": "bad", "dashboardBody": "{\"widgets\": [{}]}"});
    assert_eq!(refused_by(&aws, DASHBOARD, bad).await, "DASHBOARD-BODY");
}
