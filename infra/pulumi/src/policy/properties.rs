//! Properties of a resource, read by a policy.

use super::error::{PolicyError, Result};
use crate::Error;
use crate::convert::{FromValue, ValueError};
use crate::resource::PathSegment;
use crate::value::{Map, Value};

/// Properties of a resource. Secrets are read in clear: keep them out of messages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Properties(Map);

impl Properties {
    /// These properties.
    pub fn new(map: Map) -> Self {
        Self(map)
    }

    /// A property; `None` if it is absent or null.
    ///
    /// # Errors
    /// [`PolicyError::NotApplicable`] if something in it is unknown, [`PolicyError::Failed`] if it is no `T`.
    pub fn get<T: FromValue>(&self, name: &str) -> Result<Option<T>> {
        self.at(&[name.into()])
    }

    /// A part of a property; `None` if it is absent or null. Only this part needs to be known.
    ///
    /// # Errors
    /// As [`Properties::get`].
    pub fn at<T: FromValue>(&self, path: &[PathSegment]) -> Result<Option<T>> {
        let value = match self.find(path) {
            None => return Ok(None),
            Some(value) => value.clone().revealed(),
        };
        if value.has_unknown() {
            return Err(PolicyError::not_applicable(format!("property `{}` is not known yet", text(path))));
        }
        let wrong = |error: ValueError| Error::new(format!("property `{}`: {error}", text(path)));
        Ok(Option::<T>::from_value(&value).map_err(wrong)?)
    }

    /// Whether a property, or something in it, is secret.
    pub fn is_secret(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(Value::has_secret)
    }

    /// The properties as they came, with [`Value::Unknown`] and [`Value::Secret`] inside.
    pub const fn as_map(&self) -> &Map {
        &self.0
    }

    /// The place, or the unknown value around it.
    fn find(&self, path: &[PathSegment]) -> Option<&Value> {
        let Some((PathSegment::Member(first), rest)) = path.split_first() else { return None };
        let mut here = self.0.get(first)?;
        for segment in rest {
            here = match (unmarked(here), segment) {
                (Value::Object(map), PathSegment::Member(name)) => map.get(name)?,
                (Value::Array(items), PathSegment::Item(index)) => items.get(*index)?,
                (Value::Unknown, _) => return Some(&Value::Unknown),
                _ => return None,
            };
        }
        Some(here)
    }
}

/// The value inside marks of secrecy and dependency.
fn unmarked(mut value: &Value) -> &Value {
    loop {
        value = match value {
            Value::Secret(inner) => inner,
            Value::Output(output) => match &output.value {
                Some(inner) => inner,
                None => return &Value::Unknown,
            },
            other => return other,
        }
    }
}

fn text(path: &[PathSegment]) -> String {
    let mut text = String::new();
    for segment in path {
        match segment {
            PathSegment::Member(name) if text.is_empty() => text.push_str(name),
            PathSegment::Member(name) => text.extend([".", name]),
            PathSegment::Item(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}

impl From<Map> for Properties {
    fn from(map: Map) -> Self {
        Self(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn properties() -> Properties {
        let rule = Map::from([("port".into(), Value::Number(22.0)), ("id".into(), Value::Unknown)]);
        let rules = Value::Array(vec![Value::Object(rule)]).into_secret();
        Properties::new(Map::from([
            ("name".into(), Value::String("a".into())),
            ("nothing".into(), Value::Null),
            ("arn".into(), Value::Unknown),
            ("rules".into(), rules),
        ]))
    }

    #[test]
    fn absent_and_null_are_none_and_another_shape_is_a_failure() {
        let properties = properties();
        assert_eq!(properties.get::<String>("name").unwrap().as_deref(), Some("a"));
        assert_eq!(properties.get::<String>("nothing").unwrap(), None);
        assert_eq!(properties.get::<String>("absent").unwrap(), None);
        let error = properties.get::<bool>("name").unwrap_err();
        assert!(matches!(&error, PolicyError::Failed(_)), "{error:?}");
        assert_eq!(error.to_string(), "property `name`: expected a boolean, got string");
    }

    #[test]
    fn only_what_is_read_must_be_known() {
        let properties = properties();
        let unknown = |error| matches!(error, PolicyError::NotApplicable { .. });
        assert!(unknown(properties.get::<String>("arn").unwrap_err()));
        assert!(unknown(properties.get::<Value>("rules").unwrap_err()));
        assert!(unknown(properties.at::<String>(&["arn".into(), "inside".into()]).unwrap_err()));
        assert_eq!(properties.at::<u16>(&["rules".into(), 0.into(), "port".into()]).unwrap(), Some(22));
        let error = properties.at::<String>(&["rules".into(), 0.into(), "id".into()]).unwrap_err();
        assert_eq!(error.to_string(), "property `rules[0].id` is not known yet");
        assert!(properties.is_secret("rules") && !properties.is_secret("name"));
    }
}
