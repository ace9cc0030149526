//! What the gateway itself answers, in the shape of our errors.

use pulumi_aws::apigateway::{Response, ResponseArgs, RestApi};
use serde_json::{Value, json};

use super::Scene;

/// An answer of the gateway.
struct Answer {
    /// When.
    type_: &'static str,
    /// Status, where the gateway's own does not fit.
    status: Option<&'static str>,
    /// Code in the body, one of ingress where there is such.
    code: &'static str,
    /// Text in the body: fixed, as the gateway's own text may repeat what the caller sent.
    message: &'static str,
}

const ANSWERS: [Answer; 6] = [
    Answer {
        type_: "DEFAULT_4XX",
        status: None,
        code: "bad_request",
        message: "The request cannot be served as it is.",
    },
    Answer {
        type_: "DEFAULT_5XX",
        status: None,
        code: "unavailable",
        message: "The event was not accepted. Try again later.",
    },
    // Without it an unknown path gets 403.
    Answer {
        type_: "MISSING_AUTHENTICATION_TOKEN",
        status: Some("404"),
        code: "not_found",
        message: "There is nothing at this path.",
    },
    Answer {
        type_: "REQUEST_TOO_LARGE",
        status: Some("413"),
        code: "body_too_large",
        message: "The body is too large.",
    },
    Answer { type_: "THROTTLED", status: Some("429"), code: "rate_limited", message: "Too many requests." },
    Answer { type_: "WAF_FILTERED", status: Some("403"), code: "forbidden", message: "The request was refused." },
];

impl Answer {
    fn body(&self) -> String {
        json!({"error": {"code": self.code, "message": self.message, "request_id": "$context.requestId"}}).to_string()
    }
}

pub(super) fn make(scene: &Scene<'_>, api: &RestApi) -> Vec<Response> {
    let make = |answer: &Answer| {
        let args = ResponseArgs::new()
            .rest_api_id(api.id())
            .response_type(answer.type_)
            .response_templates([("application/json", answer.body())]);
        let args = if let Some(status) = answer.status { args.status_code(status) } else { args };
        let name = scene.logical(&answer.type_.to_lowercase().replace('_', "-"));
        Response::new(scene.ctx, &name, args, scene.below())
    };
    ANSWERS.iter().map(make).collect()
}

/// All of them, for the fingerprint of a deployment.
pub(super) fn layout() -> Value {
    ANSWERS.iter().map(|answer| json!([answer.type_, answer.status, answer.body()])).collect()
}
