//! Components and methods of providers: what travels to them and what comes back; extension packages.

use super::capture::{Engine, Requests, TEST, resource};
use crate::context::{Context, ResourceRequest};
use crate::mock::MockCall;
use crate::value::{Map, OutputValue, ResourceReference, Value};
use crate::{
    FromValue, InvokeOptions, Output, Package, Parameterization, RemoteComponent, Resource as _, ResourceOptions,
    inputs, list, object, wire,
};

const A: &str = "urn:pulumi:dev::demo::test:index:Thing::a";

fn remote(ctx: &Context, name: &str, inputs: crate::Inputs, options: ResourceOptions) -> RemoteComponent {
    let type_ = "test:index:Component";
    ctx.remote_component(ResourceRequest { package: &TEST, type_, name, inputs, secret_outputs: &["key"], options })
}

fn inputs_of(requests: &Requests, name: &str) -> Map {
    wire::map_from_wire(requests.of(name).object.clone().unwrap())
}

fn output(value: impl Into<String>, secret: bool, dependencies: &[&str]) -> Value {
    let value = Some(Box::new(Value::String(value.into())));
    Value::Output(OutputValue { value, secret, dependencies: dependencies.iter().map(|&urn| urn.into()).collect() })
}

#[tokio::test]
async fn outputs_travel_to_a_remote_component_with_their_secrecy_and_origin() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! { "x" => "1" }, ResourceOptions::new());
            let x = a.output::<String>("x");
            let inputs = inputs! {
                "deep" => object! { "list" => list!["plain", &x] },
                "hidden" => Output::secret("s".to_owned()),
                "marked" => crate::Property::from(&x).into_secret(),
                "both" => x.clone().into_secret(),
                "known" => Output::new("k".to_owned()),
                "nothing" => x.map(|_| Value::Null),
            };
            remote(&ctx, "made", inputs.clone(), ResourceOptions::new());
            resource(&ctx, "b", inputs, ResourceOptions::new());
            Ok(())
        })
        .await;
    let sent = inputs_of(&requests, "made");
    let list = vec![Value::String("plain".into()), output("1", false, &[A])];
    assert_eq!(sent["deep"], Value::Object(Map::from([("list".into(), Value::Array(list))])));
    assert_eq!(sent["hidden"], output("s", true, &[]));
    assert_eq!(sent["marked"], output("1", true, &[A]), "one output value, not one in the other");
    assert_eq!(sent["both"], output("1", true, &[A]));
    assert_eq!(sent["known"], Value::String("k".into()), "nothing to say about it");
    assert!(!sent.contains_key("nothing"));
    assert_eq!(requests.of("made").property_dependencies["deep"].urns, [A]);
    assert_eq!(requests.of("made").additional_secret_outputs, ["key"]);
    let values = inputs_of(&requests, "b");
    assert!(!values.values().any(|value| matches!(value, Value::Output(_))));
    assert_eq!(values["both"], Value::String("1".into()).into_secret(), "other resources get values");
}

#[tokio::test]
async fn an_unknown_output_has_its_origin_and_no_value() {
    let requests = Engine::default()
        .preview()
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! {}, ResourceOptions::new());
            let outer = ctx.component("demo:index:Outer", "outer", inputs! {}, ResourceOptions::new());
            // Comes from the component that it is part of: waiting for that would never end.
            let id = a.id().depending_on(&outer);
            remote(&ctx, "made", inputs! { "id" => id }, ResourceOptions::new().parent(&outer));
            ctx.call(&TEST, "test:index:Thing/size", &a, inputs! { "id" => a.id() });
            Ok(())
        })
        .await;
    let unknown = Value::Output(OutputValue { value: None, secret: false, dependencies: vec![A.into()] });
    assert_eq!(inputs_of(&requests, "made")["id"], unknown);
    let call = requests.called[0].clone();
    assert_eq!(wire::map_from_wire(call.args.unwrap())["id"], unknown);
    assert_eq!(call.arg_dependencies["id"].urns, [A]);
}

#[tokio::test]
async fn a_resource_in_the_inputs_of_a_remote_component_is_no_dependency() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! {}, ResourceOptions::new());
            remote(&ctx, "made", inputs! { "thing" => &a }, ResourceOptions::new());
            resource(&ctx, "b", inputs! { "thing" => &a }, ResourceOptions::new());
            Ok(())
        })
        .await;
    assert!(matches!(&inputs_of(&requests, "made")["thing"], Value::Resource(it) if it.urn == A));
    assert_eq!(requests.of("made").property_dependencies["thing"].urns, Vec::<String>::new());
    assert_eq!(requests.of("b").property_dependencies["thing"].urns, [A]);
}

fn engine_knows(call: &MockCall) -> Result<Map, String> {
    let urn = call.arguments.get("urn").and_then(Value::as_str).unwrap_or_default();
    match call.token.as_str() {
        "pulumi:pulumi:getResource" if urn.ends_with("::gone") => Err(format!("unknown resource {urn}")),
        "pulumi:pulumi:getResource" => Ok(Map::from([
            ("id".into(), Value::String(String::new())),
            ("state".into(), Value::Object(Map::from([("x".into(), Value::String("1".into()).into_secret())]))),
        ])),
        _ => {
            let (urn, id) = ("urn:pulumi:dev::demo::p$pulumi:providers:test::made::it".into(), Value::Unknown);
            let it = ResourceReference { urn, id: Some(Box::new(id)), package_version: String::new() };
            Ok(Map::from([("res".into(), Value::Resource(it))]))
        }
    }
}

#[tokio::test]
async fn a_reference_leads_to_its_resource_also_in_a_preview() {
    let requests = Engine::default()
        .preview()
        .functions(engine_knows)
        .resources(|it| {
            let id = Some(Box::new(Value::Unknown));
            let child = ResourceReference { urn: A.into(), id, package_version: "1.2.3".into() };
            crate::mock::Answer::of(it).output("child", Value::Resource(child))
        })
        .run(|ctx| async move {
            let made = remote(&ctx, "made", inputs! {}, ResourceOptions::new());
            let child = made.output::<ResourceReference>("child");
            let hydrating = ctx.clone();
            let x = child.and_then(move |child| hydrating.hydrate(&child).output::<String>("x"));
            resource(&ctx, "b", inputs! { "x" => x, "child" => child }, ResourceOptions::new());
            Ok(())
        })
        .await;
    assert_eq!(requests.graph.errors, Vec::<String>::new());
    let made = "urn:pulumi:dev::demo::test:index:Component::made";
    assert_eq!(inputs_of(&requests, "b")["x"], Value::String("1".into()).into_secret());
    assert!(matches!(&inputs_of(&requests, "b")["child"], Value::Resource(it) if it.urn == A));
    assert_eq!(requests.of("b").property_dependencies["x"].urns, [made, A]);
    assert_eq!(requests.invoked[0].tok, "pulumi:pulumi:getResource");
}

#[tokio::test]
async fn a_reference_to_nothing_fails_the_program() {
    let requests = Engine::default()
        .functions(engine_knows)
        .run(|ctx| async move {
            let urn = "urn:pulumi:dev::demo::test:index:Thing::gone".to_owned();
            let gone = ctx.hydrate(&ResourceReference { urn, id: None, package_version: String::new() });
            assert_eq!((gone.name(), gone.type_token()), ("gone", "test:index:Thing"));
            Ok(())
        })
        .await;
    let urn = "urn:pulumi:dev::demo::test:index:Thing::gone";
    assert_eq!(requests.graph.errors, [format!("resource {urn}: unknown resource {urn}")]);
}

#[tokio::test]
async fn a_plain_method_gives_a_provider_at_once() {
    let requests = Engine::default()
        .preview()
        .functions(engine_knows)
        .run(|ctx| async move {
            let made = remote(&ctx, "made", inputs! {}, ResourceOptions::new());
            let result = ctx.call_plain(&TEST, "test:index:Component/provider", &made, inputs! {}).await?;
            let reference = ResourceReference::from_value(&result.as_object().unwrap()["res"])?;
            let provider = ctx.hydrate_provider(&reference);
            assert_eq!(provider.name(), "made::it");
            resource(&ctx, "b", inputs! {}, ResourceOptions::new().provider(&provider));
            Ok(())
        })
        .await;
    assert_eq!(requests.graph.errors, Vec::<String>::new());
    let provider = format!("urn:pulumi:dev::demo::p$pulumi:providers:test::made::it::{}", wire::UNKNOWN);
    assert_eq!(requests.of("b").provider, provider);
}

#[tokio::test]
async fn an_extension_is_registered_once_and_managed_by_the_provider_that_it_extends() {
    const EXTENSION: Package = TEST.extended(Parameterization { name: "more", version: "2.0.0", value: b"v" });
    let requests = Engine::default()
        .run(|ctx| async move {
            let provider = ctx.provider(&EXTENSION, "own", inputs! {}, ResourceOptions::new());
            let options = ResourceOptions::new().provider(&provider);
            let type_ = "more:index:Thing";
            let (inputs, secret_outputs) = (inputs! {}, [].as_slice());
            ctx.register(ResourceRequest { package: &EXTENSION, type_, name: "b", inputs, secret_outputs, options });
            ctx.invoke(&EXTENSION, "more:index:get", inputs! {}, InvokeOptions::new());
            Ok(())
        })
        .await;
    let [package] = requests.packages.as_slice() else { panic!("{:?}", requests.packages) };
    assert_eq!((package.name.as_str(), package.version.as_str(), &package.parameterization), ("test", "1.2.3", &None));
    let extension = package.extension.as_ref().unwrap();
    assert_eq!((extension.name.as_str(), extension.value.as_slice()), ("more", b"v".as_slice()));
    assert_eq!(requests.of("own").r#type, "pulumi:providers:test");
    assert_eq!(requests.of("b").provider, "urn:pulumi:dev::demo::pulumi:providers:test::own::own-id");
    assert_eq!((requests.of("b").package_ref.as_str(), requests.of("b").version.as_str()), ("mock-more", ""));
    assert_eq!(requests.invoked[0].package_ref, "mock-more");
}
