//! The HTTP client of this crate's own calls.

/// A client. Everything it calls is on this machine and speaks plain HTTP; the TLS library wants a provider all the same.
pub(crate) fn client() -> reqwest::Client {
    // Whoever was first has installed it.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::new()
}
