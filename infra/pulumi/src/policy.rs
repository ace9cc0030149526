//! Policy packs: rules that the engine asks about every resource and about the whole stack, before anything is changed.
//!
//! A pack is a program of its own. Its folder has a `PulumiPolicy.yaml` with `runtime: rust` and, as options, the same as a
//! Pulumi.yaml; `pulumi preview --policy-pack FOLDER` runs it. An executable of a pack can be named instead of the folder,
//! and then needs no language host.
//!
//! ```
//! use pulumi::policy::{EnforcementLevel, Policy, PolicyPack, Violation};
//! use pulumi::{Package, ResourceOptions, ResourceRequest, inputs, mock};
//!
//! fn pack() -> PolicyPack {
//!     let private = Policy::resource("private-buckets", "Buckets must not be public.", |args, report| {
//!         let acl = args.resource.properties.get::<String>("acl")?;
//!         if acl.is_some_and(|acl| acl.starts_with("public")) {
//!             report.violation("`acl` opens the bucket to everybody; leave it out");
//!         }
//!         Ok(())
//!     });
//!     PolicyPack::new("storage", "1.0.0")
//!         .policy(private.of_type("aws:s3/bucket:Bucket").level(EnforcementLevel::Mandatory))
//! }
//!
//! // The executable of the pack: fn main() -> std::process::ExitCode { pulumi::policy::run(pack()) }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! // The same rules in a unit test, without an engine:
//! const AWS: Package = Package::new("aws", "7.48.0");
//! let graph = mock::Run::new()
//!     .program(|ctx| async move {
//!         ctx.register(ResourceRequest {
//!             package: &AWS,
//!             type_: "aws:s3/bucket:Bucket",
//!             name: "site",
//!             inputs: inputs! { "acl" => "public-read" },
//!             secret_outputs: &[],
//!             options: ResourceOptions::new(),
//!         });
//!         Ok(())
//!     })
//!     .await;
//! let violations: Vec<Violation> = pack().check(&graph);
//! assert_eq!(violations[0].policy, "private-buckets");
//! # });
//! ```
//!
//! Values that a preview does not know yet: reading one with [`Properties::get`] or [`Properties::at`] and passing the error
//! on with `?` makes the policy not applicable, so that it never judges a value that nobody knows. The update, in which the
//! value is known, judges it.
//!
//! A policy that fails or panics is a mandatory violation of its own: a resource that could not be judged does not pass.

mod analyze;
mod error;
mod graph;
mod guard;
mod level;
mod pack;
mod properties;
mod report;
mod resource;
mod rule;
mod run;
mod schema;
mod server;
mod settings;
mod stack;

pub use error::{PackError, PolicyError, Result};
pub use level::{EnforcementLevel, Severity};
pub use pack::PolicyPack;
pub use properties::Properties;
pub use report::{Report, Violation};
pub use resource::{PolicyProvider, PolicyResource, PolicyResourceOptions, StackResource};
pub use rule::{Policy, ResourceArgs, StackArgs};
pub use run::run;
pub use schema::ConfigSchema;
pub use settings::PolicyConfig;
pub use stack::StackInfo;
