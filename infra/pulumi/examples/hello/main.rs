//! The smallest program: configuration, a component, an output.

use std::process::ExitCode;

use pulumi::{Context, ResourceOptions, Result, inputs};

async fn program(ctx: Context) -> Result {
    let name = ctx.config().get::<String>("name")?.unwrap_or_else(|| "world".to_owned());
    let group = ctx.component("hello:index:Group", "greetings", inputs! {}, ResourceOptions::new());
    let greeting = pulumi::format!("hello {name}", name = name);
    group.register_outputs(inputs! { "greeting" => &greeting });
    ctx.log().info("greeted");
    ctx.export("greeting", greeting);
    Ok(())
}

fn main() -> ExitCode {
    pulumi::run(program)
}
