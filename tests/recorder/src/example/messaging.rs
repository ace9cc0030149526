//! Components: two lanes of queues in one component, with policies that hold outputs.

use pulumi::{Component, Context, ResourceOptions, inputs, json};
use pulumi_aws::{sns, sqs};

/// A queue with its dead-letter queue, and the component around them.
pub(super) struct Lane {
    pub(super) component: Component,
    pub(super) queue: sqs::Queue,
    pub(super) dead_letters: sqs::Queue,
}

pub(super) struct Lanes {
    pub(super) component: Component,
    pub(super) events: Lane,
    pub(super) live: Lane,
    pub(super) topic: sns::Topic,
}

pub(super) fn lanes(ctx: &Context) -> Lanes {
    // Protection and the tags come to everything inside.
    let options = ResourceOptions::new().protect(true).transform(|registration| {
        if registration.type_ == sqs::Queue::TYPE {
            let tags = pulumi::object! { "lane" => registration.name.clone(), "with.dot" => "x" };
            registration.inputs.insert("tags", tags);
        }
    });
    let component = ctx.component("demo:index:Lanes", "lanes", inputs! { "count" => 2 }, options);
    let events = lane(ctx, &component, "events", 180);
    let live = lane(ctx, &component, "live", 60);
    let topic = sns::Topic::new(
        ctx,
        "alerts",
        sns::TopicArgs::new().display_name(pulumi::format!("Alerts of {}", events.queue.name())),
        ResourceOptions::new().parent(&component).protect(false),
    );
    component.register_outputs(inputs! {
        "urls" => [events.queue.url(), live.queue.url()],
        "topic" => topic.arn(),
    });
    Lanes { component, events, live, topic }
}

fn lane(ctx: &Context, parent: &Component, name: &str, visibility_seconds: u32) -> Lane {
    let component = ctx.component("demo:index:Lane", name, inputs! {}, ResourceOptions::new().parent(parent));
    let child = || ResourceOptions::new().parent(&component);
    let dead_letters = sqs::Queue::new(
        ctx,
        &format!("{name}-dlq"),
        sqs::QueueArgs::new().fifo_queue(true).name(format!("{name}-dlq.fifo")).message_retention_seconds(1_209_600),
        child(),
    );
    let redrive = json!({ "deadLetterTargetArn": dead_letters.arn(), "maxReceiveCount": 5 });
    let queue = sqs::Queue::new(
        ctx,
        name,
        sqs::QueueArgs::new()
            .fifo_queue(true)
            .name(format!("{name}.fifo"))
            .redrive_policy(redrive.into_text())
            .visibility_timeout_seconds(visibility_seconds),
        child(),
    );
    let allowed = json!({ "redrivePermission": "byQueue", "sourceQueueArns": [queue.arn()] });
    sqs::RedriveAllowPolicy::new(
        ctx,
        &format!("{name}-redrive"),
        sqs::RedriveAllowPolicyArgs::new().queue_url(dead_letters.id()).redrive_allow_policy(allowed.into_text()),
        child(),
    );
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sqs:*",
            "Resource": queue.arn(),
            "Condition": { "Bool": { "aws:SecureTransport": "false" } },
        }],
    });
    sqs::QueuePolicy::new(
        ctx,
        &format!("{name}-policy"),
        sqs::QueuePolicyArgs::new().queue_url(queue.url()).policy(policy.into_text()),
        child().depends_on(&dead_letters),
    );
    component.register_outputs(inputs! { "url" => queue.url() });
    Lane { component, queue, dead_letters }
}
