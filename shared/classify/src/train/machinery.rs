//! The machinery on other data: the same features and fitting for any number of classes, to compare with known figures.

use switchboard_domain::ChannelClass;

use super::fit::{Weights, fit};
use super::sample::Sample;
use super::{CONFIGURATION, Configuration};

/// Fits on texts with their classes (0 to `N` - 1) and gives the most probable class of each other text. No noisy copies,
/// no vocabulary limit, no quantisation.
pub fn fit_and_predict<const N: usize>(labelled: &[(String, usize)], texts: &[String]) -> Vec<usize> {
    let samples: Vec<Sample> =
        labelled.iter().enumerate().map(|(line, (text, class))| Sample::plain(text, *class, line)).collect();
    let configuration = Configuration { rows: usize::MAX, epochs: 20, ..CONFIGURATION };
    let weights: Weights<N> = fit(&samples, |_| true, &configuration);
    let best = |text: &String| {
        let scores = weights.scores(&Sample::plain(text, 0, 0));
        scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(class, _)| class)
    };
    texts.iter().map(best).collect()
}

impl Sample {
    fn plain(text: &str, class: usize, line: usize) -> Self {
        Self::of_text((None, text, ChannelClass::Email), class, line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_classes_are_told_apart() {
        let labelled: Vec<(String, usize)> = ["where is it", "where has it gone", "refund me", "give me a refund"]
            .iter()
            .enumerate()
            .map(|(i, text)| ((*text).to_owned(), i / 2))
            .collect();
        assert_eq!(fit_and_predict::<2>(&labelled, &["where now".to_owned(), "a refund please".to_owned()]), [0, 1]);
    }
}
