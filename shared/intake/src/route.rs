//! Paths and methods that are served.

use crate::config::IntakeConfig;
use crate::rejection::{ErrorCode, Rejection};

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

impl Route {
    /// Methods, as the `allow` header lists them.
    pub const fn allow(self) -> &'static str {
        match self {
            Self::Webhook => "POST",
            Self::Health | Self::Ready | Self::Openapi => "GET, HEAD",
        }
    }
}

/// Why a request has no route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unrouted {
    /// Unknown path.
    Path,
    /// Known path, wrong method.
    Method(Route),
}

impl Unrouted {
    /// The code of the answer.
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::Path => ErrorCode::NotFound,
            Self::Method(_) => ErrorCode::MethodNotAllowed,
        }
    }

    /// The refusal.
    pub fn rejection(self, request_id: impl Into<String>) -> Rejection {
        let allow = match self {
            Self::Path => None,
            Self::Method(route) => Some(route.allow()),
        };
        Rejection { code: self.code(), request_id: request_id.into(), allow }
    }
}

/// The route of a path and method.
///
/// # Errors
/// [`Unrouted`]; an unknown path is told before a wrong method.
pub fn route(method: &str, path: &str, config: &IntakeConfig) -> Result<Route, Unrouted> {
    let route = match path {
        WEBHOOK_PATH => Route::Webhook,
        "/health" => Route::Health,
        "/ready" => Route::Ready,
        "/openapi.json" => Route::Openapi,
        other if config.ingress.path_aliases.iter().any(|alias| alias == other) => Route::Webhook,
        _ => return Err(Unrouted::Path),
    };
    let allowed = match route {
        Route::Webhook => method == "POST",
        _ => matches!(method, "GET" | "HEAD"),
    };
    if allowed { Ok(route) } else { Err(Unrouted::Method(route)) }
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
            ("GET", WEBHOOK_PATH, Err(Unrouted::Method(Route::Webhook))),
            ("post", WEBHOOK_PATH, Err(Unrouted::Method(Route::Webhook))),
            ("POST", "/health", Err(Unrouted::Method(Route::Health))),
            ("GET", "/nothing", Err(Unrouted::Path)),
            ("POST", "/webhooks/richpanel/", Err(Unrouted::Path)),
            ("POST", "/Webhooks/richpanel", Err(Unrouted::Path)),
            ("POST", "", Err(Unrouted::Path)),
        ];
        for (method, path, expected) in rows {
            assert_eq!(route(method, path, &config), expected, "{method} {path}");
        }
    }
}
