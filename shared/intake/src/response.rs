//! An HTTP answer as every host can send it.

use serde_json::Value;

/// An answer with a JSON body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Headers, lower-case names.
    pub headers: Vec<(&'static str, String)>,
    /// JSON text.
    pub body: String,
}

impl Response {
    /// An answer with this JSON body. It is never cached and never sniffed; there are no CORS headers.
    pub fn json(status: u16, body: &Value) -> Self {
        let headers = [
            ("content-type", "application/json; charset=utf-8"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
        ];
        let headers = headers.map(|(name, value)| (name, value.to_owned())).into();
        Self { status, headers, body: body.to_string() }
    }
}
