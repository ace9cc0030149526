//! Any number of resources, each with an output of the one before.

use pulumi::{Context, Output, ResourceOptions, json};
use pulumi_aws::sqs;

/// Resources in a row are made at the same time; the next row needs outputs of it.
const ROW: usize = 8;

pub(super) fn program(ctx: &Context, size: usize) {
    let mut above: Vec<Output<String>> = Vec::new();
    let mut row = Vec::new();
    for index in 0..size {
        let mut args = sqs::QueueArgs::new()
            .fifo_queue(true)
            .name(format!("queue-{index}.fifo"))
            .tags([("index", index.to_string()), ("size", size.to_string())])
            .visibility_timeout_seconds(180);
        if let Some(target) = above.get(index % ROW) {
            let policy = json!({ "deadLetterTargetArn": target, "maxReceiveCount": 5 });
            args = args.redrive_policy(policy.into_text());
        }
        let queue = sqs::Queue::new(ctx, &format!("queue-{index}"), args, ResourceOptions::new());
        row.push(queue.arn());
        if row.len() == ROW {
            above = std::mem::take(&mut row);
        }
    }
}
