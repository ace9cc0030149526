//! What AWS would make of a resource's inputs: ids, ARNs and the other values that only exist after creation. They have the
//! documented forms and no meaning: there is no AWS behind them.

mod fallback;
mod function;
mod outputs;
mod table;
mod template;

pub use outputs::{Cloud, Creation, Subject};
pub use table::Table;

use crate::config::{Partition, Region};

/// The account that everything is in.
pub const ACCOUNT: &str = "000000000000";

/// The time at which everything happened: a fixed one, so that the same program gives the same state.
pub const TIME: &str = "2026-01-01T00:00:00Z";

/// Where a resource is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(Region);

impl Place {
    /// A place in this region.
    pub fn new(region: Region) -> Self {
        Self(region)
    }

    /// The region.
    pub fn region(&self) -> &Region {
        &self.0
    }

    /// The partition of the region.
    pub fn partition(&self) -> Partition {
        self.0.partition()
    }
}
