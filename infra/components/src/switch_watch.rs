//! Tells when somebody changes a switch.
//!
//! What you get by default:
//! - a rule for every change of a parameter below the site's path, by whoever;
//! - its target is the topic for information, whose policy allows rules of this site.

use pulumi::{Component, Context, Output, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::cloudwatch::{EventRule, EventRuleArgs, EventTarget, EventTargetArgs};
use serde_json::json;

use crate::alarm::{Alarms, Severity};

/// The watch.
#[derive(Clone)]
pub struct SwitchWatch {
    component: Component,
    rule: EventRule,
}

impl Resource for SwitchWatch {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}

impl SwitchWatch {
    /// Watches the switches of the site.
    pub fn new(ctx: &Context, alarms: &Alarms, name: &str, options: ResourceOptions) -> Self {
        let component = ctx.component("switchboard:index:SwitchWatch", name, inputs! {}, options);
        let below = || ResourceOptions::new().parent(&component);
        let site = alarms.site();
        let pattern = json!({
            "source": ["aws.ssm"],
            "detail-type": ["Parameter Store Change"],
            "detail": { "name": [{ "prefix": format!("{}/", site.parameters()) }] },
        });
        let args = EventRuleArgs::new()
            .name(site.name(name))
            .description("A switch was changed")
            .event_pattern(pattern.to_string())
            .state("ENABLED");
        let rule = EventRule::new(ctx, name, args, below());
        let args =
            EventTargetArgs::new().rule(rule.name()).target_id("info").arn(alarms.topics().of(Severity::Info).arn());
        EventTarget::new(ctx, name, args, below().depends_on(alarms.topics()));
        component.register_outputs(inputs! { "arn" => rule.arn() });
        Self { component, rule }
    }

    /// ARN of the rule.
    pub fn arn(&self) -> Output<String> {
        self.rule.arn()
    }
}

#[cfg(test)]
mod tests {
    use switchboard_domain::Environment;

    use super::*;
    use crate::webhook_edge::rehearsal::{inputs, node, rehearse};

    #[tokio::test]
    async fn a_change_of_a_switch_is_told_to_the_topic_for_information() {
        let make = |ctx: &Context, alarms: &Alarms| {
            Ok(SwitchWatch::new(ctx, alarms, "switch-changed", ResourceOptions::new()))
        };
        let (graph, watch) = rehearse(Environment::Prod, make).await;
        assert_eq!(watch.unwrap().arn().peek().await.unwrap(), "arn:switch-changed");
        let rule = inputs(&graph, "aws:cloudwatch/eventRule:EventRule", "switch-changed");
        assert_eq!((&rule["name"], &rule["state"]), (&json!("rp-mw-prod-switch-changed"), &json!("ENABLED")));
        let pattern = r#"{"detail":{"name":[{"prefix":"/rp-mw/prod/"}]},"detail-type":["Parameter Store Change"],"source":["aws.ssm"]}"#;
        assert_eq!(rule["eventPattern"], pattern);
        let target = node(&graph, "aws:cloudwatch/eventTarget:EventTarget", "switch-changed");
        let expected = json!({"rule": "rp-mw-prod-switch-changed", "targetId": "info", "arn": "arn:alerts-info"});
        assert_eq!(target["inputs"], expected);
        assert!(target["dependencies"].to_string().contains("topicPolicy:TopicPolicy::alerts-info"), "{target}");
    }
}
