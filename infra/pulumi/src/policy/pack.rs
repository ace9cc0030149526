//! A policy pack: its name, version and policies.

use std::collections::{BTreeMap, BTreeSet};

use pulumi_proto as proto;

use super::error::PackError;
use super::level::Severity;
use super::rule::{Policy, Rule};
use super::schema::json_to_wire;
use super::settings::{PolicyConfig, Settings};
use crate::convert::IntoValue as _;

/// In a configuration it stands for all policies.
const ALL: &str = "all";
/// The longest name of a pack.
const LONGEST_NAME: usize = 100;

/// Policies with a name and a version.
#[derive(Debug)]
pub struct PolicyPack {
    pub(crate) name: String,
    pub(crate) version: String,
    description: String,
    pub(crate) policies: Vec<Policy>,
    initial: BTreeMap<String, PolicyConfig>,
}

impl PolicyPack {
    /// A pack without policies. The version is a semantic one; one in PulumiPolicy.yaml takes its place.
    pub fn new(name: impl Into<String>, version: impl Into<String>) -> Self {
        let (name, version) = (name.into(), version.into());
        Self { name, version, description: String::new(), policies: Vec::new(), initial: BTreeMap::new() }
    }

    /// What the pack is for.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// With this policy.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policies.push(policy);
        self
    }

    /// Configures a policy, unless whoever runs the pack does.
    #[must_use]
    pub fn configure(mut self, policy: impl Into<String>, config: PolicyConfig) -> Self {
        self.initial.insert(policy.into(), config);
        self
    }

    /// Whether the definition of the pack is right; [`super::run`] and [`PolicyPack::check`] ask it, too.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn validate(&self) -> Result<(), PackError> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if self.name.is_empty() || self.name.len() > LONGEST_NAME || !self.name.chars().all(allowed) {
            return Err(PackError::PackName(self.name.clone()));
        }
        if !is_semantic(&self.version) {
            return Err(PackError::Version(self.version.clone()));
        }
        let mut names = BTreeSet::new();
        for policy in &self.policies {
            let name = policy.name.as_str();
            match name {
                "" => return Err(PackError::EmptyName),
                ALL => return Err(PackError::ReservedName),
                _ if !names.insert(name) => return Err(PackError::DuplicateName(name.to_owned())),
                _ => {}
            }
            if let Some((property, reason)) = policy.schema.as_ref().and_then(|schema| schema.fault()) {
                let (policy, property) = (name.to_owned(), property.to_owned());
                return Err(PackError::Schema { policy, property, reason });
            }
            if matches!(policy.rule, Rule::Stack(_)) && !policy.types.is_empty() {
                return Err(PackError::TypesOfStackPolicy(name.to_owned()));
            }
        }
        for (name, config) in &self.initial {
            if !names.contains(name.as_str()) {
                return Err(PackError::UnknownPolicy(name.clone()));
            }
            for (property, value) in &config.properties {
                value.clone().into_value().map_err(|error| PackError::Schema {
                    policy: name.clone(),
                    property: property.clone(),
                    reason: error.to_string(),
                })?;
            }
        }
        Ok(())
    }

    /// What the policies are set to before anybody configures them.
    pub(crate) fn settings(&self) -> Settings {
        Settings::of(&self.policies, &self.initial)
    }

    /// The description that the engine asks for.
    pub(crate) fn info(&self) -> proto::AnalyzerInfo {
        let settings = self.settings();
        let initial = self.initial.keys().filter_map(|name| Some((name, settings.get(name)?)));
        let initial = initial.map(|(name, setting)| {
            let properties = Some(json_to_wire(&setting.properties));
            (name.clone(), proto::PolicyConfig { enforcement_level: setting.level.wire(), properties })
        });
        proto::AnalyzerInfo {
            name: self.name.clone(),
            display_name: self.name.clone(),
            version: self.version.clone(),
            description: self.description.clone(),
            supports_config: true,
            policies: self.policies.iter().map(policy_info).collect(),
            initial_config: initial.collect(),
            ..Default::default()
        }
    }
}

fn policy_info(policy: &Policy) -> proto::PolicyInfo {
    let kind = match policy.rule {
        Rule::Resource(_) | Rule::Remediation(_) => proto::PolicyType::Resource,
        Rule::Stack(_) => proto::PolicyType::Stack,
    };
    proto::PolicyInfo {
        name: policy.name.clone(),
        display_name: policy.name.clone(),
        description: policy.description.clone(),
        enforcement_level: policy.level.wire(),
        config_schema: policy.schema.as_ref().map(|schema| schema.wire()),
        policy_type: kind.into(),
        severity: Severity::wire(policy.severity),
        ..Default::default()
    }
}

/// `major.minor.patch`, with or without `-pre.release` and `+build`.
fn is_semantic(version: &str) -> bool {
    let version = version.split_once('+').map_or(version, |(version, _)| version);
    let core = version.split_once('-').map_or(version, |(core, _)| core);
    let parts: Vec<&str> = core.split('.').collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{ConfigSchema, EnforcementLevel};
    use super::*;

    fn policy(name: &str) -> Policy {
        Policy::resource(name, "Says nothing.", |_, _| Ok(()))
    }

    #[test]
    fn what_is_wrong_with_a_pack_is_named() {
        let pack = || PolicyPack::new("pack", "1.0.0");
        assert_eq!(pack().policy(policy("a")).policy(policy("b")).validate(), Ok(()));
        assert_eq!(PolicyPack::new("my pack", "1.0.0").validate(), Err(PackError::PackName("my pack".into())));
        assert_eq!(PolicyPack::new("pack", "1.0").validate(), Err(PackError::Version("1.0".into())));
        assert_eq!(PolicyPack::new("pack", "1.0.0-rc.1+2").validate(), Ok(()));
        assert_eq!(pack().policy(policy("all")).validate(), Err(PackError::ReservedName));
        assert_eq!(pack().policy(policy("")).validate(), Err(PackError::EmptyName));
        let twice = pack().policy(policy("a")).policy(policy("a"));
        assert_eq!(twice.validate(), Err(PackError::DuplicateName("a".into())));
        let schema = ConfigSchema::new().optional("size", json!(3));
        let error = pack().policy(policy("a").schema(schema)).validate().unwrap_err();
        assert!(error.to_string().contains("policy `a`, property `size`"), "{error}");
        let unknown = pack().configure("b", PolicyConfig::default());
        assert_eq!(unknown.validate(), Err(PackError::UnknownPolicy("b".into())));
        let limited = Policy::stack("s", "Says nothing.", |_, _| Ok(())).of_type("a:b:C");
        assert_eq!(pack().policy(limited).validate(), Err(PackError::TypesOfStackPolicy("s".into())));
    }

    #[test]
    fn the_engine_is_told_all_it_can_show() {
        let policy = policy("a").level(EnforcementLevel::Mandatory).severity(Severity::High);
        let config = PolicyConfig { level: Some(EnforcementLevel::Disabled), ..PolicyConfig::default() };
        let info =
            PolicyPack::new("pack", "2.0.0").description("Examples.").policy(policy).configure("a", config).info();
        assert_eq!((info.name.as_str(), info.version.as_str(), info.supports_config), ("pack", "2.0.0", true));
        let policy = &info.policies[0];
        assert_eq!(policy.enforcement_level(), proto::EnforcementLevel::Mandatory);
        assert_eq!(policy.severity(), proto::PolicySeverity::High);
        assert_eq!(policy.policy_type(), proto::PolicyType::Resource);
        assert_eq!(info.initial_config["a"].enforcement_level(), proto::EnforcementLevel::Disabled);
    }
}
