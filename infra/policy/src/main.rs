//! The policy pack: `pulumi preview --policy-pack infra/policy`.

use std::process::ExitCode;

use infra_policy::pack::{Settings, pack};
use jiff::Timestamp;
use jiff::tz::TimeZone;

fn main() -> ExitCode {
    let today = Timestamp::now().to_zoned_datetime(TimeZone::UTC).date();
    pulumi::policy::run(pack(Settings::from_process(today)))
}
