//! Error bodies: `{"error": {"message", "type", "param", "code"}}`, in the words of the API's published errors.

use serde_json::json;

use super::catalogue::Model;
use crate::reply::Reply;

/// Type of every error that the caller made.
const INVALID_REQUEST: &str = "invalid_request_error";

/// An error answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) kind: &'static str,
    pub(crate) message: String,
    pub(crate) param: Option<String>,
    pub(crate) code: Option<&'static str>,
}

impl ApiError {
    /// 400 about one parameter.
    pub(crate) fn invalid(param: impl Into<String>, code: Option<&'static str>, message: String) -> Self {
        Self { status: 400, kind: INVALID_REQUEST, message, param: Some(param.into()), code }
    }

    /// An error about no parameter.
    pub(crate) fn general(status: u16, kind: &'static str, code: Option<&'static str>, message: &str) -> Self {
        Self { status, kind, message: message.to_owned(), param: None, code }
    }

    pub(crate) fn unparsable() -> Self {
        Self::general(
            400,
            INVALID_REQUEST,
            None,
            "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP \
             library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)",
        )
    }

    pub(crate) fn unknown(path: &str) -> Self {
        Self::invalid(path, Some("unknown_parameter"), format!("Unknown parameter: '{path}'."))
    }

    pub(crate) fn missing(path: &str) -> Self {
        Self::invalid(path, Some("missing_required_parameter"), format!("Missing required parameter: '{path}'."))
    }

    pub(crate) fn wrong_type(path: &str, expected: &str, got: &str) -> Self {
        let message = format!("Invalid type for '{path}': expected {expected}, but got {got} instead.");
        Self::invalid(path, Some("invalid_type"), message)
    }

    /// A value outside a closed list.
    pub(crate) fn invalid_value(path: &str, got: &str, supported: &[&str]) -> Self {
        let message = format!("Invalid value: '{got}'. Supported values are: {}.", listed(supported));
        Self::invalid(path, Some("invalid_value"), message)
    }

    /// A parameter that this model refuses.
    pub(crate) fn not_with_this_model(path: &str, code: Option<&'static str>) -> Self {
        Self::invalid(path, code, format!("Unsupported parameter: '{path}' is not supported with this model."))
    }

    pub(crate) fn model_not_found(model: &str) -> Self {
        let message = format!("The model `{model}` does not exist or you do not have access to it.");
        Self::general(404, INVALID_REQUEST, Some("model_not_found"), &message)
    }

    pub(crate) fn no_such_url(method: &str, path: &str) -> Self {
        Self::general(404, INVALID_REQUEST, None, &format!("Invalid URL ({method} {path})"))
    }

    /// A part of the API that is left out here. The real one would serve it.
    pub(crate) fn not_simulated(path: &str) -> Self {
        Self::invalid(path, Some("not_simulated"), format!("The simulator does not support '{path}'."))
    }

    /// 401: `key` is what came after `Bearer`, if anything.
    pub(crate) fn unauthorized(key: Option<&str>) -> Self {
        match key {
            None => Self::general(
                401,
                INVALID_REQUEST,
                None,
                "You didn't provide an API key. You need to provide your API key in an Authorization header using \
                 Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
            ),
            Some(key) => {
                let message = format!(
                    "Incorrect API key provided: {}. You can find your API key at \
                     https://platform.openai.com/account/api-keys.",
                    masked(key)
                );
                Self::general(401, INVALID_REQUEST, Some("invalid_api_key"), &message)
            }
        }
    }

    pub(crate) fn forbidden() -> Self {
        Self::general(
            403,
            "request_forbidden",
            Some("unsupported_country_region_territory"),
            "Country, region, or territory not supported",
        )
    }

    /// 429 for a spent window. `unit` is `requests` or `tokens`.
    pub(crate) fn rate_limited(model: &Model, unit: &'static str, limit: u32, wait_ms: i64) -> Self {
        let name = if unit == "tokens" { "tokens per min (TPM)" } else { "requests per min (RPM)" };
        let message = format!(
            "Rate limit reached for {} in organization org-simulated on {name}: Limit {limit}. Please try again in \
             {wait_ms}ms.",
            model.alias
        );
        Self::general(429, unit, Some("rate_limit_exceeded"), &message)
    }

    pub(crate) fn insufficient_quota() -> Self {
        Self::general(
            429,
            "insufficient_quota",
            Some("insufficient_quota"),
            "You exceeded your current quota, please check your plan and billing details. For more information on \
             this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
        )
    }

    pub(crate) fn server_error(status: u16) -> Self {
        let message = match status {
            503 => "The engine is currently overloaded, please try again later",
            _ => "The server had an error while processing your request. Sorry about that!",
        };
        Self::general(status, "server_error", None, message)
    }

    /// The answer.
    pub(crate) fn reply(self) -> Reply {
        let error = json!({"message": self.message, "type": self.kind, "param": self.param, "code": self.code});
        Reply::new(self.status, json!({ "error": error }))
    }
}

/// `'a', 'b', and 'c'`.
pub(crate) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    }
}

/// The key's first seven and last four characters.
fn masked(key: &str) -> String {
    let characters: Vec<char> = key.chars().collect();
    if characters.len() <= 11 {
        return "*".repeat(characters.len());
    }
    let (head, tail) = (&characters[..7], &characters[characters.len() - 4..]);
    format!("{}{}{}", String::from_iter(head), "*".repeat(characters.len() - 11), String::from_iter(tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_masks() {
        assert_eq!(listed(&["a"]), "'a'");
        assert_eq!(listed(&["a", "b"]), "'a' and 'b'");
        assert_eq!(listed(&["a", "b", "c"]), "'a', 'b', and 'c'");
        assert_eq!(masked("short"), "*****");
        assert_eq!(masked("sk-test1234567890abcd"), "sk-test**********abcd");
    }
}
