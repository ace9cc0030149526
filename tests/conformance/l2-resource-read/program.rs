//! A resource that exists already is read by its id and by what is known of it.

use pulumi::{Context, Output, Package, ReadRequest, Resource as _, ResourceOptions, Result, inputs};

const READ: Package = Package::new("read", "39.0.0");

pub(crate) async fn program(ctx: Context) -> Result {
    let res = ctx.read(ReadRequest {
        package: Some(&READ),
        type_: "read:index:Resource",
        name: "res",
        id: Output::new("existing-id".to_owned()),
        state: inputs! { "lookup" => "existing-key" },
        options: ResourceOptions::new(),
    });
    ctx.export("resourceId", res.id());
    ctx.export("resourceUrn", res.urn());
    ctx.export("lookup", res.output::<String>("lookup"));
    ctx.export("value", res.output::<bool>("value"));
    Ok(())
}
