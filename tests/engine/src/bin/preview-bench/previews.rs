//! `pulumi preview` of a stack that was never deployed: the command, the engine, host, program and provider.

use std::time::{Duration, Instant};

use engine_tests::{Binaries, Process, Workspace};

use crate::{RUNS, Result, median};

/// How often processes are looked at for their memory.
const LOOK: Duration = Duration::from_millis(10);

/// How long it takes.
pub(crate) fn time(binaries: &Binaries, size: usize) -> Result<Duration> {
    let workspace = sized(binaries, size)?;
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let begun = Instant::now();
        workspace.must(&["preview"])?;
        times.push(begun.elapsed());
    }
    Ok(median(times))
}

/// The largest sum of the resident sets of all its processes, bytes; in a run of its own, since looking takes time.
pub(crate) fn peak_memory(binaries: &Binaries, size: usize) -> Result<u64> {
    let workspace = sized(binaries, size)?;
    let mut running = workspace.start(&["preview"])?;
    let mut peak = 0;
    while running.is_running()? {
        peak = peak.max(workspace.processes().iter().filter_map(Process::resident_bytes).sum());
        std::thread::sleep(LOOK);
    }
    Ok(peak)
}

fn sized(binaries: &Binaries, size: usize) -> Result<Workspace> {
    let workspace = Workspace::new(binaries, "sized")?;
    workspace.must(&["config", "set", "count", &size.to_string()])?;
    Ok(workspace)
}
