//! One figure on labelled messages, for a comparison of speed that has to say how well both sides do. Everything else that
//! is to be known of a classifier, `switchboard eval` tells.

use super::set::Labelled;
use crate::linear::{CLASSES, ClassifierInput, Linear};

/// Mean F1 of the first candidate over the intents that have messages; 0 without messages.
pub fn macro_f1(model: &Linear, messages: &[Labelled]) -> f64 {
    let mut confusion = [[0_usize; CLASSES]; CLASSES];
    for message in messages {
        let subject = message.subject.as_deref();
        let advice = model.classify(&ClassifierInput { subject, text: &message.text, channel: message.channel });
        confusion[message.intent as usize][advice.candidates[0].intent as usize] += 1;
    }
    let supported: Vec<f64> = (0..CLASSES).filter_map(|class| f1(class, &confusion)).collect();
    supported.iter().sum::<f64>() / supported.len().max(1) as f64
}

/// `None` for a class without messages.
fn f1(class: usize, confusion: &[[usize; CLASSES]; CLASSES]) -> Option<f64> {
    let support: usize = confusion[class].iter().sum();
    let called: usize = confusion.iter().map(|row| row[class]).sum();
    (support > 0).then(|| (2 * confusion[class][class]) as f64 / (support + called) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f1_by_hand() {
        let mut confusion = [[0; CLASSES]; CLASSES];
        confusion[0][0] = 3;
        confusion[0][1] = 1;
        confusion[1][0] = 2;
        assert!((f1(0, &confusion).unwrap() - 2.0 * 3.0 / 9.0).abs() < 1e-12);
        assert_eq!((f1(1, &confusion), f1(2, &confusion)), (Some(0.0), None));
    }
}
