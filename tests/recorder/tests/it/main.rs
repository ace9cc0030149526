//! The Rust SDK against the official Node SDK: the same program must ask the engine for the same.

mod opinion;
mod stacks;
