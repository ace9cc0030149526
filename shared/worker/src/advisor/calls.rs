//! Model calls on their way into the audit.

use std::sync::{Mutex, PoisonError};

use switchboard_domain::ModelFailure;
use switchboard_domain::state::{AuditEntry, AuditRow, Expect, ModelCall, ModelQuestion, ModelTokens, Row, Write};
use switchboard_openai::{CallRecord, Slot};

/// Added to the number of the entry that the calls stand beside: a run numbers its own entries below this.
const BESIDE: u32 = 10_000;

/// The model calls of a run that no row tells of yet. They go into its next transaction that tells the story on: the one of
/// the decision, or of the deferral when no decision could be made. A transaction that fails ends the run, and its calls
/// are in the log only.
#[derive(Default)]
pub(crate) struct UntoldCalls(Mutex<Vec<ModelCall>>);

impl UntoldCalls {
    /// Keeps what may be stored of a call.
    pub(super) fn note(&self, record: &CallRecord, failure: Option<ModelFailure>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(stored(record, failure));
    }

    /// Adds a row with the calls to a transaction that has a row of the story.
    pub(crate) fn tell_in(&self, writes: &mut Vec<Write>) {
        let last = writes.iter().rev().find_map(|write| match write {
            Write::Put { row: Row::Audit(row), .. } => Some(row),
            _ => None,
        });
        let Some(last) = last else { return };
        let calls = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if calls.is_empty() {
            return;
        }
        let row = AuditRow { n: BESIDE + last.n, entry: AuditEntry::ModelCalls { calls }, ..last.clone() };
        writes.push(Write::put(Row::Audit(row), Expect::AbsentOr(Vec::new())));
    }
}

fn stored(record: &CallRecord, failure: Option<ModelFailure>) -> ModelCall {
    ModelCall {
        slot: match record.slot {
            Slot::Classifier => ModelQuestion::Classifier,
            Slot::Verifier => ModelQuestion::Verifier,
        },
        model: record.model_asked.clone(),
        snapshot: record.model_reported.clone(),
        prompt_version: record.prompt_version.to_owned(),
        response_id: record.response_id.clone(),
        input_fingerprint: record.input_fingerprint.clone(),
        output_fingerprint: record.output_fingerprint.clone(),
        tokens: record.usage.map(|usage| ModelTokens {
            input: usage.input,
            cached: usage.cached_input,
            output: usage.output,
            reasoning: usage.reasoning,
        }),
        cost_usd_micro: record.cost.micro_usd(),
        attempts: record.attempts,
        failure,
    }
}

#[cfg(test)]
mod tests {
    use switchboard_domain::state::{RowKey, Table};
    use switchboard_domain::{Millis, Timestamp};
    use switchboard_openai::{Cost, Usage};

    use super::*;

    fn record(slot: Slot) -> CallRecord {
        CallRecord {
            slot,
            model_asked: "m".to_owned(),
            model_reported: Some("m-2026-01-01".to_owned()),
            prompt_version: "sha256:0a",
            attempts: 2,
            latency: Millis(7),
            http_status: Some(200),
            request_id: Some("req_1".to_owned()),
            response_id: Some("resp_1".to_owned()),
            retry_after: None,
            usage: Some(Usage { input: 400, cached_input: 100, output: 60, reasoning: 10 }),
            cost: Cost::MicroUsd(550),
            input_fingerprint: "1b".to_owned(),
            output_fingerprint: Some("2c".to_owned()),
        }
    }

    fn story(n: u32) -> Write {
        let row = AuditRow {
            pk: "C#1".to_owned(),
            at: Timestamp::from_millis(5),
            event_id: None,
            event_key: Some("E#1".to_owned()),
            n,
            entry: AuditEntry::Covered,
            expires_at: Timestamp::from_millis(9),
        };
        Write::put(Row::Audit(row), Expect::AbsentOr(Vec::new()))
    }

    fn told(writes: &[Write]) -> Vec<&AuditRow> {
        let rows = writes.iter().filter_map(|write| match write {
            Write::Put { row: Row::Audit(row), .. } => Some(row),
            _ => None,
        });
        rows.filter(|row| matches!(row.entry, AuditEntry::ModelCalls { .. })).collect()
    }

    #[test]
    fn calls_stand_once_beside_the_next_entry_of_the_story() {
        let untold = UntoldCalls::default();
        untold.note(&record(Slot::Classifier), None);
        untold.note(&record(Slot::Verifier), Some(ModelFailure::Truncation));
        let mut silent = vec![Write::Delete { key: RowKey::new(Table::Ledger, "E#1", "X"), expect: Expect::Absent }];
        untold.tell_in(&mut silent);
        assert_eq!(silent.len(), 1, "no story, no calls");

        let mut writes = vec![story(9_998), story(9_999)];
        untold.tell_in(&mut writes);
        let [row] = told(&writes)[..] else { panic!("{writes:?}") };
        assert_eq!(
            (row.pk.as_str(), row.event_key.as_deref(), row.at),
            ("C#1", Some("E#1"), Timestamp::from_millis(5))
        );
        let keys: std::collections::BTreeSet<_> = writes.iter().map(|write| write.target().0).collect();
        assert_eq!(keys.len(), 3, "a key of its own");
        let AuditEntry::ModelCalls { calls } = &row.entry else { panic!("{row:?}") };
        assert_eq!(
            calls.iter().map(|call| (call.slot, call.failure)).collect::<Vec<_>>(),
            [(ModelQuestion::Classifier, None), (ModelQuestion::Verifier, Some(ModelFailure::Truncation))]
        );
        let call = &calls[0];
        assert_eq!((call.model.as_str(), call.snapshot.as_deref(), call.attempts), ("m", Some("m-2026-01-01"), 2));
        assert_eq!(call.tokens, Some(ModelTokens { input: 400, cached: 100, output: 60, reasoning: 10 }));
        assert_eq!((call.cost_usd_micro, call.response_id.as_deref()), (Some(550), Some("resp_1")));
        assert_eq!((call.input_fingerprint.as_str(), call.output_fingerprint.as_deref()), ("1b", Some("2c")));

        let mut later = vec![story(3)];
        untold.tell_in(&mut later);
        assert_eq!(told(&later).len(), 0, "told once");
    }
}
