//! Settings, log and metrics of a process.

use std::io::Write;
use std::sync::Arc;

use switchboard_domain::{Clock, Randomness, SystemClock, TraceId};
use switchboard_settings::{Loader, Settings};
use switchboard_telemetry::{EventName, JsonLines, Level, Logger, Metrics, Sink, Step, emf};

use crate::error::HostError;
use crate::randomness::OsRandomness;
use crate::variables::Variables;

/// First part of all resource names and of the metrics' namespace, unless `SWITCHBOARD_PREFIX` says otherwise.
const DEFAULT_PREFIX: &str = "rp-mw";

/// Where log lines and metrics go.
pub type Lines = JsonLines<Box<dyn Write + Send>>;

/// A process before it has opened anything. Starting one touches no network and no file but the time zones'.
pub struct Process {
    /// Effective settings.
    pub settings: Arc<Settings>,
    /// First part of all resource names.
    pub prefix: String,
    /// What logs and `/health` name as the version.
    pub release: String,
    /// The machine's clock.
    pub clock: Arc<dyn Clock>,
    /// The machine's randomness.
    pub randomness: Arc<dyn Randomness>,
    /// Maker of log events.
    pub logger: Logger,
    /// Where they go, one JSON object a line.
    pub lines: Arc<Lines>,
    /// What was counted since the last [`Process::flush`].
    pub metrics: Arc<Metrics>,
}

impl Process {
    /// Reads the settings from the variables: `SWITCHBOARD_ENV`, the object of `SWITCHBOARD_CONFIG`, then one variable
    /// per key. `SWITCHBOARD_RELEASE` is the release, else the version of this program; `SWITCHBOARD_LOG` the least
    /// level that is logged, else `info`.
    ///
    /// # Errors
    /// [`HostError::Settings`] with the key or variable that is unknown or wrong.
    pub fn start(variables: &Variables, writer: Box<dyn Write + Send>) -> Result<Self, HostError> {
        let settings = Arc::new(Loader::process(variables.pairs(), None)?);
        let environment = settings.environment();
        let release = variables.get("SWITCHBOARD_RELEASE").unwrap_or(env!("CARGO_PKG_VERSION")).to_owned();
        let process = Self {
            logger: Logger::new(environment, &release),
            prefix: variables.get("SWITCHBOARD_PREFIX").unwrap_or(DEFAULT_PREFIX).to_owned(),
            lines: Arc::new(JsonLines::new(writer, log_level(variables, Level::Info))),
            clock: Arc::new(SystemClock::new()),
            randomness: Arc::new(OsRandomness),
            metrics: Arc::default(),
            release,
            settings,
        };
        process.tell_start();
        Ok(process)
    }

    /// One line with the hash of the settings, by which a log can be matched with a configuration.
    fn tell_start(&self) {
        let trace = TraceId::from_stored("start");
        let now = self.clock.now();
        let event = self.logger.event(now, Level::Info, EventName::SystemStarted, Step::System, &trace);
        self.lines.log(&event.with_config_hash(&self.settings.effective_hash()));
    }

    /// Writes what was counted since the last time, in the embedded metric format. To be called at the end of every
    /// invocation: a function that is frozen writes no more.
    pub fn flush(&self) {
        let points = self.metrics.drain();
        let lines = emf::encode(&points, &self.prefix, self.settings.environment(), self.clock.now());
        lines.iter().for_each(|line| self.lines.line(line));
    }
}

/// The least level that is logged: `SWITCHBOARD_LOG`, or `otherwise` where it names none.
pub fn log_level(variables: &Variables, otherwise: Level) -> Level {
    match variables.get("SWITCHBOARD_LOG") {
        Some("debug") => Level::Debug,
        Some("info") => Level::Info,
        Some("warn") => Level::Warn,
        Some("error") => Level::Error,
        _ => otherwise,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::Value;
    use switchboard_telemetry::Metric;

    use super::*;

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn log_and_metrics_share_a_stream_and_metrics_are_written_once() {
        let written = Shared::default();
        let variables = Variables::from([
            ("SWITCHBOARD_ENV", "dev"),
            ("SWITCHBOARD_PREFIX", "acme"),
            ("SWITCHBOARD_CONFIG", r#"{"queue.batch_size": 3}"#),
            ("SWITCHBOARD_QUEUE_URL", "http://127.0.0.1:1/q"),
        ]);
        let process = Process::start(&variables, Box::new(written.clone())).unwrap();
        assert_eq!((process.settings.queue.batch_size, process.release.as_str()), (3, env!("CARGO_PKG_VERSION")));
        process.metrics.count(Metric::IngressRequests, 2, &[]);
        process.flush();
        process.flush();
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(lines[0]["timestamp"].is_string() && lines[0]["level"] == "INFO");
        assert_eq!(lines[0]["config_hash"], process.settings.effective_hash());
        assert_eq!(lines[1]["_aws"]["CloudWatchMetrics"][0]["Namespace"], "acme/dev");
        assert_eq!(lines[1]["ingress.requests"], 2.0);
    }

    #[test]
    fn an_unknown_key_or_variable_stops_the_start() {
        for (name, value) in [("SWITCHBOARD_CONFIG", r#"{"queue.batch": 3}"#), ("SWITCHBOARD_QUEUE_BATCH", "3")] {
            let variables = Variables::from([(name, value)]);
            let error = Process::start(&variables, Box::new(std::io::sink())).err().unwrap();
            assert!(error.to_string().contains("did you mean"), "{error}");
        }
    }
}
