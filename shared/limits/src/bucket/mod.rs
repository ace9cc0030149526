//! The shared call budget of a vendor: a token bucket in its GCRA form (generic cell rate algorithm), one row per vendor.

pub mod budget;
pub mod gcra;
pub mod shared;
#[cfg(test)]
mod shared_tests;
