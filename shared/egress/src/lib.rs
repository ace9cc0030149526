//! The one way out: builds the HTTP client and turns every outcome of a call into the terms of the retry rules.
//!
//! It knows no vendor's paths or bodies. It repeats nothing, follows no redirect, uses no proxy of the environment, and
//! talks to the one host it was made for.

mod base_url;
mod classify;
mod observer;
mod retry_after;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, Method};
use reqwest::Url;
use switchboard_domain::vendor::{FailureKind, Vendor, VendorFailure};
use switchboard_domain::{Clock, Millis, Secret};

pub use self::classify::failure_kind_of_status;
pub use self::observer::CallObserver;
pub use self::retry_after::{DEFAULT_RESET_HEADERS, LONGEST_WAIT, retry_after};

/// Largest answer that is read, bytes. A ticket of 2 MiB is legal; anything beyond 3 MiB counts as broken.
pub const MAX_ANSWER_BYTES: usize = 3 * 1024 * 1024;

/// An accelerated clock shortens the timeouts, but the machine does not get faster: a call has at least this long in
/// real time (or its configured timeout, if that is shorter).
const SHORTEST_SCALED_TIMEOUT: Duration = Duration::from_secs(1);

/// How a vendor is reached.
pub struct EgressConfig {
    /// Whose failures these are.
    pub vendor: Vendor,
    /// Scheme, host and port only, for example `https://api.richpanel.com`.
    pub base_url: String,
    /// Name of the header that carries the credential, lower case.
    pub auth_header: &'static str,
    /// The credential.
    pub credential: Secret<String>,
    /// Limit of the whole call, on `clock`.
    pub timeout: Millis,
    /// Limit of DNS, TCP and TLS together, on `clock`.
    pub connect_timeout: Millis,
    /// True in local runs: only loopback hosts, plain HTTP permitted. False: HTTPS to a named host, nothing else.
    pub loopback_only: bool,
    /// Names of headers that say when the vendor's window resets.
    pub reset_headers: Vec<String>,
    /// Time source of latencies, of waits given as a date, and of the timeouts' scale.
    pub clock: Arc<dyn Clock>,
}

/// Why no client could be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EgressError {
    /// The base URL cannot be read, or has a path, a query, a fragment or credentials.
    #[error("the vendor's base URL must be a scheme, a host and an optional port")]
    InvalidBaseUrl,
    /// The host is not one that this environment may talk to.
    #[error("the vendor's host is not allowed in this environment")]
    Refused,
    /// The credential cannot be sent in a header.
    #[error("the vendor's credential is empty or holds characters that no header can carry")]
    InvalidCredential,
    /// The TLS library could not be set up.
    #[error("the HTTP client could not be built")]
    Setup,
}

impl EgressError {
    /// A stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InvalidBaseUrl => "egress.invalid_base_url",
            Self::Refused => "egress.refused",
            Self::InvalidCredential => "egress.invalid_credential",
            Self::Setup => "egress.setup",
        }
    }
}

/// One request.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// Name for failures and logs.
    pub operation: &'static str,
    /// HTTP method.
    pub method: &'a Method,
    /// Path and query, already percent-encoded, starting with `/`.
    pub path: &'a str,
    /// JSON body.
    pub body: Option<&'a serde_json::Value>,
}

/// A 2xx answer.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The whole body, at most [`MAX_ANSWER_BYTES`].
    pub body: Vec<u8>,
}

/// What may be logged about a call: no path, no query, no body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallInfo {
    /// The operation's name.
    pub operation: &'static str,
    /// HTTP status, if there was an answer.
    pub http_status: Option<u16>,
    /// From before the request to after the last byte of the answer.
    pub latency: Millis,
    /// The vendor's id of the request (`x-request-id`, else `x-shopify-request-id`), at most 64 printable characters.
    pub request_id: Option<String>,
    /// The TLS handshake failed, for example on a certificate: somebody must be told.
    pub tls_failed: bool,
}

/// A client for one vendor host. Cheap to clone.
#[derive(Clone)]
pub struct Egress {
    http: reqwest::Client,
    base: Url,
    vendor: Vendor,
    auth: (HeaderName, HeaderValue),
    reset_headers: Arc<[String]>,
    clock: Arc<dyn Clock>,
    observer: Option<Arc<dyn CallObserver>>,
}

impl fmt::Debug for Egress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Egress").field("vendor", &self.vendor).finish_non_exhaustive()
    }
}

impl Egress {
    /// Checks the host and builds the client.
    ///
    /// # Errors
    /// [`EgressError`] says which part of the configuration cannot be used.
    pub fn new(config: EgressConfig) -> Result<Self, EgressError> {
        let base = base_url::check(&config.base_url, config.loopback_only)?;
        // Whoever installed a provider first wins; both are the same ring provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let scaled = |span: Millis| {
            config
                .clock
                .real_duration(span)
                .max(SHORTEST_SCALED_TIMEOUT)
                .min(span.to_std().max(Duration::from_millis(1)))
        };
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .https_only(base.scheme() == "https")
            .user_agent(concat!("switchboard/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(scaled(config.connect_timeout))
            .timeout(scaled(config.timeout))
            .build()
            .map_err(|_| EgressError::Setup)?;
        Ok(Self {
            http,
            base,
            vendor: config.vendor,
            auth: auth(config.auth_header, &config.credential)?,
            reset_headers: config.reset_headers.into(),
            clock: config.clock,
            observer: None,
        })
    }

    /// The same client, whose calls are told to the observer.
    #[must_use]
    pub fn with_observer(self, observer: Arc<dyn CallObserver>) -> Self {
        Self { observer: Some(observer), ..self }
    }

    /// The same client (connections included) with another credential.
    ///
    /// # Errors
    /// [`EgressError::InvalidCredential`].
    pub fn with_credential(&self, credential: &Secret<String>) -> Result<Self, EgressError> {
        Ok(Self { auth: auth(self.auth.0.as_str(), credential)?, ..self.clone() })
    }

    /// The time source.
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// A failure of this vendor that involved no answer.
    pub fn failure(&self, operation: &'static str, kind: FailureKind) -> VendorFailure {
        VendorFailure { vendor: self.vendor, operation, kind, http_status: None, retry_after: None }
    }

    /// Makes the call once. Any answer that is not 2xx is a failure.
    pub async fn send(&self, call: Call<'_>) -> (CallInfo, Result<Answer, VendorFailure>) {
        let started = self.clock.now();
        let mut info = CallInfo {
            operation: call.operation,
            http_status: None,
            latency: Millis::default(),
            request_id: None,
            tls_failed: false,
        };
        let result = self.attempt(call, &mut info).await;
        info.latency = self.clock.now() - started;
        if let Some(observer) = &self.observer {
            observer.finished(self.vendor, &info, result.as_ref().err());
        }
        (info, result)
    }

    async fn attempt(&self, call: Call<'_>, info: &mut CallInfo) -> Result<Answer, VendorFailure> {
        let failed = |kind| self.failure(call.operation, kind);
        let url = self.base.join(call.path).map_err(|_| failed(FailureKind::BadRequest))?;
        if url.origin() != self.base.origin() {
            return Err(failed(FailureKind::BadRequest)); // a path that starts with "//" names another host
        }
        let mut request = self
            .http
            .request(call.method.clone(), url)
            .header(self.auth.0.clone(), self.auth.1.clone())
            .header(ACCEPT, "application/json");
        if let Some(body) = call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let response = request.send().await.map_err(|error| {
            info.tls_failed = classify::is_tls_failure(&error);
            failed(classify::transport_failure(&error))
        })?;
        let status = response.status().as_u16();
        info.http_status = Some(status);
        info.request_id = request_id(response.headers());
        let answered = |kind, retry_after| VendorFailure {
            vendor: self.vendor,
            operation: call.operation,
            kind,
            http_status: Some(status),
            retry_after,
        };
        if let Some(kind) = failure_kind_of_status(status) {
            let wait = retry_after(response.headers(), &self.reset_headers, self.clock.now());
            return Err(answered(kind, wait.filter(|_| kind.is_transient())));
        }
        let headers = response.headers().clone();
        let body = read_capped(response).await.ok_or_else(|| answered(FailureKind::Ambiguous, None))?;
        Ok(Answer { status, headers, body })
    }
}

fn auth(header: &str, credential: &Secret<String>) -> Result<(HeaderName, HeaderValue), EgressError> {
    let text = credential.expose();
    let name = HeaderName::from_bytes(header.as_bytes()).map_err(|_| EgressError::InvalidCredential)?;
    let mut value = HeaderValue::from_str(text).map_err(|_| EgressError::InvalidCredential)?;
    if text.trim().is_empty() {
        return Err(EgressError::InvalidCredential);
    }
    value.set_sensitive(true);
    Ok((name, value))
}

/// The body, or `None` when it breaks off or exceeds [`MAX_ANSWER_BYTES`].
async fn read_capped(mut response: reqwest::Response) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= MAX_ANSWER_BYTES => body.extend_from_slice(&chunk),
            Ok(None) => return Some(body),
            Ok(Some(_)) | Err(_) => return None,
        }
    }
}

/// The vendor's request id, only if it looks like one.
fn request_id(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("x-request-id").or_else(|| headers.get("x-shopify-request-id"))?.to_str().ok()?;
    let plausible = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    (!value.is_empty() && value.len() <= 64 && value.chars().all(plausible)).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use switchboard_domain::SystemClock;

    use super::*;

    fn config(base_url: &str, credential: &str, loopback_only: bool) -> EgressConfig {
        EgressConfig {
            vendor: Vendor::Richpanel,
            base_url: base_url.into(),
            auth_header: "x-test-key",
            credential: Secret::new(credential.into()),
            timeout: Millis(500),
            connect_timeout: Millis(500),
            loopback_only,
            reset_headers: Vec::new(),
            clock: Arc::new(SystemClock::new()),
        }
    }

    #[test]
    fn hosts_and_credentials_are_checked_before_any_call() {
        let error = |url, key, local| Egress::new(config(url, key, local)).err().map(EgressError::code);
        assert_eq!(error("https://api.richpanel.com", "k", false), None);
        assert_eq!(error("http://127.0.0.1:1", "k", true), None);
        assert_eq!(error("http://127.0.0.1:1", "k", false), Some("egress.refused"));
        assert_eq!(error("https://api.richpanel.com", "k", true), Some("egress.refused"));
        assert_eq!(error("https://api.richpanel.com", " ", false), Some("egress.invalid_credential"));
        assert_eq!(error("https://api.richpanel.com", "a\nb", false), Some("egress.invalid_credential"));
    }

    #[test]
    fn debug_shows_neither_credential_nor_host() {
        let egress = Egress::new(config("http://127.0.0.1:1", "canary-key", true)).unwrap();
        assert_eq!(format!("{egress:?}"), "Egress { vendor: Richpanel, .. }");
        assert!(format!("{:?}", egress.auth).contains("Sensitive"));
    }

    #[test]
    fn a_request_id_must_look_like_one() {
        let id = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-request-id", HeaderValue::from_str(text).unwrap());
            request_id(&headers)
        };
        assert_eq!(id("ab-1").as_deref(), Some("ab-1"));
        assert_eq!(id("someone@mail.example"), None);
        assert_eq!(id(&"x".repeat(65)), None);
    }
}
