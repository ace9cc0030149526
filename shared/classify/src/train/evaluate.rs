//! Metrics on labelled messages.

use std::fmt::Write as _;

use switchboard_domain::Intent;

use super::set::Labelled;
use crate::linear::{CLASSES, ClassifierInput, Linear, class_intents};

/// Bins of equal count for the calibration error.
const BINS: usize = 10;

/// Metrics of one intent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IntentMetrics {
    /// The intent.
    pub intent: Intent,
    /// Messages with this label.
    pub support: usize,
    /// Share of the messages called so that are so.
    pub precision: f64,
    /// Share of the messages that are so and are called so.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
}

/// Metrics of the first candidate over a labelled set.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Number of messages.
    pub messages: usize,
    /// Share whose first candidate is right.
    pub accuracy: f64,
    /// Share whose right intent is among the first two candidates.
    pub top2_accuracy: f64,
    /// Mean F1 over intents with support.
    pub macro_f1: f64,
    /// Expected calibration error of the first candidate, ten bins of equal count.
    pub calibration_error: f64,
    /// Per intent, in table order.
    pub intents: Vec<IntentMetrics>,
    /// Indices of the messages whose first candidate is wrong, with that candidate.
    pub errors: Vec<(usize, Intent)>,
}

/// Classifies every message and counts.
pub fn evaluate(model: &Linear, messages: &[Labelled]) -> Evaluation {
    let mut confusion = [[0_usize; CLASSES]; CLASSES];
    let mut outcomes = Vec::with_capacity(messages.len());
    let mut errors = Vec::new();
    let mut in_top2 = 0;
    for (index, message) in messages.iter().enumerate() {
        let subject = message.subject.as_deref();
        let advice = model.classify(&ClassifierInput { subject, text: &message.text, channel: message.channel });
        let first = advice.candidates[0];
        confusion[message.intent as usize][first.intent as usize] += 1;
        in_top2 += usize::from(advice.candidates.iter().take(2).any(|c| c.intent == message.intent));
        outcomes.push((first.confidence, first.intent == message.intent));
        if first.intent != message.intent {
            errors.push((index, first.intent));
        }
    }
    let intents: Vec<IntentMetrics> = class_intents().map(|intent| metrics(intent, &confusion)).collect();
    let supported: Vec<f64> = intents.iter().filter(|m| m.support > 0).map(|m| m.f1).collect();
    Evaluation {
        messages: messages.len(),
        accuracy: ratio(messages.len() - errors.len(), messages.len()),
        top2_accuracy: ratio(in_top2, messages.len()),
        macro_f1: supported.iter().sum::<f64>() / supported.len().max(1) as f64,
        calibration_error: calibration_error(outcomes),
        intents,
        errors,
    }
}

impl Evaluation {
    /// A Markdown table of all numbers, for the model card.
    pub fn to_markdown(&self) -> String {
        let mut text = format!(
            "| Measure | Value |\n|---|---|\n| Messages | {} |\n| Accuracy | {:.4} |\n| Top-2 accuracy | {:.4} |\n\
             | Macro F1 | {:.4} |\n| Calibration error (10 equal-count bins) | {:.4} |\n\n\
             | Intent | Support | Precision | Recall | F1 |\n|---|---|---|---|---|\n",
            self.messages, self.accuracy, self.top2_accuracy, self.macro_f1, self.calibration_error
        );
        for m in &self.intents {
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "| `{}` | {} | {:.4} | {:.4} | {:.4} |",
                m.intent, m.support, m.precision, m.recall, m.f1
            );
        }
        text
    }
}

fn metrics(intent: Intent, confusion: &[[usize; CLASSES]; CLASSES]) -> IntentMetrics {
    let class = intent as usize;
    let support: usize = confusion[class].iter().sum();
    let called: usize = confusion.iter().map(|row| row[class]).sum();
    let right = confusion[class][class];
    IntentMetrics {
        intent,
        support,
        precision: ratio(right, called),
        recall: ratio(right, support),
        f1: ratio(2 * right, support + called),
    }
}

fn calibration_error(mut outcomes: Vec<(f64, bool)>) -> f64 {
    outcomes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total = outcomes.len();
    (0..BINS)
        .map(|bin| &outcomes[bin * total / BINS..(bin + 1) * total / BINS])
        .map(|bin| {
            let confidence: f64 = bin.iter().map(|o| o.0).sum();
            let right = bin.iter().filter(|o| o.1).count() as f64;
            (confidence - right).abs()
        })
        .sum::<f64>()
        / total.max(1) as f64
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calibration_error_by_hand() {
        assert!(calibration_error(vec![(0.8, true); 8].into_iter().chain(vec![(0.8, false); 2]).collect()) > 0.0);
        let exact: Vec<(f64, bool)> = (0..100).map(|i| (0.5, i % 2 == 0)).collect();
        assert!(calibration_error(exact) < 1e-9);
        assert!((calibration_error(vec![(1.0, false); 20]) - 1.0).abs() < 1e-9);
        assert!(calibration_error(Vec::new()).abs() < 1e-9);
    }

    #[test]
    fn f1_by_hand() {
        let mut confusion = [[0; CLASSES]; CLASSES];
        confusion[0][0] = 3;
        confusion[0][1] = 1;
        confusion[1][0] = 2;
        let m = metrics(Intent::OrderStatusTracking, &confusion);
        assert_eq!((m.support, m.precision, m.recall), (4, 0.6, 0.75));
        assert!((m.f1 - 2.0 * 3.0 / 9.0).abs() < 1e-12);
    }
}
