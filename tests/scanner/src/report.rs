//! What checkov found.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::Error;

/// A rule of checkov on a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Id of the rule, as `CKV_AWS_27`.
    pub check: String,
    /// Address of the resource in the plan, as `aws_sqs_queue.events`.
    pub resource: String,
    /// What the rule asks for, as a sentence.
    pub title: String,
}

/// The judgement of a stack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The stack.
    pub stack: String,
    /// What is as checkov wants it.
    pub passed: Vec<Finding>,
    /// What is not, in the order of rules and resources.
    pub failed: Vec<Finding>,
}

#[derive(Deserialize)]
struct Answer {
    results: Results,
}

#[derive(Deserialize)]
struct Results {
    passed_checks: Vec<Record>,
    failed_checks: Vec<Record>,
    parsing_errors: Vec<String>,
}

#[derive(Deserialize)]
struct Record {
    check_id: String,
    check_name: String,
    resource: String,
    file_path: String,
}

/// The reports of these stacks, in their order, from checkov's answer about their files, `<stack>.json`.
///
/// # Errors
/// [`Error::Report`] if the answer has another form, could not read a plan, or is about another file.
pub(crate) fn read(stacks: &[&str], answer: &str) -> Result<Vec<Report>, Error> {
    let other = |error: serde_json::Error| Error::Report(format!("it has not the expected form: {error}"));
    let Answer { results } = serde_json::from_str(answer).map_err(other)?;
    if !results.parsing_errors.is_empty() {
        return Err(Error::Report(format!("these plans could not be read: {}", results.parsing_errors.join(", "))));
    }
    let empty = |stack: &&str| ((*stack).to_owned(), Report { stack: (*stack).to_owned(), ..Report::default() });
    let mut reports: BTreeMap<String, Report> = stacks.iter().map(empty).collect();
    let passed = results.passed_checks.into_iter().map(|record| (true, record));
    for (passed, record) in passed.chain(results.failed_checks.into_iter().map(|record| (false, record))) {
        let stack = record.file_path.trim_start_matches('/').trim_end_matches(".json");
        let report = reports.get_mut(stack);
        let report = report.ok_or_else(|| Error::Report(format!("it is about {}", record.file_path)))?;
        let findings = if passed { &mut report.passed } else { &mut report.failed };
        findings.push(Finding { check: record.check_id, resource: record.resource, title: record.check_name });
    }
    for report in reports.values_mut() {
        report.passed.sort();
        report.failed.sort();
    }
    Ok(stacks.iter().filter_map(|stack| reports.remove(*stack)).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(check: &str, file: &str) -> serde_json::Value {
        json!({
            "check_id": check, "check_name": "Be good", "resource": "aws_sqs_queue.a", "file_path": file,
            "check_result": { "result": "FAILED" },
        })
    }

    fn answer(passed: &[serde_json::Value], failed: &[serde_json::Value], errors: &[&str]) -> String {
        json!({ "check_type": "terraform_plan", "results": {
            "passed_checks": passed, "failed_checks": failed, "skipped_checks": [], "parsing_errors": errors,
        } })
        .to_string()
    }

    #[test]
    fn findings_belong_to_the_stack_of_their_file() {
        let text = answer(
            &[record("CKV_1", "/prod.json")],
            &[record("CKV_3", "/dev.json"), record("CKV_2", "/dev.json")],
            &[],
        );
        let reports = read(&["prod", "dev", "local"], &text).unwrap();
        let told: Vec<(&str, usize, Vec<&str>)> = reports
            .iter()
            .map(|report| {
                (&*report.stack, report.passed.len(), report.failed.iter().map(|finding| &*finding.check).collect())
            })
            .collect();
        assert_eq!(told, [("prod", 1, vec![]), ("dev", 0, vec!["CKV_2", "CKV_3"]), ("local", 0, vec![])]);
    }

    #[test]
    fn an_answer_that_says_less_than_it_should_is_an_error() {
        for (text, reason) in [
            (answer(&[], &[], &["/dev.json"]), "could not be read: /dev.json"),
            (answer(&[record("CKV_1", "/other.json")], &[], &[]), "it is about /other.json"),
            (json!({ "passed": 0, "failed": 0 }).to_string(), "expected form"),
        ] {
            let error = read(&["dev"], &text).unwrap_err();
            assert!(error.to_string().contains(reason), "{error}");
        }
    }
}
