//! What is sent to a model: a fixed template, and the data of one message.
//!
//! The data is a closed list: channel class, whether an order is linked, a few yes-or-no facts, and redacted text.
//! Raw text goes in, and only redacted text is kept, so no caller can send anything else.

mod intents;
mod message;
mod safe_text;
mod template;

use std::fmt;

use serde::Serialize;
use switchboard_domain::{ChannelClass, Intent};

use self::safe_text::SafeText;
use crate::slot::Slot;

pub use self::message::{ClassifierMessage, OrderLink, VerifierMessage};
pub use self::safe_text::RedactionFailed;
pub(crate) use self::template::template;

/// Most characters of the newest text that are sent.
pub const MAX_TEXT_CHARS: usize = 4_000;
/// Most characters of the previous text that are sent.
pub const MAX_PREVIOUS_CHARS: usize = 1_000;
/// Most characters of a whole request: instructions and data. The texts get what the template leaves.
pub const MAX_REQUEST_CHARS: usize = 8_000;

/// The data that the classifier sees, in the order in which it is written.
#[derive(Serialize)]
struct ClassifierData {
    channel: ChannelClass,
    deterministic_order_link: OrderLink,
    has_order_number: bool,
    has_email: bool,
    has_phone: bool,
    has_tracking_number: bool,
    has_attachments: bool,
    is_first_message: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    untrusted_previous_text: Option<String>,
    untrusted_customer_text: String,
}

/// The data that the verifier sees.
#[derive(Serialize)]
struct VerifierData {
    channel: ChannelClass,
    deterministic_order_link: OrderLink,
    proposed_intent: Intent,
    untrusted_customer_text: String,
}

/// The classifier's prompt about one message. `Debug` leaves the text out.
#[derive(Clone, PartialEq, Eq)]
pub struct ClassifierPrompt(String);

/// The verifier's prompt about one message. `Debug` leaves the text out.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierPrompt(String);

impl ClassifierPrompt {
    /// Cleans, redacts and shortens the texts; the newest one is served first. Whether they hold an order number, an
    /// email address, a phone or a tracking number is what the redaction found in the newest one.
    ///
    /// The caller asks no model about a message without usable text.
    ///
    /// # Errors
    /// [`RedactionFailed`]: the text must not be sent.
    pub fn new(message: &ClassifierMessage<'_>) -> Result<Self, RedactionFailed> {
        let newest = SafeText::new(message.text);
        let mut data = ClassifierData {
            channel: message.channel,
            deterministic_order_link: message.order_link,
            has_order_number: newest.has("[ORDER_ID]"),
            has_email: newest.has("[EMAIL]"),
            has_phone: newest.has("[PHONE]"),
            has_tracking_number: newest.has("[TRACKING]"),
            has_attachments: message.has_attachments,
            is_first_message: message.is_first_message,
            untrusted_previous_text: Some(String::new()),
            untrusted_customer_text: String::new(),
        };
        let room = |data: &ClassifierData| room_beside(Slot::Classifier, &user_text(Slot::Classifier, data));
        data.untrusted_customer_text = newest.fit(MAX_TEXT_CHARS, room(&data))?;
        let previous = message.previous.map(SafeText::new);
        data.untrusted_previous_text = previous
            .map(|previous| previous.fit(MAX_PREVIOUS_CHARS, room(&data)))
            .transpose()?
            .filter(|text| !text.is_empty());
        Ok(Self(user_text(Slot::Classifier, &data)))
    }
}

impl VerifierPrompt {
    /// Cleans, redacts and shortens the text.
    ///
    /// # Errors
    /// [`RedactionFailed`]: the text must not be sent.
    pub fn new(message: &VerifierMessage<'_>) -> Result<Self, RedactionFailed> {
        let mut data = VerifierData {
            channel: message.channel,
            deterministic_order_link: message.order_link,
            proposed_intent: message.primary_intent,
            untrusted_customer_text: String::new(),
        };
        let room = room_beside(Slot::Verifier, &user_text(Slot::Verifier, &data));
        data.untrusted_customer_text = SafeText::new(message.text).fit(MAX_TEXT_CHARS, room)?;
        Ok(Self(user_text(Slot::Verifier, &data)))
    }
}

/// A prompt as the client sends it.
pub(crate) trait Prompt {
    /// The question it asks.
    const SLOT: Slot;

    /// The text beside the instructions.
    fn data(&self) -> &str;
}

impl Prompt for ClassifierPrompt {
    const SLOT: Slot = Slot::Classifier;

    fn data(&self) -> &str {
        &self.0
    }
}

impl Prompt for VerifierPrompt {
    const SLOT: Slot = Slot::Verifier;

    fn data(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClassifierPrompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClassifierPrompt([REDACTED])")
    }
}

impl fmt::Debug for VerifierPrompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifierPrompt([REDACTED])")
    }
}

/// The introduction and the data as one JSON object.
fn user_text(slot: Slot, data: &impl Serialize) -> String {
    // Plain structs of strings, names and flags always serialise.
    let json = serde_json::to_string(data).unwrap_or_default();
    format!("{}\n{json}", template(slot).introduction)
}

/// Characters left for more text beside this one.
fn room_beside(slot: Slot, user_text: &str) -> usize {
    MAX_REQUEST_CHARS.saturating_sub(template(slot).instructions.chars().count() + user_text.chars().count())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn message<'a>(text: &'a str, previous: Option<&'a str>) -> ClassifierMessage<'a> {
        ClassifierMessage {
            text,
            previous,
            channel: ChannelClass::Email,
            order_link: OrderLink::Unknown,
            has_attachments: false,
            is_first_message: true,
        }
    }

    fn data(text: &str) -> Value {
        serde_json::from_str(text.split_once('\n').unwrap().1).unwrap()
    }

    #[test]
    fn the_classifier_sees_a_closed_list() {
        let text = "Hi Ann, where is #10442? Tracking 1Z999AA10123456784. Write to b@mail.example or +1 555 010 4477.";
        let prompt = ClassifierPrompt::new(&message(text, Some("My name is Bob Ray"))).unwrap();
        assert_eq!(
            data(prompt.data()),
            json!({
                "channel": "email", "deterministic_order_link": "unknown", "has_order_number": true,
                "has_email": true, "has_phone": true, "has_tracking_number": true, "has_attachments": false,
                "is_first_message": true, "untrusted_previous_text": "My name is [NAME]",
                "untrusted_customer_text":
                    "Hi [NAME], where is [ORDER_ID]? Tracking [TRACKING]. Write to [EMAIL] or [PHONE].",
            })
        );
        let plain = data(ClassifierPrompt::new(&message("Where is it?", None)).unwrap().data());
        assert_eq!(plain.get("untrusted_previous_text"), None);
        for fact in ["has_order_number", "has_email", "has_phone", "has_tracking_number"] {
            assert_eq!(plain[fact], false, "{fact}");
        }
    }

    #[test]
    fn the_verifier_sees_less() {
        let prompt = VerifierPrompt::new(&VerifierMessage {
            text: "where is 10442",
            channel: ChannelClass::Livechat,
            order_link: OrderLink::Linked,
            primary_intent: Intent::OrderStatusTracking,
        });
        assert_eq!(
            data(prompt.unwrap().data()),
            json!({"channel": "livechat", "deterministic_order_link": "true",
                "proposed_intent": "order_status_tracking", "untrusted_customer_text": "where is [ORDER_ID]"})
        );
    }

    #[test]
    fn nothing_shows_the_text() {
        let message = message("canary", Some("canary"));
        let prompt = ClassifierPrompt::new(&message).unwrap();
        assert!(!format!("{message:?} {prompt:?}").contains("canary"));
    }

    #[test]
    fn the_newest_text_is_served_first() {
        let long = "words and more ".repeat(1_000);
        let prompt = ClassifierPrompt::new(&message(&long, Some(&long))).unwrap();
        let sent = data(prompt.data());
        let length = |key: &str| sent[key].as_str().map_or(0, |text| text.chars().count());
        assert!(length("untrusted_customer_text") > 3_000);
        let short = data(ClassifierPrompt::new(&message("short", Some(&long))).unwrap().data());
        let previous = short["untrusted_previous_text"].as_str().unwrap().len();
        assert!((900..=MAX_PREVIOUS_CHARS).contains(&previous), "{previous}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn limits_hold_for_any_text(unit in "\\PC{1,20}|[\"\\\\\n\t ]{1,9}", times in 1_usize..700, two in any::<bool>()) {
            let text = unit.repeat(times);
            if let Ok(prompt) = ClassifierPrompt::new(&message(&text, two.then_some(text.as_str()))) {
                let total = template(Slot::Classifier).instructions.chars().count() + prompt.data().chars().count();
                prop_assert!(total <= MAX_REQUEST_CHARS, "{total}");
                let newest = data(prompt.data())["untrusted_customer_text"].as_str().unwrap().chars().count();
                prop_assert!(newest <= MAX_TEXT_CHARS);
            }
        }

        #[test]
        fn text_stays_inside_its_string(text in "[\"{}:,a-z_\\\\\n]{0,80}") {
            let prompt = ClassifierPrompt::new(&message(&text, None)).unwrap();
            let sent = data(prompt.data());
            prop_assert_eq!(sent.as_object().unwrap().len(), 9);
            prop_assert_eq!(&sent["is_first_message"], true);
        }
    }
}
