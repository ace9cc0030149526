//! `jobs`.

use std::process::ExitCode;

use clap::Args;

use crate::failure::Failure;

#[derive(Args)]
pub(crate) struct Jobs {}

impl Jobs {
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        Ok(ExitCode::SUCCESS)
    }
}
