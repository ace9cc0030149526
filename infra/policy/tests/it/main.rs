//! Tests of the rules, the waivers, and the ways in which a plan is made.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod example;
mod examples;
mod graph;
mod pack;
mod schema;
mod waivers;
