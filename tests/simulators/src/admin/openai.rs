//! The language model's script, and what was asked of it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

use crate::context::Context;
use crate::openai::Scripted;
use crate::reply::Reply;

type Shared = State<Arc<Context>>;

/// `{"answers": [{"quirk": {"kind": …}, "schema"?: name, "times"?: n}, …]}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    answers: Vec<Scripted>,
}

/// Adds answers behind those that wait.
pub(super) async fn add(State(context): Shared, body: Bytes) -> Reply {
    let script: Script = match serde_json::from_slice(&body) {
        Ok(script) => script,
        Err(error) => return Reply::error(400, &format!("the body must be {{\"answers\": […]}}: {error}")),
    };
    if let Some(message) = script.answers.iter().find_map(|answer| answer.check().err()) {
        return Reply::error(400, &message);
    }
    context.change(|world, _| world.openai.add(script.answers));
    self::script(State(context)).await
}

/// The answers that wait.
pub(super) async fn script(State(context): Shared) -> Reply {
    context.inspect(|world| Reply::ok(json!({ "answers": world.openai.script() })))
}

/// Drops the answers that wait.
pub(super) async fn clear(State(context): Shared) -> Reply {
    context.inspect(|world| world.openai.clear());
    script(State(context)).await
}

/// The last requests, oldest first: `{"requests": [{"at", "operation", "headers", "body"}, …]}`.
pub(super) async fn requests(State(context): Shared) -> Reply {
    context.inspect(|world| Reply::ok(json!({ "requests": world.openai.requests() })))
}

/// Forgets the requests.
pub(super) async fn forget_requests(State(context): Shared) -> Reply {
    context.inspect(|world| world.openai.forget_requests());
    requests(State(context)).await
}
