//! A function that is only called with outputs.

use pulumi::{Context, InvokeOptions, Output, Package, Result, inputs};

const OUTPUT_ONLY_INVOKE: Package = Package::new("output-only-invoke", "24.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    for value in ["hello", "goodbye"] {
        ctx.export(value, my_invoke(&ctx, Output::new(value)));
    }
    Ok(())
}

fn my_invoke(ctx: &Context, value: Output<&'static str>) -> Output<String> {
    let arguments = inputs! { "value" => value };
    let result = ctx.invoke(&OUTPUT_ONLY_INVOKE, "output-only-invoke:index:myInvoke", arguments, InvokeOptions::new());
    result.member("result").convert()
}
