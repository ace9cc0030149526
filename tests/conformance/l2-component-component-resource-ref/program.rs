//! A component gets a reference to a resource in another one; the program uses outputs of what both refer to.

use pulumi::value::ResourceReference;
use pulumi::{Context, Result, inputs};

use super::{COMPONENT, output_of, register, remote};

pub(crate) async fn program(ctx: Context) -> Result {
    let inputs = inputs! { "value" => "foo-bar-baz" };
    let component1 = remote(&ctx, &COMPONENT, "component:index:ComponentCustomRefOutput", "component1", inputs);
    let inputs = inputs! { "inputRef" => component1.output::<ResourceReference>("ref") };
    let component2 = remote(&ctx, &COMPONENT, "component:index:ComponentCustomRefInputOutput", "component2", inputs);
    for (name, output) in [("custom1", "inputRef"), ("custom2", "outputRef")] {
        let value = output_of::<String>(&ctx, &component2.output(output), "value");
        register(&ctx, &COMPONENT, "component:index:Custom", name, inputs! { "value" => value });
    }
    Ok(())
}
