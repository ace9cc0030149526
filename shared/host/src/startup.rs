//! What a process refuses to start with.

use switchboard_domain::Clock;
use switchboard_settings::values::llm::Provider;
use switchboard_settings::{Settings, Warning};

use crate::error::HostError;

/// Refuses what this build cannot do and what the environment does not start without; returns what needs a person.
///
/// # Errors
/// [`HostError::Model`] or [`HostError::Settings`].
pub fn check_startup(settings: &Settings, clock: &dyn Clock) -> Result<Vec<Warning>, HostError> {
    if settings.llm.provider != Provider::Offline {
        return Err(HostError::Model);
    }
    Ok(settings.check_startup(clock.now())?)
}
