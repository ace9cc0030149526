//! Fitting: one logistic regression per intent, AdaGrad, a fixed order of messages.

use super::augment::Message;
use super::random::Random;
use super::{Configuration, Scores, features_of};
use crate::linear::{BUCKETS, CLASSES, Features, Parts};

/// A message as the model sees it.
pub(crate) struct Sample {
    pub(crate) features: Features,
    pub(crate) primary: usize,
    pub(crate) secondary: Option<usize>,
    pub(crate) template: usize,
}

impl Sample {
    pub(crate) fn new(message: &Message) -> Self {
        let labelled = &message.labelled;
        Self {
            features: features_of(labelled.subject.as_deref(), &labelled.text, labelled.channel),
            primary: labelled.intent as usize,
            secondary: message.secondary.map(|intent| intent as usize),
            template: message.template,
        }
    }

    /// 1 for the primary intent, less for the other one, so that the primary stays first.
    pub(crate) fn target(&self, class: usize) -> f32 {
        if class == self.primary {
            1.0
        } else if Some(class) == self.secondary {
            0.6
        } else {
            0.0
        }
    }
}

/// Weights in full precision.
pub(crate) struct Weights {
    weights: Vec<f32>,
    bias: Scores,
}

impl Weights {
    fn scores(&self, features: &Features) -> Scores {
        let values = features.values();
        let mut scores = self.bias;
        for (family, value) in features.families.iter().zip(values) {
            for bucket in family {
                let row = &self.weights[*bucket as usize * CLASSES..][..CLASSES];
                for (score, weight) in scores.iter_mut().zip(row) {
                    *score += value * weight;
                }
            }
        }
        scores
    }

    /// Eight bits per weight, with a scale per class.
    pub(crate) fn quantised(&self) -> Parts {
        let mut parts = Parts::neutral();
        parts.bias = self.bias;
        for (class, scale) in parts.scale.iter_mut().enumerate() {
            let largest = self.weights.iter().skip(class).step_by(CLASSES).fold(0.0_f32, |m, w| m.max(w.abs()));
            *scale = (largest / 127.0).max(f32::MIN_POSITIVE);
        }
        let quantise = |(i, weight): (usize, &f32)| (weight / parts.scale[i % CLASSES]).round() as i8;
        parts.weights = self.weights.iter().enumerate().map(quantise).collect();
        parts
    }
}

/// Fits on the samples whose template is chosen.
pub(crate) fn fit(samples: &[Sample], chosen: impl Fn(usize) -> bool, configuration: &Configuration) -> Weights {
    let mut model = Weights { weights: vec![0.0; BUCKETS * CLASSES], bias: [-2.0; CLASSES] };
    let mut squares = vec![1e-3_f32; BUCKETS * CLASSES];
    let mut bias_squares = [1.0_f32; CLASSES];
    let mut order: Vec<&Sample> = samples.iter().filter(|sample| chosen(sample.template)).collect();
    let mut random = Random::new(configuration.seed);
    for epoch in 0..configuration.epochs {
        random.shuffle(&mut order);
        let rate = configuration.rate * (1.0 - 0.8 * epoch as f32 / configuration.epochs as f32);
        for sample in &order {
            let scores = model.scores(&sample.features);
            let error: Scores =
                std::array::from_fn(|class| 1.0 / (1.0 + (-scores[class]).exp()) - sample.target(class));
            for class in 0..CLASSES {
                bias_squares[class] += error[class] * error[class];
                model.bias[class] -= rate * error[class] / bias_squares[class].sqrt();
            }
            let values = sample.features.values();
            for (family, value) in sample.features.families.iter().zip(values) {
                for bucket in family {
                    let start = *bucket as usize * CLASSES;
                    let row = &mut model.weights[start..start + CLASSES];
                    let squares = &mut squares[start..start + CLASSES];
                    for class in 0..CLASSES {
                        let gradient = error[class] * value + configuration.decay * row[class];
                        squares[class] += gradient * gradient;
                        row[class] -= rate * gradient / squares[class].sqrt();
                    }
                }
            }
        }
    }
    model
}

/// The scores of every sample by a model that did not see its template.
pub(crate) fn out_of_fold(samples: &[Sample], configuration: &Configuration) -> Vec<Scores> {
    let mut scores = vec![[0.0; CLASSES]; samples.len()];
    for fold in 0..configuration.folds {
        let model = fit(samples, |template| template % configuration.folds != fold, configuration);
        for (score, sample) in scores.iter_mut().zip(samples) {
            if sample.template % configuration.folds == fold {
                *score = model.scores(&sample.features);
            }
        }
    }
    scores
}

/// Share of samples whose greatest score is the primary intent's.
pub(crate) fn accuracy(samples: &[Sample], scores: &[Scores]) -> f64 {
    let right = samples.iter().zip(scores).filter(|(sample, scores)| {
        scores.iter().enumerate().all(|(class, score)| class == sample.primary || *score < scores[sample.primary])
    });
    right.count() as f64 / samples.len().max(1) as f64
}
