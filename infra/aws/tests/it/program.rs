//! Programs run without an engine.

use pulumi::mock::{Answer, Graph, Run};
use pulumi::{Context, JsonValue, Output, Result};

/// The graph of a program that registers what this closure does. Every resource has an ARN.
pub(crate) async fn graph(register: impl FnOnce(&Context)) -> Graph {
    let program = |ctx: Context| async move {
        register(&ctx);
        Ok(())
    };
    let run = Run::new().resources(|resource| Answer::of(resource).output("arn", format!("arn:{}", resource.name)));
    let graph = run.program(program).await;
    assert_eq!(graph.errors, Vec::<String>::new());
    graph
}

/// Inputs of the only resource of a program, as sent; each is a property that the provider declares, and none that it
/// requires is missing.
pub(crate) async fn inputs(register: impl FnOnce(&Context)) -> JsonValue {
    let graph = graph(register).await;
    let node = graph.node("it").unwrap();
    let inputs = node.to_json().get("inputs").cloned().unwrap_or_else(|| JsonValue::Object(Default::default()));
    crate::schema::check_inputs(&node.type_, &inputs);
    inputs
}

/// Runs a program for one text that it makes.
pub(crate) async fn text(make: impl FnOnce() -> Output<String>) -> String {
    let program = |ctx: Context| async move {
        ctx.export("text", make());
        Result::Ok(())
    };
    let graph = Run::new().program(program).await;
    graph.outputs["text"].as_str().unwrap().to_owned()
}
