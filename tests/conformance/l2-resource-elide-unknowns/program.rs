//! A provider may leave out in a preview what it does not know: reading that gives something unknown, also below the top.

use pulumi::{Context, Output, Package, PathSegment, ResourceOptions, ResourceRequest, Result, inputs};

use super::register;

const OUTPUT: Package = Package::new("output", "23.0.0");
const SIMPLE: Package = Package::new("simple", "2.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let prov = ctx.provider(&OUTPUT, "prov", inputs! { "elideUnknowns" => true }, ResourceOptions::new());
    let unknown = ctx.register(ResourceRequest {
        package: &OUTPUT,
        type_: "output:index:Resource",
        name: "unknown",
        inputs: inputs! { "value" => 1 },
        secret_outputs: &["secretOutput"],
        options: ResourceOptions::new().provider(&prov),
    });
    let complex = ctx.register(ResourceRequest {
        package: &OUTPUT,
        type_: "output:index:ComplexResource",
        name: "complex",
        inputs: inputs! { "value" => 1 },
        secret_outputs: &[],
        options: ResourceOptions::new().provider(&prov),
    });
    let part = |path: [PathSegment; 2]| complex.output_at::<String>(&path);
    let outputs: [(&str, &str, Output<String>); 4] = [
        ("res", "out", unknown.output("output")),
        ("resArray", "outArray", part(["outputArray".into(), 0.into()])),
        ("resMap", "outMap", part(["outputMap".into(), "x".into()])),
        ("resObject", "outObject", part(["outputObject".into(), "output".into()])),
    ];
    for (name, export, output) in outputs {
        let is_hello = output.map(|text| text == "hello");
        register(&ctx, &SIMPLE, "simple:index:Resource", name, inputs! { "value" => is_hello });
        ctx.export(export, output);
    }
    Ok(())
}
