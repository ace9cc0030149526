//! Paths and methods that are served.

use crate::config::IntakeConfig;
use crate::rejection::ErrorCode;

/// The canonical webhook path.
pub const WEBHOOK_PATH: &str = "/webhooks/richpanel";

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The webhook.
    Webhook,
    /// Liveness; touches nothing.
    Health,
    /// Readiness.
    Ready,
    /// The contract.
    Openapi,
}

/// The route of a path and method.
///
/// # Errors
/// [`ErrorCode::NotFound`] for an unknown path, [`ErrorCode::MethodNotAllowed`] for a wrong method on a known one.
pub fn route(method: &str, path: &str, config: &IntakeConfig) -> Result<Route, ErrorCode> {
    let route = match path {
        WEBHOOK_PATH => Route::Webhook,
        "/health" => Route::Health,
        "/ready" => Route::Ready,
        "/openapi.json" => Route::Openapi,
        other if config.ingress.path_aliases.iter().any(|alias| alias == other) => Route::Webhook,
        _ => return Err(ErrorCode::NotFound),
    };
    let allowed = match route {
        Route::Webhook => method == "POST",
        _ => matches!(method, "GET" | "HEAD"),
    };
    if allowed { Ok(route) } else { Err(ErrorCode::MethodNotAllowed) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchboard_settings::{Environment, Settings};

    #[test]
    fn path_is_judged_before_method() {
        let overrides = serde_json::json!({"ingress.path_aliases": ["/hook"]});
        let settings =
            Settings::defaults(Environment::Dev).unwrap().with_overrides(overrides.as_object().unwrap()).unwrap();
        let config = IntakeConfig::from(&settings);
        let rows = [
            ("POST", WEBHOOK_PATH, Ok(Route::Webhook)),
            ("POST", "/hook", Ok(Route::Webhook)),
            ("GET", "/health", Ok(Route::Health)),
            ("HEAD", "/ready", Ok(Route::Ready)),
            ("GET", "/openapi.json", Ok(Route::Openapi)),
            ("GET", WEBHOOK_PATH, Err(ErrorCode::MethodNotAllowed)),
            ("post", WEBHOOK_PATH, Err(ErrorCode::MethodNotAllowed)),
            ("POST", "/health", Err(ErrorCode::MethodNotAllowed)),
            ("GET", "/nothing", Err(ErrorCode::NotFound)),
            ("POST", "/webhooks/richpanel/", Err(ErrorCode::NotFound)),
            ("POST", "/Webhooks/richpanel", Err(ErrorCode::NotFound)),
            ("POST", "", Err(ErrorCode::NotFound)),
        ];
        for (method, path, expected) in rows {
            assert_eq!(route(method, path, &config), expected, "{method} {path}");
        }
    }
}
