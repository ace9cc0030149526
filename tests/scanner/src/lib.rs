//! The stacks under the eyes of an independent scanner: checkov judges what the program registers, by rules that nobody here
//! has written.
//!
//! checkov reads plans of Terraform. The crate writes a captured graph as such a plan ([`TerraformPlan`]: types and properties
//! under the names that Terraform's AWS provider has for them, references among the resources), runs a pinned checkov without
//! any network over it ([`Checkov`]) and holds its findings against the committed waivers ([`Waivers`]).
//!
//! It is no rule set: our own rules are in `infra/policy`. And it is no Terraform: nobody could apply such a plan. What checkov
//! does not know (values that only AWS knows, types that it has no rule for) it does not judge. Python 3 with venv is needed.
//!
//! ```
//! use serde_json::json;
//! use switchboard_scanner::TerraformPlan;
//!
//! # fn main() -> Result<(), switchboard_scanner::Error> {
//! let graph = json!({ "resources": [{
//!     "urn": "urn:pulumi:dev::demo::aws:sqs/queue:Queue::events",
//!     "type": "aws:sqs/queue:Queue",
//!     "name": "events",
//!     "inputs": { "name": "events.fifo", "fifoQueue": true },
//! }] });
//! let plan = TerraformPlan::of("dev", &graph)?.to_json();
//! let queue = &plan["planned_values"]["root_module"]["resources"][0];
//! assert_eq!(queue["address"], "aws_sqs_queue.events");
//! assert_eq!(queue["values"]["fifo_queue"], true);
//! # Ok(())
//! # }
//! ```

mod checkov;
mod error;
mod plan;
mod report;
mod waivers;

pub use checkov::Checkov;
pub use error::Error;
pub use plan::TerraformPlan;
pub use report::{Finding, Report};
pub use waivers::{Verdict, Waiver, Waivers};
