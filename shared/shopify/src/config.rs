//! What one shop's client is made of.

use std::fmt;
use std::sync::Arc;

use switchboard_domain::{Clock, Millis, Secret};
use switchboard_egress::EgressError;

/// A bare shop host: one label under `myshopify.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShopDomain(String);

impl ShopDomain {
    /// The domain, lower case; `None` unless it is a bare `*.myshopify.com` host name.
    pub fn new(text: &str) -> Option<Self> {
        let host = text.trim().to_ascii_lowercase();
        let label = host.strip_suffix(".myshopify.com")?;
        let valid = !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        valid.then_some(Self(host))
    }

    /// The host name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The base URL of the shop's API.
    pub fn base_url(&self) -> String {
        format!("https://{}", self.0)
    }
}

/// A metafield that an order query asks for as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metafield {
    /// Namespace.
    pub namespace: String,
    /// Key inside the namespace.
    pub key: String,
}

impl Metafield {
    /// A field written as `namespace.key`; both parts of letters, digits, `_` and `-`.
    pub fn parse(text: &str) -> Option<Self> {
        let (namespace, key) = text.split_once('.')?;
        let valid = |part: &str| {
            (1..=64).contains(&part.len())
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
        };
        (valid(namespace) && valid(key)).then(|| Self { namespace: namespace.to_owned(), key: key.to_owned() })
    }
}

/// Configuration of [`crate::ShopifyClient`].
#[derive(Clone)]
pub struct ShopifyConfig {
    /// Scheme, host and port: [`ShopDomain::base_url`], or a simulator's address in local runs.
    pub base_url: String,
    /// `YYYY-MM`; there is no default.
    pub api_version: String,
    /// Admin API token.
    pub token: Secret<String>,
    /// Limit of a whole call, default 5 s.
    pub timeout: Millis,
    /// Limit of the connect phase, default 2 s.
    pub connect_timeout: Millis,
    /// True in local runs: only a loopback host is accepted, and plain HTTP is permitted. False: only a shop host.
    pub loopback_only: bool,
    /// Metafield that holds the arrival date of a pre-order, if the merchant has one.
    pub preorder_eta: Option<Metafield>,
    /// Whether the shipping ZIP is asked for (only for a merchant that takes it as a second factor).
    pub with_zip: bool,
    /// Time source.
    pub clock: Arc<dyn Clock>,
}

impl ShopifyConfig {
    /// The documented defaults for everything but host, version, token and clock.
    pub fn new(
        base_url: impl Into<String>,
        api_version: impl Into<String>,
        token: Secret<String>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            base_url: base_url.into(),
            api_version: api_version.into(),
            token,
            timeout: Millis::from_secs(5),
            connect_timeout: Millis::from_secs(2),
            loopback_only: false,
            preorder_eta: None,
            with_zip: false,
            clock,
        }
    }
}

impl fmt::Debug for ShopifyConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShopifyConfig")
            .field("api_version", &self.api_version)
            .field("timeout", &self.timeout)
            .field("loopback_only", &self.loopback_only)
            .finish_non_exhaustive()
    }
}

/// Why no client could be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The API version is not `YYYY-MM`.
    #[error("the Shopify API version must be written as YYYY-MM")]
    InvalidVersion,
    /// Outside local runs the host must be a `*.myshopify.com` host.
    #[error("the Shopify host must be a bare myshopify.com host name")]
    NotAShop,
    /// The HTTP side refused.
    #[error(transparent)]
    Egress(#[from] EgressError),
}

impl ConfigError {
    /// A stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InvalidVersion => "shopify.invalid_version",
            Self::NotAShop => "shopify.not_a_shop",
            Self::Egress(error) => error.code(),
        }
    }
}

/// Whether the text is `YYYY-MM` with a month of the calendar.
pub(crate) fn is_version(text: &str) -> bool {
    let Some((year, month)) = text.split_once('-') else { return false };
    let digits = |part: &str, len| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
    digits(year, 4) && digits(month, 2) && month.parse().is_ok_and(|m: u8| (1..=12).contains(&m))
}

#[cfg(test)]
mod tests {
    use switchboard_domain::SystemClock;

    use super::*;

    #[test]
    fn shops_are_bare_hosts() {
        assert_eq!(ShopDomain::new(" My-Shop.myshopify.com ").unwrap().base_url(), "https://my-shop.myshopify.com");
        for bad in [
            "",
            "myshopify.com",
            ".myshopify.com",
            "a.b.myshopify.com",
            "shop.myshopify.com.evil.example",
            "https://shop.myshopify.com",
            "shop.myshopify.com/x",
            "-a.myshopify.com",
            "shop.example",
            "a_b.myshopify.com",
        ] {
            assert_eq!(ShopDomain::new(bad), None, "{bad}");
        }
    }

    #[test]
    fn versions_and_metafields() {
        for (text, expected) in [
            ("2026-01", true),
            ("2026-13", false),
            ("2026-00", false),
            ("26-01", false),
            ("2026-1", false),
            ("latest", false),
            ("2026-01/../x", false),
        ] {
            assert_eq!(is_version(text), expected, "{text}");
        }
        assert_eq!(Metafield::parse("custom.eta").unwrap().key, "eta");
        for bad in ["eta", "custom.", ".eta", "a.b\"){id}", "a.b.c"] {
            assert_eq!(Metafield::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn debug_shows_no_token() {
        let token = Secret::new("shpat_canary".to_owned());
        let config = ShopifyConfig::new("https://s.myshopify.com", "2026-01", token, Arc::new(SystemClock::new()));
        assert!(!format!("{config:?}").contains("canary"));
    }
}
