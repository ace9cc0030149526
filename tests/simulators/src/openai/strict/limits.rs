//! Sizes that a strict schema may have.

use serde_json::{Map, Value};

/// Properties of all objects together.
const PROPERTIES: usize = 5_000;
/// Objects inside objects, the root counted.
const NESTING: usize = 10;
/// Characters of names of properties and definitions, enum values and constants together.
const CHARACTERS: usize = 120_000;
/// Enum values of all enumerations together.
const ENUM_VALUES: usize = 1_000;
/// Values beyond which the characters of one enumeration count.
const LARGE_ENUM: usize = 250;
/// Characters of one large enumeration.
const LARGE_ENUM_CHARACTERS: usize = 15_000;

/// What a schema adds up to.
#[derive(Debug, Default)]
pub(super) struct Totals {
    properties: usize,
    deepest: usize,
    characters: usize,
    enum_values: usize,
    largest_enum_characters: usize,
}

impl Totals {
    /// Counts an object at a depth (1: the root).
    pub(super) fn add_object<'a>(&mut self, depth: usize, names: impl Iterator<Item = &'a String>) {
        self.deepest = self.deepest.max(depth);
        for name in names {
            self.properties += 1;
            self.add_text(name);
        }
    }

    /// Counts a name.
    pub(super) fn add_text(&mut self, text: &str) {
        self.characters += text.chars().count();
    }

    /// Counts `enum` and `const`.
    pub(super) fn add_values(&mut self, keywords: &Map<String, Value>) {
        if let Some(text) = keywords.get("const").and_then(Value::as_str) {
            self.add_text(text);
        }
        let Some(values) = keywords.get("enum").and_then(Value::as_array) else { return };
        let characters: usize = values.iter().filter_map(Value::as_str).map(|value| value.chars().count()).sum();
        self.enum_values += values.len();
        self.characters += characters;
        if values.len() > LARGE_ENUM {
            self.largest_enum_characters = self.largest_enum_characters.max(characters);
        }
    }

    /// # Errors
    /// The first limit that is exceeded.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.deepest > NESTING {
            return Err(format!("{} levels of nesting exceeds limit of {NESTING}.", self.deepest));
        }
        let counts = [
            (self.properties, PROPERTIES, "object properties in total within a single schema"),
            (self.enum_values, ENUM_VALUES, "enum values in total within a single schema"),
            (self.characters, CHARACTERS, "characters in names, enum and const values within a single schema"),
            (self.largest_enum_characters, LARGE_ENUM_CHARACTERS, "characters in an enum of more than 250 values"),
        ];
        match counts.iter().find(|(count, most, _)| count > most) {
            None => Ok(()),
            Some((count, most, what)) => Err(format!(
                "Expected at most {most} {what} when using structured outputs, but received {count}. Consider reducing \
                 them, or use 'strict: false' to opt out of structured outputs."
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::check;
    use super::*;

    fn object(properties: Map<String, Value>) -> Value {
        let required: Vec<&String> = properties.keys().collect();
        json!({"type": "object", "required": required, "properties": properties, "additionalProperties": false})
    }

    fn nested(levels: usize) -> Value {
        (1..levels).fold(object(Map::new()), |inner, _| object([("x".to_owned(), inner)].into_iter().collect()))
    }

    fn with_enum(values: usize, length: usize) -> Value {
        let values: Vec<String> = (0..values).map(|n| format!("{n:0length$}")).collect();
        object([("x".to_owned(), json!({"type": "string", "enum": values}))].into_iter().collect())
    }

    fn with_properties(count: usize, length: usize) -> Value {
        object((0..count).map(|n| (format!("{n:0length$}"), json!({"type": "null"}))).collect())
    }

    #[test]
    fn at_the_limit_and_beyond() {
        let at = [nested(10), with_properties(5_000, 4), with_enum(1_000, 4), with_enum(250, 100), with_enum(251, 59)];
        for schema in at {
            assert_eq!(check(&schema), Ok(()));
        }
        for (schema, message) in [
            (nested(11), "11 levels of nesting exceeds limit of 10."),
            (with_properties(5_001, 4), "at most 5000 object properties in total"),
            (with_enum(1_001, 4), "at most 1000 enum values in total within a single schema"),
            (with_enum(251, 60), "at most 15000 characters in an enum of more than 250 values"),
            (with_properties(1_201, 100), "at most 120000 characters"),
        ] {
            let error = check(&schema).unwrap_err();
            assert!(error.contains(message), "{error}");
        }
    }
}
