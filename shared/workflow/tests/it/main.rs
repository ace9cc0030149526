//! The rules of the workflow, one situation at a time, against a store that is a map and a scripted helpdesk.

mod calls;
mod deferral;
mod harness;
mod once;
mod unknown;
