//! The sections of the settings, as types. The meaning of each key, its unit and the reason of its default stand in
//! `defaults.toml`; here stand the types that code reads.

pub mod automation;
pub mod brand;
pub mod delivery;
pub mod ingress;
pub mod llm;
pub mod operations;
pub mod orders;
pub mod policy;
pub mod richpanel;
pub mod shopify;
pub mod transit;
mod unset;
pub mod zone;
