//! The simulated language model service: the Responses and Chat Completions APIs of OpenAI.
//!
//! Faithful in what a client can be hurt by: authentication, validation of requests and strict schemas, error bodies,
//! limits and their headers, layouts of answers. Left out: streaming, tools, files, and any understanding of text, for
//! which a stand-in fills the schema by keywords.

mod answer;
mod catalogue;
mod conduct;
mod error;
mod fields;
mod quirk;
mod rate;
mod request;
mod spoil;
mod stand_in;
mod state;
mod strict;
mod usage;
mod watch;

use std::sync::Arc;

use axum::http::{HeaderMap, Method};
use switchboard_domain::{Millis, Randomness, Timestamp};

use self::conduct::{fated, latency, outcome, rate_limited, switched, written};
use self::error::ApiError;
pub use self::quirk::{Hostile, Quirk};
use self::request::{Asked, Wire};
pub(crate) use self::state::{OpenAiState, Scripted};
use crate::context::Context;
use crate::reply::{Outcome, Reply, Timed};
use crate::richpanel::Request;
use crate::violation::Rule;
use crate::world::World;

/// Whether a path is one of this service.
pub(crate) fn serves(path: &str) -> bool {
    ["/v1/responses", "/v1/chat", "/v1/models"]
        .iter()
        .any(|root| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// A simulated endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Endpoint {
    Ask(Wire),
    Models,
}

impl Endpoint {
    fn parse(method: &Method, path: &str) -> Option<Self> {
        match (method.as_str(), path) {
            ("POST", "/v1/responses") => Some(Self::Ask(Wire::Responses)),
            ("POST", "/v1/chat/completions") => Some(Self::Ask(Wire::ChatCompletions)),
            ("GET", "/v1/models") => Some(Self::Models),
            _ => None,
        }
    }

    /// The operation's name in the report.
    const fn operation(self) -> &'static str {
        match self {
            Self::Ask(Wire::Responses) => "openai.responses",
            Self::Ask(Wire::ChatCompletions) => "openai.chat_completions",
            Self::Models => "openai.models",
        }
    }
}

/// A call that is under way.
#[derive(Clone, Copy)]
struct Call<'a> {
    context: &'a Context,
    operation: &'static str,
    now: Timestamp,
}

/// Answers a request.
pub(crate) fn handle(context: &Arc<Context>, request: &Request<'_>) -> Timed {
    context.change(|world, now| {
        let mut timed = route(world, context, request, now);
        let random = &context.random;
        timed.outcome.add_header("x-request-id", format!("req_{:016x}{:016x}", random.next_u64(), random.next_u64()));
        timed.outcome.add_header("openai-version", "2020-10-01".to_owned());
        timed.outcome.add_header("openai-processing-ms", timed.latency.0.to_string());
        timed
    })
}

fn route(world: &mut World, context: &Context, request: &Request<'_>, now: Timestamp) -> Timed {
    let Some(endpoint) = Endpoint::parse(request.method, request.path) else {
        world.violate(Rule::UnlistedCall, now, None, &format!("{} /v1/…", request.method));
        return at_once(ApiError::no_such_url(request.method.as_str(), request.path).reply());
    };
    let call = Call { context, operation: endpoint.operation(), now };
    world.count_call(call.operation, None, now);
    if let Endpoint::Ask(wire) = endpoint {
        world.openai.remember(call.operation, request.headers, request.body, now);
        watch::judge(world, wire, call.operation, request.body, now);
    }
    let key = bearer(request.headers);
    if key != Some(context.openai_key.expose().as_str()) {
        return at_once(ApiError::unauthorized(key).reply());
    }
    match endpoint {
        Endpoint::Models => {
            let quirk = fated(world, call).unwrap_or_default();
            let outcome = outcome(world, call, &quirk, |_| Reply::ok(catalogue::list()));
            Timed { outcome, latency: latency(world, call, &quirk) }
        }
        Endpoint::Ask(wire) => match Asked::read(wire, request.body) {
            Ok(asked) => ask(world, call, &asked),
            Err(error) => at_once(error.reply()),
        },
    }
}

fn at_once(reply: Reply) -> Timed {
    Timed { outcome: Outcome::Whole(reply), latency: Millis(0) }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get("authorization")?.to_str().ok()?.strip_prefix("Bearer ").filter(|key| !key.is_empty())
}

/// Answers a valid request.
fn ask(world: &mut World, call: Call<'_>, asked: &Asked) -> Timed {
    watch::judge_length(world, asked, call.operation, call.now);
    let prompt = asked.prompt();
    // As the API counts beforehand: what comes in, and all that may come out.
    let expected = usage::tokens(&prompt) + asked.cap.unwrap_or(0);
    let window = world.openai.windows.entry(asked.model.alias).or_default();
    let admitted = window.admit(call.now, expected, &world.faults);
    let headers = window.headers(call.now, &world.faults);
    let mut timed = match admitted {
        Err(exceeded) => {
            let error = ApiError::rate_limited(asked.model, exceeded.unit, exceeded.limit, exceeded.wait.0);
            at_once(rate_limited(world, error, Some(exceeded.wait)))
        }
        Ok(()) => {
            let scripted = |world: &mut World| world.openai.next(asked.schema_name());
            let quirk = fated(world, call).or_else(|| scripted(world)).unwrap_or_else(|| switched(world, call));
            world.openai.count(&quirk);
            let outcome = outcome(world, call, &quirk, |world| written(world, call, asked, &quirk, prompt));
            Timed { outcome, latency: latency(world, call, &quirk) }
        }
    };
    for (name, value) in headers {
        timed.outcome.add_header(name, value);
    }
    timed
}
