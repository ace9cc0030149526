//! What may be told about a shipment.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use switchboard_domain::HttpsUrl;

use crate::carrier::{Carrier, tracking_link};
use crate::order::Order;
use crate::shipment::Shipment;

/// Tracking facts of one shipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracking {
    /// Carrier: its label, or the name the order source gives, if any.
    pub carrier: Option<String>,
    /// Valid tracking number.
    pub number: String,
    /// Where the parcel can be followed.
    pub url: Option<HttpsUrl>,
    /// Shipping method with the real carrier's name.
    pub method_label: Option<String>,
}

/// Tracking of the order's newest shipment; none without a valid number. `allowed_hosts` as in [`tracking_link`].
pub fn newest_tracking(order: &Order, allowed_hosts: &BTreeSet<String>) -> Option<Tracking> {
    let shipment = order.newest_shipment()?;
    let entry = shipment.tracking.first()?;
    Some(Tracking {
        carrier: carrier_label(shipment),
        number: entry.number.trim().to_owned(),
        url: tracking_link(shipment.carrier, &entry.number, entry.url.as_deref(), allowed_hosts),
        method_label: order.shipping_method.as_deref().map(|method| method_label(method, shipment.carrier)),
    })
}

fn carrier_label(shipment: &Shipment) -> Option<String> {
    shipment.carrier.map(|c| c.label().to_owned()).or_else(|| shipment.carrier_raw.clone())
}

/// The method's label, corrected if it names another carrier than the one that ships: known carrier names are taken
/// out of it and the real one is put before it.
pub fn method_label(method: &str, carrier: Option<Carrier>) -> String {
    let method = method.trim();
    let named: Vec<Carrier> = Carrier::ALL.into_iter().filter(|c| !mentions(method, *c).is_empty()).collect();
    match carrier {
        Some(carrier) if !named.is_empty() && !named.contains(&carrier) => {
            let rest = named.into_iter().fold(method.to_owned(), without_carrier);
            format!("{} {rest}", carrier.label()).trim_end().to_owned()
        }
        _ => method.to_owned(),
    }
}

/// Byte ranges of the carrier's names in the text, as whole words.
fn mentions(text: &str, carrier: Carrier) -> Vec<std::ops::Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let bounded = |range: &std::ops::Range<usize>| {
        let before = lower[..range.start].chars().next_back();
        let after = lower[range.end..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    };
    let found = carrier
        .word_names()
        .into_iter()
        .flat_map(|name| lower.match_indices(name).map(|(at, name)| at..at + name.len()).collect::<Vec<_>>());
    found.filter(bounded).collect()
}

fn without_carrier(text: String, carrier: Carrier) -> String {
    let mentions = mentions(&text, carrier);
    let kept = text.char_indices().filter(|(at, _)| !mentions.iter().any(|range| range.contains(at)));
    let kept: String = kept.map(|(_, c)| c).filter(|c| !"®™".contains(*c)).collect();
    let words: Vec<&str> = kept.split_whitespace().collect();
    words.join(" ").trim_matches(|c: char| "-–:,/".contains(c) || c.is_whitespace()).to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn labels_name_the_real_carrier() {
        for (method, carrier, expected) in [
            ("UPS Ground", Some(Carrier::FedEx), "FedEx Ground"),
            ("UPS® Ground", Some(Carrier::FedEx), "FedEx Ground"),
            ("Federal Express - Overnight", Some(Carrier::Ups), "UPS Overnight"),
            ("USPS", Some(Carrier::Dhl), "DHL"),
            ("United States Postal Service Priority", Some(Carrier::Ups), "UPS Priority"),
            ("UPS Ground", Some(Carrier::Ups), "UPS Ground"),
            ("USPS or UPS Ground", Some(Carrier::Ups), "USPS or UPS Ground"),
            ("Standard", Some(Carrier::Ups), "Standard"),
            ("UPS Ground", None, "UPS Ground"),
            ("Upscale Delivery", Some(Carrier::FedEx), "Upscale Delivery"),
        ] {
            assert_eq!(method_label(method, carrier), expected, "{method}");
        }
    }

    #[test]
    fn tracking_is_that_of_the_newest_shipment() {
        let order = Order::from_shopify(&json!({"id": 1, "shipping_lines": [{"title": "UPS Ground"}], "fulfillments": [
            {"id": 1, "created_at": "2026-09-02T10:00:00Z", "tracking_company": "Royal Mail", "tracking_number": "AB123456"},
            {"id": 2, "created_at": "2026-09-01T10:00:00Z", "tracking_company": "UPS", "tracking_number": "1Z999999"}]}))
        .unwrap();
        let tracking = newest_tracking(&order, &BTreeSet::new()).unwrap();
        assert_eq!((tracking.carrier.as_deref(), tracking.number.as_str()), (Some("Royal Mail"), "AB123456"));
        assert_eq!((tracking.url, tracking.method_label.as_deref()), (None, Some("UPS Ground")));
    }
}
