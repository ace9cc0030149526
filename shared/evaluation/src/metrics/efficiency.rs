//! What a model costs, from its recording.

use serde::Serialize;

use crate::recorded::{Output, Recorded};
use crate::statistics::round4;

/// Tokens, cost, calls and latency; `None` where the recording does not tell, or the classifier is built in.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Efficiency {
    /// Tokens in and out, mean over outputs.
    pub tokens_per_message: Option<f64>,
    /// US dollars.
    pub cost_per_1000: Option<f64>,
    /// Outputs over examples: messages that the screen settles need none.
    pub outputs_per_example: Option<f64>,
    /// Median, milliseconds.
    pub latency_p50_ms: Option<f64>,
    /// 95th percentile, milliseconds.
    pub latency_p95_ms: Option<f64>,
}

impl Efficiency {
    pub(super) fn of(recorded: Option<&Recorded>, examples: usize) -> Self {
        let Some(recorded) = recorded else { return Self::default() };
        let values = |pick: &dyn Fn(&Output) -> Option<f64>| -> Vec<f64> {
            recorded.outputs().filter_map(|(_, output)| pick(output)).collect()
        };
        let mean = |values: &[f64]| (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
        let tokens = values(&|output| match (output.input_tokens, output.output_tokens) {
            (None, None) => None,
            (input, out) => Some((input.unwrap_or(0) + out.unwrap_or(0)) as f64),
        });
        let latency = values(&|output| output.latency_ms);
        let outputs = recorded.outputs().count() as f64;
        Self {
            tokens_per_message: mean(&tokens).map(round4),
            cost_per_1000: mean(&values(&|output| output.cost_usd)).map(|cost| round4(cost * 1_000.0)),
            outputs_per_example: (examples > 0).then(|| round4(outputs / examples as f64)),
            latency_p50_ms: quantile(&latency, 0.50).map(round4),
            latency_p95_ms: quantile(&latency, 0.95).map(round4),
        }
    }
}

/// The value at a share of the sorted values (nearest rank); `None` without values.
pub fn quantile(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied()
}
