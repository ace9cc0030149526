//! Circuit breakers: after persistent failure nobody calls for a while, then one call probes.

pub mod shared;
pub mod state;
