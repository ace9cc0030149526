//! What policies are set to: the pack's own defaults, then its configuration, then that of whoever runs it.

use std::collections::{BTreeMap, HashMap};

use pulumi_proto as proto;
use serde::de::DeserializeOwned;
use serde_json::{Map as JsonMap, Value as JsonValue};

use super::error::Result;
use super::level::EnforcementLevel;
use super::rule::Policy;
use crate::convert::FromValue;
use crate::{Error, wire};

/// The configuration of a policy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PolicyConfig {
    /// `None`: the level of the policy itself.
    pub level: Option<EnforcementLevel>,
    /// The properties of its schema.
    pub properties: JsonMap<String, JsonValue>,
}

/// What a policy is set to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Setting {
    pub(crate) level: EnforcementLevel,
    pub(crate) properties: JsonMap<String, JsonValue>,
}

impl Setting {
    /// The properties as a type; `policy` is the name for the message.
    pub(crate) fn read<T: DeserializeOwned>(&self, policy: &str) -> Result<T> {
        let read = serde_json::from_value(JsonValue::Object(self.properties.clone()));
        Ok(read.map_err(|error| Error::new(format!("configuration of policy `{policy}`: {error}")))?)
    }
}

/// What the policies of a pack are set to, by name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Settings(BTreeMap<String, Setting>);

impl Settings {
    /// Before anybody configures the pack.
    pub(crate) fn of(policies: &[Policy], initial: &BTreeMap<String, PolicyConfig>) -> Self {
        let setting = |policy: &Policy| {
            let mut properties = policy.schema.as_ref().map(|schema| schema.defaults()).unwrap_or_default();
            let given = initial.get(&policy.name).cloned().unwrap_or_default();
            properties.extend(given.properties);
            (policy.name.clone(), Setting { level: given.level.unwrap_or(policy.level), properties })
        };
        Self(policies.iter().map(setting).collect())
    }

    /// The setting of a policy, unless it is disabled.
    pub(crate) fn enabled(&self, policy: &str) -> Option<&Setting> {
        self.0.get(policy).filter(|setting| setting.level != EnforcementLevel::Disabled)
    }

    pub(crate) fn get(&self, policy: &str) -> Option<&Setting> {
        self.0.get(policy)
    }

    /// Takes the engine's configuration, which holds the defaults as well. Names that the pack does not know are left out.
    pub(crate) fn configure(&mut self, config: HashMap<String, proto::PolicyConfig>) -> crate::Result {
        for (name, config) in config {
            let Some(setting) = self.0.get_mut(&name) else { continue };
            let level = config.enforcement_level;
            setting.level = EnforcementLevel::from_wire(level).ok_or_else(|| {
                Error::new(format!("policy `{name}`: this pack does not know enforcement level {level}"))
            })?;
            setting.properties = json_from_wire(config.properties.unwrap_or_default())
                .map_err(|error| error.context(format!("configuration of policy `{name}`")))?;
        }
        Ok(())
    }
}

fn json_from_wire(properties: prost_types::Struct) -> crate::Result<JsonMap<String, JsonValue>> {
    let properties = wire::map_from_wire(properties);
    let member = |(name, value): (String, crate::Value)| {
        let json = JsonValue::from_value(&value).map_err(|error| error.in_member(&name))?;
        Ok((name, json))
    };
    properties.into_iter().map(member).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{ConfigSchema, Policy};
    use super::*;

    fn policies() -> Vec<Policy> {
        let schema = ConfigSchema::new().optional("days", json!({ "type": "integer", "default": 30 }));
        vec![Policy::resource("backups", "Backups are kept.", |_, _| Ok(())).schema(schema)]
    }

    #[test]
    fn the_pack_configures_over_the_schema_and_the_engine_over_both() {
        let given = JsonMap::from_iter([("extra".to_owned(), json!(true))]);
        let initial = PolicyConfig { level: Some(EnforcementLevel::Mandatory), properties: given };
        let mut settings = Settings::of(&policies(), &BTreeMap::from([("backups".to_owned(), initial)]));
        let setting = settings.enabled("backups").unwrap();
        assert_eq!(setting.level, EnforcementLevel::Mandatory);
        assert_eq!(JsonValue::Object(setting.properties.clone()), json!({ "days": 30, "extra": true }));

        let properties = super::super::schema::json_to_wire(&JsonMap::from_iter([("days".to_owned(), json!(7))]));
        let config = proto::PolicyConfig { enforcement_level: 0, properties: Some(properties) };
        settings.configure(HashMap::from([("backups".to_owned(), config)])).unwrap();
        let setting = settings.enabled("backups").unwrap();
        assert_eq!(setting.level, EnforcementLevel::Advisory);
        #[derive(serde::Deserialize)]
        struct Days {
            days: u8,
        }
        assert_eq!(setting.read::<Days>("backups").unwrap().days, 7);
        let error = setting.read::<Vec<u8>>("backups").unwrap_err().to_string();
        assert!(error.starts_with("configuration of policy `backups`"), "{error}");
    }

    #[test]
    fn a_level_that_nobody_knows_is_refused() {
        let mut settings = Settings::of(&policies(), &BTreeMap::new());
        let config = proto::PolicyConfig { enforcement_level: 9, properties: None };
        assert!(settings.configure(HashMap::from([("backups".to_owned(), config)])).is_err());
    }
}
