//! The program that the engine starts: `pulumi-resource-aws <engine address>`.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use stand_in::journal::Journal;
use stand_in::server::serve;
use stand_in::{Provider, Settings};

/// How often the parent is looked at.
const WATCH: Duration = Duration::from_secs(1);

const HELP: &str = "Stand-in for Pulumi's AWS provider, for tests. The Pulumi engine starts it as

    pulumi-resource-aws <engine address>

and reads the port from the first line of its output.

Environment:
    STAND_IN_MODE=plan-only         previews work, changes are refused (default)
    STAND_IN_MODE=file              resources are kept in a JSON file
    STAND_IN_STORE=<path>           that file
    STAND_IN_MODE=emulator          resources are carried out on an AWS emulator
    STAND_IN_ENDPOINT=<URL>         its address on this machine
    STAND_IN_LATENCY_MS=<number>    how long every call to the cloud takes
    STAND_IN_LOG=<path>             log of calls in JSON lines
";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        return finish(std::io::stdout().write_all(HELP.as_bytes()));
    }
    if arguments.iter().any(|argument| argument == "--version") {
        return finish(writeln!(std::io::stdout(), "pulumi-resource-aws (stand-in) {}", env!("CARGO_PKG_VERSION")));
    }
    finish(run().await)
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let settings = Settings::read(|name| std::env::var(name).ok());
    let journal = match settings.as_ref().ok().and_then(|settings| settings.log.as_deref()) {
        Some(path) => Journal::open(path).map_err(|error| format!("STAND_IN_LOG={}: {error}", path.display()))?,
        None => Journal::default(),
    };
    let provider = Provider::new(settings, journal)?;
    let announce = |port| {
        let mut output = std::io::stdout().lock();
        writeln!(output, "{port}")?;
        output.flush()
    };
    serve(provider, announce, orphaned()).await?;
    Ok(())
}

/// Ends when the engine is gone: one that was killed cannot stop its providers.
async fn orphaned() {
    let parent = std::os::unix::process::parent_id();
    while std::os::unix::process::parent_id() == parent {
        tokio::time::sleep(WATCH).await;
    }
}

fn finish<E: std::fmt::Display>(result: Result<(), E>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "pulumi-resource-aws: {error}");
            ExitCode::FAILURE
        }
    }
}
