//! The documented forms of secret values: plain text, or JSON with named keys.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;
use switchboard_domain::{Secret, Timestamp};

use super::error::SecretError;
use super::name::SecretName;

/// Shortest token in a list of active tokens.
const MIN_TOKEN_CHARS: usize = 32;

/// The text of a secret that is plain text, or for the names that allow it a JSON object with one of its keys
/// (numbers count as text).
///
/// # Errors
/// [`SecretError::Form`]: blank, or an object without the key.
pub fn text(name: SecretName, raw: &Secret) -> Result<Secret, SecretError> {
    let form = |reason| SecretError::Form { name, reason };
    let plain = raw.expose().trim();
    let found = if plain.starts_with('{') && !name.json_keys().is_empty() {
        let Ok(Value::Object(fields)) = serde_json::from_str(plain) else { return Err(form("is not valid JSON")) };
        let value = name.json_keys().iter().find_map(|key| fields.get(*key));
        match value {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            _ => return Err(form("the JSON object has none of the documented keys")),
        }
    } else {
        plain.to_owned()
    };
    if found.is_empty() {
        Err(form("must not be blank"))
    } else if found.chars().any(char::is_control) {
        Err(form("must not hold control characters"))
    } else {
        Ok(Secret::new(found))
    }
}

/// The active webhook tokens: a plain token, or `{"active_tokens": [1 to 4 tokens of at least 32 characters]}`.
///
/// # Errors
/// [`SecretError::Form`].
pub fn webhook_tokens(raw: &Secret) -> Result<Vec<Secret>, SecretError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Active {
        active_tokens: Vec<String>,
    }
    let name = SecretName::RichpanelWebhookToken;
    let form = |reason| SecretError::Form { name, reason };
    if !raw.expose().trim_start().starts_with('{') {
        return Ok(vec![text(name, raw)?]);
    }
    let active: Active =
        serde_json::from_str(raw.expose()).map_err(|_| form("must be text or {\"active_tokens\": [...]}"))?;
    let tokens = active.active_tokens;
    if !(1..=4).contains(&tokens.len()) {
        Err(form("active_tokens must have 1 to 4 entries"))
    } else if tokens.iter().any(|token| token.chars().count() < MIN_TOKEN_CHARS) {
        Err(form("each active token must have at least 32 characters"))
    } else {
        Ok(tokens.into_iter().map(Secret::new).collect())
    }
}

/// The key under which identities are hashed: 32 bytes in base64.
///
/// # Errors
/// [`SecretError::Form`].
pub fn identity_key(raw: &Secret) -> Result<Secret<Vec<u8>>, SecretError> {
    let form = SecretError::Form { name: SecretName::IdentityKey, reason: "must be 32 bytes in base64" };
    match STANDARD.decode(raw.expose().trim()) {
        Ok(bytes) if bytes.len() == 32 => Ok(Secret::new(bytes)),
        _ => Err(form),
    }
}

/// The store's access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShopifyToken {
    /// Never expires.
    Offline(Secret),
    /// Refreshed by the scheduled job.
    Expiring {
        /// The token sent with calls.
        access_token: Secret,
        /// The token that buys the next one.
        refresh_token: Secret,
        /// When the access token ends.
        expires_at: Timestamp,
    },
}

impl ShopifyToken {
    /// The token sent with calls.
    pub const fn access_token(&self) -> &Secret {
        match self {
            Self::Offline(token) | Self::Expiring { access_token: token, .. } => token,
        }
    }
}

/// The store's token: plain text, or `{"access_token", "refresh_token", "expires_at"}` with the time as RFC 3339 or
/// Unix seconds.
///
/// # Errors
/// [`SecretError::Form`].
pub fn shopify_token(raw: &Secret) -> Result<ShopifyToken, SecretError> {
    #[derive(Deserialize)]
    struct Stored {
        access_token: String,
        refresh_token: String,
        expires_at: Value,
    }
    let name = SecretName::ShopifyAdminApiToken;
    if !raw.expose().trim_start().starts_with('{') {
        return text(name, raw).map(ShopifyToken::Offline);
    }
    let form = || SecretError::Form { name, reason: "must be text or {access_token, refresh_token, expires_at}" };
    let stored: Stored = serde_json::from_str(raw.expose()).map_err(|_| form())?;
    let expires_at = match &stored.expires_at {
        Value::String(text) => text.parse().map_err(|_| form())?,
        other => Timestamp::from_millis(other.as_i64().and_then(|s| s.checked_mul(1_000)).ok_or_else(form)?),
    };
    if stored.access_token.is_empty() {
        return Err(form());
    }
    Ok(ShopifyToken::Expiring {
        access_token: Secret::new(stored.access_token),
        refresh_token: Secret::new(stored.refresh_token),
        expires_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn text_or_json_with_the_documented_keys() {
        use SecretName::{OpenaiApiKey, RichpanelApiKey, RichpanelBotAgentId, ShopifyClientId};
        let rows = [
            (RichpanelApiKey, " plain \n", Some("plain")),
            (RichpanelApiKey, r#"{"api_key":"a","key":"b"}"#, Some("a")),
            (RichpanelApiKey, r#"{"key":"b"}"#, Some("b")),
            (RichpanelApiKey, r#"{"id":"b"}"#, None),
            (RichpanelBotAgentId, r#"{"agent_id":77}"#, Some("77")),
            (RichpanelBotAgentId, r#"{"id":"u-1"}"#, Some("u-1")),
            (OpenaiApiKey, r#"{"key":"b"}"#, None),
            (OpenaiApiKey, "{broken", None),
            (OpenaiApiKey, "a\nb", None),
            (OpenaiApiKey, "", None),
            (ShopifyClientId, "{text}", Some("{text}")),
        ];
        for (name, raw, expected) in rows {
            let found = text(name, &secret(raw)).ok();
            assert_eq!(found.as_ref().map(|s| s.expose().as_str()), expected, "{name} {raw}");
        }
    }

    #[test]
    fn webhook_tokens_of_both_forms() {
        let long = "x".repeat(32);
        let list = |tokens: &[&str]| secret(&serde_json::json!({"active_tokens": tokens}).to_string());
        assert_eq!(webhook_tokens(&secret("short")).unwrap().len(), 1);
        assert_eq!(webhook_tokens(&list(&[&long, &long])).unwrap().len(), 2);
        for wrong in [
            list(&[]),
            list(&[long.as_str(); 5]),
            list(&[&long, "short"]),
            secret("{}"),
            secret("{\"active_tokens\":\"x\"}"),
            secret(""),
        ] {
            assert_eq!(webhook_tokens(&wrong).unwrap_err().code(), "secret_form");
        }
    }

    #[test]
    fn identity_key_has_32_bytes() {
        assert!(identity_key(&secret(&STANDARD.encode([7; 32]))).is_ok());
        for wrong in [STANDARD.encode([7; 31]), "not base64!".into(), String::new()] {
            assert!(identity_key(&secret(&wrong)).is_err());
        }
    }

    #[test]
    fn shopify_tokens_of_both_kinds() {
        assert_eq!(shopify_token(&secret("shpat_1")).unwrap().access_token().expose(), "shpat_1");
        for at in ["\"2026-01-01T00:00:00Z\"", "1767225600"] {
            let raw = format!(r#"{{"access_token":"a","refresh_token":"r","expires_at":{at}}}"#);
            let ShopifyToken::Expiring { expires_at, .. } = shopify_token(&secret(&raw)).unwrap() else {
                panic!("{raw}")
            };
            assert_eq!(expires_at.to_string(), "2026-01-01T00:00:00.000Z");
        }
        for wrong in [r#"{"access_token":"a"}"#, r#"{"access_token":"","refresh_token":"r","expires_at":1}"#, "{"] {
            assert!(shopify_token(&secret(wrong)).is_err(), "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_values_never_panic_nor_leak(raw in ".{0,60}") {
            let value = secret(&raw);
            let _ = (webhook_tokens(&value), identity_key(&value), shopify_token(&value));
            for name in SecretName::ALL {
                if let Err(error) = text(name, &value) {
                    proptest::prop_assert!(raw.len() < 8 || !error.to_string().contains(&raw));
                }
            }
        }
    }
}
