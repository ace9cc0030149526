//! `day`.

use std::process::ExitCode;

use clap::Args;

use crate::failure::Failure;

#[derive(Args)]
pub(crate) struct Day {}

impl Day {
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        Ok(ExitCode::SUCCESS)
    }
}
