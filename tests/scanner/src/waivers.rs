//! Waivers: findings that are not followed, each with its reason.

use std::fmt;

use serde::Deserialize;

use crate::error::Error;
use crate::report::{Finding, Report};

/// Rules that do not hold for some resources.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Ids of the rules, as `CKV_AWS_27`.
    pub checks: Vec<String>,
    /// Address of the resource, as `aws_sqs_queue.events`; `*` stands for any text.
    pub resource: String,
    /// Stacks in which it holds. Default: all.
    #[serde(default)]
    pub stacks: Vec<String>,
    /// Why the findings are not followed.
    pub reason: String,
}

/// The waivers of the project, `environments/checkov.toml`: a `[[waiver]]` table each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waivers {
    /// In the order of the file.
    #[serde(rename = "waiver", default)]
    pub all: Vec<Waiver>,
}

/// What remains to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Findings that nobody waived, with their stacks.
    pub open: Vec<(String, Finding)>,
    /// Rules of waivers that match nothing, or nothing in one of the stacks that they name: they hide what comes later.
    pub unused: Vec<(String, Waiver)>,
}

impl Waivers {
    /// Reads the file's text.
    ///
    /// # Errors
    /// [`Error::Waivers`] for a text that is no TOML, has unknown keys, or a waiver without rules or a reason.
    pub fn read(text: &str) -> Result<Self, Error> {
        let waivers: Self = toml::from_str(text).map_err(|error| Error::Waivers(error.to_string()))?;
        match waivers.all.iter().find(|waiver| waiver.reason.trim().is_empty() || waiver.checks.is_empty()) {
            None => Ok(waivers),
            Some(waiver) => Err(Error::Waivers(format!("a waiver on {} has no checks or no reason", waiver.resource))),
        }
    }

    /// Holds the reports of all stacks against the waivers.
    pub fn judge(&self, reports: &[Report]) -> Verdict {
        let failed = || reports.iter().flat_map(|report| report.failed.iter().map(|finding| (&*report.stack, finding)));
        let waived = |stack: &str, finding: &Finding| self.all.iter().any(|waiver| waiver.covers(stack, finding));
        let open = failed().filter(|(stack, finding)| !waived(stack, finding));
        let open = open.map(|(stack, finding)| (stack.to_owned(), finding.clone())).collect();
        let mut unused = Vec::new();
        for waiver in &self.all {
            let covered: Vec<(&str, &str)> = failed()
                .filter(|(stack, finding)| waiver.covers(stack, finding))
                .map(|(stack, finding)| (stack, &*finding.check))
                .collect();
            let used = |check: &str| match &waiver.stacks[..] {
                [] => covered.iter().any(|(_, of)| *of == check),
                named => named.iter().all(|stack| covered.contains(&(stack, check))),
            };
            let without_use = waiver.checks.iter().filter(|check| !used(check));
            unused.extend(without_use.map(|check| (check.clone(), waiver.clone())));
        }
        Verdict { open, unused }
    }
}

impl Waiver {
    fn covers(&self, stack: &str, finding: &Finding) -> bool {
        let here = self.stacks.is_empty() || self.stacks.iter().any(|name| name == stack);
        here && self.checks.contains(&finding.check) && matches(&self.resource, &finding.resource)
    }
}

/// Whether the whole text matches a pattern in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.into_iter().any(|at| matches(rest, &text[at..]))
        }),
    }
}

impl Verdict {
    /// Whether nothing remains to be done.
    pub fn is_good(&self) -> bool {
        self.open.is_empty() && self.unused.is_empty()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (stack, Finding { check, resource, title }) in &self.open {
            writeln!(f, "{stack}: {check} {resource}: {title}")?;
        }
        for (check, Waiver { resource, stacks, .. }) in &self.unused {
            let place =
                if stacks.is_empty() { "any stack".to_owned() } else { format!("each of {}", stacks.join(", ")) };
            writeln!(f, "the waiver of {check} on {resource} matches nothing in {place}: remove it")?;
        }
        let (open, unused) = (self.open.len(), self.unused.len());
        write!(f, "{open} findings to follow or to waive in environments/checkov.toml, {unused} unused waivers")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(stack: &str, failed: &[(&str, &str)]) -> Report {
        let finding = |(check, resource): &(&str, &str)| Finding {
            check: (*check).to_owned(),
            resource: (*resource).to_owned(),
            title: String::new(),
        };
        Report { stack: stack.to_owned(), passed: Vec::new(), failed: failed.iter().map(finding).collect() }
    }

    fn reports() -> [Report; 2] {
        [
            report("dev", &[("CKV_1", "aws_sqs_queue.a"), ("CKV_2", "aws_sqs_queue.a")]),
            report("prod", &[("CKV_1", "aws_sqs_queue.b")]),
        ]
    }

    fn judge(waivers: &str) -> (usize, usize) {
        let verdict = Waivers::read(waivers).unwrap().judge(&reports());
        assert_eq!(verdict.is_good(), verdict.open.is_empty() && verdict.unused.is_empty());
        (verdict.open.len(), verdict.unused.len())
    }

    #[test]
    fn a_waiver_covers_its_rule_on_its_resources_in_its_stacks() {
        let waiver = |check: &str, resource: &str, stacks: &str| {
            format!("[[waiver]]\nchecks = ['{check}']\nresource = '{resource}'\n{stacks}\nreason = 'x'\n")
        };
        assert_eq!(judge(""), (3, 0));
        assert_eq!(judge(&waiver("CKV_1", "aws_sqs_queue.*", "")), (1, 0));
        assert_eq!(judge(&waiver("CKV_1", "aws_sqs_queue.*", "stacks = ['prod']")), (2, 0));
        assert_eq!(judge(&waiver("CKV_2", "aws_sqs_queue.b", "")), (3, 1));
        assert_eq!(judge(&waiver("CKV_2", "*", "stacks = ['dev', 'prod']")), (2, 1), "prod has no such finding");
        assert_eq!(judge(&(waiver("CKV_1", "*", "") + &waiver("CKV_2", "*.a", ""))), (0, 0));
        assert_eq!(judge("[[waiver]]\nchecks = ['CKV_1', 'CKV_3']\nresource = '*'\nreason = 'x'\n"), (1, 1));
    }

    #[test]
    fn a_verdict_names_what_to_do() {
        let text = "[[waiver]]\nchecks = ['CKV_9']\nresource = '*'\nreason = 'x'\n";
        let told = Waivers::read(text).unwrap().judge(&reports()).to_string();
        assert!(told.contains("prod: CKV_1 aws_sqs_queue.b"), "{told}");
        assert!(told.contains("CKV_9 on * matches nothing in any stack"), "{told}");
    }

    #[test]
    fn a_waiver_without_a_reason_or_with_an_unknown_key_is_refused() {
        let with = |checks: &str, reason: &str| format!("[[waiver]]\n{checks}\nresource = '*'\nreason = '{reason}'\n");
        assert!(Waivers::read(&with("checks = ['CKV_1']", "x")).is_ok());
        for text in
            [with("checks = ['CKV_1']", " "), with("checks = []", "x"), with("check = ['CKV_1']", "x"), "x".to_owned()]
        {
            assert_eq!(Waivers::read(&text).unwrap_err().code(), "waivers", "{text}");
        }
    }

    #[test]
    fn stars_take_as_much_as_they_need() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("aws_*.a", "aws_sqs_queue.a", true),
            ("aws_*.a", "aws_sqs_queue.ab", false),
            ("*dlq*", "aws_sqs_queue.events-dlq", true),
            ("aws_sqs_queue.a", "aws_sqs_queue.b", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} on {text}");
        }
    }
}
