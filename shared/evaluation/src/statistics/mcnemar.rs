//! McNemar's exact test: whether two systems differ in accuracy on the same examples.

/// Two-sided p-value of `only_ours` against `only_theirs`, the examples that only one of the systems got right.
/// Without such examples there is no sign of a difference: 1.
pub fn mcnemar_exact(only_ours: usize, only_theirs: usize) -> f64 {
    let n = only_ours + only_theirs;
    // Sum of the binomial tail, from logarithms: the coefficients outgrow any float.
    let mut log_term = -(n as f64) * std::f64::consts::LN_2;
    let mut tail = 0.0;
    for k in 0..=only_ours.min(only_theirs) {
        tail += log_term.exp();
        log_term += ((n - k) as f64).ln() - ((k + 1) as f64).ln();
    }
    (2.0 * tail).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_values_are_those_of_the_binomial_distribution() {
        for (ours, theirs, p) in [(0, 0, 1.0), (1, 0, 1.0), (5, 5, 1.0), (0, 6, 0.03125), (9, 1, 0.021_484_375)] {
            assert!((mcnemar_exact(ours, theirs) - p).abs() < 1e-9, "{ours} {theirs}");
        }
        assert!(mcnemar_exact(1_000, 3_000) < 1e-100, "large counts neither overflow nor vanish into 1");
    }
}
