//! A program that goes wrong by itself, after it has registered a queue.
//!
//! Configuration: `trouble`: `error`, `error-at-resource`, `panic`, `panic-in-output`.

use pulumi::{Context, Error, ResourceOptions, Result, inputs};

use crate::aws::queue;

pub(crate) async fn program(ctx: Context) -> Result {
    let queue = queue(&ctx, "events", inputs! {}, ResourceOptions::new());
    match ctx.config().require::<String>("trouble")?.as_str() {
        "error" => Err(Error::new("the account is closed")),
        "error-at-resource" => Err(Error::new("the queue is too small").at(&queue)),
        "panic" => breaks("the sum is off by one"),
        "panic-in-output" => {
            ctx.export("length", queue.output::<String>("url").map(|_| -> u32 { breaks("the sum is off by two") }));
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
