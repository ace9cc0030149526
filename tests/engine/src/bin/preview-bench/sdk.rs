//! The SDK alone: a program against the mock monitor, in this process.

use std::time::{Duration, Instant};

use pulumi::mock::Run;
use pulumi::{Context, Package, ResourceOptions, ResourceRequest, inputs, object};

use crate::{RUNS, median};

const AWS: Package = Package::new("aws", "7.48.0");
const FEW: u32 = 1;
const MANY: u32 = 1_001;

/// What a resource more costs.
pub(crate) async fn time_per_resource() -> Duration {
    let (few, many) = (time(FEW).await, time(MANY).await);
    many.saturating_sub(few) / (MANY - FEW)
}

async fn time(count: u32) -> Duration {
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let begun = Instant::now();
        let graph = Run::new().program(|ctx| async move { register(&ctx, count) }).await;
        times.push(begun.elapsed());
        drop(graph);
    }
    median(times)
}

/// Queues in pairs, as a queue and its dead-letter queue: half of them have an input that comes from another.
fn register(ctx: &Context, count: u32) -> pulumi::Result {
    let mut before = None;
    for number in 0..count {
        let inputs = inputs! {
            "visibilityTimeoutSeconds" => 180,
            "sqsManagedSseEnabled" => true,
            "tags" => object! { "service" => "demo", "number" => number.to_string() },
        };
        let queue = ctx.register(ResourceRequest {
            package: &AWS,
            type_: "aws:sqs/queue:Queue",
            name: &format!("queue-{number}"),
            inputs: inputs.set_if("redrivePolicy", before.as_ref()),
            secret_outputs: &[],
            options: ResourceOptions::new(),
        });
        before = if before.is_none() { Some(queue.id()) } else { None };
    }
    Ok(())
}
