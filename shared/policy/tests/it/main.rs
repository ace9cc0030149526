//! Integration tests of the policy: the table of cases, hostile lines, and the property that no advice whatever leads
//! to an action outside the policy.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed expectation fails the test")]

mod cases;
mod lines;
mod staged;
mod steps;
mod within_policy;
