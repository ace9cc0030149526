//! A text that is no UTF-8 goes from the output of one provider to the input of another, byte for byte.

use pulumi::{Context, Package, Result, Value, inputs};

use super::register;

const BYTE_SOURCE: Package = Package::new("bytesource", "48.0.0");
const BYTE_SINK: Package = Package::new("bytesink", "47.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let source = inputs! { "base64" => "AGhlbGxvIID+/yB3b3JsZPAo" };
    let source = register(&ctx, &BYTE_SOURCE, "bytesource:index:Resource", "source", source);
    let sink = inputs! {
        "bytes" => source.output::<Value>("bytes"),
        "expectBase64" => source.output::<String>("base64"),
    };
    register(&ctx, &BYTE_SINK, "bytesink:index:Resource", "sink", sink);
    Ok(())
}
