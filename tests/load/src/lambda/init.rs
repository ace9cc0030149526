//! From the start of a process to its first poll.

use std::time::Instant;

use switchboard_runtime_api::RuntimeApi;

use super::INIT_RATIO;
use super::functions::{Bench, Program};
use crate::Length;
use crate::error::LoadError;
use crate::figure::Report;
use crate::statistics::Samples;

/// The functions take turns, so that a disturbance meets them alike.
pub(super) async fn measure(report: &mut Report, bench: &Bench, length: Length) -> Result<(), LoadError> {
    let starts = length.choose(60, 5);
    let mut times = Program::ALL.map(|_| Samples::default());
    for program in Program::ALL {
        start(bench, program).await?; // the file is in memory from here on
    }
    for _ in 0..starts {
        for (program, times) in Program::ALL.into_iter().zip(&mut times) {
            times.push(start(bench, program).await?);
        }
    }
    let [hello, ours @ ..] = &times;
    report.figure("peer: init", "ms", hello);
    for (program, times) in Program::ALL.into_iter().skip(1).zip(ours) {
        report.figure(&format!("{}: init", program.name()), "ms", times);
    }
    for (program, times) in Program::ALL.into_iter().skip(1).zip(ours) {
        let (name, ratio) = (format!("{}: init, to peer", program.name()), times.divided_by(hello));
        match program {
            Program::Ingress | Program::Worker => report.at_most(&name, "x", &ratio, INIT_RATIO),
            Program::Hello | Program::Jobs => report.figure(&name, "x", &ratio),
        }
    }
    Ok(())
}

/// Milliseconds of one start.
async fn start(bench: &Bench, program: Program) -> Result<f64, LoadError> {
    let mut api = RuntimeApi::start(program.name()).await?;
    let started = Instant::now();
    let _function = bench.function(program, &api)?;
    let polled = api.polled().await?;
    Ok((polled - started).as_secs_f64() * 1e3)
}
