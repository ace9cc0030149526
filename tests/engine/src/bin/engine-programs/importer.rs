//! Uses the outputs of the stack `exporter/dev`.

use pulumi::{Context, ResourceOptions, Result, inputs};

use crate::aws::resource;

pub(crate) async fn program(ctx: Context) -> Result {
    let exporter = ctx.stack_reference("organization/exporter/dev");
    let endpoint = exporter.require::<String>("endpoint");
    let password = exporter.require::<String>("password");
    let inputs = inputs! {
        "name" => "/demo/endpoint",
        "type" => "String",
        "description" => &endpoint,
        "value" => &password,
    };
    resource(&ctx, "ssm/parameter:Parameter", "endpoint", inputs, ResourceOptions::new());
    ctx.export("endpoint", endpoint);
    ctx.export("address", pulumi::format!("app:{password}@db", password = password));
    Ok(())
}
