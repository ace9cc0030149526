//! The interface itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use hyper::body::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use crate::error::RuntimeApiError;
use crate::invocation::{Invocation, Invoked, Outcome, Told};
use crate::loopback::{Answer, Loopback, Serve, json};

/// Version of the interface, the first part of every path.
const VERSION: &str = "/2018-06-01/runtime/";
/// How long a function may be silent before a measurement gives up.
const PATIENCE: Duration = Duration::from_secs(20);
/// Time limit that the function is told.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Type of an error, on the report of one.
const ERROR_TYPE: HeaderName = HeaderName::from_static("lambda-runtime-function-error-type");

/// The interface of one function. Invocations are given to it one at a time.
pub struct RuntimeApi {
    server: Loopback,
    function: String,
    invocations: UnboundedSender<Invocation>,
    told: UnboundedReceiver<Told>,
    next: u64,
}

impl RuntimeApi {
    /// Serves the interface to the function of this name, on the current runtime.
    ///
    /// # Errors
    /// [`RuntimeApiError::Port`].
    pub async fn start(function: &str) -> Result<Self, RuntimeApiError> {
        let (invocations, waiting) = mpsc::unbounded_channel();
        let (tell, told) = mpsc::unbounded_channel();
        let service = Service {
            arn: format!("arn:aws:lambda:us-east-2:123456789012:function:{function}"),
            waiting: tokio::sync::Mutex::new(waiting),
            running: Mutex::default(),
            tell,
        };
        let server = Loopback::start(Arc::new(service)).await?;
        Ok(Self { server, function: function.to_owned(), invocations, told, next: 0 })
    }

    /// Name of the function.
    pub fn function(&self) -> &str {
        &self.function
    }

    /// Value of `AWS_LAMBDA_RUNTIME_API`: host and port.
    pub fn address(&self) -> String {
        self.server.address().to_string()
    }

    /// Waits until the function asks for an event, and tells when it did: its start has ended then.
    ///
    /// # Errors
    /// The function reports that it cannot start, or is silent.
    pub async fn polled(&mut self) -> Result<Instant, RuntimeApiError> {
        loop {
            match self.listen("ask for an event").await? {
                Told::Polled(at) => return Ok(at),
                Told::InitFailed(report) => return Err(RuntimeApiError::Init(report)),
                Told::Ended(_) => {}
            }
        }
    }

    /// Gives the function an event and waits for the result.
    ///
    /// # Errors
    /// The function reports that it cannot start, or is silent.
    pub async fn invoke(&mut self, event: &[u8]) -> Result<Invoked, RuntimeApiError> {
        self.next += 1;
        let id = format!("8476a536-e9f4-11e8-9739-{:012x}", self.next);
        let invocation = Invocation { id: id.clone(), event: Bytes::copy_from_slice(event) };
        self.invocations.send(invocation).map_err(|_| RuntimeApiError::Ended)?;
        loop {
            match self.listen("end its invocation").await? {
                Told::Ended(invoked) if invoked.id == id => return Ok(invoked),
                Told::InitFailed(report) => return Err(RuntimeApiError::Init(report)),
                Told::Ended(_) | Told::Polled(_) => {}
            }
        }
    }

    async fn listen(&mut self, what: &'static str) -> Result<Told, RuntimeApiError> {
        match tokio::time::timeout(PATIENCE, self.told.recv()).await {
            Ok(told) => told.ok_or(RuntimeApiError::Ended),
            Err(_) => Err(RuntimeApiError::Silent { what, seconds: PATIENCE.as_secs() }),
        }
    }
}

/// An invocation that the function has.
struct Running {
    since: Instant,
    deadline_ms: u64,
}

struct Service {
    arn: String,
    waiting: tokio::sync::Mutex<UnboundedReceiver<Invocation>>,
    running: Mutex<HashMap<String, Running>>,
    tell: UnboundedSender<Told>,
}

impl Serve for Service {
    async fn serve(&self, head: Parts, body: Bytes) -> Answer {
        let at = Instant::now();
        let path = head.uri.path().strip_prefix(VERSION).unwrap_or_default();
        let parts: Vec<&str> = path.split('/').collect();
        match (&head.method, parts.as_slice()) {
            (&Method::GET, ["invocation", "next"]) => self.next(at).await,
            (&Method::POST, ["invocation", id, "response"]) => self.end(id, at, Outcome::Answer(body)),
            (&Method::POST, ["invocation", id, "error"]) => {
                let kind = head.headers.get(ERROR_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
                self.end(id, at, Outcome::Error { kind: kind.to_owned(), report: body })
            }
            (&Method::POST, ["init", "error"]) => {
                self.tell(Told::InitFailed(String::from_utf8_lossy(&body).into_owned()));
                accepted()
            }
            _ => refused(StatusCode::NOT_FOUND, "NotFound", "no such path"),
        }
    }
}

impl Service {
    /// Answers when there is an event; the service, too, lets the function wait.
    async fn next(&self, at: Instant) -> Answer {
        self.tell(Told::Polled(at));
        let Some(Invocation { id, event }) = self.waiting.lock().await.recv().await else {
            return refused(StatusCode::INTERNAL_SERVER_ERROR, "Ended", "the interface has ended");
        };
        let mut answer = json(StatusCode::OK, event);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let deadline_ms = u64::try_from((now + TIMEOUT).as_millis()).unwrap_or(u64::MAX);
        let headers = [
            ("lambda-runtime-aws-request-id", id.clone()),
            ("lambda-runtime-deadline-ms", deadline_ms.to_string()),
            ("lambda-runtime-invoked-function-arn", self.arn.clone()),
            ("lambda-runtime-trace-id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0".to_owned()),
        ];
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                answer.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
        let running = Running { since: Instant::now(), deadline_ms };
        self.running.lock().unwrap_or_else(PoisonError::into_inner).insert(id, running);
        answer
    }

    fn end(&self, id: &str, at: Instant, outcome: Outcome) -> Answer {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        let Some(Running { since, deadline_ms }) = running else {
            return refused(StatusCode::BAD_REQUEST, "InvalidRequestID", "no such invocation is running");
        };
        self.tell(Told::Ended(Invoked { id: id.to_owned(), deadline_ms, took: at - since, outcome }));
        accepted()
    }

    /// Nobody listens any more when a measurement is over.
    fn tell(&self, told: Told) {
        drop(self.tell.send(told));
    }
}

fn accepted() -> Answer {
    json(StatusCode::ACCEPTED, r#"{"status":"OK"}"#)
}

fn refused(status: StatusCode, kind: &str, message: &str) -> Answer {
    json(status, format!(r#"{{"errorType":"{kind}","errorMessage":"{message}"}}"#))
}
