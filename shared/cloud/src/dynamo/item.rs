//! Rows as items.
//!
//! Every field of a row that is text, an integer or a flag is an attribute of its own name and type, so that conditions can
//! name it and operators can read and filter by it: `row` (its kind), `status` (effects: `state`), `fence`, `version`,
//! `lease_until`, `attempt`, `conversation_key` and so on. Times are RFC 3339 UTC with milliseconds. All other fields
//! (lists, objects, fractions, nulls) are one JSON object in the text attribute [`BODY`], which keeps them as they are.
//! Beside them:
//!
//! - [`super::schema::EXPIRY`]: the expiry as the service needs it, in seconds, rounded up; the exact time is in the body;
//! - [`super::schema::DUE_PARTITION`] and [`super::schema::DUE_AT`], present while the row is in the index of what is due;
//! - [`WRITTEN_BY`]: id of the write that made the item, by which a repeated request recognises its own first attempt.
//!
//! Each fact is read from one place only, so an attribute that an operator changes by hand is what the next reader sees.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Number, Value};
use switchboard_domain::state::{Row, RowKey, Table};
use switchboard_store::StoreError;

use super::schema::{DUE_AT, DUE_PARTITION, EXPIRY, PARTITION_KEY, SORT_KEY};

/// An item, or the part of one that is its key.
pub(super) type Item = HashMap<String, AttributeValue>;

/// Attribute of the JSON object with the fields that have no attribute of their own.
pub const BODY: &str = "body";

/// Attribute of the id of the write that made the item.
pub const WRITTEN_BY: &str = "written_by";

/// Attributes that are no field of a row.
const OURS: [&str; 5] = [BODY, WRITTEN_BY, EXPIRY, DUE_PARTITION, DUE_AT];

/// The key of an item.
pub(super) fn key_item(key: &RowKey) -> Item {
    Item::from([
        (PARTITION_KEY.to_owned(), AttributeValue::S(key.pk.clone())),
        (SORT_KEY.to_owned(), AttributeValue::S(key.sk.clone())),
    ])
}

/// A row as the service takes it.
pub(super) struct Encoded {
    pub(super) item: Item,
    /// Attributes that items of such rows may have and this one has not.
    pub(super) absent: Vec<String>,
}

/// The item of a row.
///
/// # Errors
/// [`StoreError::Unencodable`].
pub(super) fn encode(row: &Row, write_id: &str) -> Result<Encoded, StoreError> {
    let key = row.key();
    let unencodable = StoreError::Unencodable { table: key.table };
    let Ok(Value::Object(fields)) = serde_json::to_value(row) else { return Err(unencodable) };
    let mut item = Item::new();
    let mut rest = Map::new();
    for (name, value) in fields {
        match scalar(&name, &value) {
            Some(attribute) => drop(item.insert(name, attribute)),
            None => drop(rest.insert(name, value)),
        }
    }
    let mut absent: Vec<_> = rest.keys().cloned().chain([DUE_PARTITION, DUE_AT].map(str::to_owned)).collect();
    item.extend(key_item(&key));
    item.insert(BODY.to_owned(), AttributeValue::S(Value::Object(rest).to_string()));
    item.insert(WRITTEN_BY.to_owned(), AttributeValue::S(write_id.to_owned()));
    if let Some(at) = row.expires_at() {
        // Rounded up: the service must not remove a row before its time.
        let seconds = at.as_millis().saturating_add(999).div_euclid(1_000);
        item.insert(EXPIRY.to_owned(), AttributeValue::N(seconds.to_string()));
    }
    if let Some(due) = row.due() {
        item.insert(DUE_PARTITION.to_owned(), AttributeValue::S(due.partition.as_key()));
        item.insert(DUE_AT.to_owned(), AttributeValue::S(due.at.to_string()));
    }
    absent.retain(|name| !item.contains_key(name));
    Ok(Encoded { item, absent })
}

/// The row of an item.
///
/// # Errors
/// [`StoreError::Undecodable`].
pub(super) fn decode(item: Item, table: Table) -> Result<Row, StoreError> {
    fields(item)
        .and_then(|fields| serde_json::from_value(Value::Object(fields)).ok())
        .ok_or(StoreError::Undecodable { table })
}

/// The key of an item of the index.
///
/// # Errors
/// [`StoreError::Undecodable`].
pub(super) fn decode_key(item: &Item, table: Table) -> Result<RowKey, StoreError> {
    let text = |name| item.get(name).and_then(|value| value.as_s().ok());
    match (text(PARTITION_KEY), text(SORT_KEY)) {
        (Some(pk), Some(sk)) => Ok(RowKey::new(table, pk, sk)),
        _ => Err(StoreError::Undecodable { table }),
    }
}

/// Whether the write with this id made the item.
pub(super) fn is_written_by(item: &Item, write_id: &str) -> bool {
    item.get(WRITTEN_BY).and_then(|value| value.as_s().ok()).is_some_and(|id| id == write_id)
}

fn scalar(name: &str, value: &Value) -> Option<AttributeValue> {
    if OURS.contains(&name) {
        return None;
    }
    match value {
        Value::String(text) => Some(AttributeValue::S(text.clone())),
        Value::Bool(flag) => Some(AttributeValue::Bool(*flag)),
        // A fraction could come back in another form.
        Value::Number(number) if !number.is_f64() => Some(AttributeValue::N(number.to_string())),
        _ => None,
    }
}

fn fields(mut item: Item) -> Option<Map<String, Value>> {
    let Some(AttributeValue::S(body)) = item.remove(BODY) else { return None };
    let mut fields: Map<String, Value> = serde_json::from_str(&body).ok()?;
    for (name, attribute) in item.into_iter().filter(|(name, _)| !OURS.contains(&name.as_str())) {
        let value = match attribute {
            AttributeValue::S(text) => Value::String(text),
            AttributeValue::Bool(flag) => Value::Bool(flag),
            AttributeValue::N(digits) => Value::Number(integer(&digits)?),
            _ => return None,
        };
        fields.insert(name, value);
    }
    Some(fields)
}

fn integer(digits: &str) -> Option<Number> {
    digits.parse::<u64>().map(Number::from).or_else(|_| digits.parse::<i64>().map(Number::from)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use switchboard_domain::Timestamp;
    use switchboard_domain::state::{ConfigRow, Due, DuePartition, EffectKind, EventRow, LimitRow};
    use switchboard_store::conformance::samples;

    use super::*;

    fn there_and_back(row: &Row) {
        let Encoded { item, absent } = encode(row, "w").unwrap();
        assert!(absent.iter().all(|name| !item.contains_key(name)));
        assert_eq!(decode_key(&item, row.key().table).unwrap(), row.key());
        assert_eq!(&decode(item, row.key().table).unwrap(), row);
    }

    #[test]
    fn every_kind_of_row_round_trips() {
        let due = Due { partition: DuePartition::Human, at: samples::at(7) };
        for row in [
            samples::event("E#1", 3),
            samples::leased_event("E#1", u64::MAX, samples::at(10)),
            samples::due_event("E#1", due),
            samples::effect("E#1", EffectKind::Reply),
            samples::effect("E#1", EffectKind::Flag),
            samples::state("C#1", 1),
            samples::counters("U#1", 2),
            samples::audit("C#1", 5, 6),
            samples::config("policy", "ACTIVE", 8),
            samples::limit("B#1", 9),
        ] {
            there_and_back(&row);
        }
    }

    #[test]
    fn what_conditions_and_operators_need_is_an_attribute() {
        let due = Due { partition: DuePartition::Shard(3), at: samples::at(7) };
        let Row::Event(event) = samples::due_event("E#1", due) else { panic!("an event") };
        let item = encode(&Row::Event(EventRow { lease_until: Some(samples::at(9)), ..event }), "w1").unwrap().item;
        let text = |name: &str| item[name].as_s().unwrap().as_str();
        assert_eq!((text("pk"), text("sk"), text("row")), ("E#1", "META", "event"));
        assert_eq!((text("status"), text("lease_until")), ("DEFERRED", "2026-01-01T00:00:09.000Z"));
        assert_eq!((text("due_partition"), text("due_at")), ("D#3", "2026-01-01T00:00:07.000Z"));
        assert_eq!(item["fence"].as_n().unwrap(), "1");
        assert_eq!(item["expires_at"].as_n().unwrap(), "1767229200");
        assert!(is_written_by(&item, "w1") && !is_written_by(&item, "w2"));

        let item = encode(&samples::effect("E#1", EffectKind::Tags), "w").unwrap().item;
        assert_eq!(item["state"].as_s().unwrap(), "PLANNED");
        assert!(
            !item.contains_key("due_partition") && !item.contains_key("due_at") && !item.contains_key("lease_until")
        );
        assert!(!encode(&samples::limit("B#1", 1), "w").unwrap().item.contains_key("expires_at"));
    }

    #[test]
    fn a_row_is_never_removed_before_its_time() {
        let expiry = |ms| {
            let row = ConfigRow {
                kind: "k".into(),
                sk: "V#1".into(),
                version: 1,
                document: Value::Null,
                expires_at: Some(Timestamp::from_millis(ms)),
            };
            encode(&Row::Config(row), "w").unwrap().item["expires_at"].as_n().unwrap().clone()
        };
        assert_eq!([expiry(5_000), expiry(5_001), expiry(5_999)], ["5", "6", "6"]);
    }

    #[test]
    fn a_damaged_item_is_an_error_without_its_content() {
        let whole = encode(&samples::limit("B#planted", 1), "w").unwrap().item;
        let damages: [(&str, Option<AttributeValue>); 6] = [
            (BODY, None),
            (BODY, Some(AttributeValue::S("{".into()))),
            (BODY, Some(AttributeValue::N("1".into()))),
            ("row", Some(AttributeValue::S("later kind".into()))),
            ("version", Some(AttributeValue::N("1.5".into()))),
            ("version", Some(AttributeValue::Null(true))),
        ];
        for (name, value) in damages {
            let mut item = whole.clone();
            match value {
                Some(value) => drop(item.insert(name.to_owned(), value)),
                None => drop(item.remove(name)),
            }
            let error = decode(item, Table::Limits).unwrap_err();
            assert_eq!(error, StoreError::Undecodable { table: Table::Limits });
            assert!(!error.to_string().contains("planted"));
        }
        assert!(decode_key(&Item::new(), Table::Ledger).is_err());
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            // Fractions whose decimal form is short: the JSON reader may be off by the last binary digit in others.
            (-4_000..4_000).prop_map(|quarters| Value::from(f64::from(quarters) / 4.0)),
            ".{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z_#]{0,10}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn arbitrary_documents_and_keys_round_trip(
            pk in ".{1,30}", kind in "[a-z]{1,9}", version: u64, lease: Option<i64>, data in json(), expires: Option<i64>,
        ) {
            there_and_back(&Row::Limit(LimitRow {
                pk, version, lease_until: lease.map(Timestamp::from_millis), data: data.clone(),
            }));
            there_and_back(&Row::Config(ConfigRow {
                kind, sk: "ACTIVE".into(), version, document: data, expires_at: expires.map(Timestamp::from_millis),
            }));
        }
    }
}
