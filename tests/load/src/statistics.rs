//! Medians and quantiles.

/// One value a repetition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// Samples of the values.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        Self(values.into_iter().collect())
    }

    /// Adds the value of a repetition.
    pub fn push(&mut self, value: f64) {
        self.0.push(value);
    }

    /// Number of repetitions.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there was no repetition.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The median; of an even number the mean of the middle two, of none 0.
    pub fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let (low, high) = (sorted.len().saturating_sub(1) / 2, sorted.len() / 2);
        match (sorted.get(low), sorted.get(high)) {
            (Some(low), Some(high)) => f64::midpoint(*low, *high),
            _ => 0.0,
        }
    }

    /// The smallest value; of none 0.
    pub fn min(&self) -> f64 {
        self.0.iter().copied().min_by(f64::total_cmp).unwrap_or(0.0)
    }

    /// The largest value; of none 0.
    pub fn max(&self) -> f64 {
        self.0.iter().copied().max_by(f64::total_cmp).unwrap_or(0.0)
    }

    /// Pairs the repetitions of two measurements that took turns, and gives the quotient of each pair.
    #[must_use]
    pub fn divided_by(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).filter(|(_, b)| **b != 0.0).map(|(a, b)| a / b).collect())
    }
}

/// The `q` quantile (0 to 1) by nearest rank. Sorts the values; of none 0.
pub fn quantile(values: &mut [u64], q: f64) -> u64 {
    values.sort_unstable();
    let rank = (q.clamp(0.0, 1.0) * values.len() as f64).ceil() as usize;
    values.get(rank.saturating_sub(1)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_of_odd_even_and_no_values() {
        assert_eq!(Samples::of([3.0, 1.0, 2.0]).median(), 2.0);
        assert_eq!(Samples::of([4.0, 1.0, 2.0, 3.0]).median(), 2.5);
        assert_eq!(Samples::default().median(), 0.0);
        let samples = Samples::of([3.0, 1.0, 2.0]);
        assert_eq!((samples.min(), samples.max()), (1.0, 3.0));
    }

    #[test]
    fn quantiles_by_nearest_rank() {
        let mut values: Vec<u64> = (1..=100).rev().collect();
        for (q, expected) in [(0.0, 1), (0.5, 50), (0.99, 99), (1.0, 100)] {
            assert_eq!(quantile(&mut values, q), expected, "{q}");
        }
        assert_eq!(quantile(&mut [], 0.5), 0);
    }

    #[test]
    fn quotients_are_of_pairs() {
        let quotient = Samples::of([10.0, 9.0]).divided_by(&Samples::of([5.0, 3.0]));
        assert_eq!(quotient, Samples::of([2.0, 3.0]));
    }
}
