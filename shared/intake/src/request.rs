//! An HTTP request as every host can build it.

use percent_encoding::percent_decode_str;
use switchboard_domain::Redacted;

/// A request. Header names are compared case-insensitively; values, query and body are personal or secret and have no
/// `Debug` form.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Method, upper case.
    pub method: String,
    /// Path without query, as sent (no stage prefix).
    pub path: String,
    /// Header name and value, in order.
    pub headers: Vec<(String, Redacted<String>)>,
    /// Decoded query parameters, in order.
    pub query: Vec<(String, Redacted<String>)>,
    /// The body as received, before base64 decoding.
    pub body: Redacted<Vec<u8>>,
    /// Whether the body is base64 (gateways encode what they take for binary).
    pub base64: bool,
    /// Length announced by the client, bytes.
    pub declared_len: Option<u64>,
    /// Id given by the gateway; one is made otherwise.
    pub request_id: Option<String>,
}

impl Request {
    /// A POST with a body.
    pub fn post(path: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self { method: "POST".into(), path: path.into(), body: Redacted::new(body.into()), ..Self::default() }
    }

    /// Adds a header. `content-length` also sets [`Self::declared_len`].
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        if name.eq_ignore_ascii_case("content-length") {
            self.declared_len = value.trim().parse().ok();
        }
        self.headers.push((name, Redacted::new(value)));
        self
    }

    /// The first value of a header, without surrounding white space.
    pub(crate) fn header_value(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.expose().trim())
    }

    /// The first value of a query parameter.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.expose().as_str())
    }
}

/// Decodes a raw query string (`a=1&b=%20`); what is no UTF-8 becomes replacement characters.
pub fn query_pairs(raw: &str) -> Vec<(String, Redacted<String>)> {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pair = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (decode(name), Redacted::new(decode(value)))
    };
    raw.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_ignore_case_and_debug_shows_no_values() {
        let request = Request::post("/x", "planted-body").header("X-Token", " planted-token ");
        assert_eq!(request.header_value("x-tOKEN"), Some("planted-token"));
        assert!(!format!("{request:?}").contains("planted"));
    }

    #[test]
    fn queries_are_decoded() {
        let pairs = query_pairs("token=a%2Bb+c&&flag&x=%FF");
        let plain: Vec<_> = pairs.iter().map(|(k, v)| (k.as_str(), v.expose().as_str())).collect();
        assert_eq!(plain, [("token", "a+b c"), ("flag", ""), ("x", "\u{FFFD}")]);
    }
}
