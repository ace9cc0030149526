//! The Pulumi program of every stack in plan purpose: nothing is built, addresses of this machine are named only.

use std::process::ExitCode;

use switchboard_infra::{Purpose, program};

fn main() -> ExitCode {
    pulumi::run(|ctx| program(ctx, Purpose::Plan))
}
