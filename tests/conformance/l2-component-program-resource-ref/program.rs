//! The program uses outputs of a component and of a resource in it that the component refers to.

use pulumi::{Context, Result, inputs};

use super::{COMPONENT, output_of, register, remote};

pub(crate) async fn program(ctx: Context) -> Result {
    let inputs = inputs! { "value" => "foo-bar-baz" };
    let component1 = remote(&ctx, &COMPONENT, "component:index:ComponentCustomRefOutput", "component1", inputs);
    let value = component1.output::<String>("value");
    register(&ctx, &COMPONENT, "component:index:Custom", "custom1", inputs! { "value" => value });
    let value = output_of::<String>(&ctx, &component1.output("ref"), "value");
    register(&ctx, &COMPONENT, "component:index:Custom", "custom2", inputs! { "value" => value });
    Ok(())
}
