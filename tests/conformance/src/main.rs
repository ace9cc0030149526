//! The programs of the conformance tests in one binary: `conformance <test> <run>` is the program of that test, and
//! `conformance policy <pack>` serves a policy pack.

#![allow(clippy::approx_constant, reason = "the numbers are those that the suite compares, not those of mathematics")]

mod programs_a;
mod programs_b;
mod programs_c;
mod programs_d;
mod resources;

use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [test, run, ..] = arguments.as_slice() else {
        drop(writeln!(std::io::stderr(), "usage: conformance <test> <run>; tests/conformance/README.md explains it"));
        return ExitCode::from(2);
    };
    let program = programs_a::run(test, run)
        .or_else(|| programs_b::run(test, run))
        .or_else(|| programs_c::run(test, run))
        .or_else(|| programs_d::run(test, run));
    program.unwrap_or_else(|| {
        drop(writeln!(std::io::stderr(), "no program for run {run} of test {test}"));
        ExitCode::from(2)
    })
}
