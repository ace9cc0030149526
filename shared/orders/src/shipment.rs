//! One parcel of an order.

use serde::{Deserialize, Serialize};
use switchboard_domain::Timestamp;

use crate::carrier::Carrier;

/// A valid tracking number and the link that the order source gave with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TrackingEntry {
    /// 6 to 40 letters, digits, spaces or hyphens.
    pub number: String,
    /// As supplied, unchecked.
    pub url: Option<String>,
}

/// One active shipment: the order source did not cancel it and it did not fail to be created.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// Id in the order source.
    pub id: Option<String>,
    /// What the carrier reports, lower case with underscores, for example `in_transit`.
    pub status: Option<String>,
    /// Carrier as the source names it.
    pub carrier_raw: Option<String>,
    /// Carrier, if it is one of the four we can link to.
    pub carrier: Option<Carrier>,
    /// Valid tracking numbers with their links; junk is left out.
    pub tracking: Vec<TrackingEntry>,
    /// When the parcel was handed over.
    pub shipped_at: Option<Timestamp>,
    /// When it was delivered.
    pub delivered_at: Option<Timestamp>,
    /// When the shipment was recorded.
    pub created_at: Option<Timestamp>,
}

impl Shipment {
    /// Whether the carrier reports it as delivered.
    pub fn is_delivered(&self) -> bool {
        match self.status.as_deref() {
            Some(status) => status == "delivered",
            None => self.delivered_at.is_some(),
        }
    }

    /// Whether the carrier reports something that a person must look into.
    pub fn is_exceptional(&self) -> bool {
        const MARKS: [&str; 8] =
            ["failure", "failed", "return", "exception", "attempted", "not_delivered", "undeliver", "lost"];
        self.status.as_deref().is_some_and(|status| MARKS.iter().any(|mark| status.contains(mark)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_that_need_a_person() {
        for (status, delivered, exceptional) in [
            ("delivered", true, false),
            ("in_transit", false, false),
            ("out_for_delivery", false, false),
            ("failure", false, true),
            ("returned", false, true),
            ("return_to_sender", false, true),
            ("delivery_exception", false, true),
            ("attempted_delivery", false, true),
            ("not_delivered", false, true),
            ("lost", false, true),
        ] {
            let shipment = Shipment { status: Some(status.into()), ..Shipment::default() };
            assert_eq!((shipment.is_delivered(), shipment.is_exceptional()), (delivered, exceptional), "{status}");
        }
        let silent = Shipment { delivered_at: Some(Timestamp::from_millis(1)), ..Shipment::default() };
        assert!(silent.is_delivered() && !silent.is_exceptional());
    }
}
