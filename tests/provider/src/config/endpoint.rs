//! Addresses that are configured in place of AWS's own.

use std::net::IpAddr;

use crate::check::Failure;
use crate::property::{Map, PropertyPath, Value, present};

/// Where a service is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The service, as the setting names it, such as `sqs`.
    pub service: String,
    /// `http://127.0.0.1:4566`
    pub url: String,
}

impl Endpoint {
    /// Whether the address is on this machine, whatever name servers say: an IP address of the loopback interface or the
    /// name `localhost` or a name below it.
    pub fn is_loopback(&self) -> bool {
        let Some((_, rest)) = self.url.split_once("://") else { return false };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let authority = authority.rsplit('@').next().unwrap_or_default();
        let host = match authority.strip_prefix('[').and_then(|bracketed| bracketed.split_once(']')) {
            Some((address, _)) => address,
            None => authority.split(':').next().unwrap_or_default(),
        };
        match host.parse::<IpAddr>() {
            Ok(address) => address.is_loopback(),
            Err(_) => host == "localhost" || host.ends_with(".localhost"),
        }
    }
}

/// The configured endpoints; unknown ones, in a preview, are left out.
pub(super) fn read(decoded: &Map) -> Result<Vec<Endpoint>, Failure> {
    let Some(Value::Array(groups)) = present(decoded, "endpoints") else { return Ok(Vec::new()) };
    let mut endpoints = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let Value::Object(services) = group else { continue };
        for (service, url) in services {
            let Value::String(url) = url else { continue };
            if !url.is_empty() && !url.contains("://") {
                let path = PropertyPath::root("endpoints").index(index).key(service);
                return Err(Failure { path, reason: format!("`{url}` is no URL; write http://127.0.0.1:4566") });
            }
            endpoints.push(Endpoint { service: service.clone(), url: url.clone() });
        }
    }
    endpoints.retain(|endpoint| !endpoint.url.is_empty());
    Ok(endpoints)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        let loopback = |url: &str| Endpoint { service: "sqs".into(), url: url.into() }.is_loopback();
        for url in ["http://127.0.0.1:4566", "http://localhost:1/x", "http://[::1]:80", "http://s3.localhost"] {
            assert!(loopback(url), "{url}");
        }
        for url in [
            "https://sqs.us-east-2.amazonaws.com",
            "http://127.0.0.1@example.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "127.0.0.1:80",
        ] {
            assert!(!loopback(url), "{url}");
        }
    }
}
