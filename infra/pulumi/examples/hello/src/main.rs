//! The smallest program: configuration, a component, an output. It needs no cloud and no provider.

use std::process::ExitCode;

use pulumi::{Context, ResourceOptions, Result, inputs};

async fn program(ctx: Context) -> Result {
    let name: String = ctx.config().require("name")?;
    let group = ctx.component("hello:index:Group", "greetings", inputs! {}, ResourceOptions::new());
    let greeting = pulumi::format!("hello {}", name);
    group.register_outputs(inputs! { "greeting" => &greeting });
    ctx.export("greeting", greeting);
    Ok(())
}

fn main() -> ExitCode {
    pulumi::run(program)
}
