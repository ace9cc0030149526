//! As many queues as wanted, in pairs: every second one is the dead-letter queue of the one after it.
//!
//! Configuration: `count`.

use pulumi::{Context, ResourceOptions, Result, inputs, object};

use crate::aws::{queue, redrive_to};

pub(crate) async fn program(ctx: Context) -> Result {
    let count = ctx.config().require::<usize>("count")?;
    let mut dead = None;
    for number in 0..count {
        let inputs = inputs! {
            "messageRetentionSeconds" => 345_600,
            "visibilityTimeoutSeconds" => 180,
            "sqsManagedSseEnabled" => true,
            "tags" => object! { "service" => "demo", "number" => number.to_string() },
        };
        let inputs = inputs.set_if("redrivePolicy", dead.as_ref().map(redrive_to));
        let made = queue(&ctx, &format!("queue-{number}"), inputs, ResourceOptions::new());
        dead = if dead.is_none() { Some(made) } else { None };
    }
    Ok(())
}
