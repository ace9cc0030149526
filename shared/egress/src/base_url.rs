//! Which hosts may be talked to.

use std::net::IpAddr;

use reqwest::Url;

use super::EgressError;

/// The base URL, if this environment may use it.
///
/// `loopback_only` (local runs): the host must be `localhost` or a loopback address; `http` is permitted. Otherwise the
/// scheme must be `https` and the host a public name: no address literals, so no private range can be named.
pub(super) fn check(text: &str, loopback_only: bool) -> Result<Url, EgressError> {
    let url = Url::parse(text).map_err(|_| EgressError::InvalidBaseUrl)?;
    let bare = matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    if !bare || host.is_empty() || !matches!(url.scheme(), "http" | "https") {
        return Err(EgressError::InvalidBaseUrl);
    }
    let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    let loopback = host == "localhost" || address.is_some_and(|ip| ip.is_loopback());
    let allowed =
        if loopback_only { loopback } else { url.scheme() == "https" && address.is_none() && is_public_name(&host) };
    if allowed { Ok(url) } else { Err(EgressError::Refused) }
}

/// A dotted name outside the zones that resolve on the machine or the local network.
fn is_public_name(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    host.contains('.') && ![".localhost", ".local", ".internal"].iter().any(|zone| host.ends_with(zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_named_https_hosts_outside_local_runs() {
        let cases = [
            ("https://api.richpanel.com", None),
            ("https://shop.myshopify.com/", None),
            ("http://api.richpanel.com", Some(EgressError::Refused)),
            ("https://10.0.0.8", Some(EgressError::Refused)),
            ("https://169.254.169.254", Some(EgressError::Refused)),
            ("https://[::1]", Some(EgressError::Refused)),
            ("https://2130706433", Some(EgressError::Refused)),
            ("https://metadata.internal", Some(EgressError::Refused)),
            ("https://localhost", Some(EgressError::Refused)),
            ("https://user:pw@api.richpanel.com", Some(EgressError::InvalidBaseUrl)),
            ("https://api.richpanel.com/v1", Some(EgressError::InvalidBaseUrl)),
            ("https://api.richpanel.com?x=1", Some(EgressError::InvalidBaseUrl)),
            ("ftp://api.richpanel.com", Some(EgressError::InvalidBaseUrl)),
            ("api.richpanel.com", Some(EgressError::InvalidBaseUrl)),
            ("", Some(EgressError::InvalidBaseUrl)),
        ];
        for (url, expected) in cases {
            assert_eq!(check(url, false).err(), expected, "{url}");
        }
    }

    #[test]
    fn only_loopback_in_local_runs() {
        for url in ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:9", "https://127.8.8.8"] {
            assert!(check(url, true).is_ok(), "{url}");
        }
        for url in ["https://api.richpanel.com", "http://0.0.0.0:1", "http://127.0.0.1.evil.example", "http://10.0.0.1"]
        {
            assert_eq!(check(url, true).err(), Some(EgressError::Refused), "{url}");
        }
    }
}
