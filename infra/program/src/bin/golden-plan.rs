//! Prints the plan of a stack as canonical JSON, made without an account, an engine or a build.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use switchboard_infra::{StackKind, golden};

/// Prints the plan of a stack: types, names, inputs, options and dependencies of all its resources, in a fixed order. Without a
/// stack it prints the names of those that there are.
#[derive(Parser)]
#[command(
    after_help = "Example:\n  golden-plan prod > environments/golden/prod.json\n\n`cargo xtask golden` does it for all stacks."
)]
struct Cli {
    /// Which stack.
    stack: Option<String>,
    /// Folder of the stack files.
    #[arg(long, value_name = "DIR", default_value = "environments")]
    environments: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(text) => match writeln!(std::io::stdout(), "{text}") {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(message) => {
            drop(writeln!(std::io::stderr(), "error: {message}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<String, String> {
    let Some(stack) = cli.stack else { return Ok(StackKind::ALL.map(StackKind::name).join("\n")) };
    let kind: StackKind = stack.parse().map_err(|error| format!("{error}"))?;
    let path = cli.environments.join(format!("Pulumi.{}.yaml", kind.name()));
    let file = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let graph = golden::plan(kind, &file).await.map_err(|error| error.to_string())?;
    serde_json::to_string_pretty(&graph.to_json()).map_err(|error| error.to_string())
}
