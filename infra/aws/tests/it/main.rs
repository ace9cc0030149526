//! What the typed resources send, and what the compiler refuses.

mod compile;
mod functions;
mod policy;
mod program;
mod provider;
mod resources;
mod schema;
