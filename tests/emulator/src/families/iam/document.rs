//! Policy documents, as the service gives them and as they are looked into.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// A document from an answer, where it is encoded as in a URL.
pub(super) fn decoded(document: &str) -> String {
    if document.trim_start().starts_with('{') {
        return document.to_owned();
    }
    percent_decode_str(document).decode_utf8_lossy().into_owned()
}

/// The statements of a document; none if it cannot be read.
pub(in crate::families) fn statements(document: &str) -> Vec<Map<String, Value>> {
    let document: Value = serde_json::from_str(document).unwrap_or_default();
    let statements = match document.get("Statement") {
        Some(Value::Array(statements)) => statements.clone(),
        Some(statement) => vec![statement.clone()],
        None => Vec::new(),
    };
    statements.into_iter().filter_map(|statement| statement.as_object().cloned()).collect()
}

/// One text or a list of texts.
pub(in crate::families) fn texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(texts)) => texts.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Whether a text fits a pattern with `*` and `?`.
pub(in crate::families) fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    // Row by row: which beginnings of the text the pattern read so far fits.
    let mut fitting = vec![false; text.len() + 1];
    fitting[0] = true;
    for symbol in pattern {
        let mut next = vec![false; text.len() + 1];
        next[0] = symbol == '*' && fitting[0];
        for (index, character) in text.iter().enumerate() {
            next[index + 1] = match symbol {
                '*' => fitting[index + 1] || next[index],
                '?' => fitting[index],
                other => fitting[index] && other == *character,
            };
        }
        fitting = next;
    }
    fitting.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_decoded() {
        assert_eq!(decoded("%7B%22a%22%3A%20%22%2B%22%7D"), "{\"a\": \"+\"}");
        assert_eq!(decoded("{\"a\":\"100%25\"}"), "{\"a\":\"100%25\"}");
    }

    #[test]
    fn patterns() {
        for (pattern, text) in [("*", ""), ("sqs:*", "sqs:ReceiveMessage"), ("a?c*", "abcde"), ("*:x", "a:b:x")] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("", "a"), ("sqs:Get*", "sqs:ReceiveMessage"), ("a?", "a"), ("*:x", "a:b:xy")] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
