//! What a GraphQL answer means. A 200 may be a refusal.

use serde_json::Value;
use switchboard_domain::Millis;
use switchboard_domain::vendor::{FailureKind, VendorFailure};
use switchboard_egress::{self as egress, LONGEST_WAIT};

/// A call's result together with what may be logged about it.
#[derive(Clone, Debug)]
pub struct Answered<T> {
    /// The result.
    pub result: Result<T, VendorFailure>,
    /// Operation, status, latency, request id, throttle state.
    pub info: CallInfo,
}

/// What may be logged about a call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallInfo {
    /// The HTTP side.
    pub http: egress::CallInfo,
    /// The version that answered; it differs from the configured one when that is no longer supported.
    pub served_version: Option<String>,
    /// State of the cost bucket after the call.
    pub throttle: Option<Throttle>,
}

/// The vendor's cost bucket, in query cost points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Throttle {
    /// Cost that the query was charged or would have been.
    pub requested: f64,
    /// Points left.
    pub currently_available: f64,
    /// Points that come back per second.
    pub restore_rate: f64,
}

impl Throttle {
    /// The bucket's state in the `extensions` of an answer.
    pub(crate) fn read(body: &Value) -> Option<Self> {
        let cost = body.pointer("/extensions/cost")?;
        let number = |path: &str| cost.pointer(path)?.as_f64().filter(|n| n.is_finite());
        Some(Self {
            requested: number("/requestedQueryCost")?,
            currently_available: number("/throttleStatus/currentlyAvailable")?,
            restore_rate: number("/throttleStatus/restoreRate")?,
        })
    }

    /// How long to wait before a query of the same cost fits; zero when it fits now. At most 120 s.
    pub fn wait(&self) -> Millis {
        let missing = self.requested - self.currently_available;
        if missing <= 0.0 {
            return Millis(0);
        }
        if self.restore_rate <= 0.0 {
            return LONGEST_WAIT;
        }
        Millis((missing / self.restore_rate * 1_000.0).ceil() as i64).min(LONGEST_WAIT)
    }
}

/// The `data` of an answer, or what its errors mean. Partial data beside errors is refused: a missing field could look
/// like a fact.
pub(crate) fn data(mut body: Value) -> Result<Value, (FailureKind, Option<Millis>)> {
    let wait = Throttle::read(&body).map(|throttle| throttle.wait());
    match body.get("errors") {
        None | Some(Value::Null) => {}
        Some(Value::Array(list)) if list.is_empty() => {}
        Some(Value::Array(list)) => {
            let kind = list.iter().map(kind_of_error).max_by_key(|kind| severity(*kind));
            let kind = kind.unwrap_or(FailureKind::BadRequest);
            return Err((kind, wait.filter(|_| kind == FailureKind::RateLimited)));
        }
        Some(_) => return Err((FailureKind::BadRequest, None)),
    }
    match body.get_mut("data").map(Value::take) {
        Some(data @ Value::Object(_)) => Ok(data),
        _ => Err((FailureKind::Ambiguous, None)),
    }
}

fn kind_of_error(error: &Value) -> FailureKind {
    match error.pointer("/extensions/code").and_then(Value::as_str).unwrap_or_default() {
        "THROTTLED" => FailureKind::RateLimited,
        "ACCESS_DENIED" | "UNAUTHORIZED" | "FORBIDDEN" | "SHOP_INACTIVE" => FailureKind::Auth,
        "INTERNAL_SERVER_ERROR" | "TIMEOUT" | "SERVICE_UNAVAILABLE" => FailureKind::Ambiguous,
        _ => FailureKind::BadRequest,
    }
}

/// Of several errors the one that matters most to the caller decides: a key problem hides behind nothing.
const fn severity(kind: FailureKind) -> u8 {
    match kind {
        FailureKind::Auth => 3,
        FailureKind::BadRequest => 2,
        FailureKind::Ambiguous => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn error(code: &str) -> Value {
        json!({"message": "x", "extensions": {"code": code}})
    }

    #[test]
    fn errors_in_a_200() {
        use FailureKind::*;
        let table = [
            (json!({"data": {"order": null}}), None),
            (json!({"data": {"order": null}, "errors": []}), None),
            (json!({"errors": [error("THROTTLED")]}), Some(RateLimited)),
            (json!({"errors": [error("ACCESS_DENIED")], "data": {"order": null}}), Some(Auth)),
            (json!({"errors": [error("INTERNAL_SERVER_ERROR")]}), Some(Ambiguous)),
            (json!({"errors": [error("undefinedField")]}), Some(BadRequest)),
            (json!({"errors": [{"message": "syntax"}]}), Some(BadRequest)),
            (json!({"errors": [error("THROTTLED"), error("ACCESS_DENIED")]}), Some(Auth)),
            (json!({"errors": "Not Found"}), Some(BadRequest)),
            (json!({"data": null}), Some(Ambiguous)),
            (json!({}), Some(Ambiguous)),
            (json!([]), Some(Ambiguous)),
        ];
        for (body, expected) in table {
            assert_eq!(data(body.clone()).err().map(|e| e.0), expected, "{body}");
        }
    }

    #[test]
    fn a_throttled_answer_says_how_long() {
        let cost = |available: f64, rate: f64| {
            json!({"errors": [error("THROTTLED")], "extensions": {"cost": {"requestedQueryCost": 60,
                "throttleStatus": {"currentlyAvailable": available, "restoreRate": rate}}}})
        };
        for (available, rate, wait) in [(10.0, 50.0, 1_000), (60.0, 50.0, 0), (0.0, 0.0, 120_000), (0.0, 0.1, 120_000)]
        {
            let failure = data(cost(available, rate)).unwrap_err();
            assert_eq!(failure, (FailureKind::RateLimited, Some(Millis(wait))), "{available} {rate}");
        }
        assert_eq!(Throttle::read(&json!({"extensions": {"cost": {"requestedQueryCost": 1}}})), None);
    }

    proptest! {
        #[test]
        fn any_bucket_gives_a_bounded_wait(requested in any::<f64>(), currently_available in any::<f64>(), restore_rate in any::<f64>()) {
            let wait = Throttle { requested, currently_available, restore_rate }.wait();
            prop_assert!((0..=120_000).contains(&wait.0));
        }
    }
}
