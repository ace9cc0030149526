//! A model call in one line.

use switchboard_domain::state::ModelCall;

use crate::output::counted;

/// Slot, models, class, attempts, tokens, cost, and the ids by which the call is found again.
pub(super) fn sentence(call: &ModelCall) -> String {
    let mut text = format!("asked {} as {}", call.model, call.slot.as_str());
    if let Some(snapshot) = call.snapshot.as_ref().filter(|snapshot| **snapshot != call.model) {
        text.push_str(&format!(", answered by {snapshot}"));
    }
    text.push_str(&format!(": {}, ", call.failure.map_or("ok", |failure| failure.code())));
    text.push_str(&counted(call.attempts, "attempt"));
    match call.tokens {
        Some(tokens) => text.push_str(&format!(
            ", tokens {} in ({} cached) and {} out ({} reasoning)",
            tokens.input, tokens.cached, tokens.output, tokens.reasoning
        )),
        None => text.push_str(", tokens unknown"),
    }
    match call.cost_usd_micro {
        Some(cost) => text.push_str(&format!(", {}.{:06} USD", cost / 1_000_000, cost % 1_000_000)),
        None => text.push_str(", cost unknown"),
    }
    text.push_str(&format!(", prompt {}, input {}", call.prompt_version, call.input_fingerprint));
    for (name, value) in [("output", &call.output_fingerprint), ("response", &call.response_id)] {
        if let Some(value) = value {
            text.push_str(&format!(", {name} {value}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use switchboard_domain::ModelFailure;
    use switchboard_domain::state::{ModelQuestion, ModelTokens};

    use super::*;

    #[test]
    fn a_line_holds_everything_that_is_known_of_a_call() {
        let answered = ModelCall {
            slot: ModelQuestion::Classifier,
            model: "m".to_owned(),
            snapshot: Some("m-2026-01-01".to_owned()),
            prompt_version: "sha256:0a".to_owned(),
            response_id: Some("resp_1".to_owned()),
            input_fingerprint: "1b".to_owned(),
            output_fingerprint: Some("2c".to_owned()),
            tokens: Some(ModelTokens { input: 400, cached: 100, output: 60, reasoning: 10 }),
            cost_usd_micro: Some(1_000_550),
            attempts: 1,
            failure: None,
        };
        let failed = ModelCall {
            slot: ModelQuestion::Verifier,
            snapshot: None,
            response_id: None,
            output_fingerprint: None,
            tokens: None,
            cost_usd_micro: None,
            attempts: 2,
            failure: Some(ModelFailure::Timeout),
            ..answered.clone()
        };
        assert_eq!(
            sentence(&answered),
            "asked m as classifier, answered by m-2026-01-01: ok, 1 attempt, tokens 400 in (100 cached) and 60 out \
             (10 reasoning), 1.000550 USD, prompt sha256:0a, input 1b, output 2c, response resp_1"
        );
        assert_eq!(
            sentence(&failed),
            "asked m as verifier: timeout, 2 attempts, tokens unknown, cost unknown, prompt sha256:0a, input 1b"
        );
    }
}
