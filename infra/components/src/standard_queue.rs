//! A standard queue for asynchronous work that failed: what a schedule could not start, what a function could not do.
//!
//! Both the dead-letter queue of a schedule and the failure destination of a function must be standard queues; AWS refuses
//! FIFO queues there.
//!
//! What you get by default:
//! - the queue `<prefix>-<env>-<name>`, messages kept for 14 days, encrypted with keys of the service;
//! - a policy that denies everything without TLS;
//! - alarms Q3 on messages in it: a warning from 1, critical from 5;
//! - protection against deletion in staging and prod.
//!
//! What it refuses: a name that AWS would not take.

use pulumi::{Component, Context, Input, Output, Property, Resource, ResourceOptions, ResourceState, Value, inputs};
use pulumi_aws::policy::{Document, Operator, Principal, Statement};
use pulumi_aws::sqs;

use crate::alarm::{Alarm, Alarms, Comparison, Measure, MissingData, Series, Severity, Statistic};
use crate::error::ComponentError;
use crate::limits::Checked;
use crate::site::Site;

/// Seconds that dead letters are kept: 14 days, the longest that SQS keeps a message.
pub(crate) const DEAD_LETTER_RETENTION_S: u32 = 1_209_600;

/// Longest name of a queue, `.fifo` included.
pub(crate) const LONGEST_QUEUE_NAME: usize = 80;

/// The queue.
#[derive(Clone)]
pub struct StandardQueue {
    component: Component,
    queue: sqs::Queue,
    name: String,
    arn: String,
}

impl StandardQueue {
    /// Creates the queue with its policy and alarms.
    ///
    /// # Errors
    /// [`ComponentError`] if the name cannot be one.
    pub fn new(ctx: &Context, alarms: &Alarms, name: &str, options: ResourceOptions) -> Result<Self, ComponentError> {
        let site = alarms.site();
        let physical = site.name(name);
        Checked::new("StandardQueue", name).name(name, &physical, LONGEST_QUEUE_NAME)?;
        let arn = site.queue_arn(name);

        let component = ctx.component("switchboard:index:StandardQueue", name, inputs! {}, options);
        let below = || ResourceOptions::new().parent(&component);
        let args = sqs::QueueArgs::new()
            .name(&physical)
            .message_retention_seconds(DEAD_LETTER_RETENTION_S)
            .sqs_managed_sse_enabled(true);
        let queue = sqs::Queue::new(ctx, name, args, guarded(site, below()));
        tls_only(ctx, name, &queue, &arn, below())?;
        dead_letter_alarms(ctx, alarms, (name, &physical), "R005", below);

        component.register_outputs(inputs! { "url" => queue.url(), "arn" => arn.as_str() });
        Ok(Self { component, queue, name: physical, arn })
    }

    /// The queue.
    pub fn queue(&self) -> &sqs::Queue {
        &self.queue
    }

    /// `<prefix>-<env>-<name>`.
    pub fn queue_name(&self) -> &str {
        &self.name
    }

    /// Its ARN as text: what a policy names.
    pub fn queue_arn(&self) -> &str {
        &self.arn
    }

    /// Its ARN as an output that is known in every preview and comes after the queue: what a destination names.
    pub fn arn(&self) -> Output<String> {
        Output::new(self.arn.clone()).depending_on(&self.queue)
    }
}

impl Resource for StandardQueue {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}

/// Options of what holds state: protected where the environment protects it.
pub(crate) fn guarded(site: &Site, options: ResourceOptions) -> ResourceOptions {
    if site.protects() { options.protect(true) } else { options }
}

/// The one policy of a queue: nothing without TLS. (A second policy would silently replace it.)
pub(crate) fn tls_only(
    ctx: &Context,
    logical: &str,
    queue: &sqs::Queue,
    arn: &str,
    options: ResourceOptions,
) -> Result<(), ComponentError> {
    let statement = Statement::deny(["sqs:*"]).sid("TlsOnly").principal(Principal::any()).resource(arn).condition(
        Operator::Bool,
        "aws:SecureTransport",
        ["false"],
    );
    let policy = Document::resource().statement(statement).render()?;
    let args = sqs::QueuePolicyArgs::new().queue_url(queue.url()).policy(policy);
    sqs::QueuePolicy::new(ctx, logical, args, options);
    Ok(())
}

/// Alarms Q3 on what waits in a queue of dead letters. What counts are waiting messages: the number of messages sent does
/// not count those that SQS itself moves.
pub(crate) fn dead_letter_alarms(
    ctx: &Context,
    alarms: &Alarms,
    (subject, queue): (&str, &str),
    runbook: &'static str,
    below: impl Fn() -> ResourceOptions,
) {
    for (severity, threshold) in [(Severity::Warn, 1.0), (Severity::Critical, 5.0)] {
        let waiting = Measure::new("AWS/SQS", "ApproximateNumberOfMessagesVisible", Statistic::Maximum);
        let alarm = Alarm {
            id: "Q3",
            subject: subject.to_owned(),
            severity,
            runbook,
            summary: format!("{queue} holds {threshold} or more messages that nobody could process"),
            series: Series::Metric(waiting.dimension("QueueName", queue)),
            period_s: 60,
            datapoints: (1, 1),
            comparison: Comparison::AtLeast,
            threshold,
            missing: MissingData::NotBreaching,
        };
        alarms.create(ctx, alarm, below());
    }
}

/// The ARN of a queue that must be a standard one: refused at once where it is known, else when it is.
pub(crate) fn standard(
    checked: &Checked,
    field: &'static str,
    arn: Input<String>,
) -> Result<Output<String>, ComponentError> {
    let check = {
        let checked = checked.clone();
        move |arn: &str| {
            if arn.ends_with(".fifo") {
                return Err(
                    checked.invalid(field, format!("is {arn}, but AWS takes no FIFO queue here: name a StandardQueue"))
                );
            }
            if !arn.starts_with("arn:aws:sqs:") {
                return Err(checked.invalid(field, format!("is `{arn}`, but must be the ARN of a StandardQueue")));
            }
            Ok(())
        }
    };
    let property = arn.into_property();
    if let Property::Value(Value::String(arn)) = &property {
        check(arn)?;
    }
    let arn = property.into_output().convert::<String>();
    Ok(arn.try_map(move |arn| match check(&arn) {
        Ok(()) => Ok(arn),
        Err(error) => Err(error.to_string()),
    }))
}
