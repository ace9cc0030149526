//! The router: the admin side under `/_sim`, and the vendors behind everything else.

mod openai;
mod orders;
mod tickets;

use std::sync::Arc;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use switchboard_domain::Millis;

use crate::config::Webhook;
use crate::context::Context;
use crate::faults::Faults;
use crate::reply::{Outcome, Reply, Timed};
use crate::{openai as language_model, report, richpanel, shopify};

/// Largest request body, bytes.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// How long a silent connection stays open.
const SILENCE: Millis = Millis::from_secs(120);

type Shared = State<Arc<Context>>;

/// All routes.
pub(crate) fn router(context: Arc<Context>) -> Router {
    Router::new()
        .route("/_sim/report", get(get_report))
        .route("/_sim/faults", get(get_faults).post(post_faults).delete(delete_faults))
        .route("/_sim/webhook", post(post_webhook))
        .route("/_sim/keys", post(post_keys))
        .route("/_sim/openai", get(openai::script).post(openai::add).delete(openai::clear))
        .route("/_sim/openai/requests", get(openai::requests).delete(openai::forget_requests))
        .route("/_sim/orders", post(orders::add))
        .route("/_sim/messages", post(tickets::add_message))
        .route("/_sim/tickets/{id}", get(tickets::show).delete(tickets::delete))
        .route("/_sim/tickets/{id}/agent-reply", post(tickets::agent_reply))
        .route("/_sim/tickets/{id}/close", post(tickets::close))
        .route("/_sim/tickets/{id}/history", post(tickets::add_history))
        .fallback(vendor)
        .with_state(context)
}

/// Every path that is not the admin side's.
async fn vendor(State(context): Shared, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else { return Reply::error(413, "too large").into_response() };
    let path = parts.uri.path();
    let request = richpanel::Request {
        method: &parts.method,
        path,
        query: parts.uri.query().unwrap_or_default(),
        headers: &parts.headers,
        body: &body,
    };
    let Timed { outcome, latency } = if path.starts_with("/admin/") {
        shopify::handle(&context, &request)
    } else if language_model::serves(path) {
        language_model::handle(&context, &request)
    } else if path.starts_with("/_sim/") {
        Timed { outcome: Outcome::Whole(Reply::error(404, "no such admin route")), latency: Millis(0) }
    } else {
        richpanel::handle(&context, &request)
    };
    let silence = if matches!(outcome, Outcome::Hang) { SILENCE } else { latency };
    if silence.0 > 0 {
        tokio::time::sleep(context.clock.real_duration(silence)).await;
    }
    outcome.into_response()
}

async fn get_report(State(context): Shared) -> Reply {
    Reply::ok(context.change(report::build))
}

async fn get_faults(State(context): Shared) -> Reply {
    faults_reply(&context.inspect(|world| world.faults.clone()))
}

async fn post_faults(State(context): Shared, body: Bytes) -> Reply {
    let patched = object(&body).and_then(|patch| {
        context.change(|world, _| {
            let mut faults = world.faults.patched(&patch)?;
            let refuse_for = std::mem::take(&mut faults.refuse_for_ms);
            world.faults = faults.clone();
            Ok((faults, refuse_for))
        })
    });
    match patched {
        Ok((faults, refuse_for)) => {
            if refuse_for > 0 {
                // The listener is gone only when the simulators stop; then there is nothing to refuse.
                let _ = context.refuse.send(Millis(i64::from(refuse_for)));
            }
            faults_reply(&faults)
        }
        Err(message) => Reply::error(400, &message),
    }
}

async fn delete_faults(State(context): Shared) -> Reply {
    context.change(|world, _| world.faults = Faults::default());
    faults_reply(&Faults::default())
}

fn faults_reply(faults: &Faults) -> Reply {
    serde_json::to_value(faults).map_or_else(|_| Reply::error(500, "the switches cannot be written"), Reply::ok)
}

/// `{"url": …, "token_header"?: …}`; a null URL announces nothing.
async fn post_webhook(State(context): Shared, body: Bytes) -> Reply {
    let body = match object(&body) {
        Ok(body) => body,
        Err(message) => return Reply::error(400, &message),
    };
    let target = match body.get("url") {
        Some(Value::Null) => None,
        Some(Value::String(url)) => Some(Webhook::new(url.as_str())),
        _ => return Reply::error(400, "url must be a text or null"),
    };
    let header = body.get("token_header").and_then(Value::as_str).map(str::to_owned);
    context.set_webhook(target.map(|target| match header {
        Some(token_header) => Webhook { token_header, ..target },
        None => target,
    }));
    Reply::ok(json!({"ok": true}))
}

/// `{"add"?: key, "revoke"?: key}`: several keys may be active at once.
async fn post_keys(State(context): Shared, body: Bytes) -> Reply {
    let body = match object(&body) {
        Ok(body) => body,
        Err(message) => return Reply::error(400, &message),
    };
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    let active = context.change(|world, _| {
        if let Some(key) = text("add") {
            world.keys.insert(key.to_owned());
        }
        if let Some(key) = text("revoke") {
            world.keys.remove(key);
        }
        world.keys.len()
    });
    Reply::ok(json!({ "active": active }))
}

/// A request body that must be a JSON object, whatever its content type.
fn object(body: &[u8]) -> Result<Value, String> {
    let value: Value = serde_json::from_slice(body).map_err(|error| format!("the body is not JSON: {error}"))?;
    if value.is_object() { Ok(value) } else { Err("the body must be a JSON object".to_owned()) }
}
