//! The rules of the workflow, one situation at a time, against a store that is a map and a scripted helpdesk.

#![allow(clippy::panic, clippy::unwrap_used, reason = "the harness of a test")]

mod calls;
mod deferral;
mod harness;
mod once;
mod unknown;
