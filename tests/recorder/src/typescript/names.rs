//! Variables of the written program.

use std::collections::BTreeMap;

/// Variables that are taken.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeMap<String, usize>);

impl Names {
    /// A variable for a resource: its name and the last word of its type, as `eventsQueue`. The type keeps it apart from
    /// the words of the language.
    pub(crate) fn variable(&mut self, name: &str, type_: &str) -> String {
        let kind = type_.rsplit(':').next().unwrap_or_default();
        let kind = if type_.starts_with("pulumi:providers:") { "Provider" } else { kind };
        let mut variable = String::new();
        for word in name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
            match variable.is_empty() {
                true if word.starts_with(|c: char| c.is_ascii_digit()) => variable.push_str(&format!("r{word}")),
                true => variable.push_str(word),
                false => variable.push_str(&capitalised(word)),
            }
        }
        variable.push_str(&capitalised(kind));
        let taken = self.0.entry(variable.clone()).or_default();
        *taken += 1;
        if *taken == 1 { variable } else { format!("{variable}_{taken}") }
    }
}

/// The variable of a call.
pub(crate) fn call(index: usize) -> String {
    format!("call{}", index + 1)
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_identifiers_and_differ() {
        let mut names = Names::default();
        assert_eq!(names.variable("events-dlq.fifo", "aws:sqs/queue:Queue"), "eventsDlqFifoQueue");
        assert_eq!(names.variable("events.dlq-fifo", "aws:sqs/queue:Queue"), "eventsDlqFifoQueue_2");
        assert_eq!(names.variable("4xx", "aws:sns/topic:Topic"), "r4xxTopic");
        assert_eq!(names.variable("east", "pulumi:providers:aws"), "eastProvider");
    }
}
