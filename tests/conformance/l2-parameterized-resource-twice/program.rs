//! Two packages that one provider makes from two parameters.

use pulumi::{Context, Inputs, Package, Result};

use super::{parameterized, register, remote};

const HI_PACKAGE: Package = parameterized("hipackage", b"HelloWorld");
const BYE_PACKAGE: Package = parameterized("byepackage", b"GoodbyeWorld");

pub(crate) async fn program(ctx: Context) -> Result {
    let example1 = register(&ctx, &HI_PACKAGE, "hipackage:index:HelloWorld", "example1", Inputs::new());
    let component = "hipackage:index:HelloWorldComponent";
    let example_component1 = remote(&ctx, &HI_PACKAGE, component, "exampleComponent1", Inputs::new());
    ctx.export("parameterValue1", example1.output::<String>("parameterValue"));
    ctx.export("parameterValueFromComponent1", example_component1.output::<String>("parameterValue"));

    let example2 = register(&ctx, &BYE_PACKAGE, "byepackage:index:GoodbyeWorld", "example2", Inputs::new());
    let component = "byepackage:index:GoodbyeWorldComponent";
    let example_component2 = remote(&ctx, &BYE_PACKAGE, component, "exampleComponent2", Inputs::new());
    ctx.export("parameterValue2", example2.output::<String>("parameterValue"));
    ctx.export("parameterValueFromComponent2", example_component2.output::<String>("parameterValue"));
    Ok(())
}
