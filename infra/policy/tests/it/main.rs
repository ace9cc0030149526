//! Tests of the rules, the waivers, and the ways in which a plan is made.

mod example;
mod examples;
mod graph;
mod pack;
mod schema;
mod waivers;
