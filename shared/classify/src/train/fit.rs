//! Fitting: multinomial logistic regression, AdaGrad, a fixed order of messages.

use super::Configuration;
use super::random::Random;
use super::sample::Sample;
use super::vocabulary::Vocabulary;
use crate::linear::{CLASSES, DENSE, IDF_STEPS, Parts, log_odds};

/// Weights in full precision, for `N` classes.
pub(crate) struct Weights<const N: usize> {
    vocabulary: Vocabulary,
    sparse: Vec<f32>,
    dense: Vec<f32>,
    bias: [f32; N],
}

impl<const N: usize> Weights<N> {
    fn zero(vocabulary: Vocabulary) -> Self {
        Self { sparse: vec![0.0; vocabulary.rows.len() * N], dense: vec![0.0; DENSE * N], bias: [0.0; N], vocabulary }
    }

    fn logits(&self, rows: &[(usize, f32)], dense: &[f32]) -> [f32; N] {
        let mut logits = self.bias;
        for (row, value) in rows {
            add(&mut logits, &self.sparse[row * N..][..N], *value);
        }
        for (value, row) in dense.iter().zip(self.dense.chunks_exact(N)) {
            add(&mut logits, row, *value);
        }
        logits
    }

    /// The score of every class for a sample.
    pub(crate) fn scores(&self, sample: &Sample) -> [f32; N] {
        let rows = sample.reading.rows(&self.vocabulary.rows, &self.vocabulary.idf);
        log_odds(&self.logits(&rows, &sample.reading.dense))
    }

    /// The rows that contribute most, in ascending order.
    fn strongest(&self, count: usize) -> Vec<usize> {
        let strength = |row: usize| {
            let weights = &self.sparse[row * N..][..N];
            let mean = weights.iter().sum::<f32>() / N as f32;
            weights.iter().map(|w| (w - mean) * (w - mean)).sum::<f32>()
        };
        let mut rows: Vec<(f32, usize)> = (0..self.vocabulary.rows.len()).map(|row| (strength(row), row)).collect();
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut kept: Vec<usize> = rows.into_iter().take(count).map(|(_, row)| row).collect();
        kept.sort_unstable();
        kept
    }
}

impl Weights<CLASSES> {
    /// Eight bits per weight, with a scale per class.
    pub(crate) fn quantised(self) -> Parts {
        let mut parts = Parts::neutral();
        let Self { vocabulary, sparse, dense, bias } = self;
        let idf = |i: usize| f32::from(vocabulary.idf[i / CLASSES]) / IDF_STEPS;
        let weighted: Vec<f32> = sparse.iter().enumerate().map(|(i, weight)| weight * idf(i)).collect();
        for (class, scale) in parts.scale.iter_mut().enumerate() {
            let largest = weighted.iter().skip(class).step_by(CLASSES).fold(0.0_f32, |m, w| m.max(w.abs()));
            *scale = (largest / 127.0).max(f32::MIN_POSITIVE);
        }
        let quantise = |(i, weight): (usize, &f32)| (weight / parts.scale[i % CLASSES]).round() as i8;
        parts.weights = weighted.iter().enumerate().map(quantise).collect();
        Parts { bias, rows: vocabulary.rows, idf: vocabulary.idf, dense, ..parts }
    }
}

fn add<const N: usize>(logits: &mut [f32; N], row: &[f32], value: f32) {
    for (logit, weight) in logits.iter_mut().zip(row) {
        *logit += value * weight;
    }
}

/// Fits on the chosen samples; a vocabulary that is too large is cut to its strongest rows and fitted once more.
pub(crate) fn fit<const N: usize>(
    samples: &[Sample],
    chosen: impl Fn(&Sample) -> bool,
    configuration: &Configuration,
) -> Weights<N> {
    let chosen: Vec<&Sample> = samples.iter().filter(|sample| chosen(sample)).collect();
    let mut vocabulary = Vocabulary::of(&chosen, configuration.minimum_lines);
    if vocabulary.rows.len() > configuration.rows {
        let first: Weights<N> = descend(&chosen, vocabulary, configuration, configuration.selection_epochs);
        vocabulary = first.vocabulary.keep(&first.strongest(configuration.rows));
    }
    descend(&chosen, vocabulary, configuration, configuration.epochs)
}

/// Squared gradients so far, for AdaGrad.
struct Squares<const N: usize> {
    sparse: Vec<f32>,
    dense: Vec<f32>,
    bias: [f32; N],
}

fn descend<const N: usize>(
    samples: &[&Sample],
    vocabulary: Vocabulary,
    configuration: &Configuration,
    epochs: usize,
) -> Weights<N> {
    let mut model = Weights::<N>::zero(vocabulary);
    let mut squares =
        Squares { sparse: vec![1e-3; model.sparse.len()], dense: vec![1e-2; model.dense.len()], bias: [1.0; N] };
    let rows: Vec<Vec<(usize, f32)>> =
        samples.iter().map(|s| s.reading.rows(&model.vocabulary.rows, &model.vocabulary.idf)).collect();
    let mut order: Vec<usize> = (0..samples.len()).collect();
    let mut random = Random::new(configuration.seed);
    for epoch in 0..epochs {
        random.shuffle(&mut order);
        let rate = configuration.rate * (1.0 - 0.9 * epoch as f32 / epochs as f32);
        for at in &order {
            let pace = Pace { rate, decay: configuration.decay };
            step(&mut model, &mut squares, samples[*at], &rows[*at], pace);
        }
    }
    model
}

#[derive(Clone, Copy)]
struct Pace {
    rate: f32,
    decay: f32,
}

fn step<const N: usize>(
    model: &mut Weights<N>,
    squares: &mut Squares<N>,
    sample: &Sample,
    rows: &[(usize, f32)],
    pace: Pace,
) {
    let dense = &sample.reading.dense;
    let logits = model.logits(rows, dense);
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers = logits.map(|logit| (logit - highest).exp());
    let sum: f32 = powers.iter().sum();
    let error: [f32; N] = std::array::from_fn(|class| powers[class] / sum - sample.target(class));
    for ((bias, square), error) in model.bias.iter_mut().zip(&mut squares.bias).zip(&error) {
        *square += error * error;
        *bias -= pace.rate * error / square.sqrt();
    }
    for (row, value) in rows {
        let place = row * N..(row + 1) * N;
        adapt(&mut model.sparse[place.clone()], &mut squares.sparse[place], &error, *value, pace);
    }
    for (i, value) in dense.iter().enumerate() {
        let place = i * N..(i + 1) * N;
        adapt(&mut model.dense[place.clone()], &mut squares.dense[place], &error, *value, pace);
    }
}

fn adapt<const N: usize>(weights: &mut [f32], squares: &mut [f32], error: &[f32; N], value: f32, pace: Pace) {
    for ((weight, square), error) in weights.iter_mut().zip(squares).zip(error) {
        let gradient = error * value + pace.decay * *weight;
        *square += gradient * gradient;
        *weight -= pace.rate * gradient / square.sqrt();
    }
}

/// The scores of every original sample by a model that did not see its author.
pub(crate) fn out_of_fold<const N: usize>(
    samples: &[Sample],
    authors: usize,
    configuration: &Configuration,
) -> Vec<[f32; N]> {
    let mut scores = vec![[0.0; N]; samples.len()];
    for author in 0..authors {
        let model: Weights<N> = fit(samples, |sample| sample.author != author, configuration);
        for (score, sample) in scores.iter_mut().zip(samples) {
            if sample.author == author && sample.original {
                *score = model.scores(sample);
            }
        }
    }
    scores
}

/// Share of an author's original samples whose greatest score is the primary intent's; of all authors for `None`.
pub(crate) fn accuracy<const N: usize>(samples: &[Sample], scores: &[[f32; N]], author: Option<usize>) -> f64 {
    let measured = || {
        samples.iter().zip(scores).filter(move |(s, _)| s.original && author.is_none_or(|author| author == s.author))
    };
    let right = measured().filter(|(sample, scores)| {
        scores.iter().enumerate().all(|(class, score)| class == sample.primary || *score < scores[sample.primary])
    });
    right.count() as f64 / measured().count().max(1) as f64
}
