//! Alarms on what nobody does on an ordinary day: use of a root user, and of the way in for emergencies. The trail of the
//! organization is the only place that sees both: sign-ins of a root user are recorded in another region.

use pulumi::{Component, Input, Join as _, Output};
use pulumi_aws::cloudwatch::{
    LogMetricFilter, LogMetricFilterArgs, LogMetricFilterMetricTransformationArgs, MetricAlarm, MetricAlarmArgs,
};

use super::accounts::Member;
use super::identity_center;
use super::settings::OrganizationSettings;
use crate::baseline::account::below;
use crate::baseline::topic::Topic;

/// Root users, but for what AWS does in their name.
const ROOT: &str = concat!(
    r#"{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && "#,
    r#"$.eventType != "AwsServiceEvent" }"#
);

/// Creates filters and alarms on the trail's log group.
pub(super) fn watch(
    parent: &Component,
    settings: &OrganizationSettings,
    group: &Input<String>,
    members: &[Member],
    topic: &Topic,
) {
    filter(parent, settings, group, ("root-use", "root_use"), ROOT);
    alarm(parent, settings, ("root-use", "root_use"), "A root user was used.", topic);
    let prefix = settings.prefix.clone();
    let taken =
        roles(members, move |environment, id| format!("arn:aws:iam::{id}:role/{prefix}-break-glass-{environment}"));
    filter(parent, settings, group, ("break-glass-use", "break_glass_use"), taken);
    if settings.identity_center {
        let region = settings.region.clone();
        let sets = roles(members, move |environment, id| identity_center::break_glass_roles(id, &region, environment));
        filter(parent, settings, group, ("break-glass-sign-in", "break_glass_use"), sets);
    }
    alarm(parent, settings, ("break-glass-use", "break_glass_use"), "Somebody took a break-glass role on.", topic);
}

/// Whoever takes one of these roles on, one for each account. A pattern may have 1,024 characters.
fn roles(members: &[Member], arn: impl Fn(&str, &str) -> String + Send + 'static) -> Output<String> {
    let environments: Vec<&'static str> = members.iter().map(|member| member.environment.as_str()).collect();
    let ids: Vec<Output<String>> = members.iter().map(|member| member.id.clone()).collect();
    ids.join().map(move |ids| {
        let arns = environments.iter().zip(&ids).map(|(environment, id)| arn(environment, id));
        let any: Vec<String> = arns.map(|arn| format!(r#"($.requestParameters.roleArn = "{arn}")"#)).collect();
        format!(r#"{{ ($.eventName = "AssumeRole*") && ({}) }}"#, any.join(" || "))
    })
}

fn namespace(settings: &OrganizationSettings) -> String {
    format!("{}/organization", settings.prefix)
}

fn filter(
    parent: &Component,
    settings: &OrganizationSettings,
    group: &Input<String>,
    (name, metric): (&str, &str),
    pattern: impl Into<Input<String>>,
) {
    let count = LogMetricFilterMetricTransformationArgs::new()
        .name(metric)
        .namespace(namespace(settings))
        .value("1")
        .unit("Count");
    let args = LogMetricFilterArgs::new()
        .name(format!("{}-organization-{name}", settings.prefix))
        .log_group_name(group.clone())
        .pattern(pattern)
        .metric_transformation(count);
    LogMetricFilter::new(parent.context(), name, args, below(parent));
}

fn alarm(
    parent: &Component,
    settings: &OrganizationSettings,
    (name, metric): (&str, &str),
    summary: &str,
    topic: &Topic,
) {
    let args = MetricAlarmArgs::new()
        .name(format!("{}-organization-s3-{name}-page", settings.prefix))
        .alarm_description(format!("S3 {summary} First step: {}/R003.md", settings.runbooks))
        .actions_enabled(true)
        .alarm_actions([topic.arn.clone()])
        .namespace(namespace(settings))
        .metric_name(metric)
        .statistic("Sum")
        .period(60)
        .datapoints_to_alarm(1)
        .evaluation_periods(1)
        .comparison_operator("GreaterThanOrEqualToThreshold")
        .threshold(1)
        .treat_missing_data("notBreaching");
    MetricAlarm::new(parent.context(), name, args, below(parent).depends_on(&topic.policy));
}
