//! The order that the vendor has linked to a conversation.

use std::fmt;

use serde_json::Value;

use crate::loose::first_text;

/// Where a linked order is found. The ids are the store's and the vendor's, not the conversation's.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkedOrder {
    /// The store's order id.
    pub order_id: String,
    /// The vendor's id of the store connection, needed for [`crate::RichpanelClient::order_detail`].
    pub app_client_id: Option<String>,
}

impl fmt::Debug for LinkedOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkedOrder { .. }")
    }
}

/// The link in an answer; `None` when the answer is an object without an order id.
pub(crate) fn read(body: &Value) -> Option<LinkedOrder> {
    Some(LinkedOrder {
        order_id: first_text(body, &["orderId", "order_id"])?,
        app_client_id: first_text(body, &["appClientId", "appclient_id"]),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_link_needs_an_order_id() {
        let link = read(&json!({"orderId": 5550001, "appClientId": "app"})).unwrap();
        assert_eq!((link.order_id.as_str(), link.app_client_id.as_deref()), ("5550001", Some("app")));
        assert_eq!(format!("{link:?}"), "LinkedOrder { .. }");
        for none in [json!({}), json!({"orderId": null}), json!({"orderId": ""}), json!({"orderId": {}}), json!([])] {
            assert_eq!(read(&none), None, "{none}");
        }
    }
}
