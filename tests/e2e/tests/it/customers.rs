//! What customers write.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_domain::Millis;

use crate::vendors::Vendors;

/// Gets a reply that needs no order.
pub(crate) const DAMAGED: &str = "My diffuser arrived broken, the glass is cracked and oil leaked all over the box.";
/// Goes to a person, always.
pub(crate) const CHARGEBACK: &str =
    "I won't involve my bank unless this is fixed by Friday, then I reverse the charge.";
/// Gets a reply from a linked order, else the question for the number.
pub(crate) const STATUS: &str = "Where is my order? Has it shipped yet?";

/// A ticket and the ids of its customer messages, oldest first.
#[derive(Clone, Debug)]
pub(crate) struct Thread {
    pub(crate) id: String,
    pub(crate) comments: Vec<String>,
}

/// A customer that nobody else is: caps hold per customer.
pub(crate) fn address(n: u64) -> String {
    format!("customer-{n}@mail.example")
}

impl Vendors {
    /// A customer writes a mail.
    pub(crate) async fn mail(&self, address: &str, text: &str) -> Thread {
        self.write_in(json!({
            "subject": "A question", "comment": {"sender_type": "customer", "body": text},
            "via": {"channel": "email", "source": {"from": {"address": address}, "to": {"address": "help@shop.example"}}},
            "customer_profile": {"firstName": "Ann", "lastName": "Lee"},
        }))
        .await
    }

    /// A customer opens the chat.
    pub(crate) async fn chat(&self, address: &str, text: &str) -> Thread {
        self.write_in(json!({
            "comment": {"sender_type": "customer", "body": text}, "via": {"channel": "livechat"},
            "customer_profile": {"firstName": "Bo", "email": address},
        }))
        .await
    }

    pub(crate) async fn write_in(&self, ticket: Value) -> Thread {
        let (status, body) = self.admin(Method::POST, "/v1/tickets", Some(&json!({ "ticket": ticket }))).await;
        assert_eq!(status, 201, "{body}");
        let ticket = body.get("ticket").unwrap_or(&body);
        let comment = ticket["comments"][0]["id"].as_str().unwrap().to_owned();
        Thread { id: ticket["id"].as_str().unwrap().to_owned(), comments: vec![comment] }
    }

    /// The customer writes again.
    pub(crate) async fn again(&self, thread: &mut Thread, text: &str) {
        let body = json!({"ticket_id": thread.id, "body": text});
        let (status, body) = self.admin(Method::POST, "/_sim/messages", Some(&body)).await;
        assert_eq!(status, 201, "{body}");
        thread.comments.push(body["comment_id"].as_str().unwrap().to_owned());
    }

    /// An order that was placed two days ago and has not left yet.
    pub(crate) async fn unshipped_order(&self, number: u64, address: &str, ticket: Option<&str>) {
        let placed = self.clock.now().saturating_sub(Millis::from_hours(48));
        let order = json!({
            "id": 5_000_000 + number, "name": format!("#{number}"), "order_number": number, "email": address,
            "created_at": placed, "financial_status": "paid", "fulfillment_status": null,
            "customer": {"id": number, "email": address}, "shipping_lines": [{"title": "Standard Shipping"}],
            "fulfillments": [], "tags": "",
        });
        self.order(order, ticket).await;
    }
}
