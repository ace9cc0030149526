//! How a call goes: chance, script and switches as one quirk, and what that quirk makes of the answer.

use switchboard_domain::Millis;

use super::answer::{self, Ending, Written};
use super::error::ApiError;
use super::quirk::Quirk;
use super::request::Asked;
use super::usage::{self, Usage};
use super::{Call, spoil};
use crate::fate::{self, After, Fate, chance};
use crate::faults::RetryAfterStyle;
use crate::reply::{Outcome, Raw, Reply};
use crate::world::World;

/// What a gateway writes when nothing is behind it.
const BAD_GATEWAY: &str = "<html>\n<head><title>502 Bad Gateway</title></head>\n<body><center><h1>502 Bad \
                           Gateway</h1></center></body>\n</html>\n";

/// What chance does to the call, by the rates that all vendors share.
pub(super) fn fated(world: &World, call: Call<'_>) -> Option<Quirk> {
    let faults = &world.faults;
    match fate::draw(faults, call.operation, &call.context.random) {
        Fate::Cut => Some(Quirk::Reset),
        Fate::RateLimited => {
            let names_wait = faults.retry_after_style != RetryAfterStyle::Silent;
            Some(Quirk::RateLimited { retry_after_s: names_wait.then_some(faults.retry_after_s) })
        }
        Fate::ServerError | Fate::Apply(After::ServerError) => Some(Quirk::ServerError { status: faults.error_status }),
        Fate::Apply(After::Lost(_)) => Some(if faults.lost_answer_hangs { Quirk::Stall } else { Quirk::Reset }),
        Fate::Apply(After::Truncate) => Some(Quirk::HalfBody),
        Fate::Apply(After::Answer) => None,
    }
}

/// The quirk that the switches name.
pub(super) fn switched(world: &World, call: Call<'_>) -> Quirk {
    let faults = &world.faults;
    if faults.concerns(call.operation) && chance(faults.openai_quirk_rate, &call.context.random) {
        faults.openai_quirk.clone()
    } else {
        Quirk::Normal
    }
}

pub(super) fn latency(world: &World, call: Call<'_>, quirk: &Quirk) -> Millis {
    let slow = if let Quirk::Slow { ms } = quirk { Millis(i64::from(*ms)) } else { Millis(0) };
    Millis(fate::latency(&world.faults, call.operation, &call.context.random).0 + slow.0)
}

/// How the call ends under a quirk; `answer` makes the body of a 200.
pub(super) fn outcome(
    world: &mut World,
    call: Call<'_>,
    quirk: &Quirk,
    answer: impl FnOnce(&mut World) -> Reply,
) -> Outcome {
    let error = match quirk {
        Quirk::Stall => return Outcome::Hang,
        Quirk::Reset => return Outcome::Cut,
        Quirk::HalfBody => return Outcome::Half(answer(world)),
        Quirk::Drip { byte_ms } => {
            let pause = call.context.clock.real_duration(Millis(i64::from(*byte_ms)));
            return Outcome::Raw(Raw { drip: Some(pause), ..answer(world).raw() });
        }
        Quirk::WrongContentType => return Outcome::Raw(Raw { content_type: "text/html", ..answer(world).raw() }),
        Quirk::BrokenUtf8 => {
            let mut raw = answer(world).raw();
            // Inside the first key.
            raw.body.splice(2..2, [0xff, 0xfe]);
            return Outcome::Raw(raw);
        }
        Quirk::ServerError { status: 502 } => {
            let body = BAD_GATEWAY.as_bytes().to_vec();
            return Outcome::Raw(Raw { status: 502, content_type: "text/html", body, headers: Vec::new(), drip: None });
        }
        Quirk::RateLimited { retry_after_s } => {
            let wait = retry_after_s.map(|seconds| Millis::from_secs(i64::from(seconds)));
            let message = "Rate limit reached. Please try again later.";
            let error = ApiError::general(429, "requests", Some("rate_limit_exceeded"), message);
            return Outcome::Whole(rate_limited(world, error, wait));
        }
        Quirk::InsufficientQuota => ApiError::insufficient_quota(),
        Quirk::ServerError { status } => ApiError::server_error(*status),
        Quirk::Unauthorized => ApiError::unauthorized(Some(call.context.openai_key.expose())),
        Quirk::Forbidden => ApiError::forbidden(),
        Quirk::BadRequest => ApiError::general(400, "invalid_request_error", None, "Invalid request."),
        Quirk::NotFound => ApiError::model_not_found("model"),
        _ => return Outcome::Whole(answer(world)),
    };
    Outcome::Whole(error.reply())
}

/// A counted 429 that names its wait in whole seconds and in milliseconds, or not at all.
pub(super) fn rate_limited(world: &mut World, error: ApiError, wait: Option<Millis>) -> Reply {
    world.openai.rate_limited += 1;
    let reply = error.reply();
    match wait {
        None => reply,
        Some(wait) => {
            let seconds = wait.0.div_euclid(1_000) + i64::from(wait.0 % 1_000 != 0);
            reply.with("retry-after", seconds.to_string()).with("retry-after-ms", wait.0.to_string())
        }
    }
}

/// The answer of the model.
pub(super) fn written(world: &mut World, call: Call<'_>, asked: &Asked, quirk: &Quirk, prompt: String) -> Reply {
    let reasoning = asked.effort.reasoning_tokens();
    let input = usage::tokens(&prompt);
    let usage = Usage { input, cached: world.openai.cache.lookup(prompt), output: 0, reasoning };
    let text = spoil::text(quirk, asked);
    let written = match quirk {
        Quirk::Refuse => Written::within_cap(String::new(), Ending::Refused, asked, usage),
        Quirk::ContentFilter => Written::within_cap(String::new(), Ending::Filtered, asked, usage),
        Quirk::Empty => Written::within_cap(String::new(), Ending::Silent, asked, usage),
        Quirk::Failed => Written::within_cap(String::new(), Ending::Failed, asked, usage),
        Quirk::Truncate => {
            let half = usage::within(&text, usage::tokens(&text) / 2).to_owned();
            Written::within_cap(half, Ending::CutOff, asked, usage)
        }
        // Longer than any cap, on purpose.
        Quirk::HostileNotes { .. } => {
            let usage = Usage { output: usage::tokens(&text), ..usage };
            Written { text, ending: Ending::Complete, usage }
        }
        _ => Written::within_cap(text, Ending::Complete, asked, usage),
    };
    let model = if let Quirk::OtherModel { model } = quirk { model } else { asked.model.snapshot };
    Reply::ok(answer::body(asked, &written, model, call.now, &call.context.random))
}
