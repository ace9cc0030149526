//! checkov over every stack of the project, and over a stack that is bad on purpose.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod scan;
