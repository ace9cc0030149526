//! The judgement of all rules on a plan, waivers applied.

use std::fmt;

use jiff::civil::Date;
use serde::Serialize;

use crate::plan::Plan;
use crate::rule::Severity;
use crate::rules::rules;
use crate::waiver::{WAIVER_UNUSED, Waiver, Waivers};

/// Something that a rule does not allow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Violation {
    /// Mandatory ones come first.
    pub severity: Severity,
    /// Id of the rule.
    pub rule: String,
    /// Name of the resource in the program; of a waiver, the resource that it names.
    pub resource: String,
    /// Type token of the resource; empty for a waiver.
    pub type_token: String,
    /// URN of the resource, if it has one.
    pub urn: Option<String>,
    /// What is wrong, without a full stop.
    pub sentence: String,
    /// How to put it right.
    pub fix: String,
}

/// A violation that a waiver allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waived {
    /// The violation.
    pub violation: Violation,
    /// The waiver.
    pub waiver: Waiver,
}

/// The judgement on a plan. The order is that of severity, rule, resource and sentence, whatever the plan's was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What is not allowed. Among them expired waivers, and waivers that match nothing.
    pub violations: Vec<Violation>,
    /// What a waiver allows.
    pub waived: Vec<Waived>,
}

/// Judges a plan by all rules. A waiver holds up to and on its last day.
pub fn check(plan: &Plan, waivers: &Waivers, today: Date) -> Report {
    let mut used = vec![false; waivers.all().len()];
    let mut report = Report::default();
    for violation in rules().iter().flat_map(|rule| rule.judge(plan)) {
        let allowed = waivers.all().iter().position(|one| one.holds_on(today) && one.covers(&violation));
        for (at, waiver) in waivers.all().iter().enumerate() {
            used[at] |= waiver.covers(&violation);
        }
        match allowed {
            Some(at) => report.waived.push(Waived { violation, waiver: waivers.all()[at].clone() }),
            None => report.violations.push(violation),
        }
    }
    for (waiver, used) in waivers.all().iter().zip(used) {
        report.violations.extend(waiver.fault(used, today));
    }
    report.violations.sort();
    report.violations.dedup();
    report.waived.sort_by(|one, other| one.violation.cmp(&other.violation));
    report.waived.dedup();
    report
}

impl Report {
    /// What one rule does not allow.
    pub fn of(&self, rule: &str) -> impl Iterator<Item = &Violation> {
        self.violations.iter().filter(move |one| one.rule == rule)
    }

    /// Settles which waivers are of no use to any of several stacks that share them: `WAIVER-UNUSED` stays in the
    /// reports only where it is in all of them.
    pub fn settle(reports: &mut [Self]) {
        let is_unused = |one: &Violation| one.rule == WAIVER_UNUSED;
        let everywhere = |one: &Violation, reports: &[Self]| reports.iter().all(|other| other.violations.contains(one));
        let unused = reports.first().map(|first| first.violations.clone()).unwrap_or_default();
        let unused: Vec<Violation> =
            unused.into_iter().filter(|one| is_unused(one) && everywhere(one, reports)).collect();
        for report in reports {
            report.violations.retain(|one| !is_unused(one) || unused.contains(one));
        }
    }

    /// Whether nothing mandatory is violated.
    pub fn passes(&self) -> bool {
        self.violations.iter().all(|one| one.severity == Severity::Advisory)
    }
}

/// `RULE-ID resource-name: sentence. fix`
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}. {}", self.rule, self.resource, self.sentence, self.fix)
    }
}

/// `RULE-ID resource-name: waived until DATE by OWNER: reason (sentence)`
impl fmt::Display for Waived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { violation, waiver } = self;
        let (rule, resource, sentence) = (&violation.rule, &violation.resource, &violation.sentence);
        let (until, owner, reason) = (waiver.expires, &waiver.owner, &waiver.reason);
        write!(f, "{rule} {resource}: waived until {until} by {owner}: {reason} ({sentence})")
    }
}

/// A line for each violation, then one for each that is waived.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for violation in &self.violations {
            writeln!(f, "{violation}")?;
        }
        for waived in &self.waived {
            writeln!(f, "{waived}")?;
        }
        Ok(())
    }
}
