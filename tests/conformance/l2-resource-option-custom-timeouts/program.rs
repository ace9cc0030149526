//! How long operations may take, also from the configuration.

use std::time::Duration;

use pulumi::{Context, CustomTimeouts, Error, ResourceOptions, Result};

use super::simple;

/// A time as Go writes it, in one unit: `7m`, `1h`, `.2m`.
fn duration(text: &str) -> Result<Duration> {
    let (number, seconds) = match text.split_at_checked(text.len().saturating_sub(1)) {
        Some((number, "h")) => (number, 3_600.0),
        Some((number, "m")) => (number, 60.0),
        Some((number, "s")) => (number, 1.0),
        _ => return Err(Error::new(format!("`{text}` is no time: a number and one of h, m, s"))),
    };
    let seconds = number.parse::<f64>()? * seconds;
    Duration::try_from_secs_f64(seconds).map_err(|error| Error::new(format!("`{text}` is no time: {error}")))
}

const fn minutes(count: u64) -> Option<Duration> {
    Some(Duration::from_secs(count * 60))
}

pub(crate) async fn program(ctx: Context) -> Result {
    let create: String = ctx.config().require("createTimeout")?;
    let create = Some(duration(&create)?);
    let none = CustomTimeouts::default();
    let timeouts = |timeouts| ResourceOptions::new().custom_timeouts(timeouts);
    simple(&ctx, "noTimeouts", true, ResourceOptions::new());
    simple(&ctx, "createOnly", true, timeouts(CustomTimeouts { create: minutes(5), ..none }));
    simple(&ctx, "updateOnly", true, timeouts(CustomTimeouts { update: minutes(10), ..none }));
    simple(&ctx, "deleteOnly", true, timeouts(CustomTimeouts { delete: minutes(3), ..none }));
    simple(&ctx, "readOnly", true, timeouts(CustomTimeouts { read: minutes(9), ..none }));
    let all = CustomTimeouts { create: minutes(2), update: minutes(4), delete: minutes(1), read: minutes(5) };
    simple(&ctx, "allTimeouts", true, timeouts(all));
    simple(&ctx, "configTimeout", true, timeouts(CustomTimeouts { create, ..none }));
    Ok(())
}
