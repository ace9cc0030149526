//! Log events and metrics, with no place for customer text.
//!
//! Every field of a [`LogEvent`] and every label of a metric is an enum, a number, a keyed or one-way hash, or a
//! [`Code`] or [`OpaqueId`] whose alphabet and length rule out text, addresses and order numbers. There is no "extra"
//! field and no message: what is not on the list cannot be written.
//!
//! It is no tracing framework and starts no threads: a [`Sink`] takes log events, [`Metrics`] collects in memory, and
//! the host decides when [`emf::encode`] or [`Metrics::text`] turns them into text.
//!
//! ```
//! use switchboard_domain::{Environment, SeededRandomness, Timestamp, TraceId};
//! use switchboard_telemetry::{Capture, EventName, Level, Logger, Metric, Metrics, Sink, Step};
//!
//! let now = Timestamp::from_millis(0);
//! let logger = Logger::new(Environment::Local, "0.1.0");
//! let trace = TraceId::generate(now, &SeededRandomness::new(1));
//! let sink = Capture::default();
//! sink.log(&logger.event(now, Level::Info, EventName::WorkerJobStart, Step::Worker, &trace));
//! assert_eq!(sink.events().len(), 1);
//!
//! let metrics = Metrics::default();
//! metrics.count(Metric::WorkerJobsStarted, 1, &[]);
//! assert!(metrics.text().contains("worker_jobs_started_total 1"));
//! ```

mod code;
pub mod log;
pub mod metrics;

pub use code::{Code, Hash, OpaqueId};
pub use log::event::{
    DecisionBlock, EffectBlock, IngressBlock, Level, LogEvent, LogResult, ModelBlock, RateLimit, SecurityCode, Step,
    VendorBlock,
};
pub use log::logger::Logger;
pub use log::name::EventName;
pub use log::schema::schema_event;
pub use log::sink::{Capture, JsonLines, Sink};
pub use metrics::collect::Metrics;
pub use metrics::emf;
pub use metrics::label::{Dimension, Label};
pub use metrics::registry::{Definition, Kind, Metric, Unit};
