//! What a process refuses to start with.

use switchboard_domain::Clock;
use switchboard_settings::{Settings, Warning};

use crate::error::HostError;

/// Refuses what the environment does not start without, a model without a dated name included; returns what needs a
/// person.
///
/// # Errors
/// [`HostError::Settings`] with everything that is missing.
pub fn check_startup(settings: &Settings, clock: &dyn Clock) -> Result<Vec<Warning>, HostError> {
    Ok(settings.check_startup(clock.now())?)
}
