//! Carrying out a transaction.
//!
//! A single put is a `PutItem`, or an `UpdateItem` where the row must exist, at half the price of a transaction; an
//! unconditional delete is a `DeleteItem`. All else is a `TransactWriteItems` with a client request token, under which the
//! service carries a repeated request out once. The single calls have no such token: they leave the id of their write in
//! the item instead, so that a repetition whose condition fails sees whether the first attempt, whose answer was lost, had
//! already succeeded. A conditional delete leaves nothing by which it could be recognised and therefore is a transaction.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use switchboard_domain::Randomness;
use switchboard_store::{ServiceError, StoreError, WriteError};

use super::SERVICE;
use super::action::{Action, Kind};
use super::condition::Condition;
use super::item::{Item, is_written_by};
use super::update::Update;
use crate::failure::{from_code, service_error};

/// Rounds of a write that meets other writers or throttling, each with the SDK's own repetitions. Conflicts last as long as
/// another transaction, some milliseconds.
const ROUNDS: u32 = 6;

/// Longest wait before the second round; it doubles with every further one, to 0.8 s before the last.
const FIRST_WAIT: Duration = Duration::from_millis(50);

/// What a write needs.
pub(super) struct Writer<'a> {
    pub(super) client: &'a Client,
    pub(super) randomness: &'a dyn Randomness,
    /// Unique to the write; at most 36 characters, the limit of a client request token.
    pub(super) write_id: String,
}

impl Writer<'_> {
    pub(super) async fn write(&self, actions: Vec<Action>) -> Result<(), WriteError> {
        let mut wait = FIRST_WAIT;
        for _ in 1..ROUNDS {
            match self.once(actions.clone()).await {
                Err(WriteError::Store(error)) if is_throttled(&error) => {}
                result => return result,
            }
            let most = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            tokio::time::sleep(Duration::from_millis(self.randomness.below(most.saturating_add(1)))).await;
            wait *= 2;
        }
        self.once(actions).await
    }

    async fn once(&self, mut actions: Vec<Action>) -> Result<(), WriteError> {
        if actions.len() == 1
            && let Some(action) = actions.pop()
        {
            let Action { index, table, kind, condition } = action;
            return match (kind, condition) {
                (Kind::Put(item), condition) => self.put(index, table, item, condition).await,
                (Kind::Update(update), Some(condition)) => self.update(index, table, update, condition).await,
                (Kind::Delete(key), None) => self.delete(table, key).await,
                (kind, condition) => self.transact(vec![Action { index, table, kind, condition }]).await,
            };
        }
        if actions.is_empty() { Ok(()) } else { self.transact(actions).await }
    }

    async fn put(
        &self,
        index: usize,
        table: String,
        item: Item,
        condition: Option<Condition>,
    ) -> Result<(), WriteError> {
        let mut request = self.client.put_item().table_name(table).set_item(Some(item));
        if let Some(condition) = condition {
            request = request
                .condition_expression(condition.expression)
                .set_expression_attribute_names(Some(condition.names))
                .set_expression_attribute_values(Some(condition.values).filter(|values| !values.is_empty()))
                .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        }
        let Err(error) = request.send().await else { return Ok(()) };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(failed)) => self.unless_ours(failed.item(), index),
            _ => Err(service_error(SERVICE, &error).into()),
        }
    }

    async fn update(
        &self,
        index: usize,
        table: String,
        update: Update,
        condition: Condition,
    ) -> Result<(), WriteError> {
        let request = self
            .client
            .update_item()
            .table_name(table)
            .set_key(Some(update.key))
            .update_expression(update.expression)
            .condition_expression(condition.expression)
            .set_expression_attribute_names(Some(update.names.into_iter().chain(condition.names).collect()))
            .set_expression_attribute_values(Some(update.values.into_iter().chain(condition.values).collect()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let Err(error) = request.send().await else { return Ok(()) };
        match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(failed)) => self.unless_ours(failed.item(), index),
            _ => Err(service_error(SERVICE, &error).into()),
        }
    }

    /// A failed condition, unless what made it fail is an earlier attempt of this write.
    fn unless_ours(&self, stored: Option<&Item>, index: usize) -> Result<(), WriteError> {
        let is_ours = stored.is_some_and(|stored| is_written_by(stored, &self.write_id));
        if is_ours { Ok(()) } else { Err(WriteError::ConditionFailed { index }) }
    }

    async fn delete(&self, table: String, key: Item) -> Result<(), WriteError> {
        match self.client.delete_item().table_name(table).set_key(Some(key)).send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(service_error(SERVICE, &error).into()),
        }
    }

    async fn transact(&self, actions: Vec<Action>) -> Result<(), WriteError> {
        let indexes: Vec<_> = actions.iter().map(|action| action.index).collect();
        let parts: Result<Vec<_>, _> = actions.into_iter().map(Action::into_part).collect();
        let parts =
            parts.map_err(|_| ServiceError::Refused { service: SERVICE, reason: "incomplete request".into() })?;
        let request = self.client.transact_write_items().set_transact_items(Some(parts));
        let Err(error) = request.client_request_token(&self.write_id).send().await else { return Ok(()) };
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                let codes: Vec<_> = cancelled.cancellation_reasons().iter().map(|reason| reason.code()).collect();
                Err(cancellation(&codes, &indexes))
            }
            _ => Err(service_error(SERVICE, &error).into()),
        }
    }
}

/// What a cancelled transaction means. A condition that failed counts more than a conflict beside it: the caller's picture
/// of the rows is out of date, and another round would only find that again.
fn cancellation(codes: &[Option<&str>], indexes: &[usize]) -> WriteError {
    let failed = codes.iter().position(|code| *code == Some("ConditionalCheckFailed"));
    if let Some(index) = failed.and_then(|position| indexes.get(position)) {
        return WriteError::ConditionFailed { index: *index };
    }
    let told = codes.iter().flatten().copied().filter(|code| *code != "None");
    // What no repetition can mend counts more than what one can.
    let errors: Vec<_> = told.map(reason).collect();
    let lasting = errors.iter().find(|error| !matches!(error, ServiceError::Throttled { .. }));
    lasting.or(errors.first()).cloned().unwrap_or(ServiceError::Answer { service: SERVICE }).into()
}

/// Cancellation reasons are error codes without their ending.
fn reason(code: &str) -> ServiceError {
    match code {
        "TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded" => {
            ServiceError::Throttled { service: SERVICE }
        }
        other => from_code(SERVICE, other),
    }
}

fn is_throttled(error: &StoreError) -> bool {
    matches!(error, StoreError::Service(ServiceError::Throttled { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failed_condition_is_named_by_the_callers_position() {
        let failed = Some("ConditionalCheckFailed");
        let none = Some("None");
        for (codes, index) in [
            (vec![failed, none, none], 0),
            (vec![none, failed, failed], 3),
            (vec![Some("TransactionConflict"), none, failed], 4),
        ] {
            assert_eq!(cancellation(&codes, &[0, 3, 4]), WriteError::ConditionFailed { index });
        }
    }

    #[test]
    fn conflicts_are_repeated_and_refusals_are_not() {
        let code = |codes: &[Option<&str>]| cancellation(codes, &[0, 1]).code();
        assert_eq!(code(&[Some("None"), Some("TransactionConflict")]), "service.throttled");
        assert_eq!(code(&[Some("ThrottlingError"), Some("TransactionConflict")]), "service.throttled");
        assert_eq!(code(&[Some("TransactionConflict"), Some("ValidationError")]), "service.refused");
        assert_eq!(code(&[None, None]), "service.answer");
    }
}
