//! The numbers of a model, and the scores that they give.

use super::encoded::{FAMILY_WEIGHT, IDF_STEPS, Reading};
use super::rows::Rows;

/// Number of classes: the intents of the taxonomy.
pub(crate) const CLASSES: usize = 25;

/// Platt scaling of one class: probability = sigmoid(slope x score + intercept).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Calibration {
    pub(crate) slope: f32,
    pub(crate) intercept: f32,
}

impl Calibration {
    pub(crate) fn apply(self, score: f32) -> f64 {
        1.0 / (1.0 + f64::from(-(self.slope * score + self.intercept)).exp())
    }
}

/// The numbers of a model.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parts {
    pub(crate) scale: [f32; CLASSES],
    pub(crate) bias: [f32; CLASSES],
    pub(crate) calibration: [Calibration; CLASSES],
    pub(crate) rows: Rows,
    /// Inverse document frequency of each row, in sixteenths.
    pub(crate) idf: Vec<u8>,
    /// Row by row, [`CLASSES`] weights each, the inverse document frequency multiplied in.
    pub(crate) weights: Vec<i8>,
    /// Dense value by dense value, [`CLASSES`] weights each.
    pub(crate) dense: Vec<f32>,
}

impl Parts {
    /// Every probability is near zero.
    pub(crate) fn neutral() -> Self {
        Self {
            scale: [0.0; CLASSES],
            bias: [0.0; CLASSES],
            calibration: [Calibration { slope: 0.0, intercept: -30.0 }; CLASSES],
            rows: Rows::default(),
            idf: Vec::new(),
            weights: Vec::new(),
            dense: Vec::new(),
        }
    }

    /// The score of every class: how much more likely it is than all others together, as a logarithm.
    pub(crate) fn scores(&self, reading: &Reading) -> [f32; CLASSES] {
        let mut total = [0.0_f32; CLASSES];
        for (family, weight) in reading.features.families.iter().zip(FAMILY_WEIGHT) {
            self.add_family(family, weight, &mut total);
        }
        let mut logits: [f32; CLASSES] =
            std::array::from_fn(|class| self.bias[class] + self.scale[class] * total[class]);
        for (value, row) in reading.dense.iter().zip(self.dense.chunks_exact(CLASSES)) {
            for (logit, weight) in logits.iter_mut().zip(row) {
                *logit += value * weight;
            }
        }
        log_odds(&logits)
    }

    fn add_family(&self, family: &[u32], weight: f32, total: &mut [f32; CLASSES]) {
        let mut sum = [0_i32; CLASSES];
        let mut squares = 0.0_f32;
        for row in family.iter().filter_map(|hash| self.rows.position(*hash)) {
            let idf = f32::from(self.idf[row]) / IDF_STEPS;
            squares += idf * idf;
            for (sum, weight) in sum.iter_mut().zip(&self.weights[row * CLASSES..][..CLASSES]) {
                *sum += i32::from(*weight);
            }
        }
        if squares > 0.0 {
            let norm = weight / squares.sqrt();
            for (total, sum) in total.iter_mut().zip(sum) {
                *total += norm * sum as f32;
            }
        }
    }
}

/// For each logit, its distance from the logarithm of the sum over the others.
pub(crate) fn log_odds<const N: usize>(logits: &[f32; N]) -> [f32; N] {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers = logits.map(|logit| (logit - highest).exp());
    let sum: f32 = powers.iter().sum();
    std::array::from_fn(|class| {
        // The difference loses all digits where one class has nearly all of the sum.
        let rest = if powers[class] > 0.5 * sum {
            (0..N).filter(|other| *other != class).map(|other| powers[other]).sum()
        } else {
            sum - powers[class]
        };
        logits[class] - highest - rest.max(f32::MIN_POSITIVE).ln()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_odds_of_an_even_and_of_a_certain_case() {
        let mut logits = [0.0; CLASSES];
        assert!((log_odds(&logits)[0] + (24.0_f32).ln()).abs() < 1e-5);
        logits[3] = 500.0;
        let certain = log_odds(&logits);
        assert!(certain.iter().all(|s| s.is_finite()) && certain[3] > 80.0 && certain[0] < -400.0);
    }
}
