//! Unknown and secret values on their way through a program.

use super::capture::{Engine, resource};
use crate::mock::Answer;
use crate::value::{Map, Value};
use crate::{Output, PathSegment, ResourceOptions, inputs, list, object, wire};

fn secret(value: Value) -> Value {
    Value::Secret(Box::new(value))
}

#[tokio::test]
async fn secrets_inside_a_secret_are_sent_as_one() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let inner = Output::secret("x".to_owned());
            let both = object! { "inner" => inner, "list" => list![Output::secret(1_i64)] };
            resource(&ctx, "a", inputs! { "both" => both.into_secret() }, ResourceOptions::new());
            Ok(())
        })
        .await;
    let inputs = wire::map_from_wire(requests.of("a").object.clone().unwrap());
    let list = Value::Array(vec![Value::Number(1.0)]);
    let plain = Value::Object(Map::from([("inner".into(), Value::String("x".into())), ("list".into(), list)]));
    assert_eq!(inputs["both"], secret(plain));
}

#[tokio::test]
async fn an_unknown_output_that_will_be_secret_is_a_secret_unknown() {
    let requests = Engine::default()
        .preview()
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! {}, ResourceOptions::new().additional_secret_outputs(["key"]));
            resource(&ctx, "b", inputs! { "key" => a.output::<String>("key") }, ResourceOptions::new());
            ctx.export("key", a.output::<String>("key").map(|key| key + "!"));
            ctx.export("other", a.output::<String>("other"));
            ctx.export("id", a.id());
            Ok(())
        })
        .await;
    let inputs = wire::map_from_wire(requests.of("b").object.clone().unwrap());
    assert_eq!(inputs["key"], secret(Value::Unknown));
    assert_eq!(requests.graph.outputs["key"], secret(Value::Unknown));
    assert_eq!(requests.graph.outputs["other"], Value::Unknown);
    assert_eq!(requests.graph.outputs["id"], Value::Unknown);
}

#[tokio::test]
async fn a_missing_output_is_null_after_the_update() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! {}, ResourceOptions::new());
            ctx.export("nothing", a.output::<Option<String>>("nothing").map(|value| value.is_none()));
            Ok(())
        })
        .await;
    assert_eq!(requests.graph.outputs["nothing"], Value::Bool(true));
}

#[tokio::test]
async fn a_known_part_of_a_partly_unknown_output_is_known() {
    let requests = Engine::default()
        .preview()
        .resources(|resource| {
            let known = Value::Array(vec![secret(Value::Number(3.0)), Value::Unknown]);
            Answer::of(resource).output("all", Value::Object(Map::from([("list".into(), known)])))
        })
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! {}, ResourceOptions::new());
            let path = |index: usize| [PathSegment::from("all"), "list".into(), index.into()];
            ctx.export("first", a.output_at::<i64>(&path(0)));
            ctx.export("second", a.output_at::<i64>(&path(1)));
            ctx.export("whole", a.output::<Value>("all"));
            Ok(())
        })
        .await;
    assert_eq!(requests.graph.outputs["first"], secret(Value::Number(3.0)));
    assert_eq!(requests.graph.outputs["second"], Value::Unknown);
    assert_eq!(requests.graph.outputs["whole"], secret(Value::Unknown));
}

#[tokio::test]
async fn a_closure_does_not_see_what_is_unknown() {
    let requests = Engine::default()
        .preview()
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! {}, ResourceOptions::new());
            let never = a.id().map(|_| -> bool { unreachable!("an id in a preview") });
            ctx.export("never", never.and_then(|_| Output::new(true)));
            Ok(())
        })
        .await;
    assert_eq!((requests.graph.failed, requests.graph.outputs["never"].clone()), (false, Value::Unknown));
}

#[tokio::test]
async fn an_inner_output_brings_its_own_secrecy_and_origin() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! { "x" => "1" }, ResourceOptions::new());
            let b = resource(&ctx, "b", inputs! { "y" => Output::secret("2".to_owned()) }, ResourceOptions::new());
            let y = b.output::<String>("y");
            let both = a.output::<String>("x").and_then(move |x| y.map(move |y| x + &y));
            resource(&ctx, "c", inputs! { "both" => &both }, ResourceOptions::new());
            ctx.export("shown", both.reveal());
            Ok(())
        })
        .await;
    let c = requests.of("c");
    assert_eq!(wire::map_from_wire(c.object.clone().unwrap())["both"], secret(Value::String("12".into())));
    assert_eq!(c.property_dependencies["both"].urns.len(), 2);
    assert_eq!(requests.graph.outputs["shown"], Value::String("12".into()));
}

#[tokio::test]
async fn an_output_without_a_value_sets_nothing_but_a_written_null_is_sent() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! {}, ResourceOptions::new());
            let nothing = || a.output::<Option<String>>("nothing");
            let inputs = inputs! {
                "absent" => nothing(),
                "secret" => nothing().into_secret(),
                "null" => Value::Null,
                "object" => object! { "absent" => nothing(), "null" => Value::Null },
                "list" => list![nothing()],
            };
            resource(&ctx, "b", inputs, ResourceOptions::new());
            Ok(())
        })
        .await;
    let b = requests.of("b");
    let expected = Map::from([
        ("null".into(), Value::Null),
        ("object".into(), Value::Object(Map::from([("null".into(), Value::Null)]))),
        ("list".into(), Value::Array(vec![Value::Null])),
    ]);
    assert_eq!(wire::map_from_wire(b.object.clone().unwrap()), expected);
    assert_eq!(b.dependencies, ["urn:pulumi:dev::demo::test:index:Thing::a"]);
}
