//! Measures previews with the real engine, the SDK alone and the host's start, and prints a table. Run it with `--release`
//! on a quiet machine:
//!
//! ```text
//! cargo run --release --package switchboard-engine-tests --bin preview-bench
//! ```

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use engine_tests::Binaries;

mod host;
mod previews;
mod sdk;

/// Runs of everything; the median counts.
const RUNS: usize = 5;
/// Resources of the stacks that are previewed.
const SIZES: [usize; 3] = [1, 40, 150];

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without standard error the exit code is all there is.
            drop(writeln!(std::io::stderr(), "preview-bench: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result {
    let binaries = Binaries::get()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut out = std::io::stdout().lock();
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    writeln!(out, "{profile} build, median of {RUNS} runs")?;
    writeln!(out, "| what | time | peak memory of all processes |")?;
    writeln!(out, "| --- | ---: | ---: |")?;
    for size in SIZES {
        let (time, memory) = (previews::time(binaries, size)?, previews::peak_memory(binaries, size)?);
        let (seconds, mebibytes) = (time.as_secs_f64(), memory / (1024 * 1024));
        writeln!(out, "| preview of a new stack, resources: {size} | {seconds:.2} s | {mebibytes} MiB |")?;
    }
    let each = runtime.block_on(sdk::time_per_resource());
    writeln!(out, "| SDK alone, each resource | {:.1} µs | |", each.as_secs_f64() * 1e6)?;
    let start = runtime.block_on(host::time_to_answer(&binaries.host))?;
    writeln!(out, "| host, from its start to its first answer | {:.1} ms | |", start.as_secs_f64() * 1e3)?;
    Ok(())
}

/// The middle one.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
