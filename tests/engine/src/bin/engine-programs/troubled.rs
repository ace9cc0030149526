//! A program that goes wrong by itself between two queues.
//!
//! Configuration: `trouble`: `none`, `error`, `error-at-resource`, `panic`, `panic-in-output`.

use pulumi::{Context, CustomResource, Error, ResourceOptions, Result, inputs};

use crate::aws::queue;

pub(crate) async fn program(ctx: Context) -> Result {
    let events = queue(&ctx, "events", inputs! {}, ResourceOptions::new());
    trouble(&ctx, &events)?;
    queue(&ctx, "late", inputs! {}, ResourceOptions::new());
    Ok(())
}

fn trouble(ctx: &Context, events: &CustomResource) -> Result {
    match ctx.config().require::<String>("trouble")?.as_str() {
        "none" => Ok(()),
        "error" => Err(Error::new("the account is closed")),
        "error-at-resource" => Err(Error::new("the queue is too small").at(events)),
        "panic" => breaks("the sum is off by one"),
        "panic-in-output" => {
            ctx.export("length", events.output::<String>("url").map(|_| -> u32 { breaks("the sum is off by two") }));
            Ok(())
        }
        other => Err(Error::new(format!("no trouble is called `{other}`"))),
    }
}

/// What a mistake in a program looks like from outside.
#[allow(clippy::panic)]
fn breaks(how: &str) -> ! {
    panic!("{how}")
}
