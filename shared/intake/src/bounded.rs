//! JSON with limits that hold while it is read: a hostile body is given up at the limit, not after it was built.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Deepest nesting; the outermost object is level 1.
const MAX_DEPTH: u32 = 32;
/// Most values: objects, arrays, texts, numbers, booleans and nulls; names of fields do not count.
const MAX_NODES: u32 = 2_000;

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// Not JSON.
    Syntax,
    /// JSON so far, but too deep or too many values.
    Limit,
}

/// Reads one JSON value within the limits.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, Malformed> {
    let budget = Budget { nodes: Cell::new(0), exceeded: Cell::new(false) };
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = Node { budget: &budget, depth: 0 }.deserialize(&mut deserializer);
    match value.and_then(|value| deserializer.end().map(|()| value)) {
        Ok(value) => Ok(value),
        Err(_) if budget.exceeded.get() => Err(Malformed::Limit),
        Err(_) => Err(Malformed::Syntax),
    }
}

struct Budget {
    nodes: Cell<u32>,
    exceeded: Cell<bool>,
}

#[derive(Clone, Copy)]
struct Node<'a> {
    budget: &'a Budget,
    depth: u32,
}

impl<'a> Node<'a> {
    /// A value inside this one.
    fn child<E: Error>(self) -> Result<Node<'a>, E> {
        let depth = self.depth + 1;
        if depth > MAX_DEPTH {
            self.budget.exceeded.set(true);
            return Err(E::custom("too deep"));
        }
        Ok(Node { budget: self.budget, depth })
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let nodes = self.budget.nodes.get() + 1;
        self.budget.nodes.set(nodes);
        if nodes > MAX_NODES {
            self.budget.exceeded.set(true);
            return Err(D::Error::custom("too many values"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let child = self.child()?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(child)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let child = self.child()?;
        let mut fields = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            let value = access.next_value_seed(child)?;
            fields.insert(name, value);
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(depth: usize) -> String {
        format!("{}{}", "[".repeat(depth), "]".repeat(depth))
    }

    #[test]
    fn limits_are_exact() {
        assert!(parse(nested(32).as_bytes()).is_ok());
        assert_eq!(parse(nested(33).as_bytes()), Err(Malformed::Limit));
        let list = |items: usize| format!("[{}]", vec!["0"; items].join(","));
        assert!(parse(list(1_999).as_bytes()).is_ok());
        assert_eq!(parse(list(2_000).as_bytes()), Err(Malformed::Limit));
    }

    #[test]
    fn a_tower_of_brackets_is_given_up_early() {
        for open in ["[", "{\"a\":"] {
            let tower = open.repeat(32 * 1024 / open.len());
            assert_eq!(parse(tower.as_bytes()), Err(Malformed::Limit));
        }
    }

    #[test]
    fn values_are_those_of_the_plain_parser() {
        let text = r#"{"a":[1,-2,3.5,true,null,"\u00e9"],"b":{"c":18446744073709551615}}"#;
        assert_eq!(parse(text.as_bytes()), Ok(serde_json::from_str::<Value>(text).unwrap()));
        for broken in ["", "{", "{} x", "{'a':1}", "nul", "{\"a\":1,}", "\u{feff}{}"] {
            assert_eq!(parse(broken.as_bytes()), Err(Malformed::Syntax), "{broken}");
        }
        assert_eq!(parse(&[b'"', 0xFF, b'"']), Err(Malformed::Syntax));
    }
}
