//! What the stack files say, typed and checked before anything is registered.

mod environment;
mod read;
mod text;

pub use environment::{
    AlertMails, Architecture, Cache, CustomDomain, DashboardSet, EdgeKind, EnvironmentSettings, Kms, Provisioned,
    WorkerKind,
};
pub use read::{SettingsProblem, read};
pub use text::Text;
