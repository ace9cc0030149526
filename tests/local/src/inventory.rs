//! What is left on the emulator.

use crate::error::LocalError;
use crate::session::Session;

/// Names of everything that the emulator holds, of the kinds that the workload has; `<service> <name>`, in order.
///
/// # Errors
/// The emulator does not answer.
pub async fn inventory(session: &Session) -> Result<Vec<String>, LocalError> {
    let aws = session.clients();
    let mut found = Vec::new();
    macro_rules! list {
        ($service:literal, $call:expr, $items:ident, $name:expr) => {{
            let answer = $call.send().await.map_err(|error| LocalError::call(concat!("listing ", $service), error))?;
            found.extend(answer.$items().iter().filter_map($name).map(|name| format!(concat!($service, " {}"), name)));
        }};
    }
    list!("queue", aws.sqs().list_queues(), queue_urls, Some);
    list!("table", aws.dynamodb().list_tables(), table_names, Some);
    list!("secret", aws.secretsmanager().list_secrets(), secret_list, |secret| secret.name());
    list!("parameter", aws.ssm().describe_parameters(), parameters, |parameter| parameter.name());
    list!("role", aws.iam().list_roles(), roles, |role| Some(role.role_name()));
    list!("schedule", aws.scheduler().list_schedules(), schedules, |schedule| schedule.name());
    list!("topic", aws.sns().list_topics(), topics, |topic| topic.topic_arn());
    list!("rule", aws.eventbridge().list_rules(), rules, |rule| rule.name());
    list!("log group", aws.cloudwatchlogs().describe_log_groups(), log_groups, |group| group.log_group_name());
    list!("alarm", aws.cloudwatch().describe_alarms(), metric_alarms, |alarm| alarm.alarm_name());
    list!("dashboard", aws.cloudwatch().list_dashboards(), dashboard_entries, |entry| entry.dashboard_name());
    list!("HTTP API", aws.apigatewayv2().get_apis(), items, |api| api.name());
    list!("REST API", aws.apigateway().get_rest_apis(), items, |api| api.name());
    list!("function", aws.lambda().list_functions(), functions, |function| function.function_name());
    list!("mapping", aws.lambda().list_event_source_mappings(), event_source_mappings, |mapping| mapping.uuid());
    found.sort();
    Ok(found)
}
