//! Platt scaling on out-of-fold scores: one curve for all intents, and per intent a curve drawn towards it.

use super::Scores;
use super::sample::Sample;
use crate::linear::{CLASSES, Calibration};

/// Strength with which an intent's curve is held at the common one, in messages.
const PRIOR: f64 = 60.0;

/// Newton steps; the loss is convex and two-dimensional.
const STEPS: usize = 30;

/// The calibration of every class.
pub(crate) fn platt(samples: &[Sample], scores: &[Scores]) -> [Calibration; CLASSES] {
    let pairs = |class: usize| {
        let measured = samples.iter().zip(scores).filter(|(sample, _)| sample.original);
        measured.map(move |(s, scores)| (f64::from(scores[class]), f64::from(u8::from(s.holds(class)))))
    };
    let all: Vec<(f64, f64)> = (0..CLASSES).flat_map(pairs).collect();
    let common = fit_curve(&all, (1.0, 0.0), 0.0);
    std::array::from_fn(|class| {
        let own: Vec<(f64, f64)> = pairs(class).collect();
        let (slope, intercept) = fit_curve(&own, common, PRIOR);
        // A curve that falls would turn the order of scores around.
        Calibration { slope: slope.max(0.05) as f32, intercept: intercept as f32 }
    })
}

/// Minimises the log loss plus `prior` times half the squared distance from `centre`.
fn fit_curve(pairs: &[(f64, f64)], centre: (f64, f64), prior: f64) -> (f64, f64) {
    let (mut a, mut b) = centre;
    for _ in 0..STEPS {
        let (mut ga, mut gb) = (prior * (a - centre.0), prior * (b - centre.1));
        let (mut haa, mut hab, mut hbb) = (prior + 1e-6, 0.0, prior + 1e-6);
        for (score, target) in pairs {
            let p = 1.0 / (1.0 + (-(a * score + b)).exp());
            let curvature = p * (1.0 - p);
            ga += (p - target) * score;
            gb += p - target;
            haa += curvature * score * score;
            hab += curvature * score;
            hbb += curvature;
        }
        let determinant = haa * hbb - hab * hab;
        if determinant.abs() < 1e-9 {
            break;
        }
        a -= ((hbb * ga - hab * gb) / determinant).clamp(-1.0, 1.0);
        b -= ((haa * gb - hab * ga) / determinant).clamp(-1.0, 1.0);
    }
    (a, b)
}

#[cfg(test)]
mod tests {
    use super::fit_curve;

    #[test]
    fn an_overconfident_score_is_flattened() {
        // Scores of +4 and -4 that are right in 3 of 4 cases: the slope must be ln(3) / 4.
        let pairs =
            [(4.0, 1.0), (4.0, 1.0), (4.0, 1.0), (4.0, 0.0), (-4.0, 0.0), (-4.0, 0.0), (-4.0, 0.0), (-4.0, 1.0)];
        let (slope, intercept) = fit_curve(&pairs, (1.0, 0.0), 0.0);
        assert!((slope - 3.0_f64.ln() / 4.0).abs() < 1e-3, "{slope}");
        assert!(intercept.abs() < 1e-3);
    }

    #[test]
    fn without_data_the_curve_stays_at_its_centre() {
        assert_eq!(fit_curve(&[], (0.7, -0.2), 10.0), (0.7, -0.2));
    }
}
