//! An output of about 100 MiB comes back and goes out as a stack output.

use pulumi::{Context, Package, Result, inputs};

use super::register;

const LARGE: Package = Package::new("large", "4.3.2");

pub(crate) async fn program(ctx: Context) -> Result {
    let res = register(&ctx, &LARGE, "large:index:String", "res", inputs! { "value" => "hello world" });
    ctx.export("output", res.output::<String>("value"));
    Ok(())
}
