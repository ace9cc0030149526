//! The rules as a policy pack inside the engine.
//!
//! Each rule is a policy of its own with the rule's id as its name, so that `--policy-pack-config` can set its level.
//! The engine asks stack policies at the end of a preview, which every `pulumi up` starts with; what a preview could
//! not know they judge after the update.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use pulumi::policy::{EnforcementLevel, Policy, PolicyPack, StackArgs};
use pulumi::value::Map;

use crate::plan::Plan;
use crate::report::{Report, Violation, check};
use crate::rule::Severity;
use crate::rules::rules;
use crate::waiver::{WAIVER_EXPIRED, WAIVER_UNUSED, WaiverError, Waivers};

/// Name of the policy that reports waivers which cannot be read.
const WAIVER_FILE: &str = "WAIVER-FILE";
/// Name of the policy that reports function code which cannot be read.
const FUNCTION_CODE: &str = "FUNCTION-CODE";
/// Name of the policy that takes down what the program gave each resource.
const INPUTS: &str = "INPUTS";
/// Where the waivers are, below the root of the project.
const WAIVERS: &str = "environments/waivers.toml";

/// What the pack needs to know beside the resources.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The waivers, or why there are none.
    pub waivers: Result<Waivers, WaiverError>,
    /// The date for waivers.
    pub today: Date,
    /// The folder that paths of function code are relative to; `None`: function code is not looked at.
    pub project: Option<PathBuf>,
}

impl Settings {
    /// The settings from the process: waivers in the file that `SWITCHBOARD_WAIVERS` names, else in
    /// `environments/waivers.toml` of the project, which is the nearest folder from the working directory upwards that
    /// has an `environments` folder.
    pub fn from_process(today: Date) -> Self {
        let project = std::env::current_dir().ok().and_then(|here| project_root(&here));
        let named = std::env::var_os("SWITCHBOARD_WAIVERS").map(PathBuf::from);
        let waivers = match (named, &project) {
            // A file that somebody names must be there.
            (Some(path), _) if !path.exists() => {
                Err(WaiverError::File { path, reason: "there is no such file".to_owned() })
            }
            (Some(path), _) => Waivers::load(&path),
            (None, Some(project)) => Waivers::load(&project.join(WAIVERS)),
            (None, None) => Ok(Waivers::default()),
        };
        Self { waivers, today, project }
    }
}

/// The nearest folder upwards that has an `environments` folder.
fn project_root(from: &Path) -> Option<PathBuf> {
    from.ancestors().find(|folder| folder.join("environments").is_dir()).map(Path::to_owned)
}

/// The judgement on the stack, which all policies of the pack share.
struct Judge {
    settings: Settings,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What the program gave each resource, by URN.
    inputs: BTreeMap<String, Map>,
    /// The judgement, until the engine shows another resource.
    judged: Option<Arc<Judged>>,
}

struct Judged {
    report: Report,
    /// Why function code cannot be read.
    code: Option<String>,
}

impl Judge {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn judge(&self, args: &StackArgs<'_>) -> Arc<Judged> {
        let mut state = self.state();
        if let Some(judged) = &state.judged {
            return Arc::clone(judged);
        }
        let mut plan = Plan::from_stack(args, &state.inputs);
        let read = self.settings.project.as_deref().map_or(Ok(()), |project| plan.read_artifacts(project));
        let none = Waivers::default();
        let report = check(&plan, self.settings.waivers.as_ref().unwrap_or(&none), self.settings.today);
        let judged = Arc::new(Judged { report, code: read.err().map(|error| error.to_string()) });
        state.judged = Some(Arc::clone(&judged));
        judged
    }
}

/// The pack. `WAIVER-UNUSED` is disabled in it: one stack cannot tell that a waiver is of use in another.
pub fn pack(settings: Settings) -> PolicyPack {
    let judge = Arc::new(Judge { settings, state: Mutex::default() });
    let mut pack = PolicyPack::new("switchboard-infra-policy", env!("CARGO_PKG_VERSION"))
        .description("Combinations of resources that AWS refuses or silently gets wrong.")
        .policy(recording(&judge));
    for rule in rules() {
        let level = match rule.severity {
            Severity::Mandatory => EnforcementLevel::Mandatory,
            Severity::Advisory => EnforcementLevel::Advisory,
        };
        pack = pack.policy(judging(rule.id, rule.reason, &judge).level(level));
    }
    let expired = judging(WAIVER_EXPIRED, "A waiver ends on its date.", &judge);
    let unused = judging(WAIVER_UNUSED, "A waiver that matches nothing hides what comes later.", &judge);
    let waivers = judge.settings.waivers.as_ref().err().map(ToString::to_string);
    let readable = Policy::stack(WAIVER_FILE, "The waivers can be read.", move |_, report| {
        waivers.iter().for_each(|fault| report.violation(fault));
        Ok(())
    });
    let code = Policy::stack(FUNCTION_CODE, "The code of the functions can be read.", move |args, report| {
        judge.judge(args).code.iter().for_each(|fault| report.violation(fault));
        Ok(())
    });
    pack.policy(expired.level(EnforcementLevel::Mandatory))
        .policy(unused.level(EnforcementLevel::Disabled))
        .policy(readable.level(EnforcementLevel::Mandatory))
        .policy(code.level(EnforcementLevel::Mandatory))
}

/// When it asks about the stack, the engine shows outputs, among them what other resources have set (the policy of a
/// queue, the inline policies of a role): only this call shows what the program gave the resource itself.
fn recording(judge: &Arc<Judge>) -> Policy {
    let judge = Arc::clone(judge);
    let description = "Takes down what the program gave each resource, for the other rules; it finds nothing itself.";
    Policy::resource(INPUTS, description, move |args, _| {
        let properties = args.resource.properties.as_map().clone();
        let mut state = judge.state();
        state.inputs.insert(args.resource.urn.clone(), properties);
        state.judged = None;
        Ok(())
    })
}

/// The policy of a rule: its share of the judgement.
fn judging(id: &'static str, description: &str, judge: &Arc<Judge>) -> Policy {
    let judge = Arc::clone(judge);
    Policy::stack(id, description, move |args, report| {
        for Violation { urn, resource, sentence, fix, .. } in judge.judge(args).report.of(id) {
            let message = format!("{resource}: {sentence}. {fix}");
            match urn {
                Some(urn) => report.violation_at(urn, message),
                None => report.violation(message),
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_is_found_from_below() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("infra/policy");
        std::fs::create_dir_all(&below).unwrap();
        std::fs::create_dir(folder.path().join("environments")).unwrap();
        assert_eq!(project_root(&below).as_deref(), Some(folder.path()));
    }

    #[test]
    fn the_definition_of_the_pack_is_right() {
        let settings =
            Settings { waivers: Ok(Waivers::default()), today: jiff::civil::date(2026, 1, 1), project: None };
        assert_eq!(pack(settings).validate(), Ok(()));
    }
}
