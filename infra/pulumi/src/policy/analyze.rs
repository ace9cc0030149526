//! Asks the policies of a pack, and makes one answer of theirs.

use super::error::{PolicyError, Result};
use super::guard::guarded;
use super::level::EnforcementLevel;
use super::pack::PolicyPack;
use super::report::{Finding, Report, Violation};
use super::resource::{PolicyResource, StackResource};
use super::rule::{Policy, ResourceArgs, Rule, StackArgs};
use super::settings::{Setting, Settings};
use super::stack::StackInfo;
use crate::value::Map;

/// What a judgement rests on beside the resources.
pub(crate) struct Case<'a> {
    pub(crate) pack: &'a PolicyPack,
    pub(crate) settings: &'a Settings,
    pub(crate) stack: &'a StackInfo,
}

/// A policy that had nothing to say.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotApplicable {
    pub(crate) policy: String,
    pub(crate) reason: String,
}

/// The judgement of a pack.
#[derive(Debug, Default)]
pub(crate) struct Judgement {
    pub(crate) violations: Vec<Violation>,
    pub(crate) not_applicable: Vec<NotApplicable>,
}

/// A changed resource.
#[derive(Debug)]
pub(crate) struct Remedied {
    pub(crate) policy: String,
    pub(crate) description: String,
    /// All inputs.
    pub(crate) inputs: Map,
}

/// The remediations of a pack.
#[derive(Debug, Default)]
pub(crate) struct Remedies {
    pub(crate) remedied: Vec<Remedied>,
    pub(crate) not_applicable: Vec<NotApplicable>,
}

impl Case<'_> {
    fn enabled(&self) -> impl Iterator<Item = (&Policy, &Setting)> {
        self.pack.policies.iter().filter_map(|policy| Some((policy, self.settings.enabled(&policy.name)?)))
    }

    /// Judges a resource.
    pub(crate) fn resource(&self, resource: &PolicyResource) -> Judgement {
        let mut judgement = Judgement::default();
        for (policy, setting) in self.enabled() {
            let args = ResourceArgs { resource, stack: self.stack, policy: &policy.name, setting };
            let mut report = Report::default();
            let end = match &policy.rule {
                Rule::Stack(_) => continue,
                _ if !policy.concerns(resource) => Err(wrong_type(policy)),
                Rule::Resource(rule) => guarded(|| rule(&args, &mut report)),
                Rule::Remediation(remedy) => guarded(|| remedy(&args)).map(|inputs| {
                    let changed = inputs.map(|inputs| difference(resource.properties.as_map(), &inputs));
                    if let Some(names) = changed.filter(|names| !names.is_empty()) {
                        report.violation(format!("properties to be put right: {}", names.join(", ")));
                    }
                }),
            };
            judgement.add(policy, setting, &resource.urn, report, end);
        }
        judgement
    }

    /// Judges the stack.
    pub(crate) fn stack(&self, resources: &[StackResource]) -> Judgement {
        let mut judgement = Judgement::default();
        for (policy, setting) in self.enabled() {
            let Rule::Stack(rule) = &policy.rule else { continue };
            let args = StackArgs { resources, stack: self.stack, policy: &policy.name, setting };
            let mut report = Report::default();
            let end = guarded(|| rule(&args, &mut report));
            judgement.add(policy, setting, "", report, end);
        }
        judgement
    }

    /// Puts a resource right, each policy on top of those before it. What fails here fails in the judgement that follows,
    /// and is reported there.
    pub(crate) fn remedy(&self, mut resource: PolicyResource) -> Remedies {
        let mut remedies = Remedies::default();
        for (policy, setting) in self.enabled() {
            let none = |reason: &str| NotApplicable { policy: policy.name.clone(), reason: reason.to_owned() };
            let remedy = match &policy.rule {
                Rule::Stack(_) => continue,
                Rule::Remediation(remedy) if setting.level == EnforcementLevel::Remediate => remedy,
                _ => {
                    remedies.not_applicable.push(none("it puts nothing right"));
                    continue;
                }
            };
            if !policy.concerns(&resource) {
                remedies.not_applicable.push(none(&wrong_type(policy).to_string()));
                continue;
            }
            let args = ResourceArgs { resource: &resource, stack: self.stack, policy: &policy.name, setting };
            match guarded(|| remedy(&args)) {
                Ok(Some(inputs)) if inputs != *resource.properties.as_map() => {
                    resource.properties = inputs.clone().into();
                    let (policy, description) = (policy.name.clone(), policy.description.clone());
                    remedies.remedied.push(Remedied { policy, description, inputs });
                }
                Ok(_) => {}
                Err(error) => remedies.not_applicable.push(none(&error.to_string())),
            }
        }
        remedies
    }
}

impl Judgement {
    fn add(&mut self, policy: &Policy, setting: &Setting, urn: &str, report: Report, end: Result) {
        let violation = |Finding { message, urn: named }, level| Violation {
            policy: policy.name.clone(),
            description: policy.description.clone(),
            message,
            urn: named.unwrap_or_else(|| urn.to_owned()),
            level,
            severity: policy.severity,
        };
        let clean = report.is_empty();
        let level = setting.level.of_violation();
        self.violations.extend(report.into_findings().into_iter().map(|finding| violation(finding, level)));
        match end {
            Err(PolicyError::NotApplicable { reason }) if clean => {
                self.not_applicable.push(NotApplicable { policy: policy.name.clone(), reason });
            }
            // What was found before the unknown value stands.
            Ok(()) | Err(PolicyError::NotApplicable { .. }) => {}
            Err(PolicyError::Failed(error)) => {
                let message = format!("the policy could not judge this, which is a defect of the policy pack: {error}");
                self.violations.push(violation(Finding { message, urn: None }, EnforcementLevel::Mandatory));
            }
        }
    }
}

fn wrong_type(policy: &Policy) -> PolicyError {
    let types: Vec<&str> = policy.types.iter().map(String::as_str).collect();
    PolicyError::not_applicable(format!("it is about resources of type {}", types.join(", ")))
}

/// Names of properties that differ.
fn difference(before: &Map, after: &Map) -> Vec<String> {
    let changed = after.iter().filter(|(name, value)| before.get(*name) != Some(*value)).map(|(name, _)| name);
    let removed = before.keys().filter(|name| !after.contains_key(*name));
    changed.chain(removed).map(|name| format!("`{name}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::PolicyConfig;
    use super::*;
    use crate::value::Value;

    fn resource(properties: impl IntoIterator<Item = (&'static str, Value)>) -> PolicyResource {
        let properties: Map = properties.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        PolicyResource {
            urn: "urn:r".into(),
            type_: "a:b:C".into(),
            properties: properties.into(),
            ..Default::default()
        }
    }

    fn judge(pack: &PolicyPack, resource: &PolicyResource) -> Judgement {
        let (settings, stack) = (pack.settings(), StackInfo::default());
        Case { pack, settings: &settings, stack: &stack }.resource(resource)
    }

    fn remedy(pack: &PolicyPack, resource: PolicyResource) -> Remedies {
        let (settings, stack) = (pack.settings(), StackInfo::default());
        Case { pack, settings: &settings, stack: &stack }.remedy(resource)
    }

    fn pack(policy: Policy) -> PolicyPack {
        PolicyPack::new("pack", "1.0.0").policy(policy)
    }

    fn encrypted(args: &ResourceArgs<'_>, report: &mut Report) -> Result {
        if args.resource.properties.get::<bool>("public")? == Some(true) {
            report.violation("is public");
        }
        if args.resource.properties.get::<String>("key")?.is_none() {
            report.violation("has no key");
        }
        Ok(())
    }

    #[test]
    fn an_unknown_value_makes_a_policy_not_applicable_but_takes_nothing_back() {
        let pack = pack(Policy::resource("encrypted", "Is encrypted.", encrypted));
        let unknown = judge(&pack, &resource([("key", Value::Unknown)]));
        assert!(unknown.violations.is_empty());
        assert_eq!(unknown.not_applicable[0].reason, "property `key` is not known yet");
        let both = judge(&pack, &resource([("key", Value::Unknown), ("public", Value::Bool(true))]));
        assert_eq!(both.violations.iter().map(|one| one.message.as_str()).collect::<Vec<_>>(), ["is public"]);
        assert!(both.not_applicable.is_empty());
        let known = judge(&pack, &resource([]));
        assert_eq!((known.violations[0].message.as_str(), known.violations[0].urn.as_str()), ("has no key", "urn:r"));
        assert_eq!(known.violations[0].level, EnforcementLevel::Advisory);
    }

    #[test]
    fn a_policy_that_fails_or_panics_is_a_mandatory_violation() {
        let fails = pack(Policy::resource("p", "d", |_, _| Err("no table".into())));
        let panics = pack(Policy::resource("p", "d", |_, _| panic!("index {}", 7)));
        for (pack, text) in [(fails, "no table"), (panics, "it panicked: index 7")] {
            let judgement = judge(&pack, &resource([]));
            assert_eq!(judgement.violations[0].level, EnforcementLevel::Mandatory);
            assert!(judgement.violations[0].message.ends_with(text), "{:?}", judgement.violations);
        }
    }

    #[test]
    fn types_and_levels_decide_whether_a_policy_is_asked() {
        let policy = || Policy::resource("encrypted", "Is encrypted.", encrypted);
        assert_eq!(judge(&pack(policy().of_type("a:b:C")), &resource([])).violations.len(), 1);
        let other = judge(&pack(policy().of_type("a:b:D")), &resource([]));
        assert!(other.violations.is_empty() && other.not_applicable[0].reason.contains("a:b:D"));
        let config = PolicyConfig { level: Some(EnforcementLevel::Disabled), ..PolicyConfig::default() };
        let disabled = judge(&pack(policy()).configure("encrypted", config), &resource([]));
        assert!(disabled.violations.is_empty() && disabled.not_applicable.is_empty());
    }

    fn with_key(args: &ResourceArgs<'_>) -> Result<Option<Map>> {
        let mut inputs = args.resource.properties.as_map().clone();
        inputs.entry("key".to_owned()).or_insert(Value::String("k".into()));
        Ok(Some(inputs))
    }

    #[test]
    fn remediations_build_on_each_other_and_report_no_change_that_is_none() {
        let renames = Policy::remediation("renames", "d", |args| {
            let key = args.resource.properties.get::<String>("key")?;
            Ok(key.map(|key| Map::from([("key".to_owned(), Value::String(key.to_uppercase()))])))
        });
        let pack = pack(Policy::remediation("adds", "d", with_key)).policy(renames);
        let remedies = remedy(&pack, resource([]));
        let names: Vec<_> = remedies.remedied.iter().map(|one| one.policy.as_str()).collect();
        assert_eq!(names, ["adds", "renames"]);
        assert_eq!(remedies.remedied[1].inputs["key"], Value::String("K".into()));
        assert!(remedy(&pack, resource([("key", Value::String("K".into()))])).remedied.is_empty());
    }

    #[test]
    fn below_remediate_a_remediation_is_a_violation() {
        let pack = pack(Policy::remediation("adds", "d", with_key).level(EnforcementLevel::Mandatory));
        assert!(remedy(&pack, resource([])).remedied.is_empty());
        let judgement = judge(&pack, &resource([]));
        assert_eq!(judgement.violations[0].message, "properties to be put right: `key`");
        assert!(judge(&pack, &resource([("key", Value::Null)])).violations.is_empty());
    }

    #[test]
    fn what_a_remediation_leaves_is_mandatory() {
        let pack = pack(Policy::remediation("grows", "d", |args| {
            let length = args.resource.properties.get::<u32>("length")?.unwrap_or_default();
            Ok(Some(Map::from([("length".to_owned(), Value::Number(f64::from(length + 1)))])))
        }));
        assert_eq!(judge(&pack, &resource([])).violations[0].level, EnforcementLevel::Mandatory);
    }

    #[test]
    fn a_stack_policy_reports_at_the_stack_or_at_a_resource() {
        let pack = pack(Policy::stack("one", "d", |args, report| {
            for extra in args.of_type("a:b:C").skip(1) {
                report.violation_at(&extra.resource.urn, "one too many");
            }
            report.violation("see the manual");
            Ok(())
        }));
        let (settings, stack) = (pack.settings(), StackInfo::default());
        let one = StackResource { resource: resource([]), ..StackResource::default() };
        let judgement = Case { pack: &pack, settings: &settings, stack: &stack }.stack(&[one.clone(), one]);
        assert_eq!(judgement.violations.iter().map(|one| one.urn.as_str()).collect::<Vec<_>>(), ["urn:r", ""]);
    }
}
