//! Secrecy of what a provider returns.

use pulumi::value::Value;

/// Marks as secret in `onto` what is secret at the same place of `marks`. A list that changed its length is secret as a
/// whole if any element was: which element was it can no longer be said.
pub fn carry_secrets(marks: &Value, onto: Value) -> Value {
    match (marks, onto) {
        (Value::Secret(_), onto) => onto.into_secret(),
        (Value::Array(marks), Value::Array(items)) if marks.len() == items.len() => {
            Value::Array(marks.iter().zip(items).map(|(mark, item)| carry_secrets(mark, item)).collect())
        }
        (Value::Array(marks), onto @ Value::Array(_)) => {
            if marks.iter().any(Value::has_secret) {
                onto.into_secret()
            } else {
                onto
            }
        }
        (Value::Object(marks), Value::Object(members)) => {
            let carried = members.into_iter().map(|(key, member)| match marks.get(&key) {
                Some(mark) => (key, carry_secrets(mark, member)),
                None => (key, member),
            });
            Value::Object(carried.collect())
        }
        (_, onto) => onto,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::String(text.into())
    }

    #[test]
    fn marks_stay_at_their_place() {
        let marks = Value::Array(vec![text("a"), text("b").into_secret()]);
        let carried = carry_secrets(&marks, Value::Array(vec![text("c"), text("d")]));
        assert_eq!(carried, Value::Array(vec![text("c"), text("d").into_secret()]));
    }

    #[test]
    fn a_list_of_another_length_is_secret_as_a_whole() {
        let marks = Value::Array(vec![text("a").into_secret()]);
        let longer = Value::Array(vec![text("x"), text("a")]);
        assert_eq!(carry_secrets(&marks, longer.clone()), longer.into_secret());
    }
}
