//! Messages of a program, shown by the engine.

use std::sync::{Arc, Mutex, PoisonError};

use pulumi_proto as proto;
use tokio::sync::{mpsc, oneshot};

use crate::context::Context;
use crate::monitor::Monitor;
use crate::resource::Resource;

/// How a message is shown. Debug messages only with `--debug`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Severity {
    Debug,
    Info,
    Warning,
    Error,
}

impl Severity {
    fn wire(self) -> i32 {
        match self {
            Self::Debug => 0,
            Self::Info => 1,
            Self::Warning => 2,
            Self::Error => 3,
        }
    }
}

pub(crate) fn request(severity: Severity, message: String, urn: String) -> proto::LogRequest {
    proto::LogRequest { severity: severity.wire(), message, urn, stream_id: 0, ephemeral: false }
}

/// Writes messages to the engine. An error shown here does not end the program: see [`Context::fail`].
#[derive(Clone)]
pub struct Log(Context);

impl Context {
    /// Messages to the engine.
    pub fn log(&self) -> Log {
        Log(self.clone())
    }
}

impl Log {
    /// Shown with `--debug` only.
    pub fn debug(&self, message: impl Into<String>) {
        self.send(Severity::Debug, message.into(), None::<&crate::CustomResource>);
    }

    /// Shown.
    pub fn info(&self, message: impl Into<String>) {
        self.send(Severity::Info, message.into(), None::<&crate::CustomResource>);
    }

    /// Shown as a warning.
    pub fn warn(&self, message: impl Into<String>) {
        self.send(Severity::Warning, message.into(), None::<&crate::CustomResource>);
    }

    /// Shown as an error.
    pub fn error(&self, message: impl Into<String>) {
        self.send(Severity::Error, message.into(), None::<&crate::CustomResource>);
    }

    /// Shown beside a resource.
    pub fn info_at(&self, resource: &impl Resource, message: impl Into<String>) {
        self.send(Severity::Info, message.into(), Some(resource));
    }

    /// Shown as a warning beside a resource.
    pub fn warn_at(&self, resource: &impl Resource, message: impl Into<String>) {
        self.send(Severity::Warning, message.into(), Some(resource));
    }

    fn send(&self, severity: Severity, message: String, resource: Option<&impl Resource>) {
        let (ctx, state) = (self.0.clone(), resource.map(|resource| resource.state().clone()));
        self.0.scope().spawn(async move {
            let urn = match state {
                Some(state) => state.urn_text().await.unwrap_or_default(),
                None => String::new(),
            };
            // Whoever does not hear it cannot be told.
            drop(ctx.monitor().log(request(severity, message, urn)).await);
        });
    }
}

enum Line {
    Message(proto::LogRequest),
    Flush(oneshot::Sender<()>),
}

/// Takes what the macros of the `log` crate write, in order.
pub(crate) struct Bridge {
    lines: Mutex<mpsc::UnboundedSender<Line>>,
}

/// The end of the bridge that the program's end waits for.
pub(crate) struct Flush(mpsc::UnboundedSender<Line>);

impl Bridge {
    /// Installs the bridge; there is one program in a process. `None` if the program has a logger of its own.
    pub(crate) fn install(monitor: Arc<dyn Monitor>) -> Option<Flush> {
        let (lines, mut incoming) = mpsc::unbounded_channel();
        let bridge = Self { lines: Mutex::new(lines.clone()) };
        log::set_boxed_logger(Box::new(bridge)).ok()?;
        log::set_max_level(log::LevelFilter::Debug);
        tokio::spawn(async move {
            while let Some(line) = incoming.recv().await {
                match line {
                    Line::Message(request) => drop(monitor.log(request).await),
                    Line::Flush(done) => drop(done.send(())),
                }
            }
        });
        Some(Flush(lines))
    }
}

impl Flush {
    pub(crate) async fn wait(&self) {
        let (done, wait) = oneshot::channel();
        if self.0.send(Line::Flush(done)).is_ok() {
            drop(wait.await);
        }
    }
}

/// What the transport itself logs is no news to anybody.
const TRANSPORT: [&str; 5] = ["h2", "hyper", "hyper_util", "tonic", "tower"];

impl log::Log for Bridge {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        let root = metadata.target().split("::").next().unwrap_or_default();
        metadata.level() <= log::Level::Debug && !TRANSPORT.contains(&root)
    }

    fn log(&self, record: &log::Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let severity = match record.level() {
            log::Level::Error => Severity::Error,
            log::Level::Warn => Severity::Warning,
            log::Level::Info => Severity::Info,
            log::Level::Debug | log::Level::Trace => Severity::Debug,
        };
        let line = Line::Message(request(severity, record.args().to_string(), String::new()));
        drop(self.lines.lock().unwrap_or_else(PoisonError::into_inner).send(line));
    }

    fn flush(&self) {}
}
