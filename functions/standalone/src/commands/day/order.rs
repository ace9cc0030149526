//! Orders of the day in short form, and the store's form of them.

use serde::Deserialize;
use serde_json::{Value, json};
use switchboard_domain::{Millis, Timestamp};

/// An order. All days count back from the moment the day begins.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Order {
    pub(super) number: u32,
    /// The helpdesk links it to the ticket.
    #[serde(default)]
    pub(super) linked: bool,
    /// Whose order it is.
    #[serde(default)]
    owner: Owner,
    placed_days_ago: i64,
    /// Shipping method at checkout.
    #[serde(default = "standard")]
    method: String,
    #[serde(default = "paid")]
    financial: String,
    /// None, `partial` or `fulfilled`.
    fulfillment: Option<String>,
    #[serde(default)]
    tags: String,
    cancelled_days_ago: Option<i64>,
    refunded_days_ago: Option<i64>,
    #[serde(default)]
    shipments: Vec<Shipment>,
}

/// The address on an order.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Owner {
    /// The customer of the ticket.
    #[default]
    Customer,
    /// Somebody else.
    Stranger,
    /// Nobody: a guest order without an address.
    Nobody,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipment {
    carrier: Option<String>,
    tracking: Option<String>,
    /// The carrier's status: `in_transit`, `delivered`, `failure`, …
    status: Option<String>,
    shipped_days_ago: i64,
}

fn standard() -> String {
    "Standard (3-5 business days)".to_owned()
}

fn paid() -> String {
    "paid".to_owned()
}

impl Order {
    /// The order as the store's admin side takes it.
    pub(super) fn to_store(&self, customer_email: &str, now: Timestamp) -> Value {
        let ago = |days: i64| now.saturating_sub(Millis::from_hours(24 * days));
        let email = match self.owner {
            Owner::Customer => Some(customer_email.to_owned()),
            Owner::Stranger => Some(format!("owner.of.{}@elsewhere.example", self.number)),
            Owner::Nobody => None,
        };
        let left = i32::from(self.fulfillment.as_deref() != Some("fulfilled"));
        let fulfillments: Vec<Value> = self.shipments.iter().enumerate().map(|(n, s)| s.to_store(n, ago)).collect();
        let refunds: Vec<Value> =
            self.refunded_days_ago.map(|days| json!({"id": 1, "created_at": ago(days)})).into_iter().collect();
        json!({
            "id": 5_000_000_000_u64 + u64::from(self.number),
            "name": format!("#{}", self.number), "order_number": self.number,
            "email": email, "customer": {"id": 6_000_000 + self.number, "email": email},
            "created_at": ago(self.placed_days_ago), "processed_at": ago(self.placed_days_ago), "updated_at": now,
            "cancelled_at": self.cancelled_days_ago.map(ago), "financial_status": self.financial,
            "fulfillment_status": self.fulfillment, "tags": self.tags,
            "line_items": [{"product_id": 7_001, "quantity": 1, "fulfillable_quantity": left}],
            "fulfillments": fulfillments, "shipping_lines": [{"title": self.method}], "refunds": refunds,
        })
    }
}

impl Shipment {
    fn to_store(&self, index: usize, ago: impl Fn(i64) -> Timestamp) -> Value {
        let at = ago(self.shipped_days_ago);
        let delivered = (self.status.as_deref() == Some("delivered")).then_some(at);
        json!({
            "id": 8_000 + index, "status": "success", "shipment_status": self.status, "created_at": at,
            "updated_at": at, "delivered_at": delivered, "tracking_company": self.carrier,
            "tracking_number": self.tracking,
        })
    }
}
