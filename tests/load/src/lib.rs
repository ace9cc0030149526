//! Load and performance measurements of Switchboard, each against a peer that is measured in the same run.
//!
//! It measures and reports; it asserts nothing. A target that is missed is a figure that says so, since a timed test on a
//! shared machine fails for other people's reasons. Everything listens on 127.0.0.1 on free ports, every load is bounded,
//! and every process that is started is stopped by its process id.
//!
//! `cargo xtask bench` builds this crate and the product in release mode and runs [`decision`], [`ingress`],
//! [`lambda`] (on the functions as they are packaged), [`recovery`] and [`simulation`]; each gives a [`Report`]:
//!
//! ```
//! use switchboard_load::{Report, Samples};
//!
//! let mut report = Report::new("example");
//! report.fact("connections", 64);
//! report.at_least("acknowledged", "1/s", &Samples::of([3_400.0, 3_100.0, 3_700.0]), 3_000.0);
//! assert_eq!(report.figures[0].median, 3_400.0);
//! assert_eq!(report.figures[0].met, Some(true));
//! ```

pub mod decision;
mod error;
mod figure;
pub mod ingress;
pub mod lambda;
mod memory;
pub mod recovery;
mod server;
pub mod simulation;
mod statistics;

pub use error::LoadError;
pub use figure::{Figure, Report, Target};
pub use statistics::{Samples, quantile};

/// How long a measurement takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Figures worth quoting: minutes.
    Full,
    /// A look whether everything works, within seconds. Its figures are marked.
    Quick,
}

impl Length {
    /// The value for this length.
    pub const fn choose<T: Copy>(self, full: T, quick: T) -> T {
        match self {
            Self::Full => full,
            Self::Quick => quick,
        }
    }
}
