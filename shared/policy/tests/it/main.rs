//! Integration tests of the policy: the table of cases, hostile lines, and the property that no advice whatever leads
//! to an action outside the policy.

mod cases;
mod lines;
mod steps;
mod within_policy;
