//! A resource and a component of a parameterized package.

use pulumi::{Context, Inputs, Package, Result};

use super::{parameterized, register, remote};

const SUBPACKAGE: Package = parameterized("subpackage", b"HelloWorld");

pub(crate) async fn program(ctx: Context) -> Result {
    // The types are named by the parameter.
    let example = register(&ctx, &SUBPACKAGE, "subpackage:index:HelloWorld", "example", Inputs::new());
    let component = "subpackage:index:HelloWorldComponent";
    let example_component = remote(&ctx, &SUBPACKAGE, component, "exampleComponent", Inputs::new());
    ctx.export("parameterValue", example.output::<String>("parameterValue"));
    ctx.export("parameterValueFromComponent", example_component.output::<String>("parameterValue"));
    Ok(())
}
