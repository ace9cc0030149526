//! What the simulated service remembers.

use std::collections::{BTreeMap, VecDeque};

use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use switchboard_domain::Timestamp;

use super::quirk::Quirk;
use super::rate::MinuteWindow;
use super::usage::PromptCache;

/// Requests that are kept for tests to search.
const KEPT_REQUESTS: usize = 200;

/// An answer that is decided beforehand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scripted {
    quirk: Quirk,
    /// Only for requests whose schema has this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    schema: Option<String>,
    /// For so many requests.
    #[serde(default = "once")]
    times: u32,
}

const fn once() -> u32 {
    1
}

impl Scripted {
    /// # Errors
    /// A text for the caller.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.times == 0 { Err("times must be at least 1".to_owned()) } else { self.quirk.check() }
    }
}

/// A request as it arrived.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Seen {
    at: Timestamp,
    operation: &'static str,
    /// Without `authorization`.
    headers: BTreeMap<String, String>,
    /// As JSON, or as text when it is none.
    body: Value,
}

/// What the simulated service remembers.
#[derive(Debug, Default)]
pub(crate) struct OpenAiState {
    script: VecDeque<Scripted>,
    requests: VecDeque<Seen>,
    /// By the model's alias.
    pub(super) windows: BTreeMap<&'static str, MinuteWindow>,
    pub(super) cache: PromptCache,
    pub(super) rate_limited: u64,
    answers: BTreeMap<&'static str, u64>,
}

impl OpenAiState {
    pub(crate) fn add(&mut self, answers: Vec<Scripted>) {
        self.script.extend(answers);
    }

    pub(crate) fn script(&self) -> &VecDeque<Scripted> {
        &self.script
    }

    pub(crate) fn clear(&mut self) {
        self.script.clear();
    }

    pub(crate) fn requests(&self) -> &VecDeque<Seen> {
        &self.requests
    }

    pub(crate) fn forget_requests(&mut self) {
        self.requests.clear();
    }

    /// Takes the first scripted answer that fits a request with this schema.
    pub(super) fn next(&mut self, schema: Option<&str>) -> Option<Quirk> {
        let fits = |answer: &Scripted| answer.schema.is_none() || answer.schema.as_deref() == schema;
        let index = self.script.iter().position(fits)?;
        let answer = self.script.get_mut(index)?;
        answer.times -= 1;
        let (quirk, used_up) = (answer.quirk.clone(), answer.times == 0);
        if used_up {
            self.script.remove(index);
        }
        Some(quirk)
    }

    pub(super) fn remember(&mut self, operation: &'static str, headers: &HeaderMap, body: &[u8], at: Timestamp) {
        if self.requests.len() == KEPT_REQUESTS {
            self.requests.pop_front();
        }
        let headers = headers
            .iter()
            .filter(|(name, _)| *name != "authorization")
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let body = serde_json::from_slice(body).unwrap_or_else(|_| json!(String::from_utf8_lossy(body)));
        self.requests.push_back(Seen { at, operation, headers, body });
    }

    pub(super) fn count(&mut self, quirk: &Quirk) {
        *self.answers.entry(quirk.as_str()).or_default() += 1;
    }

    pub(crate) fn report(&self) -> Value {
        json!({"answers": self.answers, "rate_limited": self.rate_limited, "scripted": self.script.len()})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripted_answers_wait_for_their_schema() {
        let mut state = OpenAiState::default();
        let script = json!([
            {"quirk": {"kind": "refuse"}, "schema": "verifier_v1"},
            {"quirk": {"kind": "empty"}, "times": 2},
        ]);
        state.add(serde_json::from_value(script).unwrap());
        assert_eq!(state.next(Some("decision_v1")), Some(Quirk::Empty));
        assert_eq!(state.next(Some("verifier_v1")), Some(Quirk::Refuse));
        assert_eq!((state.next(None), state.next(None)), (Some(Quirk::Empty), None));
    }

    #[test]
    fn the_oldest_requests_are_dropped_and_keys_never_kept() {
        let mut state = OpenAiState::default();
        let headers = [("authorization", "Bearer sk-1"), ("accept", "x")];
        let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        let headers: HeaderMap = HeaderMap::from_iter(headers);
        for n in 0..=KEPT_REQUESTS {
            state.remember("openai.responses", &headers, n.to_string().as_bytes(), Timestamp::from_millis(0));
        }
        assert_eq!((state.requests().len(), &state.requests()[0].body), (KEPT_REQUESTS, &json!(1)));
        assert_eq!(state.requests()[0].headers.len(), 1);
        state.remember("openai.responses", &headers, b"no json", Timestamp::from_millis(0));
        assert_eq!(state.requests().back().unwrap().body, json!("no json"));
    }
}
