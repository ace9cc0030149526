//! Reads inputs by name and type. Errors name the property by its full path, such as `target.retryPolicy`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::kind::Properties;
use crate::refusal::Refusal;

/// Name of a resource's own tags.
const TAGS: &str = "tags";
/// Name of its tags together with those that the provider puts on everything.
const TAGS_ALL: &str = "tagsAll";

/// An object of inputs, its service and where it stands. Absent and null are the same.
#[derive(Clone, Debug)]
pub(crate) struct Inputs<'a> {
    service: &'static str,
    path: String,
    members: &'a Properties,
}

impl<'a> Inputs<'a> {
    /// The inputs of a resource of a service, named as in an ARN.
    pub(crate) fn new(service: &'static str, members: &'a Properties) -> Self {
        Self { service, path: String::new(), members }
    }

    /// The members as they are.
    pub(crate) fn members(&self) -> &'a Properties {
        self.members
    }

    /// Whatever stands there, unless nothing does.
    pub(crate) fn value(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// A text.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&'a str>, Refusal> {
        self.typed(name, "a text", Value::as_str)
    }

    /// A text that must be there.
    pub(crate) fn required(&self, name: &str) -> Result<&'a str, Refusal> {
        self.text(name)?.ok_or_else(|| self.refuse(name, "is missing; set it"))
    }

    /// A whole number.
    pub(crate) fn number(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.typed(name, "a whole number", Value::as_i64)
    }

    /// A whole number for a field of 32 bits.
    pub(crate) fn small(&self, name: &str) -> Result<Option<i32>, Refusal> {
        let narrow = |number| i32::try_from(number).map_err(|_| self.refuse(name, "is out of range"));
        self.number(name)?.map(narrow).transpose()
    }

    /// A number that may have a fraction.
    pub(crate) fn decimal(&self, name: &str) -> Result<Option<f64>, Refusal> {
        self.typed(name, "a number", Value::as_f64)
    }

    /// A flag.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        self.typed(name, "true or false", Value::as_bool)
    }

    /// A list of texts; an absent one is empty.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, Refusal> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let texts = self.list(name)?.iter().map(text).collect::<Option<Vec<_>>>();
        texts.ok_or_else(|| self.refuse(name, "must be a list of texts"))
    }

    /// A list; an absent one is empty.
    pub(crate) fn list(&self, name: &str) -> Result<&'a [Value], Refusal> {
        Ok(self.typed(name, "a list", Value::as_array)?.map_or(&[], Vec::as_slice))
    }

    /// A list of objects; an absent one is empty.
    pub(crate) fn objects(&self, name: &str) -> Result<Vec<Inputs<'a>>, Refusal> {
        let items = self.list(name)?.iter().enumerate();
        let object = |(index, item): (usize, &'a Value)| {
            let members = item.as_object().ok_or_else(|| self.refuse(name, "must be a list of objects"))?;
            Ok(Inputs { service: self.service, path: format!("{}[{index}]", self.at(name)), members })
        };
        items.map(object).collect()
    }

    /// An object.
    pub(crate) fn object(&self, name: &str) -> Result<Option<Inputs<'a>>, Refusal> {
        let members = self.typed(name, "an object", Value::as_object)?;
        Ok(members.map(|members| Inputs { service: self.service, path: self.at(name), members }))
    }

    /// A map of texts; an absent one is empty.
    pub(crate) fn map(&self, name: &str) -> Result<BTreeMap<String, String>, Refusal> {
        let Some(members) = self.typed(name, "an object", Value::as_object)? else { return Ok(BTreeMap::new()) };
        let text = |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
        let texts = members.iter().map(text).collect::<Option<BTreeMap<_, _>>>();
        texts.ok_or_else(|| self.refuse(name, "must be an object of texts"))
    }

    /// All tags that the resource is to have: its own, and those that the provider puts on everything.
    pub(crate) fn tags(&self) -> Result<BTreeMap<String, String>, Refusal> {
        self.map(if self.value(TAGS_ALL).is_some() { TAGS_ALL } else { TAGS })
    }

    /// Refuses every property but these, tags, and what the engine adds: nothing that is set is passed over in silence.
    pub(crate) fn only(&self, names: &[&str]) -> Result<(), Refusal> {
        let known = |name: &str| names.contains(&name) || [TAGS, TAGS_ALL].contains(&name) || name.starts_with("__");
        match self.members.iter().find(|(name, value)| !known(name) && !value.is_null()) {
            Some((name, _)) => Err(self.refuse(name, "cannot be carried out on the emulator; leave it out")),
            None => Ok(()),
        }
    }

    /// An error about a property.
    pub(crate) fn refuse(&self, name: &str, reason: impl Into<String>) -> Refusal {
        Refusal::Unsupported { service: self.service, property: self.at(name), reason: reason.into() }
    }

    fn at(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn typed<T>(&self, name: &str, kind: &str, read: impl Fn(&'a Value) -> Option<T>) -> Result<Option<T>, Refusal> {
        let typed = |value| read(value).ok_or_else(|| self.refuse(name, format!("must be {kind}")));
        self.value(name).map(typed).transpose()
    }
}

/// Writes the tags that the cloud has into `properties`. Tags of the provider are told from a resource's own by what the
/// state knows of both.
pub(crate) fn put_tags(properties: &mut Properties, known: &Properties, cloud: BTreeMap<String, String>) {
    let member = |name: &str| known.get(name).and_then(Value::as_object);
    let own = member(TAGS);
    let of_provider = |key: &str, value: &str| {
        own.is_none_or(|own| !own.contains_key(key))
            && member(TAGS_ALL).and_then(|all| all.get(key)).and_then(Value::as_str) == Some(value)
    };
    let all: Map<String, Value> = cloud.into_iter().map(|(key, value)| (key, Value::String(value))).collect();
    let tags: Map<String, Value> = all
        .iter()
        .filter(|(key, value)| !of_provider(key, value.as_str().unwrap_or_default()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    if own.is_some() || !tags.is_empty() {
        properties.insert(TAGS.to_owned(), Value::Object(tags));
    }
    properties.insert(TAGS_ALL.to_owned(), Value::Object(all));
}

/// What changed between two sets of tags: those to set, and the keys to take away.
pub(crate) fn tag_changes(
    olds: &BTreeMap<String, String>,
    news: &BTreeMap<String, String>,
) -> (BTreeMap<String, String>, Vec<String>) {
    let set = news.iter().filter(|(key, value)| olds.get(*key) != Some(value));
    let gone = olds.keys().filter(|key| !news.contains_key(*key));
    (set.map(|(key, value)| (key.clone(), value.clone())).collect(), gone.cloned().collect())
}

/// The text that the state knows if it is the same JSON as the cloud's, else the cloud's: services reformat documents, and
/// a different text would look like drift.
pub(crate) fn same_json(known: Option<&str>, cloud: &str) -> String {
    let parsed = |text: &str| serde_json::from_str::<Value>(text).ok();
    match known {
        Some(known) if parsed(known).is_some() && parsed(known) == parsed(cloud) => known.to_owned(),
        _ => cloud.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Properties {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn errors_name_the_path() {
        let inputs = object(json!({"target": {"arn": 1}, "rules": [{"name": "a"}, {"name": null}]}));
        let inputs = Inputs::new("scheduler", &inputs);
        let target = inputs.object("target").unwrap().unwrap();
        assert_eq!(target.text("arn").unwrap_err().to_string(), "scheduler: `target.arn` must be a text");
        let rules = inputs.objects("rules").unwrap();
        assert_eq!(rules[0].required("name").unwrap(), "a");
        assert_eq!(rules[1].required("name").unwrap_err().to_string(), "scheduler: `rules[1].name` is missing; set it");
    }

    #[test]
    fn tags_of_the_provider_are_told_from_own_ones() {
        let known = object(json!({"tags": {"a": "1"}, "tagsAll": {"a": "1", "owner": "ops"}}));
        let cloud = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let mut properties = Properties::new();
        put_tags(&mut properties, &known, cloud(&[("a", "1"), ("owner", "ops")]));
        assert_eq!(properties, known);
        put_tags(&mut properties, &known, cloud(&[("a", "2"), ("owner", "me"), ("new", "x")]));
        assert_eq!(properties["tags"], json!({"a": "2", "owner": "me", "new": "x"}));
    }

    #[test]
    fn documents_are_compared_as_json() {
        assert_eq!(same_json(Some("{\"a\": 1}"), "{\"a\":1}"), "{\"a\": 1}");
        assert_eq!(same_json(Some("{\"a\": 1}"), "{\"a\":2}"), "{\"a\":2}");
        assert_eq!(same_json(None, "{}"), "{}");
    }
}
