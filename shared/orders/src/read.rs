//! The tolerant reader of order objects. It accepts the store's REST and GraphQL shapes and the helpdesk's copy; one
//! field of the wrong type costs that field, never the order.

use std::collections::BTreeMap;

use serde_json::Value;
use switchboard_domain::Redacted;

use crate::identity;
use crate::json::{field, instant, list, reduce_gid, scalar, text, token};
use crate::order::{Financial, Fulfilment, Order, OrderIdentity, OrderSource, OrderState};
use crate::read_shipment::{helpdesk_shipment, store_shipment};
use crate::shipment::Shipment;

/// Why a value is no order at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderShapeError {
    /// Not a JSON object.
    #[error("the order is not an object")]
    NotAnObject,
    /// An object with neither an id nor a name.
    #[error("the order has neither an id nor a name")]
    Unidentified,
}

impl OrderShapeError {
    /// A stable code for logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAnObject => "order_not_an_object",
            Self::Unidentified => "order_unidentified",
        }
    }
}

impl Order {
    /// Reads an order of the store, in the REST shape (`id, name, order_number, created_at, …`) or the GraphQL shape
    /// (`gid://…`, camel case, `nodes` and `edges`), also inside an `order` wrapper.
    ///
    /// # Errors
    /// Only when the value is no object or identifies no order.
    pub fn from_shopify(value: &Value) -> Result<Self, OrderShapeError> {
        let value = value.get("order").filter(|v| v.is_object()).unwrap_or(value);
        let shipments = list(value, &["fulfillments"]);
        let mut order = Self::read(OrderSource::Shopify, value, &["id", "admin_graphql_api_id", "legacyResourceId"])?;
        order.shipments = shipments.into_iter().filter_map(store_shipment).collect();
        order.fulfilment = fulfilment(value, &["fulfillment_status", "displayFulfillmentStatus"], &order.shipments);
        order.shipping_method = store_shipping_method(value);
        order.status_url = text(value, &["order_status_url", "statusPageUrl"]).map(Redacted::new);
        order.day_fields = day_fields(value);
        Ok(order)
    }

    /// Reads the helpdesk's copy of a linked order (`orderId`, `orderName`, epoch milliseconds, `tracking[]`). Its
    /// optional `email` is the owner's.
    ///
    /// # Errors
    /// Only when the value is no object or identifies no order.
    pub fn from_richpanel(value: &Value) -> Result<Self, OrderShapeError> {
        let shipments = list(value, &["fulfillment", "fulfillments"]);
        let mut order = Self::read(OrderSource::Richpanel, value, &["orderId", "order_id", "id"])?;
        order.shipments = shipments.into_iter().filter_map(helpdesk_shipment).collect();
        order.fulfilment = fulfilment(value, &["fulfillmentStatus", "fulfillment_status"], &order.shipments);
        order.shipping_method = text(value, &["shippingMethod", "shipping_method"]).or(store_shipping_method(value));
        order.status_url = text(value, &["statusUrl"]).map(Redacted::new);
        order.day_fields = day_fields(value);
        if token(value, &["status"]).is_some_and(|status| status.contains("cancel")) {
            order.state = OrderState::Cancelled;
        }
        Ok(order)
    }

    /// The fields that both sources share, up to spelling.
    fn read(source: OrderSource, value: &Value, ids: &[&str]) -> Result<Self, OrderShapeError> {
        if !value.is_object() {
            return Err(OrderShapeError::NotAnObject);
        }
        let mut order = Self::blank(source);
        order.id = text(value, ids).map(|id| reduce_gid(&id));
        let number = text(value, &["order_number", "orderNumber", "number"]);
        order.name = text(value, &["name", "orderName", "order_name"]).or(number.clone()).and_then(hashed_name);
        order.number = number
            .map(|n| n.trim_start_matches('#').to_owned())
            .or_else(|| order.name.as_ref().map(|n| n.trim_start_matches('#').to_owned()))
            .filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        if order.id.is_none() && order.name.is_none() {
            return Err(OrderShapeError::Unidentified);
        }
        order.created_at = instant(value, &["created_at", "createdAt"]);
        order.updated_at = instant(value, &["updated_at", "updatedAt"]);
        order.cancelled_at = instant(value, &["cancelled_at", "cancelledAt", "canceledAt"]);
        let has = |names: &[&str]| field(value, names).is_some_and(|v| v.as_bool() != Some(false) && v != "");
        order.state = if has(&["cancelled_at", "cancelledAt", "canceledAt"]) {
            OrderState::Cancelled
        } else if has(&["closed_at", "closedAt"]) {
            OrderState::Closed
        } else {
            OrderState::Open
        };
        order.financial = financial(value);
        order.refunds = list(value, &["refunds"])
            .into_iter()
            .filter(|refund| refund.is_object())
            .map(|refund| instant(refund, &["created_at", "createdAt"]))
            .collect();
        order.tags = tags(value);
        order.product_ids = product_ids(value);
        order.identity = read_identity(value);
        Ok(order)
    }
}

/// The customer-facing name with its `#`; a name that could not be an order name is none.
fn hashed_name(name: String) -> Option<String> {
    let bare = name.trim_start_matches('#').trim();
    let plausible = (1..=20).contains(&bare.len())
        && bare.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        && bare.bytes().any(|b| b.is_ascii_digit());
    plausible.then(|| format!("#{bare}"))
}

fn financial(value: &Value) -> Financial {
    let names = ["financial_status", "displayFinancialStatus", "financialStatus", "paymentStatus"];
    match token(value, &names).as_deref() {
        Some("pending") => Financial::Pending,
        Some("authorized") => Financial::Authorized,
        Some("partially_paid") => Financial::PartiallyPaid,
        Some("paid") => Financial::Paid,
        Some("partially_refunded") => Financial::PartiallyRefunded,
        Some("refunded") => Financial::Refunded,
        Some("voided") => Financial::Voided,
        _ => Financial::Unknown,
    }
}

/// The store writes null for "nothing shipped". When it says nothing although shipments exist, they decide.
fn fulfilment(value: &Value, names: &[&str], shipments: &[Shipment]) -> Fulfilment {
    match (field(value, names), token(value, names).as_deref()) {
        (None, _) if shipments.is_empty() => Fulfilment::Unfulfilled,
        (None, _) if open_quantity(value) > 0 => Fulfilment::Partial,
        (None, _) => Fulfilment::Fulfilled,
        (_, Some("fulfilled")) => Fulfilment::Fulfilled,
        (_, Some("partial" | "partially_fulfilled")) => Fulfilment::Partial,
        (_, Some("restocked")) => Fulfilment::Restocked,
        (
            _,
            Some(
                "unfulfilled"
                | "open"
                | "in_progress"
                | "on_hold"
                | "scheduled"
                | "pending_fulfillment"
                | "pending"
                | "null",
            ),
        ) => Fulfilment::Unfulfilled,
        _ => Fulfilment::Unknown,
    }
}

/// Items still to be shipped.
fn open_quantity(value: &Value) -> u64 {
    list(value, &["line_items", "lineItems"])
        .into_iter()
        .filter_map(|item| {
            field(item, &["fulfillable_quantity", "unfulfilledQuantity", "fulfillableQuantity"])?.as_u64()
        })
        .fold(0, u64::saturating_add)
}

fn store_shipping_method(value: &Value) -> Option<String> {
    let lines = list(value, &["shipping_lines", "shippingLines", "shippingLine"]);
    text(lines.into_iter().find(|line| line.is_object())?, &["title", "code", "delivery_category", "deliveryCategory"])
}

fn tags(value: &Value) -> Vec<String> {
    list(value, &["tags"])
        .into_iter()
        .filter_map(Value::as_str)
        .flat_map(|text| text.split(','))
        .map(|tag| tag.trim().to_lowercase())
        .filter(|tag| !tag.is_empty())
        .collect()
}

fn product_ids(value: &Value) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for item in list(value, &["line_items", "lineItems", "items"]) {
        let id = text(item, &["product_id", "productId"]).or_else(|| text(item.get("product")?, &["id"]));
        let Some(id) = id.map(|id| reduce_gid(&id)) else { continue };
        if id.bytes().all(|b| b.is_ascii_digit()) && !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

fn read_identity(value: &Value) -> OrderIdentity {
    let customer = field(value, &["customer"]).filter(|c| c.is_object());
    let customer_email =
        customer.and_then(|c| text(c, &["email"]).or_else(|| text(c.get("defaultEmailAddress")?, &["emailAddress"])));
    let mut emails: Vec<Redacted<String>> = Vec::new();
    for email in [text(value, &["email"]), customer_email].into_iter().flatten() {
        let email = identity::normalise_email(&email).map(Redacted::new);
        emails.extend(email.filter(|e| !emails.contains(e)));
    }
    let address = field(value, &["shipping_address", "shippingAddress"]);
    OrderIdentity {
        emails,
        phone: text(value, &["phone"]).and_then(|p| identity::normalise_phone(&p)).map(Redacted::new),
        zip: address.and_then(|a| text(a, &["zip"])).map(|z| Redacted::new(identity::normalise_zip(&z))),
    }
}

/// Metafields with a plausible number of business days, as `namespace.key` and as `key`, and top-level fields that are
/// such a number, so that the configured name finds its value whichever way the store delivers it.
fn day_fields(value: &Value) -> BTreeMap<String, u16> {
    let mut fields = BTreeMap::new();
    let mut add = |name: String, value: &Value| {
        let days = scalar(value).and_then(|text| text.parse::<u16>().ok());
        if let Some(days) = days.filter(|d| (1..=120).contains(d)) {
            fields.entry(name).or_insert(days);
        }
    };
    for metafield in list(value, &["metafields", "metafield"]) {
        let (Some(key), Some(value)) = (text(metafield, &["key"]), field(metafield, &["value"])) else { continue };
        if let Some(namespace) = text(metafield, &["namespace"]) {
            add(format!("{namespace}.{key}"), value);
        }
        add(key, value);
    }
    for object in [value.get("metafields"), Some(value)].into_iter().flatten() {
        for (name, value) in object.as_object().into_iter().flatten() {
            let inner = value.get("value").filter(|_| value.get("key").is_none());
            add(name.clone(), inner.unwrap_or(value));
        }
    }
    fields
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
