//! Rules over the resource graph of a stack: combinations that the schema of each single resource allows, and that AWS
//! then refuses, ignores without a word, or that the project does not want.
//!
//! It judges a [`Plan`], the typed view of a graph, however that came about: a program run against
//! [`pulumi::mock`], a policy pack inside the engine ([`pack`]), or a golden plan read as JSON. It knows the types and
//! properties of the AWS provider and no account: it never calls AWS, and it does not check single properties against a
//! schema, which the typed resources and the provider do.
//!
//! A preview does not know every value. A rule that would need an unknown value says nothing; what it pairs (a queue
//! and its dead-letter queue) it pairs by names inside ARNs where these are known, else by the dependencies of the
//! property.
//!
//! A violation can be waived in `waivers.toml`, with a reason, an owner and a date at which the waiver ends.
//!
//! ```
//! use infra_policy::{Plan, Waivers, check};
//!
//! let plan = Plan::from_json(&serde_json::json!({ "resources": [{
//!     "urn": "urn:pulumi:dev::shop::aws:sqs/queue:Queue::events",
//!     "type": "aws:sqs/queue:Queue",
//!     "name": "events",
//!     "inputs": { "name": "shop-dev-events", "fifoQueue": true },
//! }] }))?;
//! let report = check(&plan, &Waivers::default(), jiff::civil::date(2026, 11, 24));
//! assert!(report.violations.iter().any(|one| one.rule == "SQS-FIFO-NAME"));
//! println!("{report}");
//! # Ok::<(), infra_policy::PlanError>(())
//! ```

mod arn;
mod artifact;
mod glob;
mod iam;
pub mod pack;
mod plan;
mod report;
mod rule;
mod rules;
mod tokens;
mod waiver;

pub use artifact::{Artifact, ArtifactError, Machine};
pub use iam::{Condition, Document, DocumentError, Effect, Principal, Statement};
pub use plan::{Archive, Options, Plan, PlanError, PlannedResource, Value, environment_of_stack};
pub use report::{Report, Violation, Waived, check};
pub use rule::{Rule, Severity};
pub use rules::{rule, rules};
pub use waiver::{WAIVER_EXPIRED, WAIVER_UNUSED, Waiver, WaiverError, Waivers};
