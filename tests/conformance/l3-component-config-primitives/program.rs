//! Scalars of the configuration go through a component to the resource in it; secret ones stay secret.

use pulumi::{Context, Input, Inputs, Package, ResourceOptions, ResourceRequest, Result, inputs, object};

const PRIMITIVE: Package = Package::new("primitive", "7.0.0");

struct PrimitiveComponentArguments {
    boolean: Input<bool>,
    float: Input<f64>,
    integer: Input<i64>,
    string: Input<String>,
}

impl PrimitiveComponentArguments {
    fn inputs(self) -> Inputs {
        let Self { boolean, float, integer, string } = self;
        inputs! { "boolean" => boolean, "float" => float, "integer" => integer, "string" => string }
    }
}

fn primitive_component(ctx: &Context, name: &str, arguments: PrimitiveComponentArguments) {
    let inputs = arguments.inputs();
    let options = ResourceOptions::new();
    let component = ctx.component("components:index:PrimitiveComponent", name, inputs.clone(), options);
    ctx.register(ResourceRequest {
        package: &PRIMITIVE,
        type_: "primitive:index:Resource",
        name: &format!("{name}-res"),
        inputs: inputs.set("numberArray", [-1.0, 0.0, 1.0]).set("booleanMap", object! { "t" => true, "f" => false }),
        secret_outputs: &[],
        options: ResourceOptions::new().parent(&component),
    });
    component.register_outputs(Inputs::new());
}

pub(crate) async fn program(ctx: Context) -> Result {
    let config = ctx.config();
    let plain = PrimitiveComponentArguments {
        boolean: config.require::<bool>("plainBool")?.into(),
        float: config.require::<f64>("plainNumber")?.into(),
        integer: config.require::<i64>("plainInteger")?.into(),
        string: config.require::<String>("plainString")?.into(),
    };
    primitive_component(&ctx, "plain", plain);
    let secret = PrimitiveComponentArguments {
        boolean: config.require_secret::<bool>("secretBool")?.into(),
        float: config.require_secret::<f64>("secretNumber")?.into(),
        integer: config.require_secret::<i64>("secretInteger")?.into(),
        string: config.require_secret::<String>("secretString")?.into(),
    };
    primitive_component(&ctx, "secret", secret);
    Ok(())
}
