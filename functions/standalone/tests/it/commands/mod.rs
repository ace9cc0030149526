//! The operator's commands, on a data directory that is served, and on one that is not.

mod dead_letters;
mod decide;
mod effects;
mod eval;
mod events;
mod fixtures;
mod gate;
mod harness;
mod places;
mod serving;
mod snapshots;
mod usage;
