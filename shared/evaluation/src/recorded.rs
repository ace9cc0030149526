//! Recorded outputs of a language model, one line per example.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;
use serde_json::Value;
use switchboard_domain::keys;
use switchboard_policy::{ModelFailure, ModelSource, parse_advice, parse_verifier};

use crate::data::fields::{Fields, WrongField, wrong};
use crate::data::{DataError, DataSet};

const KNOWN: &str = "example_id, decision, verifier, model, prompt_version, input_tokens, output_tokens, cost_usd and \
latency_ms";

/// What a model said about one example, as it came. `Debug` leaves its words out.
#[derive(Clone)]
pub struct Output {
    decision: Value,
    verifier: Option<Value>,
    /// Tokens in.
    pub input_tokens: Option<u64>,
    /// Tokens out.
    pub output_tokens: Option<u64>,
    /// Cost, US dollars.
    pub cost_usd: Option<f64>,
    /// Milliseconds until the whole answer was there.
    pub latency_ms: Option<f64>,
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output").finish_non_exhaustive()
    }
}

/// Which of a model's two answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// `decision.v1`.
    Decision,
    /// `verifier.v1`.
    Verifier,
}

/// An output that breaks its schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InvalidOutput {
    /// The example.
    pub example_id: String,
    /// Which answer.
    pub part: Part,
    /// SHA-256 of the output, lower-case hexadecimal; the output itself may repeat customer text.
    pub fingerprint: String,
    /// Class of the failure.
    pub error_class: &'static str,
}

impl Output {
    /// The output as the source of a classification.
    pub(crate) fn source(&self) -> ModelSource {
        ModelSource::Recorded { decision: self.decision.clone(), verifier: self.verifier.clone() }
    }

    pub(crate) fn decision(&self) -> &Value {
        &self.decision
    }

    fn invalid(&self, example_id: &str) -> Vec<InvalidOutput> {
        let entry = |part, value: &Value, why: ModelFailure| InvalidOutput {
            example_id: example_id.to_owned(),
            part,
            fingerprint: keys::fingerprint(&value.to_string()),
            error_class: why.code(),
        };
        let decision = parse_advice(&self.decision).err().map(|why| entry(Part::Decision, &self.decision, why));
        let verifier = self
            .verifier
            .as_ref()
            .and_then(|value| parse_verifier(value).err().map(|why| entry(Part::Verifier, value, why)));
        decision.into_iter().chain(verifier).collect()
    }
}

/// All recorded outputs of a run.
#[derive(Debug, Default)]
pub struct Recorded {
    outputs: BTreeMap<String, Output>,
    /// Models named by the file.
    pub models: BTreeSet<String>,
    /// Prompt versions named by the file.
    pub prompts: BTreeSet<String>,
}

impl Recorded {
    /// Reads a recording; every id must be an example of the data.
    ///
    /// # Errors
    /// The first wrong line.
    pub fn parse(file: &str, content: &str, data: &DataSet) -> Result<Self, DataError> {
        let known: BTreeSet<&str> = data.examples.iter().map(|example| example.id.as_str()).collect();
        let mut recorded = Self::default();
        for (i, line) in content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            recorded.read(line, &known).map_err(|wrong| DataError::line(file, i + 1, wrong))?;
        }
        Ok(recorded)
    }

    fn read(&mut self, line: &str, known: &BTreeSet<&str>) -> Result<(), WrongField> {
        let mut fields = Fields::parse(line)?;
        let id: String = fields.required("example_id", "a string")?;
        let output = Output {
            decision: fields.raw("decision").ok_or_else(|| wrong("decision", "required"))?,
            verifier: fields.raw("verifier").filter(|value| !value.is_null()),
            input_tokens: fields.optional("input_tokens", "a whole number")?,
            output_tokens: fields.optional("output_tokens", "a whole number")?,
            cost_usd: fields.optional("cost_usd", "a number")?,
            latency_ms: fields.optional("latency_ms", "a number")?,
        };
        self.models.extend(fields.optional::<String>("model", "a string")?);
        self.prompts.extend(fields.optional::<String>("prompt_version", "a string")?);
        fields.end(KNOWN)?;
        if !known.contains(id.as_str()) {
            return Err(wrong("example_id", "no example of the data has this id"));
        }
        match self.outputs.insert(id, output) {
            None => Ok(()),
            Some(_) => Err(wrong("example_id", "occurs twice; record the final attempt only")),
        }
    }

    /// The output for an example.
    pub fn get(&self, example_id: &str) -> Option<&Output> {
        self.outputs.get(example_id)
    }

    /// All outputs by example id.
    pub fn outputs(&self) -> impl Iterator<Item = (&str, &Output)> {
        self.outputs.iter().map(|(id, output)| (id.as_str(), output))
    }

    /// Outputs that break their schema, by example id.
    pub fn invalid(&self) -> Vec<InvalidOutput> {
        self.outputs.iter().flat_map(|(id, output)| output.invalid(id)).collect()
    }
}
