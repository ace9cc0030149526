//! The untyped values: parsed defaults, and merging of layers over known keys.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};
use switchboard_domain::Environment;

use crate::error::{Origin, Problem, SettingsError};
use crate::keys::{is_table, known_keys, nearest_key};

const DEFAULTS: &str = include_str!("../defaults.toml");

/// The parsed defaults file: the keys and, apart from them, the sections of the environments.
pub(crate) struct CompiledDefaults {
    pub(crate) base: Value,
    sections: Map<String, Value>,
}

pub(crate) fn compiled_defaults() -> Result<CompiledDefaults, SettingsError> {
    let mut base = parse(DEFAULTS, &Origin::Defaults)?;
    let mut sections = Map::new();
    if let Value::Object(fields) = &mut base {
        for env in Environment::ALL {
            sections.insert(env.as_str().to_owned(), fields.remove(env.as_str()).unwrap_or_default());
        }
    }
    Ok(CompiledDefaults { base, sections })
}

/// A tree of values in which every key is known, with the origin of each value that a layer changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Tree {
    root: Value,
    origins: BTreeMap<String, Origin>,
}

impl Tree {
    pub(crate) const fn root(&self) -> &Value {
        &self.root
    }

    /// Who set the key: the layer that set it or the table around it.
    pub(crate) fn origin(&self, key: &str) -> Origin {
        let mut key = key;
        loop {
            if let Some(origin) = self.origins.get(key) {
                return origin.clone();
            }
            match key.rfind(['.', '[']) {
                Some(end) => key = &key[..end],
                None => return Origin::Defaults,
            }
        }
    }

    pub(crate) fn for_environment(env: Environment) -> Result<Self, SettingsError> {
        let CompiledDefaults { base, sections } = compiled_defaults()?;
        let mut tree = Self { root: base, origins: BTreeMap::new() };
        if let Some(section @ Value::Object(_)) = sections.get(env.as_str()) {
            tree.merge(section, &Origin::Defaults)?;
        }
        Ok(tree)
    }

    pub(crate) fn merge(&mut self, layer: &Value, origin: &Origin) -> Result<(), SettingsError> {
        merge(&mut self.root, layer, "", origin, &mut self.origins)
    }

    /// Sets a dotted key, or one entry of a table of free keys.
    pub(crate) fn set(&mut self, key: &str, value: Value, origin: &Origin) -> Result<(), SettingsError> {
        let table = known_keys().find(|known| is_table(known) && key.starts_with(&format!("{known}.")));
        let mut path: Vec<&str> = match table {
            Some(table) => table.split('.').chain([&key[table.len() + 1..]]).collect(),
            None => key.split('.').collect(),
        };
        let mut layer = value;
        while let Some(last) = path.pop() {
            let mut parent = Map::new();
            parent.insert(last.to_owned(), layer);
            layer = Value::Object(parent);
        }
        if let Some(table) = table {
            // One entry joins the entries that are there; a whole table replaces them.
            let pointer = format!("/{}", table.replace('.', "/"));
            if let (Some(Value::Object(old)), Some(Value::Object(new))) =
                (self.root.pointer(&pointer), layer.pointer(&pointer))
            {
                let mut joined = old.clone();
                joined.extend(new.clone());
                return self.set_whole(table, Value::Object(joined), origin);
            }
        }
        self.merge(&layer, origin)
    }

    fn set_whole(&mut self, key: &str, value: Value, origin: &Origin) -> Result<(), SettingsError> {
        let layer =
            key.rsplit('.').fold(value, |child, name| Value::Object(Map::from_iter([(name.to_owned(), child)])));
        self.merge(&layer, origin)
    }

    pub(crate) fn problem(&self, key: &str, reason: impl Into<String>) -> Problem {
        Problem { key: key.to_owned(), origin: self.origin(key), reason: reason.into() }
    }
}

fn merge(
    target: &mut Value,
    layer: &Value,
    prefix: &str,
    origin: &Origin,
    origins: &mut BTreeMap<String, Origin>,
) -> Result<(), SettingsError> {
    let (Value::Object(target), Value::Object(layer)) = (target, layer) else {
        let reason = "this is a section, not a value".to_owned();
        return Err(SettingsError::Invalid(vec![Problem { key: prefix.to_owned(), origin: origin.clone(), reason }]));
    };
    for (name, value) in layer {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match target.get_mut(name) {
            None => {
                let nearest = nearest_key(&key);
                return Err(SettingsError::UnknownKey { origin: origin.clone(), key, nearest });
            }
            Some(section @ Value::Object(_)) if !is_table(&key) => merge(section, value, &key, origin, origins)?,
            Some(slot) => {
                *slot = value.clone();
                origins.insert(key, origin.clone());
            }
        }
    }
    Ok(())
}

/// Parses TOML into the value model of JSON; dates become their text.
pub(crate) fn parse(text: &str, origin: &Origin) -> Result<Value, SettingsError> {
    let syntax = |reason: &str| SettingsError::Syntax { origin: origin.clone(), reason: reason.to_owned() };
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| syntax(error.message()))?;
    from_toml(toml::Value::Table(table)).ok_or_else(|| syntax("a number is not finite"))
}

/// The same value in the model of JSON; `None` if a number is not finite.
pub(crate) fn from_toml(value: toml::Value) -> Option<Value> {
    Some(match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::Number(Number::from_f64(number)?),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(items) => Value::Array(items.into_iter().map(from_toml).collect::<Option<_>>()?),
        toml::Value::Table(fields) => Value::Object(
            fields.into_iter().map(|(name, value)| Some((name, from_toml(value)?))).collect::<Option<_>>()?,
        ),
    })
}
