//! Messages and services of the Pulumi engine's gRPC protocol, clients and servers, generated from the `.proto` files in
//! this crate. It has no behaviour: the SDK, the language host, the stand-in provider and policy packs bring that.
//!
//! ```
//! let request = pulumi_proto::SetRootResourceRequest { urn: "urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev".into() };
//! assert!(request.urn.starts_with("urn:pulumi:"));
//! ```

#[allow(missing_docs, clippy::pedantic, clippy::all, unreachable_pub, rustdoc::all)]
mod generated {
    tonic::include_proto!("pulumirpc");
}

pub use generated::*;
