//! Where alarms go.
//!
//! What you get by default:
//! - three standard topics by severity, `…-critical`, `…-warn`, `…-info`;
//! - one policy each: alarms, budgets and event rules of this account may publish, nobody without TLS;
//! - a mail subscription per address, pending until it is confirmed by hand.

use pulumi::{Component, Context, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::policy::{Action, Document, Operator, Principal, Statement};
use pulumi_aws::sns;

use crate::alarm::Severity;
use crate::error::ComponentError;
use crate::site::Site;

/// Mail addresses by severity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscribers {
    /// Of critical alarms and pages.
    pub critical: Vec<String>,
    /// Of warnings.
    pub warn: Vec<String>,
    /// Of information: switch changes.
    pub info: Vec<String>,
}

/// The topics.
#[derive(Clone)]
pub struct AlertTopics {
    component: Component,
    critical: sns::Topic,
    warn: sns::Topic,
    info: sns::Topic,
}

impl AlertTopics {
    /// Creates the topics with their policies and subscriptions.
    ///
    /// # Errors
    /// [`ComponentError`] if a policy cannot be rendered.
    pub fn new(
        ctx: &Context,
        site: &Site,
        name: &str,
        subscribers: &Subscribers,
        options: ResourceOptions,
    ) -> Result<Self, ComponentError> {
        let component = ctx.component("switchboard:index:AlertTopics", name, inputs! {}, options);
        let topic = |severity: &str, addresses: &[String]| {
            topic(ctx, site, (name, severity), addresses, || ResourceOptions::new().parent(&component))
        };
        let critical = topic("critical", &subscribers.critical)?;
        let warn = topic("warn", &subscribers.warn)?;
        let info = topic("info", &subscribers.info)?;
        component.register_outputs(inputs! { "criticalArn" => critical.arn(), "warnArn" => warn.arn() });
        Ok(Self { component, critical, warn, info })
    }

    /// The topic of a severity. Pages go where critical alarms go.
    pub fn of(&self, severity: Severity) -> &sns::Topic {
        match severity {
            Severity::Info => &self.info,
            Severity::Warn => &self.warn,
            Severity::Critical | Severity::Page => &self.critical,
        }
    }
}

fn topic(
    ctx: &Context,
    site: &Site,
    (name, severity): (&str, &str),
    addresses: &[String],
    below: impl Fn() -> ResourceOptions,
) -> Result<sns::Topic, ComponentError> {
    let physical = site.name(severity);
    let arn = site.arn("sns", &physical);
    let logical = format!("{name}-{severity}");
    let topic = sns::Topic::new(ctx, &logical, sns::TopicArgs::new().name(physical), below());
    let publish = || Statement::allow(Action::of("sns", ["Publish"])).resource(arn.clone());
    let here =
        |statement: Statement| statement.condition(Operator::StringEquals, "aws:SourceAccount", [site.account()]);
    let policy = Document::resource()
        .statement(here(publish().sid("Alarms").principal(Principal::service("cloudwatch.amazonaws.com"))))
        .statement(here(publish().sid("Budgets").principal(Principal::service("budgets.amazonaws.com"))))
        .statement(publish().sid("Events").principal(Principal::service("events.amazonaws.com")).condition(
            Operator::ArnLike,
            "aws:SourceArn",
            [site.arn("events", &format!("rule/{}", site.name("*")))],
        ))
        .statement(
            Statement::deny(Action::of("sns", ["Publish"]))
                .sid("TlsOnly")
                .principal(Principal::any())
                .resource(arn.clone())
                .condition(Operator::Bool, "aws:SecureTransport", ["false"]),
        );
    let args = sns::TopicPolicyArgs::new().arn(topic.arn()).policy(policy.render()?);
    sns::TopicPolicy::new(ctx, &logical, args, below());
    for (index, address) in addresses.iter().enumerate() {
        let args = sns::TopicSubscriptionArgs::new().topic(topic.arn()).protocol("email").endpoint(address.as_str());
        sns::TopicSubscription::new(ctx, &format!("{logical}-{index}"), args, below());
    }
    Ok(topic)
}

impl Resource for AlertTopics {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}
