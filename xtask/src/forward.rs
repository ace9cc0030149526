//! Tasks that are programs of their own crates, so that `cargo xtask` itself stays quick to build.

use clap::Args;

use crate::process;

/// Arguments handed on as they are.
#[derive(Args)]
pub(crate) struct Rest {
    /// Arguments of the task; `--help` explains them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl Rest {
    pub(crate) fn arguments(&self) -> &[String] {
        &self.arguments
    }
}

pub(crate) fn train(rest: &Rest) -> Result<(), String> {
    release("switchboard-classify", "train-classifier", rest)
}

pub(crate) fn banking77(rest: &Rest) -> Result<(), String> {
    release("switchboard-load", "measure-banking77", rest)
}

pub(crate) fn simulate(rest: &Rest) -> Result<(), String> {
    release("switchboard-simulation", "simulate-workflow", rest)
}

fn release(package: &str, binary: &str, rest: &Rest) -> Result<(), String> {
    let mut arguments = vec!["run", "--quiet", "--locked", "--release", "--package", package, "--bin", binary, "--"];
    arguments.extend(rest.arguments.iter().map(String::as_str));
    process::run(process::cargo(), &arguments)
}
