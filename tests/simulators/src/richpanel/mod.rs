//! The simulated helpdesk.

mod create;
mod directory;
mod order;
mod read;
mod route;
mod write;

use std::sync::Arc;

use axum::http::{HeaderMap, Method};
use serde_json::Value;
use switchboard_domain::{Millis, Timestamp};

pub(crate) use self::create::message;
pub(crate) use self::read::ticket_object;
use self::route::{Parsed, Route};
use crate::context::Context;
use crate::fate::{self, After, Fate};
use crate::faults::RetryAfterStyle;
use crate::reply::{Outcome, Reply, Timed};
use crate::violation::Rule;
use crate::world::World;

/// One request, read in full.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a Method,
    /// As sent, still percent-encoded.
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// When and for whom a call is carried out.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a> {
    pub(crate) now: Timestamp,
    /// Later than `now` for a call that is applied after its client gave up.
    pub(crate) applied: Timestamp,
    pub(crate) context: &'a Context,
}

/// Answers a request under `/v1`.
pub(crate) fn handle(context: &Arc<Context>, request: &Request<'_>) -> Timed {
    context.change(|world, now| {
        let route = match route::parse(request.method, request.path) {
            Parsed::Listed(route) => route,
            Parsed::Unlisted => {
                world.violate(Rule::UnlistedCall, now, None, &format!("{} /v1/…", request.method));
                return at_once(Reply::error(404, "no such endpoint"));
            }
        };
        let body: Option<Value> = serde_json::from_slice(request.body).ok();
        if let Route::CreateTicket = route {
            return at_once(create::create(world, request, body.as_ref(), now, context));
        }
        let operation = route.operation(body.as_ref());
        world.count_call(operation, route.ticket(), now);
        if let Some(refusal) = refuse_key(world, request.headers) {
            return at_once(refusal);
        }
        let remaining = match world.window.admit(now, world.faults.window_limit, world.faults.background_load_per_30s) {
            Ok(remaining) => remaining,
            Err(wait) => return at_once(rate_limited(world, wait, now)),
        };
        let moment = Moment { now, applied: now, context };
        let mut timed =
            carry_out(world, moment, operation, |world, moment| respond(world, moment, &route, request, body.as_ref()));
        if let Outcome::Whole(reply) | Outcome::Half(reply) = &mut timed.outcome {
            reply.headers.push(("x-ratelimit-limit", world.faults.window_limit.to_string()));
            reply.headers.push(("x-ratelimit-remaining", remaining.to_string()));
        }
        timed
    })
}

/// Draws the call's fate and carries it out accordingly.
pub(crate) fn carry_out(
    world: &mut World,
    moment: Moment<'_>,
    operation: &'static str,
    run: impl FnOnce(&mut World, Moment<'_>) -> Reply,
) -> Timed {
    let random = &moment.context.random;
    let fate = fate::draw(&world.faults, operation, random);
    let latency = fate::latency(&world.faults, operation, random);
    let status = world.faults.error_status;
    let outcome = match fate {
        Fate::Cut => Outcome::Cut,
        Fate::RateLimited => {
            let wait = Millis::from_secs(i64::from(world.faults.retry_after_s));
            Outcome::Whole(rate_limited(world, wait, moment.now))
        }
        Fate::ServerError => Outcome::Whole(Reply::error(status, "internal error")),
        Fate::Apply(After::Answer) => Outcome::Whole(run(world, moment)),
        Fate::Apply(After::ServerError) => {
            run(world, moment);
            Outcome::Whole(Reply::error(status, "internal error"))
        }
        Fate::Apply(After::Truncate) => Outcome::Half(run(world, moment)),
        Fate::Apply(After::Lost(late)) => {
            run(world, Moment { applied: moment.now + late, ..moment });
            if world.faults.lost_answer_hangs { Outcome::Hang } else { Outcome::Cut }
        }
    };
    Timed { outcome, latency }
}

fn at_once(reply: Reply) -> Timed {
    Timed { outcome: Outcome::Whole(reply), latency: Millis(0) }
}

/// 401 for a key that is not active.
fn refuse_key(world: &World, headers: &HeaderMap) -> Option<Reply> {
    let key = headers.get("x-richpanel-key").and_then(|value| value.to_str().ok());
    let accepted = !world.faults.unauthorized && key.is_some_and(|key| world.keys.contains(key));
    (!accepted).then(|| Reply::error(401, "invalid api key"))
}

/// 429 in the configured style.
fn rate_limited(world: &mut World, wait: Millis, now: Timestamp) -> Reply {
    world.rate_limited += 1;
    let seconds = wait.0.max(0).div_euclid(1_000) + i64::from(wait.0 % 1_000 != 0);
    let reset = now + Millis::from_secs(seconds);
    let reply = Reply::error(429, "too many requests")
        .with("x-ratelimit-limit", world.faults.window_limit.to_string())
        .with("x-ratelimit-remaining", "0");
    match world.faults.retry_after_style {
        RetryAfterStyle::Seconds => reply.with("retry-after", seconds.to_string()),
        RetryAfterStyle::Date => {
            // Dates have whole seconds; rounding up never names too short a wait.
            let rounded = Timestamp::from_millis(reset.as_millis() + 999);
            let since_epoch = Millis(rounded.as_millis()).to_std();
            reply.with("retry-after", httpdate::fmt_http_date(std::time::UNIX_EPOCH + since_epoch))
        }
        RetryAfterStyle::ResetEpoch => {
            reply.with("x-ratelimit-reset", (reset.as_millis().div_euclid(1_000) + 1).to_string())
        }
        RetryAfterStyle::ResetSeconds => reply.with("rate-limit-reset", seconds.to_string()),
        RetryAfterStyle::Silent => reply,
    }
}

fn respond(world: &mut World, moment: Moment<'_>, route: &Route, request: &Request<'_>, body: Option<&Value>) -> Reply {
    match route {
        Route::Ticket(id) => read::read(world, id.as_deref(), moment),
        Route::TicketByNumber(number) => read::by_number(world, number, moment),
        Route::ListTickets => read::list(world, request.query, moment),
        Route::UpdateTicket(id) => write::update(world, id.as_deref(), body, moment),
        Route::AddTags(id) => write::tags(world, id.as_deref(), body, moment, write::TagChange::Add),
        Route::RemoveTags(id) => write::tags(world, id.as_deref(), body, moment, write::TagChange::Remove),
        Route::SendMessage(id) => write::send(world, id.as_deref(), body, moment),
        Route::LinkedOrder(id) => order::link(world, id.as_deref()),
        Route::OrderDetail(app, order) => order::detail(world, app.as_deref(), order.as_deref()),
        Route::Users => directory::users(world, request.query),
        Route::User(id) => directory::user(world, id.as_deref()),
        Route::Teams => directory::teams(world, request.query),
        Route::Tags => directory::tags(world, request.query),
        Route::Channels => directory::channels(world, request.query),
        // Answered before the account's rules apply.
        Route::CreateTicket => Reply::error(405, "method not allowed"),
    }
}
