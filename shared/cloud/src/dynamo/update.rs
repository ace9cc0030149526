//! Replacing an item that must exist, attribute by attribute.
//!
//! The roles of jobs and operators may update items of the ledger but not put them, so that they cannot make new ones. An
//! update names every attribute of the row: it sets those that the row has and removes those that it has no longer.
//! Attributes that no row of this release knows stay as they are.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use switchboard_domain::state::Row;
use switchboard_store::StoreError;

use super::item::{Encoded, Item, encode, key_item};
use super::schema::{PARTITION_KEY, SORT_KEY};

/// An update expression with the names and values it refers to, and the key of its item.
#[derive(Clone, Debug)]
pub(super) struct Update {
    pub(super) key: Item,
    pub(super) expression: String,
    pub(super) names: HashMap<String, String>,
    pub(super) values: HashMap<String, AttributeValue>,
}

impl Update {
    /// The update after which the item is that of the row.
    ///
    /// # Errors
    /// [`StoreError::Unencodable`].
    pub(super) fn new(row: &Row, write_id: &str) -> Result<Self, StoreError> {
        let Encoded { item, absent } = encode(row, write_id)?;
        let (mut names, mut values) = (HashMap::new(), HashMap::new());
        let mut name = |attribute: &str| {
            let placeholder = format!("#{attribute}");
            names.insert(placeholder.clone(), attribute.to_owned());
            placeholder
        };
        let mut set = Vec::with_capacity(item.len());
        // A key cannot be set, and does not change.
        for (attribute, value) in
            item.into_iter().filter(|(name, _)| ![PARTITION_KEY, SORT_KEY].contains(&name.as_str()))
        {
            let placeholder = format!(":{attribute}");
            set.push(format!("{} = {placeholder}", name(&attribute)));
            values.insert(placeholder, value);
        }
        let remove: Vec<_> = absent.iter().map(|attribute| name(attribute)).collect();
        let mut expression = format!("SET {}", set.join(", "));
        if !remove.is_empty() {
            expression.push_str(" REMOVE ");
            expression.push_str(&remove.join(", "));
        }
        Ok(Self { key: key_item(&row.key()), expression, names, values })
    }
}

#[cfg(test)]
mod tests {
    use switchboard_domain::state::{Due, DuePartition};
    use switchboard_store::conformance::samples;

    use super::*;

    /// The attributes that the part of the expression behind `keyword` names.
    fn named(update: &Update, keyword: &str) -> Vec<String> {
        let (_, part) = update.expression.split_once(keyword).unwrap();
        let part = part.split(" REMOVE ").next().unwrap();
        part.split(", ").map(|item| update.names[item.split(" = ").next().unwrap()].clone()).collect()
    }

    #[test]
    fn what_the_row_has_is_set_and_what_it_has_no_longer_is_removed() {
        let due = Due { partition: DuePartition::Shard(1), at: samples::at(1) };
        let (plain, leased) = (samples::event("E#1", 1), samples::leased_event("E#1", 1, samples::at(9)));
        for (row, set, removed) in [
            (samples::due_event("E#1", due), vec!["due_partition", "due_at"], vec!["lease_until", "lease_owner"]),
            (plain, vec!["fence", "body", "expires_at", "written_by"], vec!["lease_until", "due_partition", "due_at"]),
            (leased, vec!["lease_until", "lease_owner"], vec!["due_partition", "due_at"]),
        ] {
            let update = Update::new(&row, "w").unwrap();
            let (sets, removes) = (named(&update, "SET "), named(&update, " REMOVE "));
            assert!(set.iter().all(|name| sets.iter().any(|n| n == name)), "{set:?} in {sets:?}");
            assert!(removed.iter().all(|name| removes.iter().any(|n| n == name)), "{removed:?} in {removes:?}");
            assert!(!sets.iter().any(|name| removes.contains(name) || name == "pk" || name == "sk"));
            assert_eq!((update.names.len(), update.values.len()), (sets.len() + removes.len(), sets.len()));
        }
    }
}
