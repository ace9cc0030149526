//! IAM policy documents: statements of effects, principals, actions, resources and conditions, as JSON that is always the
//! same text for the same statements.
//!
//! Resources, principals and values of conditions may be outputs; the document is unknown as long as one of them is, and
//! secret if one of them is. Statements stay in the order given; actions, resources, principals and values are sorted and
//! named once; a single one is written without a list.
//!
//! ```
//! use pulumi::Output;
//! use pulumi_aws::policy::{Document, Operator, Principal, Statement};
//!
//! # fn main() -> Result<(), pulumi_aws::policy::PolicyError> {
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let queue = Output::new("arn:aws:sqs:us-east-2:123456789012:events.fifo".to_owned());
//! let text = Document::resource()
//!     .statement(
//!         Statement::deny(["sqs:*"])
//!             .sid("TlsOnly")
//!             .principal(Principal::any())
//!             .resource(&queue)
//!             .condition(Operator::Bool, "aws:SecureTransport", ["false"]),
//!     )
//!     .render()?;
//! assert_eq!(
//!     text.peek().await.unwrap(),
//!     concat!(
//!         r#"{"Version":"2012-10-17","Statement":[{"Sid":"TlsOnly","Effect":"Deny","Principal":"*","Action":"sqs:*","#,
//!         r#""Resource":"arn:aws:sqs:us-east-2:123456789012:events.fifo","#,
//!         r#""Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}"#,
//!     )
//! );
//! # Ok(())
//! # })
//! # }
//! ```

mod action;
mod condition;
mod document;
mod error;
mod principal;
mod render;
mod statement;

pub use action::Action;
pub use condition::{ConditionOperator, Operator, Quantifier};
pub use document::{Document, Kind};
pub use error::PolicyError;
pub use principal::Principal;
pub use statement::{Effect, Statement};
