//! `shopify.*` and `shipstation.*`.

use std::fmt;

use serde::{Deserialize, Deserializer, de};
use switchboard_domain::{Millis, Timestamp};

use super::unset::unset;

/// `shopify.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shopify {
    /// Bare host of the shop.
    #[serde(deserialize_with = "unset")]
    pub shop_domain: Option<String>,
    /// Address in place of the shop's, for simulators.
    #[serde(deserialize_with = "unset")]
    pub base_url: Option<String>,
    /// Admin API version.
    #[serde(deserialize_with = "unset")]
    pub api_version: Option<ApiVersion>,
    /// Wire.
    pub wire: ShopifyWire,
    /// Milliseconds of a call.
    pub timeout_ms: u32,
    /// Token refresh.
    pub refresh: Refresh,
    /// Shared bucket.
    pub budget: ShopifyBudget,
}

impl Shopify {
    /// The address of the store, if one is configured.
    pub fn address(&self) -> Option<String> {
        self.base_url.clone().or_else(|| self.shop_domain.as_ref().map(|host| format!("https://{host}")))
    }

    /// [`Self::timeout_ms`] as a span.
    pub fn timeout(&self) -> Millis {
        Millis(self.timeout_ms.into())
    }
}

/// `shopify.wire`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShopifyWire {
    /// GraphQL Admin API.
    Graphql,
    /// REST Admin API (legacy).
    Rest,
}

/// `shopify.refresh.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// Whether the scheduled job refreshes.
    pub enabled: bool,
    /// OAuth grant.
    pub grant: RefreshGrant,
}

/// `shopify.refresh.grant`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshGrant {
    /// `refresh_token`.
    RefreshToken,
    /// `client_credentials`.
    ClientCredentials,
}

/// `shopify.budget.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShopifyBudget {
    /// Calls per second.
    pub requests_per_s: u32,
    /// Calls at once after a pause.
    pub burst: u32,
}

/// `shipstation.*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipStation {
    /// Whether it is asked.
    pub enabled: bool,
    /// Address without path.
    pub base_url: String,
}

/// A quarterly API version `YYYY-MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiVersion {
    year: u16,
    month: u8,
}

impl ApiVersion {
    /// Reads `YYYY-MM`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits = |part: &str, len| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        let version = Self { year: year.parse().ok()?, month: month.parse().ok()? };
        ((2_000..=2_999).contains(&version.year) && (1..=12).contains(&version.month)).then_some(version)
    }

    /// Whole months since its release, negative before it.
    pub fn age_months(self, now: Timestamp) -> i32 {
        let date = jiff::tz::TimeZone::UTC.to_datetime(now.to_jiff()).date();
        (i32::from(date.year()) - i32::from(self.year)) * 12 + i32::from(date.month()) - i32::from(self.month)
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl<'de> Deserialize<'de> for ApiVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("not an API version of the form YYYY-MM"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn api_versions_are_exact() {
        assert_eq!(ApiVersion::parse("2026-07").unwrap().to_string(), "2026-07");
        for wrong in ["2026-7", "2026-13", "2026-00", "unstable", "2026-07-01", "1999-01", "+026-07", ""] {
            assert_eq!(ApiVersion::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn age_counts_months_over_years() {
        let version = ApiVersion::parse("2025-10").unwrap();
        assert_eq!(version.age_months("2026-09-30T00:00:00Z".parse().unwrap()), 11);
        assert_eq!(version.age_months("2025-09-30T00:00:00Z".parse().unwrap()), -1);
    }
}
