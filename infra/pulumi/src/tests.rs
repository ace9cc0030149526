//! What programs put on the wire, seen by a monitor that keeps every request.

mod capture;
mod components;
mod failures;
mod functions;
mod hooks;
mod remote;
mod requests;
mod settings;
mod values;
