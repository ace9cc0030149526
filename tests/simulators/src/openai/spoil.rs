//! What the model writes, right or wrong.

use serde_json::{Value, json};

use super::quirk::Quirk;
use super::request::{Asked, Format};
use super::stand_in;

/// The model's text under a quirk; the right answer if the quirk is none of the text.
pub(super) fn text(quirk: &Quirk, asked: &Asked) -> String {
    let right = stand_in::answer(asked);
    match quirk {
        Quirk::Text { text } => text.clone(),
        Quirk::Json { value } => value.to_string(),
        Quirk::Empty => String::new(),
        Quirk::InvalidJson => right.strip_suffix('}').map(str::to_owned).unwrap_or_default(),
        Quirk::Fenced => format!("```json\n{right}\n```"),
        Quirk::Prose => format!("Here is the classification:\n{right}\nLet me know if you need anything else."),
        Quirk::TwoObjects => format!("{right}\n{right}"),
        Quirk::DuplicateKeys => duplicated(&right),
        _ => match (&asked.format, serde_json::from_str::<Value>(&right)) {
            (Format::Schema { schema, .. }, Ok(mut answer)) => {
                respell(quirk, &mut answer, schema);
                answer.to_string()
            }
            _ => right,
        },
    }
}

/// Changes values of the answer.
fn respell(quirk: &Quirk, answer: &mut Value, schema: &Value) {
    let (wanted, value) = match quirk {
        Quirk::ExtraProperty => {
            if let Some(object) = answer.as_object_mut() {
                object.insert("x_explanation".to_owned(), json!("because of the keywords"));
            }
            return;
        }
        Quirk::MissingProperty => {
            let object = answer.as_object_mut();
            if let Some((object, last)) =
                object.and_then(|object| object.keys().next_back().cloned().map(|key| (object, key)))
            {
                object.remove(&last);
            }
            return;
        }
        Quirk::UnsortedCandidates => return unsort(answer, schema),
        Quirk::ConfidenceOutOfRange => (Wanted::Number, json!(1.5)),
        Quirk::UnknownEnum => (Wanted::Choice, json!("made_up_value")),
        Quirk::WrongType => (Wanted::Boolean, json!("true")),
        Quirk::HostileNotes { payload } => (Wanted::FreeText, json!(payload.text())),
        _ => return,
    };
    if let Some(place) = first(answer, schema, wanted) {
        *place = value;
    }
}

/// A kind of value.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    Number,
    Boolean,
    /// An enum with more than one value.
    Choice,
    /// A string that may be anything.
    FreeText,
}

impl Wanted {
    fn is(self, schema: &Value) -> bool {
        let kind = schema.get("type").and_then(Value::as_str);
        match self {
            Self::Number => matches!(kind, Some("number" | "integer")),
            Self::Boolean => kind == Some("boolean"),
            Self::Choice => stand_in::enum_values(schema).len() > 1,
            Self::FreeText => kind == Some("string") && schema.get("enum").is_none() && schema.get("const").is_none(),
        }
    }
}

/// The first value of a kind, in the order in which the answer is written.
fn first<'v>(value: &'v mut Value, schema: &Value, wanted: Wanted) -> Option<&'v mut Value> {
    if wanted.is(schema) {
        return Some(value);
    }
    match value {
        Value::Object(object) => {
            let properties = schema.get("properties")?;
            object.iter_mut().find_map(|(key, value)| first(value, properties.get(key)?, wanted))
        }
        Value::Array(list) => {
            let items = schema.get("items")?;
            list.iter_mut().find_map(|value| first(value, items, wanted))
        }
        _ => None,
    }
}

/// Makes the first list of objects a list of two, the less probable one first.
fn unsort(answer: &mut Value, schema: &Value) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
    let is_object = |items: &Value| items.get("properties").is_some();
    let found =
        properties.iter().find_map(|(key, list)| Some((key, list.get("items").filter(|items| is_object(items))?)));
    let Some((key, items)) = found else { return };
    let Some(list) = answer.get_mut(key).and_then(Value::as_array_mut) else { return };
    let Some(mut low) = list.first().cloned() else { return };
    let mut high = low.clone();
    for (entry, number) in [(&mut low, 0.1), (&mut high, 0.9)] {
        if let Some(place) = first(entry, items, Wanted::Number) {
            *place = json!(number);
        }
    }
    if let Some(place) = first(&mut high, items, Wanted::Choice) {
        let other = stand_in::choices(items).into_iter().find(|choice| place != choice.as_str());
        *place = json!(other);
    }
    *list = vec![low, high];
}

/// The object with its first key and value written twice.
fn duplicated(right: &str) -> String {
    let first = serde_json::from_str::<Value>(right)
        .ok()
        .and_then(|answer| answer.as_object()?.iter().next().map(|(key, value)| format!("{}:{value}", json!(key))));
    match (first, right.strip_prefix('{')) {
        (Some(first), Some(rest)) => format!("{{{first},{rest}"),
        _ => right.to_owned(),
    }
}
