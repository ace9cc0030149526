//! Which addresses may be configured. Syntax only: no name is resolved.

/// The authority of an `http` or `https` address; `None` with user part, query, fragment or other oddities.
fn authority<'a>(address: &'a str, scheme: &str) -> Option<&'a str> {
    let rest = address.strip_prefix(scheme)?.strip_prefix("://")?;
    let authority = rest.split('/').next()?;
    let plain = !rest.contains(['@', '?', '#', '\\']) && rest.chars().all(|c| c.is_ascii_graphic());
    (plain && !authority.is_empty()).then_some(authority)
}

/// Whether the address is `https` with a host name; literal addresses could be private ones.
pub(crate) fn is_https(address: &str) -> bool {
    let Some(authority) = authority(address, "https") else { return false };
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    is_host(host) && host.parse::<std::net::IpAddr>().is_err() && port.parse::<u16>().is_ok()
}

/// Whether the address is plain or encrypted HTTP to this machine. Names other than `localhost` are not resolved.
pub(crate) fn is_loopback(address: &str) -> bool {
    let Some(authority) = authority(address, "http").or_else(|| authority(address, "https")) else { return false };
    if let Ok(socket) = authority.parse::<std::net::SocketAddr>() {
        return socket.ip().is_loopback();
    }
    let host = authority.trim_start_matches('[').trim_end_matches(']');
    if let Ok(ip) = host.parse::<std::net::IpAddr>() {
        return ip.is_loopback();
    }
    let (name, port) = authority.split_once(':').unwrap_or((authority, "80"));
    name.eq_ignore_ascii_case("localhost") && port.parse::<u16>().is_ok()
}

/// Whether the text is a full host name.
pub(crate) fn is_host(host: &str) -> bool {
    let label = |l: &str| {
        !l.is_empty()
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    host.len() <= 253 && host.contains('.') && host.split('.').all(label)
}

/// Whether the text is a bare host `<shop>.myshopify.com`.
pub(crate) fn is_shop_host(host: &str) -> bool {
    host.strip_suffix(".myshopify.com").is_some_and(|shop| !shop.contains('.')) && is_host(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_recognised_by_address_not_by_spelling() {
        let good =
            ["http://127.0.0.1", "http://127.8.9.1:80/v1", "https://[::1]", "http://[::1]:9", "http://LOCALHOST:1/x"];
        let bad = [
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
            "http://localhost@evil.example",
            "http://evil.example/127.0.0.1",
            "http://0.0.0.0",
            "http://10.0.0.1",
            "http://[::ffff:8.8.8.8]",
            "http://localhost:port",
            "ftp://127.0.0.1",
            "//127.0.0.1",
            "127.0.0.1",
            "http://",
            "",
        ];
        assert_eq!(good.map(is_loopback), [true; 5]);
        assert_eq!(bad.map(is_loopback), [false; 13]);
    }

    #[test]
    fn https_needs_a_host_name_and_nothing_odd() {
        assert!(is_https("https://a.example/x") && is_https("https://a.example:8443"));
        for bad in [
            "http://a.example",
            "https://a",
            "https://u@a.example",
            "https://a.example?x",
            "https://a b.example",
            "https://192.0.2.1",
            "https://a.example:x",
        ] {
            assert!(!is_https(bad), "{bad}");
        }
    }
}
