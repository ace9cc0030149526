//! `dlq`.

use std::process::ExitCode;

use clap::Args;

use crate::failure::Failure;

#[derive(Args)]
pub(crate) struct Dlq {}

impl Dlq {
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        Ok(ExitCode::SUCCESS)
    }
}
