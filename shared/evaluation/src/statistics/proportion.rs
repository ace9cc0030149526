//! Proportions with Wilson's score interval.

use serde::Serialize;

use super::round4;

/// Standard normal quantile of a two-sided 95 % interval.
pub const Z: f64 = 1.959_964;

/// Wilson's 95 % interval of `hits` among `n`; `None` without observations.
///
/// ```
/// let (low, high) = switchboard_evaluation::statistics::wilson(0, 50).unwrap();
/// assert_eq!((low, (high * 10_000.0).round()), (0.0, 713.0));
/// ```
pub fn wilson(hits: usize, n: usize) -> Option<(f64, f64)> {
    if n == 0 {
        return None;
    }
    let (count, p) = (n as f64, hits as f64 / n as f64);
    let z2 = Z * Z;
    let scale = 1.0 + z2 / count;
    let centre = (p + z2 / (2.0 * count)) / scale;
    let half = Z * (p * (1.0 - p) / count + z2 / (4.0 * count * count)).sqrt() / scale;
    // At the ends the interval touches 0 or 1 exactly; rounding must not move it past.
    let low = if hits == 0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if hits == n { 1.0 } else { (centre + half).min(1.0) };
    Some((low, high))
}

/// A count among a number of observations. Serialised with its share and interval, four decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proportion {
    /// How many had the property.
    pub hits: usize,
    /// Among how many.
    pub n: usize,
}

impl Proportion {
    /// Counts a property over observations.
    pub fn of(observations: impl IntoIterator<Item = bool>) -> Self {
        let mut proportion = Self::default();
        for hit in observations {
            proportion.count(hit);
        }
        proportion
    }

    /// Adds an observation.
    pub fn count(&mut self, hit: bool) {
        self.hits += usize::from(hit);
        self.n += 1;
    }

    /// The share; `None` without observations.
    pub fn share(self) -> Option<f64> {
        (self.n > 0).then(|| self.hits as f64 / self.n as f64)
    }

    /// Wilson's 95 % interval.
    pub fn interval(self) -> Option<(f64, f64)> {
        wilson(self.hits, self.n)
    }
}

impl Serialize for Proportion {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written {
            hits: usize,
            n: usize,
            value: Option<f64>,
            low: Option<f64>,
            high: Option<f64>,
        }
        let interval = self.interval();
        let written = Written {
            hits: self.hits,
            n: self.n,
            value: self.share().map(round4),
            low: interval.map(|(low, _)| round4(low)),
            high: interval.map(|(_, high)| round4(high)),
        };
        written.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_have_their_published_values() {
        #[rustfmt::skip]
        let rows = [
            (0, 50, 0.0, 0.0713), (0, 300, 0.0, 0.0126), (0, 381, 0.0, 0.0100), (50, 50, 0.9287, 1.0),
            (47, 50, 0.8378, 0.9794), (90, 100, 0.8256, 0.9448), (270, 300, 0.8608, 0.9291), (450, 500, 0.8706, 0.9233),
        ];
        for (hits, n, low, high) in rows {
            let (got_low, got_high) = wilson(hits, n).unwrap();
            assert_eq!((round4(got_low), round4(got_high)), (low, high), "{hits}/{n}");
        }
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn the_upper_bound_of_no_failures_falls_with_n() {
        for (n, bound) in [(73, 0.05), (189, 0.02), (381, 0.01)] {
            assert!(wilson(0, n).unwrap().1 < bound && wilson(0, n - 1).unwrap().1 >= bound, "{n}");
        }
    }
}
