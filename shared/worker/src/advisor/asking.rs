//! One call: breaker before it; breaker, money, memory and log after it.

use serde_json::Value;
use switchboard_domain::{Millis, ModelFailure, Timestamp};
use switchboard_limits::CallResult;
use switchboard_openai::{CallFailure, CallRecord, ModelAnswer};
use switchboard_policy::ModelUse;

use super::{About, ModelAdvisor, ModelSlot};

/// With less time than this no call is begun; the event comes again with a deadline of its own.
const SHORTEST: Millis = Millis::from_secs(2);

/// An answer that passed every check of the client.
pub(super) struct Asked {
    pub(super) json: Value,
    pub(super) model: ModelUse,
}

/// Why there is none.
pub(super) enum Unanswered {
    /// The model was asked in vain.
    Failed { failure: ModelFailure, model: ModelUse },
    /// Nobody asks for now.
    BreakerOpen,
    /// No place in the shared budget, or no time left: nothing was sent.
    Later(Timestamp),
}

impl ModelAdvisor {
    /// Makes the call, if the slot's breaker lets it pass, and tells everybody how it went.
    pub(super) async fn ask<T>(
        &self,
        slot: &ModelSlot,
        about: &About<'_>,
        text: &str,
        call: impl Future<Output = ModelAnswer<T>>,
    ) -> Result<Asked, Unanswered> {
        let (clock, journal) = (&about.parts.clock, &about.parts.journal);
        if clock.now() + SHORTEST > about.end {
            return Err(Unanswered::Later(clock.now()));
        }
        let permit = slot.breaker.admit().await.map_err(|_| Unanswered::BreakerOpen)?;
        let ModelAnswer { result, record } = call.await;
        let failure = match &result {
            Ok(_) => None,
            // Nothing was sent, so nothing is known of the model.
            Err(CallFailure::Denied { retry_at }) => return Err(Unanswered::Later(*retry_at)),
            Err(CallFailure::Model(failure)) => Some(*failure),
        };
        if record.attempts > 0 {
            let transition = slot.breaker.record(permit, health(failure)).await;
            journal.breaker(about, record.slot, transition);
        }
        if failure == Some(ModelFailure::RateLimited) {
            self.buckets.refused_by_vendor(record.retry_after).await;
        }
        if matches!(failure, Some(ModelFailure::Refusal | ModelFailure::ContentFilter)) {
            self.refused.remember(text, clock.now()).await;
        }
        let crossed = self.spend.add(record.cost.micro_usd().unwrap_or(0), clock.now()).await;
        journal.model_budget(about, crossed);
        journal.model_call(about, &record, failure);
        about.calls.note(&record, failure);
        let model = model_use(record);
        match result {
            Ok(accepted) => Ok(Asked { json: accepted.json, model }),
            Err(CallFailure::Model(failure)) => Err(Unanswered::Failed { failure, model }),
            Err(CallFailure::Denied { retry_at }) => Err(Unanswered::Later(retry_at)),
        }
    }
}

fn model_use(record: CallRecord) -> ModelUse {
    ModelUse {
        name: record.model_asked,
        snapshot: record.model_reported,
        prompt_version: record.prompt_version.to_owned(),
    }
}

/// What an answer says about the model. A refusal is about the text: whoever writes in could open the breaker with it.
const fn health(failure: Option<ModelFailure>) -> CallResult {
    match failure {
        None | Some(ModelFailure::Refusal | ModelFailure::ContentFilter | ModelFailure::RedactionFailed) => {
            CallResult::Success
        }
        Some(ModelFailure::Auth) => CallResult::Fatal,
        Some(_) => CallResult::Failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_models_own_failures_count_against_it() {
        assert_eq!(health(None), CallResult::Success);
        assert_eq!(health(Some(ModelFailure::Refusal)), CallResult::Success);
        assert_eq!(health(Some(ModelFailure::Auth)), CallResult::Fatal);
        for failure in [ModelFailure::Timeout, ModelFailure::SchemaInvalid, ModelFailure::ModelMismatch] {
            assert_eq!(health(Some(failure)), CallResult::Failure);
        }
    }
}
