//! `switchboard.log.v1`: one JSON object per line.

pub mod event;
pub mod logger;
pub mod name;
pub mod schema;
pub mod sink;
