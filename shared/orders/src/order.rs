//! `order.v1`: an order as Switchboard needs it, whichever system told us about it.

use serde::{Deserialize, Serialize};
use switchboard_domain::{Redacted, Secret, Timestamp, keys};

use crate::shipment::Shipment;

/// Which system the facts come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderSource {
    /// The store.
    Shopify,
    /// The helpdesk's copy of the linked order.
    Richpanel,
}

/// Life cycle of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Neither cancelled nor archived.
    Open,
    /// Cancelled.
    Cancelled,
    /// Archived by the merchant; says nothing about delivery.
    Closed,
}

/// Payment state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names are the store's own")]
pub enum Financial {
    Pending,
    Authorized,
    PartiallyPaid,
    Paid,
    PartiallyRefunded,
    Refunded,
    Voided,
    /// Absent or a value we do not know; it blocks nothing.
    Unknown,
}

/// Fulfilment state of the whole order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fulfilment {
    /// Nothing shipped.
    Unfulfilled,
    /// Some items shipped.
    Partial,
    /// Everything shipped.
    Fulfilled,
    /// Everything went back to stock.
    Restocked,
    /// A value we do not know.
    Unknown,
}

/// Identity of the buyer, for the match step only: it is not serialised and prints as a marker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderIdentity {
    /// Email of the order, then of its customer; trimmed, lower case.
    pub emails: Vec<Redacted<String>>,
    /// Phone of the order in E.164.
    pub phone: Option<Redacted<String>>,
    /// ZIP of the shipping address: lower case, no spaces.
    pub zip: Option<Redacted<String>>,
}

/// Keyed hashes of an order's identity: the form in which it may be stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityHashes {
    /// HMAC-SHA256 of the first email.
    pub email_hash: Option<String>,
    /// HMAC-SHA256 of the phone.
    pub phone_hash: Option<String>,
    /// HMAC-SHA256 of the ZIP.
    pub zip_hash: Option<String>,
}

/// An order (`order.v1`). Street, city, names, prices and item titles are never read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Where it was read.
    pub source: OrderSource,
    /// Id in the source; a GID is reduced to its digits.
    pub id: Option<String>,
    /// Customer-facing name, always with `#`.
    pub name: Option<String>,
    /// The digits of the order number, if the source gives them.
    pub number: Option<String>,
    /// When it was placed.
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
    /// Life cycle.
    pub state: OrderState,
    /// Payment.
    pub financial: Financial,
    /// Fulfilment.
    pub fulfilment: Fulfilment,
    /// Active shipments in the order of the source.
    pub shipments: Vec<Shipment>,
    /// Time of each refund; `None` where it cannot be read.
    pub refunds: Vec<Option<Timestamp>>,
    /// Shipping method as the customer chose it.
    pub shipping_method: Option<String>,
    /// Trimmed, lower case.
    pub tags: Vec<String>,
    /// Numeric product ids, each once.
    pub product_ids: Vec<String>,
    /// Candidates for the pre-order field: name to business days, 1 to 120. The configured name selects one.
    pub day_fields: std::collections::BTreeMap<String, u16>,
    /// Status page of the order. The link grants access by itself, so it is not serialised.
    #[serde(skip)]
    pub status_url: Option<Redacted<String>>,
    /// Buyer, for the match step.
    #[serde(skip)]
    pub identity: OrderIdentity,
}

impl Order {
    /// An order of which nothing is known.
    pub(crate) fn blank(source: OrderSource) -> Self {
        Self {
            source,
            id: None,
            name: None,
            number: None,
            created_at: None,
            updated_at: None,
            cancelled_at: None,
            state: OrderState::Open,
            financial: Financial::Unknown,
            fulfilment: Fulfilment::Unknown,
            shipments: Vec::new(),
            refunds: Vec::new(),
            shipping_method: None,
            tags: Vec::new(),
            product_ids: Vec::new(),
            day_fields: std::collections::BTreeMap::new(),
            status_url: None,
            identity: OrderIdentity::default(),
        }
    }

    /// Keyed hashes of the buyer's identity under the environment's identity key.
    pub fn identity_hashes(&self, key: &Secret<Vec<u8>>) -> IdentityHashes {
        let hash = |value: Option<&Redacted<String>>| value.map(|v| keys::keyed_hash(key, v.expose()));
        IdentityHashes {
            email_hash: hash(self.identity.emails.first()),
            phone_hash: hash(self.identity.phone.as_ref()),
            zip_hash: hash(self.identity.zip.as_ref()),
        }
    }

    /// Whether the order carries exactly this number: its name is `#`, the prefix (if any) and the digits, or its
    /// number is the digits.
    pub fn has_number(&self, digits: &str, prefix: Option<&str>) -> bool {
        let named = |name: &str| {
            let rest = name.strip_prefix('#').unwrap_or(name);
            let stripped = prefix.filter(|p| !p.is_empty()).and_then(|p| {
                let head = rest.get(..p.len())?;
                head.eq_ignore_ascii_case(p).then(|| rest[p.len()..].trim_start_matches('-'))
            });
            rest == digits || stripped == Some(digits)
        };
        self.number.as_deref() == Some(digits) || self.name.as_deref().is_some_and(named)
    }

    /// Whether both records describe one order: equal ids, or equal names where an id is missing or belongs to another
    /// system.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
        same(&self.id, &other.id)
            || (self.name.as_deref().zip(other.name.as_deref()).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b)))
    }

    /// The newest shipment: greatest hand-over time, else greatest creation time, else the last one.
    pub fn newest_shipment(&self) -> Option<&Shipment> {
        let by = |time: fn(&Shipment) -> Option<Timestamp>| {
            self.shipments.iter().filter(|s| time(s).is_some()).max_by_key(|s| time(s))
        };
        by(|s| s.shipped_at).or_else(|| by(|s| s.created_at)).or(self.shipments.last())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Order {
        Order { name: Some(name.into()), ..Order::blank(OrderSource::Shopify) }
    }

    #[test]
    fn numbers_match_exactly_or_with_the_configured_prefix() {
        assert!(named("#10442").has_number("10442", None));
        assert!(!named("#104421").has_number("10442", None));
        assert!(!named("#EX10442").has_number("10442", None));
        assert!(named("#EX10442").has_number("10442", Some("ex")));
        assert!(named("#EX-10442").has_number("10442", Some("EX")));
        assert!(!named("#é10442").has_number("10442", Some("x")));
        let numbered = Order { number: Some("10442".into()), ..named("#SB-10442-A") };
        assert!(numbered.has_number("10442", None));
    }

    #[test]
    fn newest_shipment_prefers_hand_over_then_creation_then_position() {
        let shipment = |id: &str, shipped: Option<i64>, created: Option<i64>| Shipment {
            id: Some(id.into()),
            shipped_at: shipped.map(Timestamp::from_millis),
            created_at: created.map(Timestamp::from_millis),
            ..Shipment::default()
        };
        for (shipments, newest) in [
            (vec![shipment("a", Some(5), None), shipment("b", Some(3), Some(9))], "a"),
            (vec![shipment("a", None, Some(9)), shipment("b", None, Some(3))], "a"),
            (vec![shipment("a", None, None), shipment("b", None, None)], "b"),
        ] {
            let order = Order { shipments, ..named("#1") };
            assert_eq!(order.newest_shipment().and_then(|s| s.id.as_deref()), Some(newest));
        }
    }

    #[test]
    fn identity_is_neither_serialised_nor_printed() {
        let mut order = named("#1");
        order.identity.emails.push("anna@mail.example".to_owned().into());
        order.identity.zip = Some("90210".to_owned().into());
        order.status_url = Some("https://shop.example/orders/secret".to_owned().into());
        let json = serde_json::to_string(&order).unwrap();
        for secret in ["anna", "90210", "secret"] {
            assert!(!json.contains(secret) && !format!("{order:?}").contains(secret), "{secret}");
        }
        let hashes = order.identity_hashes(&Secret::new(b"key".to_vec()));
        assert_eq!(hashes.email_hash.map(|h| h.len()), Some(52));
        assert_eq!(hashes.phone_hash, None);
    }
}
