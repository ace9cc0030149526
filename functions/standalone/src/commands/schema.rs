//! `schema`: the contracts, generated from the program's types.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use schemars::schema_for;
use serde_json::Value;
use switchboard_domain::{Advice, Outcome, VerifierAdvice};

use crate::failure::Failure;
use crate::output;

#[derive(Args)]
#[command(after_help = "Examples:
  switchboard schema envelope
  switchboard schema openapi > openapi.json")]
pub(crate) struct Schema {
    /// Which contract.
    #[arg(value_enum)]
    contract: Contract,
}

/// A contract.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Contract {
    /// What travels on the queue.
    Envelope,
    /// What a classifier advises.
    Decision,
    /// What the verifier advises.
    Verifier,
    /// What code decided.
    Outcome,
    /// A log line.
    Event,
    /// The HTTP routes.
    Openapi,
}

impl Schema {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        output::json_pretty(&self.contract.document());
        Ok(ExitCode::SUCCESS)
    }
}

impl Contract {
    fn document(self) -> Value {
        match self {
            Self::Envelope => switchboard_intake::schema_envelope(),
            Self::Decision => schema_for!(Advice).to_value(),
            Self::Verifier => schema_for!(VerifierAdvice).to_value(),
            Self::Outcome => schema_for!(Outcome).to_value(),
            Self::Event => switchboard_telemetry::schema_event(),
            Self::Openapi => switchboard_intake::openapi(),
        }
    }
}
