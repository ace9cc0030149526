//! Plans without an account, an engine or a build: the graph of a stack as its file describes it.
//!
//! What only AWS knows is written as a reference, `${events-dlq.arn}`, so that a reviewer can read the plan and a change in it
//! is a change of the program or of the stack's file.

use std::sync::Arc;

use aws_schema::{Schema, Type};
use pulumi::mock::{Answer, Graph, MockCall, MockResource, Run};
use pulumi::value::{Map, Value};
use serde_json::Value as Json;

use crate::stack::StackKind;
use crate::{Purpose, program};

/// Quota of concurrent executions of an account that asked for it.
const QUOTA: f64 = 1000.0;
/// Objects in objects that are looked into; types may hold themselves.
const DEPTH: usize = 2;

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum GoldenError {
    /// The stack's file is none.
    #[error("environments/Pulumi.{stack}.yaml: {reason}")]
    File {
        /// The stack.
        stack: String,
        /// What is wrong.
        reason: String,
    },
    /// The provider's schema cannot be read.
    #[error("infra/aws/schema/aws.json: {0}")]
    Schema(#[from] aws_schema::SchemaError),
    /// The program failed.
    #[error("{}", .0.join("\n"))]
    Program(Vec<String>),
}

/// The graph of a stack whose file has this text.
///
/// # Errors
/// [`GoldenError`] for a file that is none, and with everything that the program says is wrong with it.
pub async fn plan(kind: StackKind, file: &str) -> Result<Graph, GoldenError> {
    let schema = Arc::new(Schema::embedded()?);
    let stack = kind.name();
    let mut run = Run::new().project("switchboard").stack(stack.as_str());
    for (key, value) in config(&stack, file)? {
        run = run.config(key, value);
    }
    let functions = Arc::clone(&schema);
    let run = run.resources(move |resource| named(&schema, resource));
    let run = run.functions(move |call| Ok(looked_up(&functions, call)));
    let graph = run.program(|ctx| program(ctx, Purpose::Plan)).await;
    if graph.failed {
        return Err(GoldenError::Program(graph.errors));
    }
    Ok(graph)
}

/// The configuration of a stack file as the engine hands it over: scalars as text, trees as JSON.
fn config(stack: &str, file: &str) -> Result<Vec<(String, String)>, GoldenError> {
    let wrong = |reason: String| GoldenError::File { stack: stack.to_owned(), reason };
    let document: Json = serde_yaml_ng::from_str(file).map_err(|error| wrong(error.to_string()))?;
    let config = document.get("config").and_then(Json::as_object).ok_or_else(|| wrong("has no `config`".to_owned()))?;
    let text = |value: &Json| match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    Ok(config.iter().map(|(key, value)| (key.clone(), text(value))).collect())
}

/// A resource whose outputs are named rather than known.
fn named(schema: &Schema, resource: &MockResource) -> Answer {
    let name = resource.name.as_str();
    // Ids of accounts are parts of ARNs, which are checked.
    let account = resource.type_ == "aws:organizations/account:Account";
    let id = if account { made_up_account(name) } else { reference(name, "id") };
    let mut answer = Answer::of(resource).id(id);
    let Some(type_) = schema.resources.get(&resource.type_) else { return answer };
    for (output, property) in &type_.outputs {
        let computed = !resource.inputs.contains_key(output) && !property.optional;
        if let Some(value) =
            computed.then(|| symbol(schema, &property.type_, &format!("{name}.{output}"), DEPTH)).flatten()
        {
            answer.outputs.insert(output.clone(), value);
        }
    }
    answer
}

/// What a function of the provider would say: texts named, everything else empty, a quota that lets the functions reserve.
fn looked_up(schema: &Schema, call: &MockCall) -> Map {
    let Some(function) = schema.functions.get(&call.token) else { return Map::new() };
    let answer = |output: &String, type_: &Type| match type_ {
        Type::Number if output == "value" => Value::Number(QUOTA),
        Type::Number => Value::Number(0.0),
        Type::Boolean => Value::Bool(false),
        other => symbol(schema, other, &format!("{}.{output}", function.name), DEPTH).unwrap_or(Value::Null),
    };
    function.outputs.iter().map(|(output, property)| (output.clone(), answer(output, &property.type_))).collect()
}

/// A value that only AWS knows: its texts are references, a list has one element. `None` for what has no text in it.
fn symbol(schema: &Schema, type_: &Type, path: &str, depth: usize) -> Option<Value> {
    match type_ {
        Type::String | Type::Enum(_) => Some(Value::String(format!("${{{path}}}"))),
        Type::List(element) => Some(Value::Array(vec![symbol(schema, element, &format!("{path}[0]"), depth)?])),
        Type::Object(key) if depth > 0 => {
            let members = schema.output_object(key)?.iter().map(|(member, property)| {
                let value = match &property.type_ {
                    Type::Number => Some(Value::Number(0.0)),
                    Type::Boolean => Some(Value::Bool(false)),
                    other => symbol(schema, other, &format!("{path}.{member}"), depth - 1),
                };
                (member.clone(), value.unwrap_or(Value::Null))
            });
            Some(Value::Object(members.collect()))
        }
        _ => None,
    }
}

/// Twelve digits, the same for the same name, in a range that AWS does not give out.
fn made_up_account(name: &str) -> String {
    let sum = name.bytes().fold(0_u64, |sum, byte| (sum * 31 + u64::from(byte)) % 1_000_000);
    format!("000000{sum:06}")
}

fn reference(name: &str, output: &str) -> String {
    format!("${{{name}.{output}}}")
}
