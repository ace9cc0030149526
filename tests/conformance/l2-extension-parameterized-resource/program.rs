//! A resource, a component and a function that a parameter adds to a provider.

use pulumi::{Context, Inputs, InvokeOptions, Result, inputs};

use super::{MYEXT, register, remote};

pub(crate) async fn program(ctx: Context) -> Result {
    let greeting = register(&ctx, &MYEXT, "myext:index:Greeting", "greeting", Inputs::new());
    let greeting_comp = remote(&ctx, &MYEXT, "myext:index:GreetingComponent", "greetingComp", Inputs::new());
    ctx.export("parameterValue", greeting.output::<String>("parameterValue"));
    ctx.export("parameterValueFromComponent", greeting_comp.output::<String>("parameterValue"));
    let arguments = inputs! { "name" => "Pulumi" };
    let invoked = ctx.invoke(&MYEXT, "myext:index:greet", arguments, InvokeOptions::new());
    ctx.export("invokeGreeting", invoked.member("greeting").convert::<String>());
    Ok(())
}
