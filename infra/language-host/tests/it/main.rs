//! The host as the engine sees it: the real binary, a stand-in for the engine's log, shell scripts and tiny crates as
//! programs.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a failing test should stop at the line")]

mod build;
mod fixture;
mod life;
mod packages;
mod plugin;
mod run;
