//! Metrics: a registry of names, in-process collection, and two encodings.

pub mod collect;
pub mod emf;
pub mod label;
pub mod registry;
mod text;
