//! The binary as its users start it.

mod day;
