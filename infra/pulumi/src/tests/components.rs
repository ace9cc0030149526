//! Components: children, waiting for what is inside, transforms.

use super::capture::{Engine, resource};
use crate::value::Value;
use crate::{ResourceOptions, inputs, wire};

#[tokio::test]
async fn waiting_for_a_component_is_waiting_for_the_resources_in_it() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let outer = ctx.component("demo:index:Outer", "outer", inputs! {}, ResourceOptions::new());
            let inner_options = ResourceOptions::new().parent(&outer);
            let inner = ctx.component("demo:index:Inner", "inner", inputs! {}, inner_options);
            resource(&ctx, "deep", inputs! {}, ResourceOptions::new().parent(&inner));
            let shallow = resource(&ctx, "shallow", inputs! {}, ResourceOptions::new().parent(&outer));
            // A child that waits for its own component would never begin if that counted.
            resource(&ctx, "child", inputs! {}, ResourceOptions::new().parent(&outer).depends_on(&outer));
            inner.register_outputs(inputs! {});
            outer.register_outputs(inputs! { "shallow" => shallow.id() });
            resource(&ctx, "after", inputs! {}, ResourceOptions::new().depends_on(&outer));
            Ok(())
        })
        .await;
    let urn = |types: &str, name: &str| format!("urn:pulumi:dev::demo::{types}test:index:Thing::{name}");
    let mut expected = vec![
        urn("demo:index:Outer$", "child"),
        urn("demo:index:Outer$", "shallow"),
        urn("demo:index:Outer$demo:index:Inner$", "deep"),
    ];
    expected.sort();
    assert_eq!(requests.of("after").dependencies, expected);
    assert_eq!(requests.of("child").dependencies, Vec::<String>::new());
    let outer = requests.graph.node("outer").unwrap();
    assert!(!outer.custom);
    assert_eq!(outer.component_outputs.as_ref().unwrap()["shallow"], Value::String("shallow-id".into()));
}

#[tokio::test]
async fn a_child_depends_on_its_parent_where_it_uses_it() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let bucket = resource(&ctx, "bucket", inputs! {}, ResourceOptions::new());
            resource(&ctx, "object", inputs! { "bucket" => bucket.id() }, ResourceOptions::new().parent(&bucket));
            Ok(())
        })
        .await;
    let bucket = "urn:pulumi:dev::demo::test:index:Thing::bucket";
    assert_eq!(requests.of("object").property_dependencies["bucket"].urns, [bucket]);
}

#[tokio::test]
async fn the_stack_records_its_outputs_also_when_there_are_none() {
    let requests = Engine::default().run(|_| async move { Ok(()) }).await;
    assert_eq!(requests.outputs.len(), 1);
    assert_eq!(requests.outputs[0].urn, "urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev");
}

#[tokio::test]
async fn a_transform_reaches_everything_below_and_the_inner_one_runs_first() {
    let requests = Engine::default()
        .run(|ctx| async move {
            ctx.transform(|it| it.inputs.insert("trail", trail(it, "stack")));
            let options = ResourceOptions::new().transform(|it| {
                if it.type_ == "test:index:Thing" {
                    it.inputs.insert("trail", trail(it, "outer"));
                    it.options = std::mem::take(&mut it.options).protect(true);
                }
            });
            let outer = ctx.component("demo:index:Outer", "outer", inputs! {}, options);
            let own = ResourceOptions::new().parent(&outer).transform(|it| it.inputs.insert("trail", "own"));
            resource(&ctx, "inside", inputs! {}, own);
            resource(&ctx, "outside", inputs! {}, ResourceOptions::new());
            outer.register_outputs(inputs! {});
            Ok(())
        })
        .await;
    let trail_of = |name| wire::map_from_wire(requests.of(name).object.clone().unwrap())["trail"].clone();
    assert_eq!(trail_of("inside"), Value::String("own outer stack".into()));
    assert_eq!(trail_of("outside"), Value::String(" stack".into()));
    assert_eq!((requests.of("inside").protect, requests.of("outside").protect), (Some(true), None));
}

fn trail(it: &crate::Registration, step: &str) -> String {
    let before = match it.inputs.get("trail") {
        Some(crate::Property::Value(Value::String(text))) => text.clone(),
        _ => String::new(),
    };
    format!("{before} {step}")
}
