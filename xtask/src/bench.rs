//! Measurements: `cargo xtask bench`.

use clap::Args;

use crate::process;

/// What is measured, and how long.
#[derive(Args)]
pub(crate) struct Bench {
    /// Benchmarks to run; all when none is named.
    names: Vec<String>,
}

impl Bench {
    pub(crate) fn run(&self) -> Result<(), String> {
        let mut arguments = vec!["run", "--quiet", "--locked", "--release", "--package", "switchboard-load", "--"];
        arguments.extend(self.names.iter().map(String::as_str));
        process::run(process::cargo(), &arguments)
    }
}
