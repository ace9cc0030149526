//! `pulumi up --stack …` runs this.

use std::process::ExitCode;

fn main() -> ExitCode {
    pulumi::run(|ctx| switchboard_infra::program(ctx, switchboard_infra::Purpose::Deploy))
}
