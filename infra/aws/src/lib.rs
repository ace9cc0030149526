//! Typed resources of AWS for the Pulumi engine: `@pulumi/aws` 7.48.0 in Rust, as far as the project uses it.
//!
//! Each resource type has a handle with typed outputs and arguments whose type says what was given: a misspelt property,
//! a value of the wrong type and a missing required property are errors of the compiler. The types are generated while the
//! crate is built, from `schema/aws.json`; adding one is a line in `schema/types.txt` and `cargo xtask schema`. IAM policy
//! documents are made by [`policy`].
//!
//! It is no AWS client and knows no rules of AWS beyond what the provider's schema says: whether a combination of properties
//! makes sense is for components and policies to tell. Numbers are `f64`, as on the wire; integers convert into them.
//!
//! ```
//! use pulumi::{Context, ResourceOptions, Result};
//! use pulumi_aws::{lambda, sqs};
//!
//! async fn program(ctx: Context) -> Result {
//!     let queue = sqs::Queue::new(
//!         &ctx,
//!         "events",
//!         sqs::QueueArgs::new().name("events.fifo").fifo_queue(true).visibility_timeout_seconds(180),
//!         ResourceOptions::new().protect(true),
//!     );
//!     lambda::Function::new(
//!         &ctx,
//!         "worker",
//!         lambda::FunctionArgs::new()
//!             .role("arn:aws:iam::123456789012:role/worker")
//!             .runtime(lambda::Runtime::CustomAL2023)
//!             .environment(lambda::FunctionEnvironmentArgs::new().variables([("QUEUE_URL", queue.url())])),
//!         ResourceOptions::new(),
//!     );
//!     ctx.export("arn", queue.arn());
//!     Ok(())
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let graph = pulumi::mock::Run::new().program(program).await;
//! assert_eq!(graph.node("events").unwrap().inputs["visibilityTimeoutSeconds"], pulumi::Value::Number(180.0));
//! # });
//! ```

mod given;
mod kind;
mod object;
pub mod policy;
mod provider;

pub use given::{Given, Missing};

include!(concat!(env!("OUT_DIR"), "/aws.rs"));
