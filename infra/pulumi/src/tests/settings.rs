//! Configuration, stack references, messages.

use serde::Deserialize;

use crate::mock::{Answer, Run};
use crate::value::{Map, Value};
use crate::{Output, Result};

#[derive(Debug, Deserialize, PartialEq)]
struct Sizes {
    small: u32,
    large: Option<u32>,
}

#[tokio::test]
async fn configuration_is_typed_and_secrets_stay_secret() {
    let run = Run::new()
        .config("project:name", "x")
        .config("project:count", "3")
        .config("project:sizes", r#"{"small": 1}"#)
        .config("aws:region", "us-east-2")
        .secret_config("project:token", "hidden");
    let graph = run
        .program(|ctx| async move {
            let config = ctx.config();
            assert_eq!(config.require::<String>("name")?, "x");
            assert_eq!(config.get::<u8>("count")?, Some(3));
            assert_eq!(config.get::<u8>("nothing")?, None);
            assert_eq!(config.require_object::<Sizes>("sizes")?, Sizes { small: 1, large: None });
            assert_eq!(ctx.config_of("aws").require::<String>("region")?, "us-east-2");
            assert!(config.is_secret("token") && !config.is_secret("name"));
            ctx.export("token", config.require_secret::<String>("token")?);
            Ok(())
        })
        .await;
    assert_eq!(graph.errors, Vec::<String>::new());
    assert_eq!(graph.outputs["token"], Value::Secret(Box::new(Value::String("hidden".into()))));
}

async fn error_of(read: impl FnOnce(crate::Config) -> Result) -> String {
    let run = Run::new().secret_config("project:count", "s3cret").config("project:sizes", r#"{"small": "x"}"#);
    let graph = run.program(|ctx| async move { read(ctx.config()) }).await;
    assert!(graph.failed);
    graph.errors.join("\n")
}

#[tokio::test]
async fn errors_of_configuration_name_the_key_and_not_the_value() {
    let missing = error_of(|config| config.require::<String>("name").map(drop)).await;
    assert!(missing.contains("`project:name`") && missing.contains("pulumi config set project:name"), "{missing}");
    let wrong = error_of(|config| config.require::<u8>("count").map(drop)).await;
    assert!(wrong.contains("`project:count`") && wrong.contains("digit") && !wrong.contains("s3cret"), "{wrong}");
    let shape = error_of(|config| config.require_object::<Sizes>("sizes").map(drop)).await;
    assert!(shape.contains("`project:sizes`"), "{shape}");
}

#[tokio::test]
async fn outputs_of_other_stacks_keep_their_secrets() {
    let answer = |resource: &crate::mock::MockResource| {
        let secret = Value::Secret(Box::new(Value::String("s".into())));
        let outputs = Map::from([("url".into(), Value::String("u".into())), ("key".into(), secret)]);
        Answer::of(resource).output("outputs", Value::Object(outputs))
    };
    let graph = Run::new()
        .resources(answer)
        .program(|ctx| async move {
            let other = ctx.stack_reference("acme/base/prod");
            ctx.export("url", other.require::<String>("url"));
            ctx.export("key", other.require::<String>("key"));
            ctx.export("nothing", other.output("nothing"));
            drop(other.require::<String>("missing"));
            Ok(())
        })
        .await;
    assert_eq!(graph.nodes[0].read.as_deref(), Some("acme/base/prod"));
    assert_eq!(graph.outputs["url"], Value::String("u".into()), "a secret beside it does not make it one");
    assert!(graph.outputs["key"].has_secret());
    assert_eq!(graph.errors, ["stack `acme/base/prod` has no output `missing`"]);
}

#[tokio::test]
async fn messages_reach_the_engine_with_their_severity() {
    let graph = Run::new()
        .program(|ctx| async move {
            ctx.log().warn("careful");
            let group = ctx.component("demo:index:Group", "group", crate::inputs! {}, crate::ResourceOptions::new());
            ctx.log().info_at(&group, "made");
            group.register_outputs(crate::inputs! {});
            Ok(())
        })
        .await;
    let mut seen: Vec<_> = graph.messages.iter().map(|m| (m.severity, m.text.as_str(), m.urn.as_str())).collect();
    seen.sort_unstable();
    assert_eq!(seen, [(1, "made", graph.nodes[0].urn.as_str()), (2, "careful", "")]);
    assert!(!graph.failed);
}

#[tokio::test]
async fn a_wrong_export_is_an_error_and_the_others_are_lost_with_it() {
    let graph = Run::new()
        .program(|ctx| async move {
            ctx.export("big", u64::MAX);
            ctx.export("fine", Output::new(1_i64));
            Ok(())
        })
        .await;
    assert!(graph.failed && graph.errors[0].starts_with("output `big`"), "{:?}", graph.errors);
}
