//! The component.

use pulumi::{Component, Context, Resource, ResourceOptions, ResourceState, inputs};
use pulumi_aws::{cloudwatch, sqs};

/// A FIFO queue whose undeliverable messages are set aside for 14 days, with an alarm on them.
pub(crate) struct QueueWithDeadLetters {
    component: Component,
    pub(crate) queue: sqs::Queue,
    pub(crate) dead_letters: sqs::Queue,
}

impl QueueWithDeadLetters {
    pub(crate) fn new(ctx: &Context, name: &str, receives: u32, options: ResourceOptions) -> Self {
        let component = ctx.component("queue:index:QueueWithDeadLetters", name, inputs! {}, options);
        let below = || ResourceOptions::new().parent(&component);
        let fifo = |name: &str| sqs::QueueArgs::new().name(format!("{name}.fifo")).fifo_queue(true);

        let dead = format!("{name}-dead");
        let kept = fifo(&dead).message_retention_seconds(14 * 24 * 3_600);
        let dead_letters = sqs::Queue::new(ctx, &dead, kept, below().protect(true));

        let redrive = pulumi::json!({ "deadLetterTargetArn": dead_letters.arn(), "maxReceiveCount": receives });
        let queue = sqs::Queue::new(ctx, name, fifo(name).redrive_policy(redrive.into_text()), below());

        let alarm = cloudwatch::MetricAlarmArgs::new()
            .comparison_operator("GreaterThanThreshold")
            .evaluation_periods(1)
            .namespace("AWS/SQS")
            .metric_name("ApproximateNumberOfMessagesVisible")
            .dimensions([("QueueName", dead_letters.name())])
            .statistic("Maximum")
            .period(60)
            .threshold(0);
        cloudwatch::MetricAlarm::new(ctx, &format!("{name}-dead-letters"), alarm, below());

        component.register_outputs(inputs! { "url" => queue.url() });
        Self { component, queue, dead_letters }
    }
}

impl Resource for QueueWithDeadLetters {
    fn state(&self) -> &ResourceState {
        self.component.state()
    }
}
