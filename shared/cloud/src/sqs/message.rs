//! What a message carries, whichever way it came.

use std::collections::HashMap;

use aws_sdk_sqs::types::{Message, MessageAttributeValue};
use switchboard_domain::{EventClass, Timestamp};
use switchboard_queue::{DeadLetter, Delivery, QueueError, Receipt};
use switchboard_store::ServiceError;

use super::SERVICE;

/// Attached attributes. All are texts.
pub(super) mod attached {
    /// Scheduling class of every message.
    pub(in crate::sqs) const CLASS: &str = "class";
    /// Why a message was given up; on dead letters that a worker wrote.
    pub(in crate::sqs) const REASON: &str = "reason";
    /// Its former deduplication id.
    pub(in crate::sqs) const DEDUP_ID: &str = "dedup_id";
    /// When the main queue accepted it, milliseconds since the Unix epoch.
    pub(in crate::sqs) const SENT_AT: &str = "sent_at";
    /// Deliveries before it was given up.
    pub(in crate::sqs) const RECEIVE_COUNT: &str = "receive_count";
}

/// Reason of dead letters that the service moved.
const MAX_RECEIVES: &str = "max_receives";

/// A message as it was received.
#[derive(Clone)]
pub(super) struct Received {
    pub(super) message_id: String,
    pub(super) receipt_handle: String,
    pub(super) body: String,
    /// System attributes.
    pub(super) system: HashMap<String, String>,
    /// Texts that the sender attached.
    pub(super) attached: HashMap<String, String>,
}

impl Received {
    /// The scheduling class that the sender named.
    pub(super) fn class(&self) -> Option<EventClass> {
        let name = self.attached.get(attached::CLASS)?;
        [EventClass::Interactive, EventClass::Normal, EventClass::Background].into_iter().find(|c| c.as_str() == name)
    }

    /// The delivery, for a worker.
    ///
    /// # Errors
    /// [`QueueError::Undecodable`].
    pub(super) fn delivery(&self) -> Result<Delivery, QueueError> {
        Ok(Delivery {
            receipt: Receipt::new(&self.receipt_handle),
            body: self.body.clone(),
            group_id: self.text("MessageGroupId")?.to_owned(),
            dedup_id: self.text("MessageDeduplicationId")?.to_owned(),
            receive_count: self.number("ApproximateReceiveCount")?,
            sent_at: Timestamp::from_millis(self.number("SentTimestamp")?),
        })
    }

    /// The message as a dead letter.
    ///
    /// # Errors
    /// [`QueueError::Undecodable`].
    pub(super) fn dead_letter(&self, id: u64) -> Result<DeadLetter, QueueError> {
        let Delivery { body, group_id, dedup_id, receive_count, sent_at, .. } = self.delivery()?;
        let attached = |name| self.attached.get(name);
        let number = |name| attached(name).and_then(|digits| digits.parse::<i64>().ok());
        Ok(DeadLetter {
            id,
            body,
            group_id,
            dedup_id: attached(attached::DEDUP_ID).cloned().unwrap_or(dedup_id),
            class: self.class().unwrap_or(EventClass::Normal),
            sent_at: number(attached::SENT_AT).map_or(sent_at, Timestamp::from_millis),
            receive_count: number(attached::RECEIVE_COUNT).and_then(|n| n.try_into().ok()).unwrap_or(receive_count),
            reason: attached(attached::REASON).map_or(MAX_RECEIVES, String::as_str).to_owned(),
            dead_at: sent_at,
        })
    }

    fn text(&self, what: &'static str) -> Result<&str, QueueError> {
        self.system.get(what).map(String::as_str).ok_or(QueueError::Undecodable { what })
    }

    fn number<T: std::str::FromStr>(&self, what: &'static str) -> Result<T, QueueError> {
        self.text(what)?.parse().map_err(|_| QueueError::Undecodable { what })
    }
}

impl TryFrom<Message> for Received {
    type Error = QueueError;

    fn try_from(message: Message) -> Result<Self, QueueError> {
        let texts = message.message_attributes.unwrap_or_default().into_iter();
        Ok(Self {
            message_id: message.message_id.ok_or(QueueError::Undecodable { what: "MessageId" })?,
            receipt_handle: message.receipt_handle.ok_or(QueueError::Undecodable { what: "ReceiptHandle" })?,
            body: message.body.unwrap_or_default(),
            system: message
                .attributes
                .unwrap_or_default()
                .into_iter()
                .map(|(name, value)| (name.as_str().to_owned(), value))
                .collect(),
            attached: texts.filter_map(|(name, value)| Some((name, value.string_value?))).collect(),
        })
    }
}

/// A text to attach.
pub(super) fn text_attribute(text: &str) -> Result<MessageAttributeValue, QueueError> {
    MessageAttributeValue::builder()
        .data_type("String")
        .string_value(text)
        .build()
        .map_err(|_| ServiceError::Refused { service: SERVICE, reason: "incomplete attribute".to_owned() }.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(attached: &[(&str, &str)]) -> Received {
        let map = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        Received {
            message_id: "id".into(),
            receipt_handle: "handle".into(),
            body: "{}".into(),
            system: map(&[
                ("MessageGroupId", "c-1"),
                ("MessageDeduplicationId", "id-of-the-former-message"),
                ("ApproximateReceiveCount", "6"),
                ("SentTimestamp", "5000"),
            ]),
            attached: map(attached),
        }
    }

    #[test]
    fn a_dead_letter_of_a_worker_says_what_it_was() {
        let letter = received(&[
            ("class", "background"),
            ("reason", "undecodable"),
            ("dedup_id", "m-1"),
            ("sent_at", "1000"),
            ("receive_count", "1"),
        ]);
        let letter = letter.dead_letter(7).unwrap();
        assert_eq!((letter.id, letter.class, letter.receive_count), (7, EventClass::Background, 1));
        assert_eq!((letter.reason.as_str(), letter.dedup_id.as_str()), ("undecodable", "m-1"));
        assert_eq!((letter.sent_at, letter.dead_at), (Timestamp::from_millis(1_000), Timestamp::from_millis(5_000)));
    }

    #[test]
    fn a_dead_letter_of_the_service_is_one_of_too_many_receives() {
        let letter = received(&[("class", "later kind")]).dead_letter(1).unwrap();
        assert_eq!((letter.reason.as_str(), letter.receive_count), ("max_receives", 6));
        assert_eq!((letter.dedup_id.as_str(), letter.class), ("id-of-the-former-message", EventClass::Normal));
    }
}
