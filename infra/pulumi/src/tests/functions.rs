//! Function calls and methods.

use super::capture::{Engine, TEST, resource};
use crate::value::{Map, Value};
use crate::{InvokeOptions, Output, ResourceOptions, inputs, wire};

fn echo(call: &crate::mock::MockCall) -> Result<Map, String> {
    if call.token == "test:index:refuse" { Err("not today".to_owned()) } else { Ok(call.arguments.clone()) }
}

#[tokio::test]
async fn a_result_is_secret_if_an_argument_is_and_comes_from_where_they_came() {
    let requests = Engine::default()
        .functions(echo)
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! { "x" => "1" }, ResourceOptions::new());
            let arguments = inputs! { "text" => Output::secret("s".to_owned()), "x" => a.output::<String>("x") };
            let result = ctx.invoke(&TEST, "test:index:echo", arguments, InvokeOptions::new());
            resource(&ctx, "b", inputs! { "text" => result.member("text") }, ResourceOptions::new());
            Ok(())
        })
        .await;
    let sent = wire::map_from_wire(requests.invoked[0].args.clone().unwrap());
    assert_eq!(sent["text"], Value::String("s".into()), "providers get plain arguments");
    assert_eq!(requests.invoked[0].version, "1.2.3");
    let b = requests.of("b");
    let text = Value::Secret(Box::new(Value::String("s".into())));
    assert_eq!(wire::map_from_wire(b.object.clone().unwrap())["text"], text);
    assert_eq!(b.dependencies, ["urn:pulumi:dev::demo::test:index:Thing::a"]);
}

#[tokio::test]
async fn nothing_is_called_with_unknown_arguments() {
    let requests = Engine::default()
        .preview()
        .functions(echo)
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! {}, ResourceOptions::new());
            let result = ctx.invoke(&TEST, "test:index:echo", inputs! { "id" => a.id() }, InvokeOptions::new());
            ctx.export("result", result);
            let plain = ctx.invoke_plain(&TEST, "test:index:echo", inputs! { "id" => a.id() }, InvokeOptions::new());
            assert!(plain.await.is_err());
            let known = inputs! { "n" => 1_i64 };
            let plain = ctx.invoke_plain(&TEST, "test:index:echo", known, InvokeOptions::new().depends_on(&a)).await?;
            assert_eq!(plain.as_object().unwrap()["n"], Value::Number(1.0));
            Ok(())
        })
        .await;
    assert_eq!((requests.invoked.len(), requests.graph.outputs["result"].clone()), (1, Value::Unknown));
    assert_eq!(requests.invoked[0].depends_on, ["urn:pulumi:dev::demo::test:index:Thing::a"]);
}

#[tokio::test]
async fn a_refused_call_fails_the_program_even_if_nobody_asks_for_its_result() {
    let requests = Engine::default()
        .functions(echo)
        .run(|ctx| async move {
            drop(ctx.invoke(&TEST, "test:index:refuse", inputs! {}, InvokeOptions::new()));
            Ok(())
        })
        .await;
    assert!(requests.graph.failed);
    assert_eq!(requests.graph.errors, ["function test:index:refuse: not today"]);
}

#[tokio::test]
async fn a_method_gets_its_receiver() {
    let requests = Engine::default()
        .functions(|_| Ok(Map::from([("result".into(), Value::Number(4.0))])))
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! {}, ResourceOptions::new());
            let result = ctx.call(&TEST, "test:index:Thing/size", &a, inputs! { "unit" => "m" });
            ctx.export("size", result.member("result"));
            Ok(())
        })
        .await;
    let sent = wire::map_from_wire(requests.called[0].args.clone().unwrap());
    assert!(matches!(&sent["__self__"], Value::Resource(it) if it.urn.ends_with("::a")));
    assert_eq!(requests.called[0].arg_dependencies["__self__"].urns, Vec::<String>::new());
    assert_eq!(requests.graph.outputs["size"], Value::Number(4.0));
}

#[tokio::test]
async fn the_engine_learns_what_the_arguments_of_a_call_came_from() {
    let requests = Engine::default()
        .functions(echo)
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! { "x" => "1" }, ResourceOptions::new());
            let arguments = inputs! { "x" => a.output::<String>("x") };
            ctx.invoke(&TEST, "test:index:echo", arguments, InvokeOptions::new());
            Ok(())
        })
        .await;
    assert_eq!(requests.invoked[0].depends_on, ["urn:pulumi:dev::demo::test:index:Thing::a"]);
}
