//! Floors on the development sets, whose author is not the author of the patterns.

use std::path::Path;

use serde_json::Value;
use switchboard_domain::Intent;
use switchboard_text::clean_message;

use crate::screen::{Screen, screen};

/// Labels of the sets, and the intents that the screen reports for them.
const TIER0: [(&str, Intent); 4] = [
    ("harassment_threats", Intent::HarassmentThreats),
    ("fraud_suspected", Intent::FraudSuspected),
    ("legal_threat", Intent::LegalThreat),
    ("chargeback_dispute", Intent::ChargebackDispute),
];

/// One example of a set, screened as the worker does: after cleaning.
struct Screened {
    id: String,
    expected: Option<Intent>,
    found: Screen,
}

fn set(name: &str) -> Vec<Screened> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/evaluation/{name}.jsonl"));
    let text = std::fs::read_to_string(path).unwrap();
    let example = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        let label = row["primary_intent"].as_str().unwrap();
        Screened {
            id: row["example_id"].as_str().unwrap().to_owned(),
            expected: TIER0.iter().find(|(name, _)| *name == label).map(|(_, intent)| *intent),
            found: screen(row["subject"].as_str(), &clean_message(row["text"].as_str().unwrap()).text),
        }
    };
    text.lines().map(example).collect()
}

/// The examples with a Tier 0 label, and the identifiers of those whose intent is not hard.
fn recall(examples: &[Screened]) -> (usize, Vec<&str>) {
    let real = examples.iter().filter(|e| e.expected.is_some());
    let missed = real.clone().filter(|e| e.expected.is_some_and(|intent| !e.found.hard.contains(&intent)));
    (real.count(), missed.map(|e| e.id.as_str()).collect())
}

/// The examples without a Tier 0 label, and the identifiers of those with a hard signal.
fn alarms(examples: &[Screened]) -> (usize, Vec<&str>) {
    let innocent = examples.iter().filter(|e| e.expected.is_none());
    let alarmed = innocent.clone().filter(|e| !e.found.hard.is_empty());
    (innocent.count(), alarmed.map(|e| e.id.as_str()).collect())
}

#[test]
fn recall_of_real_escalations_stays_above_its_floor() {
    for name in ["tier0-dev", "dev"] {
        let examples = set(name);
        let (real, missed) = recall(&examples);
        assert!(real > 0 && missed.len() * 100 <= real * 3, "{name}: {} of {real} missed: {missed:?}", missed.len());
    }
}

#[test]
fn innocent_uses_rarely_alarm_and_ordinary_messages_never() {
    for (name, percent) in [("lookalikes-dev", 2), ("dev", 0)] {
        let examples = set(name);
        let (innocent, alarmed) = alarms(&examples);
        let few = alarmed.len() * 100 <= innocent * percent;
        assert!(innocent > 0 && few, "{name}: {} of {innocent} alarmed: {alarmed:?}", alarmed.len());
    }
}
