//! The messages that are decided: the committed development set, each as a ticket with its customer, every message about
//! an order's whereabouts with a linked order.

use std::path::Path;

use serde_json::{Value, json};
use switchboard_classify::train::{Labelled, parse_labelled};
use switchboard_domain::{ChannelClass, Intent};
use switchboard_orders::{LinkedOrder, Order, OrderFacts};
use switchboard_policy::case::Case;
use switchboard_policy::{ModelSource, PolicyConfig, assess, decide};
use switchboard_settings::{Environment, Settings};

use crate::error::LoadError;

struct Message {
    case: Case,
    facts: OrderFacts,
}

/// Messages ready to be decided; nothing is parsed or read while time is taken.
pub struct Workload {
    labelled: Vec<Labelled>,
    messages: Vec<Message>,
    config: PolicyConfig,
}

impl Workload {
    /// Reads the committed development set, of the repository that the training folder belongs to.
    ///
    /// # Errors
    /// A file that cannot be read, or a wrong line.
    pub fn read(training: &Path) -> Result<Self, LoadError> {
        let file = training.ancestors().nth(3).unwrap_or(training).join("tests/evaluation/dev.jsonl");
        let text = std::fs::read_to_string(&file).map_err(LoadError::io("tests/evaluation/dev.jsonl"))?;
        let labelled = parse_labelled(&text).map_err(|error| LoadError::Training(error.into()))?;
        let messages =
            labelled.iter().enumerate().map(|(index, labelled)| message(index, labelled)).collect::<Result<_, _>>()?;
        let config = PolicyConfig::from(&Settings::defaults(Environment::Local)?);
        Ok(Self { labelled, messages, config })
    }

    /// Number of messages.
    pub const fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether there is no message.
    pub const fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// The messages with their labels.
    pub(crate) fn labelled(&self) -> &[Labelled] {
        &self.labelled
    }

    /// Decides one message; tells whether a reply was rendered.
    ///
    /// # Errors
    /// An inconsistent decision, which is a defect of the policy.
    pub fn decide(&self, index: usize) -> Result<bool, LoadError> {
        let Message { case, facts } = &self.messages[index];
        let assessment = assess(&case.context, &case.switches, &self.config, &ModelSource::Offline);
        let decision = decide(assessment, &case.context, &case.switches, &self.config, facts)
            .map_err(|error| LoadError::Message { index, problem: error.to_string() })?;
        Ok(std::hint::black_box(decision).reply.is_some())
    }

    /// How many of the messages get a reply.
    ///
    /// # Errors
    /// As [`Workload::decide`].
    pub(crate) fn replies(&self) -> Result<usize, LoadError> {
        (0..self.len()).map(|index| self.decide(index).map(usize::from)).sum()
    }
}

fn message(index: usize, labelled: &Labelled) -> Result<Message, LoadError> {
    let problem = |problem: String| LoadError::Message { index, problem };
    let case = Case::from_value(json!({
        "id": index.to_string(),
        "channel": vendor_channel(labelled.channel),
        "subject": labelled.subject,
        "text": labelled.text,
        "customer": {"email": "ann@mail.example", "name": "Ann Lee"},
    }))
    .map_err(|error| problem(error.to_string()))?;
    let about_delivery = matches!(labelled.intent, Intent::OrderStatusTracking | Intent::ShippingDelayNotShipped);
    let mut facts = OrderFacts::default();
    if about_delivery {
        let order = Order::from_richpanel(&order()).map_err(|error| problem(error.to_string()))?;
        facts.linked = LinkedOrder::Found(order);
    }
    Ok(Message { case, facts })
}

/// A recent order that has not left, as the helpdesk shows it.
fn order() -> Value {
    json!({
        "orderId": "5001", "orderName": "#10442", "createdAt": 1_768_316_400_000_i64, "status": "open",
        "financialStatus": "paid", "fulfillmentStatus": "unfulfilled", "shippingMethod": "Standard Shipping",
        "fulfillment": [],
    })
}

const fn vendor_channel(class: ChannelClass) -> &'static str {
    match class {
        ChannelClass::Email => "email",
        ChannelClass::Livechat => "livechat",
        ChannelClass::Social => "instagram_comment",
        ChannelClass::Tiktok => "tiktok",
        ChannelClass::Phone => "phone",
        ChannelClass::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_of_the_committed_set_is_decided_and_some_are_answered() {
        let training = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/classify/training");
        let workload = Workload::read(&training).unwrap();
        assert!(workload.len() > 200);
        let replies = workload.replies().unwrap();
        assert!(replies > workload.len() / 10, "rendering would hardly be measured: {replies} replies");
    }
}
