//! What stands before AWS and not before the emulator: an end point of TLS. The emulator judges policies that demand TLS by the
//! header that such a front adds, and its clients here speak plain HTTP.

use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::background::{Background, until};
use crate::error::LocalError;
use crate::place::Place;

const START: Duration = Duration::from_secs(30);
/// Headers that belong to a connection, not to a request.
const HOP: [&str; 4] = ["connection", "transfer-encoding", "content-length", "keep-alive"];

#[derive(Clone)]
struct Front {
    http: reqwest::Client,
    to: String,
}

/// Starts one in the background, before the emulator that listens on the other port.
pub(crate) async fn start(place: &Place, port: u16, emulator: u16) -> Result<Background, LocalError> {
    let mut command = Command::new(place.binary("switchboard-local")?);
    command.args(["front", "--port", &port.to_string(), "--to", &emulator.to_string()]);
    let log = place.file("front.log");
    let started = Background::start(command, port, &log)?;
    until("the front of the emulator", START, &log, async || {
        tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok()
    })
    .await?;
    Ok(started)
}

/// Passes every request on, as one that came by TLS.
///
/// # Errors
/// The port is taken.
pub async fn serve(port: u16, to: u16) -> Result<(), LocalError> {
    let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port))).await;
    let listener = listener.map_err(LocalError::io(format!("listen on port {port}")))?;
    let front = Front { http: crate::http::client(), to: format!("http://127.0.0.1:{to}") };
    // Archives of functions are larger than what a router takes by default.
    let router = Router::new().fallback(pass).layer(DefaultBodyLimit::disable()).with_state(front);
    axum::serve(listener, router).await.map_err(LocalError::io("serve the front of the emulator"))
}

async fn pass(State(front): State<Front>, method: Method, uri: Uri, mut headers: HeaderMap, body: Bytes) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    HOP.iter().for_each(|name| drop(headers.remove(*name)));
    headers.insert("x-forwarded-proto", axum::http::HeaderValue::from_static("https"));
    let request = front.http.request(method, format!("{}{path}", front.to)).headers(headers).body(body);
    let answer = match request.send().await {
        Ok(answer) => answer,
        Err(error) => return (StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    };
    let (status, headers) = (answer.status(), answer.headers().clone());
    let Ok(body) = answer.bytes().await else { return StatusCode::BAD_GATEWAY.into_response() };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().extend(headers.into_iter().filter_map(|(name, value)| Some((name?, value))));
    HOP.iter().for_each(|name| drop(response.headers_mut().remove(*name)));
    response
}
