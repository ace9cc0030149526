//! The example as a Pulumi program.

use std::process::ExitCode;

fn main() -> ExitCode {
    pulumi::run(switchboard_recorder::example::program)
}
