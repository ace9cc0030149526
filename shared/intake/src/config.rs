//! What of the settings the intake needs.

use switchboard_domain::Millis;
use switchboard_settings::Settings;
use switchboard_settings::values::ingress::Ingress;
use switchboard_settings::values::richpanel::Channels;

/// Settings of the intake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntakeConfig {
    /// The `ingress.*` keys.
    pub ingress: Ingress,
    /// Vendor channels, to recognise live chat.
    pub channels: Channels,
    /// Live chat has a queue of its own.
    pub livechat_lane: bool,
}

impl From<&Settings> for IntakeConfig {
    fn from(settings: &Settings) -> Self {
        Self {
            ingress: settings.ingress.clone(),
            channels: settings.channels.clone(),
            livechat_lane: settings.queue.livechat_lane,
        }
    }
}

impl IntakeConfig {
    pub(crate) fn settle(&self) -> Millis {
        self.ingress.settle()
    }

    pub(crate) fn burst_bucket(&self) -> Millis {
        self.ingress.burst_bucket()
    }
}
