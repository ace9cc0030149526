//! A message as the model sees it in training.

use switchboard_domain::ChannelClass;
use switchboard_text::clean_message;

use super::augment::Message;
use crate::linear::Reading;

/// A message with its label.
pub(crate) struct Sample {
    pub(crate) reading: Reading,
    pub(crate) primary: usize,
    pub(crate) secondary: Option<usize>,
    /// Who wrote it: no author stands on both sides of a fold.
    pub(crate) author: usize,
    /// The line that it was made of; document frequencies count lines.
    pub(crate) line: usize,
    /// Whether it is the line as it was written, and so fit for measuring.
    pub(crate) original: bool,
}

impl Sample {
    pub(crate) fn new(message: &Message) -> Self {
        let labelled = &message.labelled;
        let text = clean_message(&labelled.text).text;
        let read = (labelled.subject.as_deref(), text.as_str(), labelled.channel);
        Self {
            secondary: message.secondary.map(|intent| intent as usize),
            author: message.author,
            original: message.original,
            ..Self::of_text(read, labelled.intent as usize, message.line)
        }
    }

    /// Of subject, clean text and channel.
    pub(crate) fn of_text(
        (subject, text, channel): (Option<&str>, &str, ChannelClass),
        primary: usize,
        line: usize,
    ) -> Self {
        Self { reading: Reading::of(subject, text, channel), primary, secondary: None, author: 0, line, original: true }
    }

    /// The share of the message that is of a class: the primary intent keeps the lead.
    pub(crate) fn target(&self, class: usize) -> f32 {
        match self.secondary {
            Some(secondary) if class == secondary => 0.3,
            Some(_) if class == self.primary => 0.7,
            None if class == self.primary => 1.0,
            _ => 0.0,
        }
    }

    /// Whether the message is about a class at all, for calibration.
    pub(crate) fn holds(&self, class: usize) -> bool {
        class == self.primary || Some(class) == self.secondary
    }
}
