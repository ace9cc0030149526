//! Lists and objects of the configuration go through a component to the resource in it; secret ones stay secret.

use std::collections::BTreeMap;

use pulumi::{Context, Input, Inputs, Package, ResourceOptions, ResourceRequest, Result, inputs};

const PRIMITIVE: Package = Package::new("primitive", "7.0.0");

struct PrimitiveComponentArguments {
    number_array: Input<Vec<f64>>,
    boolean_map: Input<BTreeMap<String, bool>>,
}

fn primitive_component(ctx: &Context, name: &str, arguments: PrimitiveComponentArguments) {
    let PrimitiveComponentArguments { number_array, boolean_map } = arguments;
    let inputs = inputs! { "numberArray" => number_array.clone(), "booleanMap" => boolean_map.clone() };
    let component = ctx.component("components:index:PrimitiveComponent", name, inputs, ResourceOptions::new());
    ctx.register(ResourceRequest {
        package: &PRIMITIVE,
        type_: "primitive:index:Resource",
        name: &format!("{name}-res"),
        inputs: inputs! {
            "boolean" => true,
            "float" => 3.5,
            "integer" => 3,
            "string" => "plain",
            "numberArray" => number_array,
            "booleanMap" => boolean_map,
        },
        secret_outputs: &[],
        options: ResourceOptions::new().parent(&component),
    });
    component.register_outputs(Inputs::new());
}

pub(crate) async fn program(ctx: Context) -> Result {
    let config = ctx.config();
    let plain = PrimitiveComponentArguments {
        number_array: config.require_object::<Vec<f64>>("plainNumberArray")?.into(),
        boolean_map: config.require_object::<BTreeMap<String, bool>>("plainBooleanMap")?.into(),
    };
    primitive_component(&ctx, "plain", plain);
    let secret = PrimitiveComponentArguments {
        number_array: config.require_secret_object::<Vec<f64>>("secretNumberArray")?.into(),
        boolean_map: config.require_secret_object::<BTreeMap<String, bool>>("secretBooleanMap")?.into(),
    };
    primitive_component(&ctx, "secret", secret);
    Ok(())
}
