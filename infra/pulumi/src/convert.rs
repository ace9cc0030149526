//! Rust types to and from property values.

use std::collections::{BTreeMap, HashMap};

use serde::de::DeserializeOwned;

use crate::asset::{Archive, Asset, AssetOrArchive};
use crate::value::{Map, ResourceReference, Value};

/// Largest integer up to which every integer has a 64-bit float of its own: 2^53.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A value that does not fit the type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Another shape.
    #[error("{}expected {expected}, got {got}", at(.path))]
    Shape {
        /// Where in the value: `.member` and `[index]`; empty at the top.
        path: String,
        /// What was wanted.
        expected: &'static str,
        /// What was there.
        got: &'static str,
    },
    /// A number that the type, or the engine, cannot hold exactly.
    #[error("{}{number} cannot be held exactly as {expected}", at(.path))]
    Number {
        /// Where in the value.
        path: String,
        /// The number.
        number: String,
        /// What was wanted.
        expected: &'static str,
    },
    /// The type refused it.
    #[error("{}{reason}", at(.path))]
    Refused {
        /// Where in the value.
        path: String,
        /// Why.
        reason: String,
    },
}

fn at(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("{}: ", path.trim_start_matches('.')) }
}

impl ValueError {
    /// Another shape than expected.
    pub fn shape(expected: &'static str, got: &Value) -> Self {
        Self::Shape { path: String::new(), expected, got: got.kind() }
    }

    /// Refused for this reason.
    pub fn refused(reason: impl Into<String>) -> Self {
        Self::Refused { path: String::new(), reason: reason.into() }
    }

    /// The same error inside this member.
    #[must_use]
    pub fn in_member(self, name: &str) -> Self {
        self.inside(&format!(".{name}"))
    }

    /// The same error inside this item of a list.
    #[must_use]
    pub fn in_item(self, index: usize) -> Self {
        self.inside(&format!("[{index}]"))
    }

    fn inside(mut self, outer: &str) -> Self {
        let (Self::Shape { path, .. } | Self::Number { path, .. } | Self::Refused { path, .. }) = &mut self;
        path.insert_str(0, outer);
        self
    }
}

/// A type that a property value can become.
pub trait FromValue: Sized {
    /// The value as this type. It holds no secret and nothing unknown: those belong to the output around it.
    ///
    /// # Errors
    /// [`ValueError`] when the value has another shape.
    fn from_value(value: &Value) -> Result<Self, ValueError>;
}

/// A type that can be a property value.
pub trait IntoValue {
    /// The property value.
    ///
    /// # Errors
    /// [`ValueError::Number`] for an integer that a 64-bit float cannot hold exactly.
    fn into_value(self) -> Result<Value, ValueError>;
}

impl FromValue for Value {
    fn from_value(value: &Value) -> Result<Self, ValueError> {
        Ok(value.clone())
    }
}

impl IntoValue for Value {
    fn into_value(self) -> Result<Value, ValueError> {
        Ok(self)
    }
}

impl FromValue for bool {
    fn from_value(value: &Value) -> Result<Self, ValueError> {
        if let Value::Bool(flag) = value { Ok(*flag) } else { Err(ValueError::shape("a boolean", value)) }
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> Result<Self, ValueError> {
        if let Value::String(text) = value { Ok(text.clone()) } else { Err(ValueError::shape("a string", value)) }
    }
}

impl FromValue for f64 {
    fn from_value(value: &Value) -> Result<Self, ValueError> {
        if let Value::Number(number) = value { Ok(*number) } else { Err(ValueError::shape("a number", value)) }
    }
}

macro_rules! convert_into {
    ($($type:ty => |$value:ident| $made:expr),+ $(,)?) => {$(
        impl IntoValue for $type {
            fn into_value(self) -> Result<Value, ValueError> {
                let $value = self;
                Ok($made)
            }
        }
    )+};
}

convert_into!(
    bool => |flag| Value::Bool(flag),
    String => |text| Value::String(text),
    &str => |text| Value::String(text.to_owned()),
    &String => |text| Value::String(text.clone()),
    f32 => |number| Value::Number(f64::from(number)),
    f64 => |number| Value::Number(number),
    Asset => |asset| Value::Asset(asset),
    Archive => |archive| Value::Archive(archive),
    AssetOrArchive => |member| match member {
        AssetOrArchive::Asset(asset) => Value::Asset(asset),
        AssetOrArchive::Archive(archive) => Value::Archive(archive),
    },
);

macro_rules! convert_integer {
    ($($type:ident),+) => {$(
        impl FromValue for $type {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
            fn from_value(value: &Value) -> Result<Self, ValueError> {
                let number = f64::from_value(value).map_err(|_| ValueError::shape("an integer", value))?;
                let integer = number as i128;
                let exact = number.trunc() == number && number.abs() <= EXACT;
                Self::try_from(integer).ok().filter(|_| exact).ok_or_else(|| ValueError::Number {
                    path: String::new(),
                    number: number.to_string(),
                    expected: stringify!($type),
                })
            }
        }

        impl IntoValue for $type {
            #[allow(clippy::cast_precision_loss)]
            fn into_value(self) -> Result<Value, ValueError> {
                let number = self as f64;
                if number.abs() <= EXACT && number as i128 == self as i128 {
                    return Ok(Value::Number(number));
                }
                let (path, number) = (String::new(), self.to_string());
                Err(ValueError::Number { path, number, expected: "a number of the engine; send it as a string" })
            }
        }
    )+};
}

convert_integer!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Result<Self, ValueError> {
        if *value == Value::Null { Ok(None) } else { T::from_value(value).map(Some) }
    }
}

impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self) -> Result<Value, ValueError> {
        self.map_or(Ok(Value::Null), IntoValue::into_value)
    }
}

impl<T: FromValue> FromValue for Vec<T> {
    fn from_value(value: &Value) -> Result<Self, ValueError> {
        let Value::Array(items) = value else { return Err(ValueError::shape("a list", value)) };
        let items = items.iter().enumerate();
        items.map(|(index, item)| T::from_value(item).map_err(|error| error.in_item(index))).collect()
    }
}

impl<T: IntoValue> IntoValue for Vec<T> {
    fn into_value(self) -> Result<Value, ValueError> {
        let items = self.into_iter().enumerate();
        let items = items.map(|(index, item)| item.into_value().map_err(|error| error.in_item(index)));
        Ok(Value::Array(items.collect::<Result<_, _>>()?))
    }
}

macro_rules! convert_map {
    ($($map:ident),+) => {$(
        impl<T: FromValue> FromValue for $map<String, T> {
            fn from_value(value: &Value) -> Result<Self, ValueError> {
                let Value::Object(map) = value else { return Err(ValueError::shape("an object", value)) };
                let member = |(name, value): (&String, &Value)| {
                    Ok((name.clone(), T::from_value(value).map_err(|error| error.in_member(name))?))
                };
                map.iter().map(member).collect()
            }
        }

        impl<T: IntoValue> IntoValue for $map<String, T> {
            fn into_value(self) -> Result<Value, ValueError> {
                let member = |(name, value): (String, T)| {
                    let value = value.into_value().map_err(|error| error.in_member(&name))?;
                    Ok((name, value))
                };
                Ok(Value::Object(self.into_iter().map(member).collect::<Result<Map, _>>()?))
            }
        }
    )+};
}

convert_map!(BTreeMap, HashMap);

impl FromValue for Asset {
    fn from_value(value: &Value) -> Result<Self, ValueError> {
        if let Value::Asset(asset) = value { Ok(asset.clone()) } else { Err(ValueError::shape("an asset", value)) }
    }
}

impl FromValue for Archive {
    fn from_value(value: &Value) -> Result<Self, ValueError> {
        if let Value::Archive(archive) = value {
            Ok(archive.clone())
        } else {
            Err(ValueError::shape("an archive", value))
        }
    }
}

impl FromValue for AssetOrArchive {
    fn from_value(value: &Value) -> Result<Self, ValueError> {
        match value {
            Value::Asset(asset) => Ok(Self::Asset(asset.clone())),
            Value::Archive(archive) => Ok(Self::Archive(archive.clone())),
            other => Err(ValueError::shape("an asset or an archive", other)),
        }
    }
}

impl FromValue for ResourceReference {
    fn from_value(value: &Value) -> Result<Self, ValueError> {
        if let Value::Resource(it) = value { Ok(it.clone()) } else { Err(ValueError::shape("a resource", value)) }
    }
}

impl IntoValue for ResourceReference {
    fn into_value(self) -> Result<Value, ValueError> {
        Ok(Value::Resource(self))
    }
}

impl FromValue for serde_json::Value {
    fn from_value(value: &Value) -> Result<Self, ValueError> {
        Ok(match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(*flag),
            Value::Number(number) => json_number(*number)?,
            Value::String(text) => Self::String(text.clone()),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                let items = items.map(|(index, item)| Self::from_value(item).map_err(|error| error.in_item(index)));
                Self::Array(items.collect::<Result<_, _>>()?)
            }
            Value::Object(map) => {
                let member = |(name, value): (&String, &Value)| {
                    Ok((name.clone(), Self::from_value(value).map_err(|error| error.in_member(name))?))
                };
                Self::Object(map.iter().map(member).collect::<Result<_, _>>()?)
            }
            other => return Err(ValueError::shape("a value that JSON can hold", other)),
        })
    }
}

/// Whole numbers become integers, so that `3` is written `3` and not `3.0`.
#[allow(clippy::cast_possible_truncation)]
fn json_number(number: f64) -> Result<serde_json::Value, ValueError> {
    if number.trunc() == number && number.abs() <= EXACT {
        return Ok(serde_json::Value::from(number as i64));
    }
    let made = serde_json::Number::from_f64(number).map(serde_json::Value::Number);
    made.ok_or_else(|| ValueError::refused(format!("{number} has no form in JSON")))
}

impl IntoValue for serde_json::Value {
    fn into_value(self) -> Result<Value, ValueError> {
        match self {
            Self::Null => Ok(Value::Null),
            Self::Bool(flag) => Ok(Value::Bool(flag)),
            Self::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(integer), ..) => integer.into_value(),
                (_, Some(integer), _) => integer.into_value(),
                (.., float) => Ok(Value::Number(float.unwrap_or(f64::NAN))),
            },
            Self::String(text) => Ok(Value::String(text)),
            Self::Array(items) => items.into_value(),
            Self::Object(map) => map.into_iter().collect::<BTreeMap<String, Self>>().into_value(),
        }
    }
}

/// The value as any type that serde can read.
///
/// # Errors
/// [`ValueError`] naming the place that does not fit.
pub fn deserialize<T: DeserializeOwned>(value: &Value) -> Result<T, ValueError> {
    let json = serde_json::Value::from_value(value)?;
    serde_json::from_value(json).map_err(|error| ValueError::refused(error.to_string()))
}

/// Anything that serde can write as a property value.
///
/// # Errors
/// [`ValueError`] for numbers that do not fit and for types that JSON cannot hold.
pub fn serialize<T: serde::Serialize>(value: &T) -> Result<Value, ValueError> {
    serde_json::to_value(value).map_err(|error| ValueError::refused(error.to_string()))?.into_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_exact_or_refused() {
        assert_eq!((1_i64 << 53).into_value(), Ok(Value::Number(EXACT)));
        let beyond = ((1_i64 << 53) + 1).into_value();
        assert!(matches!(beyond, Err(ValueError::Number { ref number, .. }) if number == "9007199254740993"));
        assert!(u64::MAX.into_value().is_err());
        assert_eq!(i64::from_value(&Value::Number(-7.0)), Ok(-7));
        assert!(i64::from_value(&Value::Number(1.5)).is_err());
        assert!(u8::from_value(&Value::Number(256.0)).is_err());
        assert!(i64::from_value(&Value::Number(1e300)).is_err());
    }

    #[test]
    fn errors_name_the_place() {
        let value = Value::Object(Map::from([("a".into(), Value::Array(vec![Value::Number(1.0), Value::Null]))]));
        let error = BTreeMap::<String, Vec<i32>>::from_value(&value).unwrap_err();
        assert_eq!(error.to_string(), "a[1]: expected an integer, got null");
    }

    #[test]
    fn serde_types_come_through() {
        let value = serialize(&("x", 3, Some(true))).unwrap();
        assert_eq!(deserialize::<(String, u8, Option<bool>)>(&value).unwrap(), ("x".to_owned(), 3, Some(true)));
        assert!(deserialize::<u8>(&Value::String("x".into())).is_err());
        assert!(deserialize::<f64>(&Value::Number(f64::NAN)).is_err());
    }
}
