//! Writes in the form in which the service takes them.

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Put, TransactWriteItem, Update as UpdatePart};
use switchboard_domain::state::{Expect, Write};
use switchboard_store::StoreError;

use super::condition::Condition;
use super::item::{Item, encode, key_item};
use super::schema::table_name;
use super::update::Update;
use crate::namespace::Namespace;

/// One write, ready to send.
#[derive(Clone, Debug)]
pub(super) struct Action {
    /// Position among the caller's writes.
    pub(super) index: usize,
    pub(super) table: String,
    pub(super) kind: Kind,
    pub(super) condition: Option<Condition>,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// Makes an item or replaces it.
    Put(Item),
    /// Replaces an item that must exist.
    Update(Update),
    Delete(Item),
    Check(Item),
}

impl Action {
    /// The actions of the writes. A check that always holds needs none.
    pub(super) fn all(writes: &[Write], namespace: &Namespace, write_id: &str) -> Result<Vec<Self>, StoreError> {
        let mut actions = Vec::with_capacity(writes.len());
        for (index, write) in writes.iter().enumerate() {
            let (key, expect) = write.target();
            let condition = Condition::new(expect);
            let kind = match write {
                Write::Put { row, expect: Expect::Present(_) } => Kind::Update(Update::new(row, write_id)?),
                Write::Put { row, .. } => Kind::Put(encode(row, write_id)?.item),
                Write::Delete { .. } => Kind::Delete(key_item(&key)),
                Write::Check { .. } if condition.is_none() => continue,
                Write::Check { .. } => Kind::Check(key_item(&key)),
            };
            actions.push(Self { index, table: table_name(namespace, key.table), kind, condition });
        }
        Ok(actions)
    }

    /// The part of a transaction.
    pub(super) fn into_part(self) -> Result<TransactWriteItem, BuildError> {
        let part = TransactWriteItem::builder();
        let (expression, names, values) = match self.condition {
            Some(condition) => {
                let values = Some(condition.values).filter(|values| !values.is_empty());
                (Some(condition.expression), Some(condition.names), values)
            }
            None => (None, None, None),
        };
        Ok(match self.kind {
            Kind::Put(item) => {
                let put = Put::builder().table_name(self.table).set_item(Some(item));
                let put = put.set_condition_expression(expression).set_expression_attribute_names(names);
                part.put(put.set_expression_attribute_values(values).build()?)
            }
            Kind::Update(update) => {
                let names = Some(update.names.into_iter().chain(names.into_iter().flatten()).collect());
                let values = Some(update.values.into_iter().chain(values.into_iter().flatten()).collect());
                let part_of = UpdatePart::builder().table_name(self.table).set_key(Some(update.key));
                let part_of = part_of.update_expression(update.expression).set_condition_expression(expression);
                part.update(
                    part_of.set_expression_attribute_names(names).set_expression_attribute_values(values).build()?,
                )
            }
            Kind::Delete(key) => {
                let delete = Delete::builder().table_name(self.table).set_key(Some(key));
                let delete = delete.set_condition_expression(expression).set_expression_attribute_names(names);
                part.delete(delete.set_expression_attribute_values(values).build()?)
            }
            Kind::Check(key) => {
                let check = ConditionCheck::builder().table_name(self.table).set_key(Some(key));
                let check = check.set_condition_expression(expression).set_expression_attribute_names(names);
                part.condition_check(check.set_expression_attribute_values(values).build()?)
            }
        }
        .build())
    }
}
