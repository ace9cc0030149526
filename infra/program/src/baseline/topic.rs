//! Where alarms and budgets of an account go.

use pulumi::{Component, Output, Result};
use pulumi_aws::policy::{Document, Operator, Principal, Statement};
use pulumi_aws::sns;

use super::account::below;

/// A topic with mail subscriptions, pending until each is confirmed by hand.
pub(crate) struct Topic {
    /// Its ARN.
    pub(crate) arn: Output<String>,
    /// What lets AWS's services publish: comes before whatever checks that it may.
    pub(crate) policy: sns::TopicPolicy,
}

/// Creates it; `arn` is the one that it will have, in `account`.
pub(crate) fn topic(parent: &Component, name: &str, arn: &str, account: &str, mails: &[String]) -> Result<Topic> {
    let ctx = parent.context();
    let physical = arn.rsplit(':').next().unwrap_or(name);
    let topic = sns::Topic::new(ctx, name, sns::TopicArgs::new().name(physical), below(parent));
    let services = Statement::allow(["sns:Publish"])
        .sid("Services")
        .principal(Principal::service("cloudwatch.amazonaws.com"))
        .principal(Principal::service("budgets.amazonaws.com"))
        .resource(arn)
        .condition(Operator::StringEquals, "aws:SourceAccount", [account]);
    let plain = Statement::deny(["sns:Publish"]).sid("TlsOnly").principal(Principal::any()).resource(arn).condition(
        Operator::Bool,
        "aws:SecureTransport",
        ["false"],
    );
    let policy = Document::resource().statement(services).statement(plain).render()?;
    let args = sns::TopicPolicyArgs::new().arn(topic.arn()).policy(policy);
    let policy = sns::TopicPolicy::new(ctx, name, args, below(parent));
    for (index, mail) in mails.iter().enumerate() {
        let args = sns::TopicSubscriptionArgs::new().topic(topic.arn()).protocol("email").endpoint(mail);
        sns::TopicSubscription::new(ctx, &format!("{name}-{index}"), args, below(parent));
    }
    Ok(Topic { arn: topic.arn(), policy })
}
