//! What goes wrong is said once, beside the right resource, and ends in a failure.

use super::capture::{Engine, resource};
use crate::mock::Answer;
use crate::value::Value;
use crate::{Error, Package, Parameterization, ResourceOptions, ResourceRequest, inputs};

#[tokio::test]
async fn what_needs_a_failed_resource_is_not_registered_in_an_update() {
    let requests = Engine::default()
        .resources(|resource| match resource.name.as_str() {
            "bad" => Answer::of(resource).failed("no such thing"),
            _ => Answer::of(resource),
        })
        .run(|ctx| async move {
            let bad = resource(&ctx, "bad", inputs! {}, ResourceOptions::new());
            let needs = inputs! { "value" => crate::format!("<{}>", bad.id()) };
            let needing = resource(&ctx, "needing", needs, ResourceOptions::new());
            resource(&ctx, "second", inputs! { "id" => needing.id() }, ResourceOptions::new());
            resource(&ctx, "after", inputs! {}, ResourceOptions::new().depends_on(&bad));
            resource(&ctx, "later", inputs! {}, ResourceOptions::new().depends_on(&needing));
            resource(&ctx, "other", inputs! {}, ResourceOptions::new());
            let instead = bad.id().recover(|reason| format!("<{reason}>"));
            resource(&ctx, "recovered", inputs! { "value" => instead }, ResourceOptions::new());
            resource(
                &ctx,
                "same",
                inputs! { "id" => needing.id().recover(|_| "none".to_owned()) },
                ResourceOptions::new(),
            );
            ctx.export("bad", bad.id());
            ctx.export("good", true);
            Ok(())
        })
        .await;
    assert!(!requests.has("needing") && !requests.has("second") && !requests.has("later"));
    // The engine itself leaves out what only waits for a failed resource.
    assert_eq!(requests.of("after").dependencies, ["urn:pulumi:dev::demo::test:index:Thing::bad"]);
    assert!(requests.has("other") && requests.graph.failed);
    let recovered = requests.graph.node("recovered").unwrap();
    assert_eq!(recovered.inputs["value"], Value::String("<test:index:Thing `bad` was not deployed>".into()));
    assert!(recovered.dependencies.is_empty());
    assert_eq!(requests.graph.node("same").unwrap().inputs["id"], Value::String("none".into()));
    assert_eq!(requests.graph.outputs.keys().collect::<Vec<_>>(), ["good"]);
    assert_eq!(requests.graph.errors, ["no such thing"], "the engine said it, the program does not repeat it");
}

#[tokio::test]
async fn a_preview_goes_on_with_unknown_values() {
    let requests = Engine::default()
        .preview()
        .resources(|resource| match resource.name.as_str() {
            "bad" => Answer::of(resource).failed("not allowed"),
            _ => Answer::of(resource),
        })
        .run(|ctx| async move {
            let bad = resource(&ctx, "bad", inputs! {}, ResourceOptions::new());
            resource(&ctx, "needing", inputs! { "id" => bad.id() }, ResourceOptions::new());
            Ok(())
        })
        .await;
    assert!(requests.has("needing") && requests.graph.failed);
}

#[tokio::test]
async fn an_error_of_the_program_is_shown_after_everything_is_registered() {
    let requests = Engine::default()
        .run(|ctx| async move {
            resource(&ctx, "a", inputs! {}, ResourceOptions::new());
            ctx.export("kept", 1_i64);
            Err(Error::new("no good"))
        })
        .await;
    assert!(requests.has("a") && requests.graph.failed);
    assert_eq!(requests.graph.errors, ["no good"]);
    assert_eq!(requests.graph.outputs["kept"], Value::Number(1.0));
}

#[tokio::test]
async fn errors_and_panics_of_closures_name_the_resource() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! { "port" => "x1" }, ResourceOptions::new());
            let port = a.output::<String>("port").try_map(|port| port.parse::<u16>());
            resource(&ctx, "b", inputs! { "port" => port }, ResourceOptions::new());
            drop(a.id().map(|_| -> () { panic!("boom") }));
            Ok(())
        })
        .await;
    let messages = &requests.graph.messages;
    assert_eq!(messages.len(), 2, "{messages:?}");
    let urn = "urn:pulumi:dev::demo::test:index:Thing::a";
    assert!(messages.iter().all(|message| message.urn == urn && message.severity == 3), "{messages:?}");
    assert!(messages.iter().any(|message| message.text == "invalid digit found in string"));
    assert!(!requests.has("b") && requests.graph.failed);
}

#[tokio::test]
async fn a_panic_of_the_program_is_an_error() {
    let requests = Engine::default().run(|_| async move { panic!("boom") }).await;
    assert!(requests.graph.failed);
    assert_eq!(requests.graph.errors.len(), 1);
}

#[tokio::test]
async fn a_property_that_cannot_be_sent_is_named() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let inputs = inputs! { "sizes" => [1_i64, i64::MAX] };
            resource(&ctx, "a", inputs, ResourceOptions::new());
            Ok(())
        })
        .await;
    let message = &requests.graph.messages[0];
    assert_eq!(message.urn, "urn:pulumi:dev::demo::test:index:Thing::a");
    assert!(
        message.text.starts_with("property `sizes`: [1]: 9223372036854775807 cannot be held exactly"),
        "{message:?}"
    );
    assert!(!requests.has("a"));
}

#[tokio::test]
async fn a_name_used_twice_is_the_engines_message_only() {
    let requests = Engine::default()
        .run(|ctx| async move {
            resource(&ctx, "a", inputs! {}, ResourceOptions::new());
            resource(&ctx, "a", inputs! {}, ResourceOptions::new());
            Ok(())
        })
        .await;
    assert!(requests.graph.failed);
    assert_eq!(requests.graph.errors.len(), 1, "{:?}", requests.graph.errors);
}

#[tokio::test]
async fn a_refusal_that_the_engine_does_not_show_is_shown() {
    const MADE: Parameterization = Parameterization { name: "made", version: "0.1.0", value: b"" };
    const NOWHERE: Package = Package::new("nowhere", "1.0.0").parameterized(MADE);
    let requests = Engine::default()
        .run(|ctx| async move {
            let (inputs, options) = (inputs! {}, ResourceOptions::new());
            let (package, type_, name) = (&NOWHERE, "made:a:B", "a");
            ctx.register(ResourceRequest { package, type_, name, inputs, secret_outputs: &[], options });
            Ok(())
        })
        .await;
    assert_eq!(requests.graph.errors, ["registration of the package: no such plugin"]);
}

#[tokio::test]
async fn an_output_of_another_type_is_an_error() {
    let requests = Engine::default()
        .run(|ctx| async move {
            let a = resource(&ctx, "a", inputs! { "x" => "1" }, ResourceOptions::new());
            ctx.export("x", a.output::<i64>("x"));
            Ok(())
        })
        .await;
    assert_eq!(requests.graph.errors, ["output `x` of test:index:Thing `a`: expected an integer, got string"]);
}
