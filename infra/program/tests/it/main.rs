//! The stacks as their committed files describe them, judged by the rules.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod settings;
mod stacks;
