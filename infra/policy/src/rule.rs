//! A rule: what it demands, why, and its check.

use std::fmt;

use serde::Serialize;

use crate::plan::{Plan, PlannedResource};
use crate::report::Violation;

/// How bad a violation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// AWS refuses it, or silently does something else than what the program says.
    Mandatory,
    /// It works, and should be better.
    Advisory,
}

/// A rule over the resources of a stack.
#[derive(Clone, Copy)]
pub struct Rule {
    /// As `SQS-FIFO-NAME`.
    pub id: &'static str,
    /// How bad a violation is.
    pub severity: Severity,
    /// Why: what AWS does otherwise.
    pub reason: &'static str,
    /// How to satisfy it.
    pub fix: &'static str,
    pub(crate) check: fn(&Plan, &mut Findings),
}

/// Takes what the check of a rule finds.
#[derive(Default)]
pub(crate) struct Findings(Vec<Finding>);

struct Finding {
    resource: String,
    type_token: String,
    urn: Option<String>,
    sentence: String,
}

impl Findings {
    /// Something is wrong with a resource; the sentence has no full stop.
    pub(crate) fn at(&mut self, resource: &PlannedResource, sentence: impl Into<String>) {
        self.0.push(Finding {
            resource: resource.name.clone(),
            type_token: resource.type_token.clone(),
            urn: resource.urn.clone(),
            sentence: sentence.into(),
        });
    }

    /// The same if it is so.
    pub(crate) fn when(&mut self, wrong: bool, resource: &PlannedResource, sentence: impl FnOnce() -> String) {
        if wrong {
            self.at(resource, sentence());
        }
    }
}

impl Rule {
    /// What the rule finds in a plan, waivers aside, in the plan's order.
    pub fn judge(&self, plan: &Plan) -> Vec<Violation> {
        let mut findings = Findings::default();
        (self.check)(plan, &mut findings);
        let violation = |finding: Finding| Violation {
            rule: self.id.to_owned(),
            severity: self.severity,
            resource: finding.resource,
            type_token: finding.type_token,
            urn: finding.urn,
            sentence: finding.sentence,
            fix: self.fix.to_owned(),
        };
        findings.0.into_iter().map(violation).collect()
    }

    /// The rule for its reader: id, severity, reason and fix.
    pub fn explain(&self) -> String {
        format!("{} ({})\n\nWhy: {}\nFix: {}\n", self.id, self.severity, self.reason, self.fix)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mandatory => "mandatory",
            Self::Advisory => "advisory",
        })
    }
}

/// The check is left out: a function has no useful text.
impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule")
            .field("id", &self.id)
            .field("severity", &self.severity)
            .field("reason", &self.reason)
            .field("fix", &self.fix)
            .finish_non_exhaustive()
    }
}
