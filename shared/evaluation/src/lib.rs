//! Quality of message understanding, measured on labelled data: metrics with intervals, gates, comparison with a
//! baseline, and the report.
//!
//! It is pure: texts of files in, texts of files out; no I/O, no clock. It decides nothing itself: every example and
//! scenario goes through `switchboard-policy` as `switchboard decide` runs it. It does not fit thresholds or
//! calibration maps, and it is not the evaluation on live tickets.
//!
//! ```
//! use switchboard_evaluation::data::{DataSet, Source};
//! use switchboard_evaluation::{Evaluation, Evaluator, Metrics};
//! use switchboard_settings::{Environment, Settings};
//!
//! let line = r#"{"example_id": "a", "channel": "email", "text": "Please cancel my order.", "tags": [],
//!     "primary_intent": "cancel_order", "secondary_intents": [], "destination_team": null, "template_id": null,
//!     "tier_max": "TIER_1_SAFE_ASSIST", "deterministic_match_possible": "NO", "language": "en",
//!     "expected_order_number": null}"#.replace('\n', " ");
//! let mut data = DataSet::default();
//! data.add(Source { name: "tiny.jsonl", content: &line, sidecar: None })?;
//!
//! let settings = Settings::defaults(Environment::Local)?;
//! let evaluator = Evaluator::new(&settings, None, 1);
//! let runs = data.examples.iter().map(|example| evaluator.example(example)).collect::<Result<_, _>>()?;
//! let evaluation = Evaluation {
//!     data: &data, runs, copies: vec![Vec::new()], scenarios: Vec::new(), recorded: None, seed: 1,
//! };
//! assert_eq!(Metrics::of(&evaluation).classification.accuracy.n, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod baseline;
mod calibration;
pub mod data;
pub mod gates;
pub mod leak;
mod metrics;
mod noise;
mod provenance;
mod reach;
mod recorded;
pub mod report;
mod run;
pub mod statistics;

pub use calibration::{Bin, Calibration, OperatingPoint, Reliability, RiskPoint};
pub use metrics::{
    Basis, BrokenRules, Classification, Concept, CopyMetrics, Decisions, Efficiency, Escalations, Evaluation,
    Extraction, IntentMetrics, Metrics, MissedEscalation, OrderStatus, Robustness, Rules, Safety, Scenarios, Slice,
    Verification, Violation, length_class, quantile,
};
pub use noise::Transformation;
pub use provenance::{DataFile, Provenance};
pub use recorded::{InvalidOutput, Output, Part, Recorded};
pub use run::{CopyRun, Evaluator, ExampleRun, RunError, ScenarioRun};
