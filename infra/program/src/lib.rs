//! The Pulumi program of every stack: which one it is follows from the stack's name.
//!
//! | stack | holds |
//! | --- | --- |
//! | `organization` | accounts, service control policies, the trail |
//! | `baseline-dev`, `baseline-staging`, `baseline-prod` | per account: deploy and preview roles, boundary, account defaults |
//! | `dev`, `staging`, `prod`, `local` | the middleware |
//!
//! It decides which building blocks there are and how they are sized. The building blocks are in `components`.

pub mod baseline;
pub mod golden;
pub mod organization;
pub mod settings;
mod stack;
pub mod workload;

pub use stack::{StackKind, UnknownStack, program};
pub use workload::Purpose;
