//! A link that may be shown to a customer.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest link, bytes.
const MAX_BYTES: usize = 2_048;

/// An `https` URL without a user part, to a host that is a dotted name and no IP address, in printable ASCII without
/// quotes, brackets, braces or backslashes. It is kept as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct HttpsUrl(String);

impl HttpsUrl {
    /// The link, if the trimmed text is one.
    ///
    /// ```
    /// use switchboard_domain::HttpsUrl;
    /// assert!(HttpsUrl::parse("https://track.example/t?n=1").is_some());
    /// assert!(HttpsUrl::parse("https://track.example@198.51.100.7/").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let printable = text.bytes().all(|b| b.is_ascii_graphic() && !br#""'<>\^`{|}"#.contains(&b));
        let host = host(text)?;
        (text.len() <= MAX_BYTES && printable && is_dotted_name(host)).then(|| Self(text.to_owned()))
    }

    /// The host name, lower case, without a port.
    pub fn host(&self) -> String {
        host(&self.0).unwrap_or_default().to_ascii_lowercase()
    }

    /// The link as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The host of an `https` URL that has no user part and at most a decimal port.
fn host(url: &str) -> Option<&str> {
    let scheme = url.get(..8)?;
    if !scheme.eq_ignore_ascii_case("https://") {
        return None;
    }
    let rest = url.get(8..)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let port_is_valid = port.parse::<u16>().is_ok_and(|p| p > 0) && port.bytes().all(|b| b.is_ascii_digit());
    port_is_valid.then_some(host)
}

/// At least two labels of letters, digits and inner hyphens; the last one starts with a letter, so that no notation of
/// an IP address passes.
fn is_dotted_name(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let label = |l: &&str| {
        (1..=63).contains(&l.len())
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    host.len() <= 253
        && labels.len() >= 2
        && labels.iter().all(label)
        && labels.last().is_some_and(|l| l.len() >= 2 && l.starts_with(|c: char| c.is_ascii_alphabetic()))
}

impl fmt::Display for HttpsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for HttpsUrl {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an https link to a named host"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_https_hosts_are_links() {
        for (url, host) in [
            ("https://www.fedex.com/fedextrack/?trknbr=1", "www.fedex.com"),
            (" HTTPS://Track.Example:8443/a?b=c#d ", "track.example"),
            ("https://xn--bcher-kva.example", "xn--bcher-kva.example"),
        ] {
            assert_eq!(HttpsUrl::parse(url).map(|u| u.host()).as_deref(), Some(host), "{url}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for url in [
            "",
            "https://",
            "http://track.example/",
            "javascript:alert(1)",
            "//track.example",
            "https://user@track.example/",
            "https://user:pw@track.example/",
            "https://198.51.100.7/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://[2001:db8::1]/",
            "https://localhost/",
            "https://track.example.:443/",
            "https://track.example:0/",
            "https://track.example:+80/",
            "https://track.example:8x/",
            "https://-a.example/",
            "https://a..example/",
            "https://track.example/a b",
            "https://track.example/{{x}}",
            "https://track.example/\u{202e}x",
            "https://track.example\\@evil.example/",
            "https://träck.example/",
        ] {
            assert_eq!(HttpsUrl::parse(url), None, "{url}");
        }
        assert_eq!(HttpsUrl::parse(&format!("https://a.example/{}", "x".repeat(2_048))), None);
        assert!(serde_json::from_str::<HttpsUrl>("\"http://a.example\"").is_err());
    }
}
