//! Messages as a Lambda event source hands them over.

use std::collections::HashMap;

use serde::Deserialize;

use super::message::Received;

/// The event of an SQS event source: a batch of at most ten messages of one queue.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct SqsEvent {
    /// The messages; those of one group in their order.
    #[serde(rename = "Records", default)]
    pub records: Vec<SqsRecord>,
}

/// One message. `Debug` shows the body: not for logs.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SqsRecord {
    /// Id of the message, by which a batch response names it.
    pub message_id: String,
    /// Names this delivery.
    pub receipt_handle: String,
    /// As sent.
    #[serde(default)]
    pub body: String,
    /// System attributes: `ApproximateReceiveCount`, `SentTimestamp`, `MessageGroupId`, `MessageDeduplicationId` and others.
    #[serde(default)]
    pub attributes: HashMap<String, String>,
    /// What the sender attached.
    #[serde(default)]
    pub message_attributes: HashMap<String, RecordAttribute>,
    /// ARN of the queue.
    #[serde(rename = "eventSourceARN", default)]
    pub event_source_arn: String,
}

/// A value that the sender attached to a message.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordAttribute {
    /// The text, for attributes of that type.
    pub string_value: Option<String>,
}

impl From<SqsRecord> for Received {
    fn from(record: SqsRecord) -> Self {
        let texts = record.message_attributes.into_iter();
        Self {
            message_id: record.message_id,
            receipt_handle: record.receipt_handle,
            body: record.body,
            system: record.attributes,
            attached: texts.filter_map(|(name, value)| Some((name, value.string_value?))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use switchboard_domain::{EventClass, Timestamp};
    use switchboard_queue::{Delivery, QueueError, Receipt};

    use super::*;

    const EVENT: &str = r#"{"Records": [{
        "messageId": "11d6ee51-4cc7-4302-9e22-7cd8afdaadf5",
        "receiptHandle": "AQEBBX8nesZEXmkhsmZeyIE8iQAMig7qw",
        "body": "{\"schema\":\"switchboard.envelope.v1\"}",
        "attributes": {
            "ApproximateReceiveCount": "2",
            "SentTimestamp": "1573251510774",
            "SequenceNumber": "18849496460467696128",
            "MessageGroupId": "c-1",
            "SenderId": "AIDAIO23YVJENQZJOL4VO",
            "MessageDeduplicationId": "m-1",
            "ApproximateFirstReceiveTimestamp": "1573251510774"
        },
        "messageAttributes": {
            "class": {"stringValue": "interactive", "stringListValues": [], "binaryListValues": [], "dataType": "String"},
            "bytes": {"binaryValue": "AA==", "dataType": "Binary"}
        },
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:rp-mw-dev-events.fifo",
        "awsRegion": "us-east-2"
    }]}"#;

    fn record() -> SqsRecord {
        let event: SqsEvent = serde_json::from_str(EVENT).unwrap();
        event.records.into_iter().next().unwrap()
    }

    #[test]
    fn a_record_is_a_delivery() {
        let received = Received::from(record());
        assert_eq!(received.class(), Some(EventClass::Interactive));
        let expected = Delivery {
            receipt: Receipt::new("AQEBBX8nesZEXmkhsmZeyIE8iQAMig7qw"),
            body: r#"{"schema":"switchboard.envelope.v1"}"#.to_owned(),
            group_id: "c-1".to_owned(),
            dedup_id: "m-1".to_owned(),
            receive_count: 2,
            sent_at: Timestamp::from_millis(1_573_251_510_774),
        };
        assert_eq!(received.delivery(), Ok(expected));
    }

    #[test]
    fn a_record_without_what_a_fifo_queue_gives_is_named() {
        for what in ["MessageGroupId", "MessageDeduplicationId", "ApproximateReceiveCount", "SentTimestamp"] {
            for damaged in [None, Some("?")] {
                let mut record = record();
                record.attributes.remove(what);
                record.attributes.extend(damaged.map(|text| (what.to_owned(), text.to_owned())));
                let is_text = what.starts_with("Message") && damaged.is_some();
                let result = Received::from(record).delivery().map(drop);
                assert_eq!(result, if is_text { Ok(()) } else { Err(QueueError::Undecodable { what }) });
            }
        }
    }

    #[test]
    fn an_event_without_records_is_an_empty_batch() {
        assert!(serde_json::from_str::<SqsEvent>("{}").unwrap().records.is_empty());
    }
}
