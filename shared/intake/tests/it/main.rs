//! The webhook contract from the outside: the order of the checks, what is kept, and that nothing a stranger sends
//! can crash it or make it answer with a server error.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod contract;
mod identity;
mod robustness;

use serde_json::{Value, json};
use switchboard_domain::{Secret, SeededRandomness, Timestamp};
use switchboard_intake::{Accepted, IntakeConfig, Receipt, Reception, Request, TokenSet, WEBHOOK_PATH, receive};
use switchboard_settings::{Environment, Settings};

const TOKEN: &str = "a-token-of-the-tenant-that-is-long-enough";
const HEADER: &str = "x-richpanel-webhook-token";

fn config(overrides: Value) -> IntakeConfig {
    let settings = Settings::defaults(Environment::Dev).unwrap();
    IntakeConfig::from(&settings.with_overrides(overrides.as_object().unwrap()).unwrap())
}

fn tokens() -> TokenSet {
    TokenSet::new([Secret::new(TOKEN.to_owned())])
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millis(ms)
}

fn post(body: impl Into<Vec<u8>>) -> Request {
    Request::post(WEBHOOK_PATH, body).header(HEADER, TOKEN).header("content-type", "application/json")
}

fn send(request: &Request, overrides: Value, now: Timestamp) -> Receipt {
    receive(request, &config(overrides), &tokens(), now, &SeededRandomness::new(1))
}

fn accepted(body: Value, overrides: Value, now: Timestamp) -> Accepted {
    match send(&post(body.to_string()), overrides, now).reception {
        Reception::Accepted(accepted) => *accepted,
        other => panic!("{body}: {other:?}"),
    }
}

fn status_and_code(receipt: &Receipt) -> (u16, String) {
    let response = receipt.response();
    let body: Value = serde_json::from_str(&response.body).unwrap();
    (response.status, body["error"]["code"].as_str().unwrap_or_default().to_owned())
}

fn none() -> Value {
    json!({})
}
