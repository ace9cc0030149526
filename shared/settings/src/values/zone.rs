//! A time zone by its IANA name.

use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, de};

/// A time zone whose data was found when the settings were loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone, for calendar arithmetic.
    pub const fn time_zone(&self) -> &TimeZone {
        &self.0
    }

    /// The IANA name, for example `America/New_York`.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        TimeZone::get(&name).map(Self).map_err(|_| de::Error::custom("unknown time zone; use an IANA name"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked() {
        let zone: Zone = serde_json::from_str("\"America/New_York\"").unwrap();
        assert_eq!(zone.name(), "America/New_York");
        assert!(serde_json::from_str::<Zone>("\"Mars/Olympus\"").is_err());
    }
}
