//! Who may post: a token by one of several transports, or a signature. The first transport that carries a credential
//! is the one that is judged.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use switchboard_domain::{Millis, Timestamp};

use crate::config::IntakeConfig;
use crate::request::Request;
use crate::tokens::TokenSet;

/// The canonical header of the token.
pub(crate) const TOKEN_HEADER: &str = "x-richpanel-webhook-token";
const TIMESTAMP_HEADER: &str = "x-switchboard-timestamp";
const SIGNATURE_HEADER: &str = "x-switchboard-signature";

/// Age, either way, up to which a signature counts.
const SIGNATURE_WINDOW: Millis = Millis::from_mins(5);

/// How the credential travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// The canonical header.
    Header,
    /// A configured header.
    HeaderAlias,
    /// The body field `token`.
    Body,
    /// The query parameter `token`.
    Query,
    /// A signature over time and body.
    Signature,
    /// No credential at all.
    None,
}

impl Transport {
    /// The name in logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::HeaderAlias => "header_alias",
            Self::Body => "body",
            Self::Query => "query",
            Self::Signature => "signature",
            Self::None => "none",
        }
    }
}

/// Result of the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Passed(Transport),
    Failed(Transport),
}

pub(crate) fn authenticate(
    request: &Request,
    raw_body: &[u8],
    fields: Option<&Value>,
    config: &IntakeConfig,
    tokens: &TokenSet,
    now: Timestamp,
) -> Verdict {
    let ingress = &config.ingress;
    let alias = || ingress.token_header_aliases.iter().find_map(|name| request.header_value(name));
    let in_body = || fields.filter(|_| ingress.token_in_body)?.get("token")?.as_str();
    let in_query = || request.query_value("token").filter(|_| ingress.token_in_query);
    let found = request
        .header_value(TOKEN_HEADER)
        .map(|token| (Transport::Header, token))
        .or_else(|| alias().map(|token| (Transport::HeaderAlias, token)))
        .or_else(|| in_body().map(|token| (Transport::Body, token)))
        .or_else(|| in_query().map(|token| (Transport::Query, token)));
    let signature = request.header_value(SIGNATURE_HEADER).filter(|_| ingress.hmac);
    let (transport, passed) = match (found, signature) {
        (Some((transport, token)), _) => (transport, tokens.contains(token)),
        (None, Some(signature)) => (Transport::Signature, signed(request, raw_body, signature, tokens, now)),
        (None, None) => (Transport::None, false),
    };
    if passed { Verdict::Passed(transport) } else { Verdict::Failed(transport) }
}

fn signed(request: &Request, raw_body: &[u8], signature: &str, tokens: &TokenSet, now: Timestamp) -> bool {
    let Some(stamp) = request.header_value(TIMESTAMP_HEADER) else { return false };
    let seconds = Some(stamp).filter(|s| s.bytes().all(|b| b.is_ascii_digit())).and_then(|s| s.parse::<i64>().ok());
    let Some(millis) = seconds.and_then(|s| s.checked_mul(1_000)) else { return false };
    let age = now - Timestamp::from_millis(millis);
    let Ok(signature) = HEXLOWER.decode(signature.as_bytes()) else { return false };
    // All keys are tried, whatever the age, so that the duration tells nothing.
    let matches = tokens.keys().fold(false, |any, key| {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.expose().as_bytes()) else { return any };
        mac.update(stamp.as_bytes());
        mac.update(b".");
        mac.update(raw_body);
        mac.verify_slice(&signature).is_ok() | any
    });
    matches && age.0.abs() <= SIGNATURE_WINDOW.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use switchboard_domain::Secret;
    use switchboard_settings::{Environment, Settings};

    const BODY: &[u8] = br#"{"ticket_id":"t","token":"secret"}"#;

    fn config(overrides: Value) -> IntakeConfig {
        let settings = Settings::defaults(Environment::Dev).unwrap();
        IntakeConfig::from(&settings.with_overrides(overrides.as_object().unwrap()).unwrap())
    }

    fn verdict(request: &Request, overrides: Value, now: i64) -> Verdict {
        let tokens = TokenSet::new(["old", "secret"].map(|t| Secret::new(t.to_owned())));
        let fields = serde_json::from_slice(BODY).ok();
        authenticate(request, BODY, fields.as_ref(), &config(overrides), &tokens, Timestamp::from_millis(now * 1_000))
    }

    #[test]
    fn transports_in_their_order() {
        use serde_json::json;
        let plain = Request::post("/", BODY);
        let mut query = plain.clone();
        query.query = crate::request::query_pairs("token=secret");
        let header = |name: &str, value: &str| plain.clone().header(name, value);
        let all = json!({"ingress.token_in_body": true, "ingress.token_in_query": true, "ingress.token_header_aliases": ["X-Alias"]});
        let rows = [
            (plain.clone(), json!({}), Verdict::Failed(Transport::None)),
            (header("X-RICHPANEL-webhook-token", "secret"), json!({}), Verdict::Passed(Transport::Header)),
            (header(TOKEN_HEADER, "old"), json!({}), Verdict::Passed(Transport::Header)),
            (header(TOKEN_HEADER, "wrong"), all.clone(), Verdict::Failed(Transport::Header)),
            (header(TOKEN_HEADER, ""), json!({}), Verdict::Failed(Transport::Header)),
            (header("x-alias", "secret"), json!({}), Verdict::Failed(Transport::None)),
            (header("x-alias", "secret"), all, Verdict::Passed(Transport::HeaderAlias)),
            (plain.clone(), json!({"ingress.token_in_body": true}), Verdict::Passed(Transport::Body)),
            (query.clone(), json!({}), Verdict::Failed(Transport::None)),
            (query, json!({"ingress.token_in_query": true}), Verdict::Passed(Transport::Query)),
        ];
        for (request, overrides, expected) in rows {
            assert_eq!(verdict(&request, overrides.clone(), 0), expected, "{overrides}");
        }
    }

    #[test]
    fn signatures_cover_time_and_body_for_five_minutes() {
        let sign = |stamp: &str, body: &[u8]| {
            let mut mac = Hmac::<Sha256>::new_from_slice(b"secret").unwrap();
            mac.update(stamp.as_bytes());
            mac.update(b".");
            mac.update(body);
            HEXLOWER.encode(&mac.finalize().into_bytes())
        };
        let on = serde_json::json!({"ingress.hmac": true});
        let request = |stamp: &str, signature: &str| {
            Request::post("/", BODY).header(TIMESTAMP_HEADER, stamp).header(SIGNATURE_HEADER, signature)
        };
        let good = request("1000", &sign("1000", BODY));
        assert_eq!(verdict(&good, on.clone(), 1_300), Verdict::Passed(Transport::Signature));
        assert_eq!(verdict(&good, on.clone(), 700), Verdict::Passed(Transport::Signature));
        assert_eq!(verdict(&good, on.clone(), 1_301), Verdict::Failed(Transport::Signature));
        assert_eq!(verdict(&good, on.clone(), 699), Verdict::Failed(Transport::Signature));
        assert_eq!(verdict(&good, serde_json::json!({}), 1_000), Verdict::Failed(Transport::None));
        let upper = request("1000", &sign("1000", BODY).to_uppercase());
        let moved = request("1001", &sign("1000", BODY));
        let other = request("1000", &sign("1000", b"{}"));
        let signed_time = request("+1000", &sign("+1000", BODY));
        for wrong in [upper, moved, other, signed_time, request("", ""), request("99999999999999999999", "00")] {
            assert_eq!(verdict(&wrong, on.clone(), 1_000), Verdict::Failed(Transport::Signature));
        }
    }
}
