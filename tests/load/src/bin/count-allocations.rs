//! Counts what one decision allocates. A program of its own, so that counting slows no measurement of time.

use std::alloc::System;
use std::io::{Write, stderr, stdout};
use std::path::Path;
use std::process::ExitCode;

use serde_json::json;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use switchboard_load::LoadError;
use switchboard_load::decision::Workload;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> ExitCode {
    let Some(training) = std::env::args().nth(1) else {
        drop(writeln!(stderr(), "usage: count-allocations TRAINING_FOLDER"));
        return ExitCode::from(2);
    };
    match count(Path::new(&training)) {
        Ok(line) => {
            drop(writeln!(stdout(), "{line}"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            drop(writeln!(stderr(), "error[{}]: {error}", error.code()));
            ExitCode::FAILURE
        }
    }
}

fn count(training: &Path) -> Result<serde_json::Value, LoadError> {
    let workload = Workload::read(training)?;
    for index in 0..workload.len() {
        workload.decide(index)?; // patterns and model are built at first use
    }
    let region = Region::new(ALLOCATOR);
    for index in 0..workload.len() {
        workload.decide(index)?;
    }
    let change = region.change();
    let decisions = workload.len() as f64;
    Ok(json!({
        "allocations": (change.allocations + change.reallocations) as f64 / decisions,
        "bytes": change.bytes_allocated as f64 / decisions,
    }))
}
