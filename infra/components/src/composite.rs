//! One alarm over all critical ones.
//!
//! What you get by default:
//! - one alarm, in alarm as long as one of the critical ones is, that tells the critical topic once;
//! - a description that says where to look.
//!
//! The critical alarms keep their own actions: each names its runbook. Warnings go to another topic and are not muted, because
//! only composite alarms can be, and a warning without an action of its own would be none.
//!
//! Refused: no alarm, and more than the 100 that a rule may name.

use pulumi::{Component, Context, Join as _, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::cloudwatch::{CompositeAlarm, CompositeAlarmArgs, MetricAlarm};

use crate::alarm::{Alarms, Severity};
use crate::error::ComponentError;

/// Most alarms that a rule may name.
const MOST: usize = 100;

/// The alarm over the critical ones.
#[derive(Clone)]
pub struct SystemAlarm {
    component: Component,
    alarm: CompositeAlarm,
}

impl SystemAlarm {
    /// An alarm over these.
    ///
    /// # Errors
    /// [`ComponentError::Invalid`] if there are none, or more than a rule may name.
    pub fn new(
        ctx: &Context,
        alarms: &Alarms,
        name: &str,
        critical: &[MetricAlarm],
        options: ResourceOptions,
    ) -> Result<Self, ComponentError> {
        if critical.is_empty() || critical.len() > MOST {
            let reason = format!("are {}; name 1 to {MOST}, more in a second SystemAlarm", critical.len());
            return Err(ComponentError::invalid(format!("SystemAlarm {name}"), "critical alarms", reason));
        }
        let component = ctx.component("switchboard:index:SystemAlarm", name, inputs! {}, options);
        let names: Vec<_> = critical.iter().map(MetricAlarm::name).collect();
        let rule = names.join().map(|mut names| {
            names.sort_unstable();
            let parts: Vec<_> = names.iter().map(|name| format!("ALARM(\"{name}\")")).collect();
            parts.join(" OR ")
        });
        let topic = alarms.topics().of(Severity::Critical).arn();
        let args = CompositeAlarmArgs::new()
            .alarm_name(alarms.site().name(name))
            .alarm_rule(rule)
            .alarm_description(
                "At least one critical alarm is on. First step: open the alarms that are, and their runbooks",
            )
            .actions_enabled(true)
            .alarm_actions([topic.clone()])
            .ok_actions([topic]);
        let alarm = CompositeAlarm::new(ctx, name, args, ResourceOptions::new().parent(&component));
        component.register_outputs(inputs! { "arn" => alarm.arn() });
        Ok(Self { component, alarm })
    }

    /// The alarm.
    pub fn alarm(&self) -> &CompositeAlarm {
        &self.alarm
    }
}

impl Resource for SystemAlarm {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}

/// Those that somebody looks at now.
pub(crate) fn critical(alarms: &[(Severity, MetricAlarm)]) -> Vec<MetricAlarm> {
    let now = alarms.iter().filter(|(severity, _)| matches!(severity, Severity::Critical | Severity::Page));
    now.map(|(_, alarm)| alarm.clone()).collect()
}

#[cfg(test)]
mod tests {
    use switchboard_domain::Environment;

    use super::*;
    use crate::alarm::{Measure, Series, Statistic};
    use crate::alarm_catalogue::rule::{Rule, When};
    use crate::webhook_edge::rehearsal::{node, rehearse};

    fn some(ctx: &Context, alarms: &Alarms, count: usize) -> Vec<(Severity, MetricAlarm)> {
        let create = |n: usize| {
            let severity = [Severity::Critical, Severity::Page, Severity::Warn][n % 3];
            let rule = Rule { id: "X1", subject: format!("s{n}"), severity, runbook: "R001" };
            let measure = Measure::new("AWS/SQS", "NumberOfMessagesSent", Statistic::Sum);
            let alarm = rule.alarm("something happened", Series::Metric(measure), When::at_least(1));
            (severity, alarms.create(ctx, alarm, ResourceOptions::new()))
        };
        (0..count).map(create).collect()
    }

    #[tokio::test]
    async fn one_alarm_stands_for_all_critical_ones_and_pages() {
        let (graph, system) = rehearse(Environment::Prod, |ctx, alarms| {
            let some = critical(&some(ctx, alarms, 3));
            SystemAlarm::new(ctx, alarms, "system-critical", &some, ResourceOptions::new())
        })
        .await;
        assert!(system.is_ok());
        let system = node(&graph, "aws:cloudwatch/compositeAlarm:CompositeAlarm", "system-critical");
        let rule = r#"ALARM("rp-mw-prod-x1-s0-critical") OR ALARM("rp-mw-prod-x1-s1-page")"#;
        assert_eq!(system["inputs"]["alarmRule"], rule);
        assert_eq!(system["inputs"]["alarmName"], "rp-mw-prod-system-critical");
        let action = serde_json::json!(["arn:alerts-critical"]);
        assert_eq!((&system["inputs"]["alarmActions"], &system["inputs"]["okActions"]), (&action, &action));
        assert!(system["dependencies"].to_string().contains("x1-s0-critical"), "it comes after what it names");
    }

    #[tokio::test]
    async fn none_and_too_many_are_refused() {
        for count in [0, 101] {
            let (_, system) = rehearse(Environment::Dev, |ctx, alarms| {
                let some: Vec<_> = some(ctx, alarms, count).into_iter().map(|(_, alarm)| alarm).collect();
                SystemAlarm::new(ctx, alarms, "system", &some, ResourceOptions::new())
            })
            .await;
            let error = system.err().unwrap();
            assert!(error.starts_with(&format!("SystemAlarm system: critical alarms are {count}")), "{error}");
        }
    }
}
