//! The tolerant reader of shipments.

use serde_json::Value;

use crate::carrier::{Carrier, is_tracking_number};
use crate::json::{instant, list, reduce_gid, scalar, text, token};
use crate::shipment::{Shipment, TrackingEntry};

fn is_active(own_status: Option<&str>) -> bool {
    !matches!(own_status, Some("cancelled" | "canceled" | "error" | "failure"))
}

/// A shipment of the store, in its REST or GraphQL shape; none if it is not active.
pub(crate) fn store_shipment(value: &Value) -> Option<Shipment> {
    let own_status = token(value, &["status"]);
    if !value.is_object() || !is_active(own_status.as_deref()) {
        return None;
    }
    let listed = |names: &[&str]| list(value, names).into_iter().map(scalar).collect::<Vec<_>>();
    let mut tracking =
        pair(listed(&["tracking_numbers", "trackingNumbers"]), listed(&["tracking_urls", "trackingUrls"]));
    let info = list(value, &["trackingInfo", "tracking_info", "tracking"]);
    tracking.extend(info.iter().filter_map(|entry| tracking_entry(entry)));
    if tracking.is_empty() {
        tracking.extend(tracking_entry(value));
    }
    let carrier_raw = carrier_name(value).or_else(|| info.iter().find_map(|entry| carrier_name(entry)));
    Some(Shipment {
        status: token(value, &["shipment_status", "shipmentStatus", "displayStatus"]),
        shipped_at: instant(value, &["shipped_at", "shippedAt", "inTransitAt"]),
        ..shipment(value, carrier_raw, tracking)
    })
}

/// A shipment of the helpdesk's copy; none if it is not active.
pub(crate) fn helpdesk_shipment(value: &Value) -> Option<Shipment> {
    let status = token(value, &["shipmentStatus", "shipment_status", "status"]);
    if !value.is_object() || !is_active(token(value, &["status"]).as_deref()) {
        return None;
    }
    let entries = list(value, &["tracking"]);
    let mut tracking: Vec<TrackingEntry> = entries.iter().filter_map(|entry| tracking_entry(entry)).collect();
    if tracking.is_empty() {
        tracking.extend(tracking_entry(value));
    }
    let carrier_raw = entries.iter().find_map(|entry| carrier_name(entry)).or_else(|| carrier_name(value));
    let shipped_at = entries.iter().find_map(|entry| instant(entry, &["shippingDate", "shipping_date"]));
    Some(Shipment { status, shipped_at, ..shipment(value, carrier_raw, tracking) })
}

fn shipment(value: &Value, carrier_raw: Option<String>, tracking: Vec<TrackingEntry>) -> Shipment {
    Shipment {
        id: text(value, &["id"]).map(|id| reduce_gid(&id)),
        status: None,
        carrier: carrier_raw.as_deref().and_then(Carrier::from_name),
        carrier_raw,
        tracking,
        shipped_at: None,
        delivered_at: instant(value, &["delivered_at", "deliveredAt"]),
        created_at: instant(value, &["created_at", "createdAt"]),
    }
}

/// Numbers with the links at the same positions; an invalid number takes its link with it.
fn pair(numbers: Vec<Option<String>>, urls: Vec<Option<String>>) -> Vec<TrackingEntry> {
    let urls = urls.into_iter().chain(std::iter::repeat(None));
    numbers.into_iter().zip(urls).filter_map(|(number, url)| entry(number?, url)).collect()
}

fn tracking_entry(value: &Value) -> Option<TrackingEntry> {
    let number = text(value, &["tracking_number", "trackingNumber", "number"])?;
    entry(number, text(value, &["tracking_url", "trackingUrl", "url"]))
}

fn entry(number: String, url: Option<String>) -> Option<TrackingEntry> {
    is_tracking_number(&number).then_some(TrackingEntry { number, url })
}

fn carrier_name(value: &Value) -> Option<String> {
    text(value, &["tracking_company", "trackingCompany", "company"])
}
