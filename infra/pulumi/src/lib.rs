//! SDK for the Pulumi engine: infrastructure programs in Rust.
//!
//! A program registers resources with the engine over gRPC; the engine decides what to create, change and delete. This
//! crate knows the engine's protocol and no cloud: typed resources come from other crates, or are registered by their type
//! token as below. The process is started by the language host `pulumi-language-rust`; in tests [`mock`] stands for the
//! engine.
//!
//! ```
//! use pulumi::{Context, Package, ResourceOptions, ResourceRequest, Result, inputs};
//!
//! const AWS: Package = Package::new("aws", "7.48.0");
//!
//! async fn program(ctx: Context) -> Result {
//!     let queue = ctx.register(ResourceRequest {
//!         package: &AWS,
//!         type_: "aws:sqs/queue:Queue",
//!         name: "events",
//!         inputs: inputs! { "fifoQueue" => true, "visibilityTimeoutSeconds" => 180 },
//!         secret_outputs: &[],
//!         options: ResourceOptions::new().protect(true),
//!     });
//!     ctx.export("url", queue.output::<String>("url"));
//!     Ok(())
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let graph = pulumi::mock::Run::new().program(program).await;
//! assert_eq!(graph.node("events").unwrap().inputs["fifoQueue"], pulumi::Value::Bool(true));
//! # });
//! ```

mod asset;
mod call;
mod callbacks;
mod component;
mod config;
mod context;
mod convert;
mod deps;
mod error;
mod grpc;
mod hook;
mod hydrate;
mod input;
mod invoke;
mod join;
mod json;
mod logging;
pub mod mock;
mod monitor;
mod options;
mod output;
mod package;
mod panics;
pub mod policy;
mod property;
mod read;
mod register;
mod resource;
mod run;
mod scope;
mod stack_reference;
#[cfg(test)]
mod tests;
pub mod value;
pub mod wire;

pub use asset::{Archive, ArchiveSource, Asset, AssetOrArchive, AssetSource};
pub use component::{Component, RemoteComponent};
pub use config::Config;
pub use context::{Context, ResourceRequest};
pub use convert::{FromValue, IntoValue, ValueError, deserialize, serialize};
pub use error::{Error, Result};
pub use hook::{AfterError, ErrorHook, ErrorHookArgs, Hook, HookArgs, HookOptions, HookPoint};
pub use input::Input;
pub use invoke::InvokeOptions;
pub use join::{IntoOutput, Join};
pub use json::{IntoJson, Json};
pub use logging::Log;
pub use options::{Alias, AliasParent, AliasParts, CustomTimeouts, Registration, ResourceOptions, Transform};
pub use output::Output;
pub use package::{Package, Parameterization};
pub use property::{Inputs, Property};
pub use read::ReadRequest;
pub use resource::{CustomResource, PathSegment, Provider, Resource, ResourceState};
pub use run::run;
pub use stack_reference::StackReference;
pub use value::Value;

#[doc(hidden)]
pub use serde_json::Value as JsonValue;

/// Type of the resource that is the root of every stack.
pub(crate) const STACK_TYPE: &str = "pulumi:pulumi:Stack";
