//! Objects that the provider returns, and their members.

use pulumi::value::Map;
use pulumi::{FromValue, Value, ValueError};

pub(crate) fn members(value: &Value) -> Result<&Map, ValueError> {
    value.as_object().ok_or_else(|| ValueError::shape("an object", value))
}

/// A member; an absent one is read like null, which only optional ones may be.
pub(crate) fn member<T: FromValue>(members: &Map, name: &str) -> Result<T, ValueError> {
    T::from_value(members.get(name).unwrap_or(&Value::Null)).map_err(|error| error.in_member(name))
}

/// A member of a type that may contain itself.
pub(crate) fn boxed_member<T: FromValue>(members: &Map, name: &str) -> Result<Option<Box<T>>, ValueError> {
    Ok(member::<Option<T>>(members, name)?.map(Box::new))
}

/// An object of these members without those that are null: null and absent differ to providers.
pub(crate) fn from_members<const N: usize>(
    members: [(&str, Result<Value, ValueError>); N],
) -> Result<Value, ValueError> {
    let mut map = Map::new();
    for (name, value) in members {
        let value = value.map_err(|error| error.in_member(name))?;
        if value != Value::Null {
            map.insert(name.to_owned(), value);
        }
    }
    Ok(Value::Object(map))
}

#[cfg(test)]
mod tests {
    use pulumi::IntoValue as _;

    use super::*;

    #[test]
    fn a_missing_member_is_named() {
        let error = member::<String>(&Map::new(), "arn").unwrap_err();
        assert_eq!(error.to_string(), "arn: expected a string, got null");
        assert_eq!(member::<Option<String>>(&Map::new(), "arn"), Ok(None));
        assert!(members(&Value::Bool(true)).is_err());
    }

    #[test]
    fn null_members_are_left_out() {
        let object = from_members([("a", 1.into_value()), ("b", None::<bool>.into_value())]);
        assert_eq!(object.unwrap(), Value::Object(Map::from([("a".to_owned(), Value::Number(1.0))])));
    }
}
