//! What went wrong, line by line. The first line of each file is the provenance.

use serde_json::{Value, json};
use switchboard_domain::TemplateId;
use switchboard_policy::case::CaseResult;

use super::Report;
use crate::data::Example;
use crate::metrics::{expected_template, judged, team_right, template_right, tier_right};
use crate::reach::reach;
use crate::run::ExampleRun;

pub(super) fn errors(report: &Report<'_>) -> String {
    let data = report.evaluation.data;
    let examples = report.evaluation.pairs().filter_map(|(example, run)| {
        let differences = differences(example, run);
        if differences.is_empty() {
            return None;
        }
        let mut line = json!({
            "example_id": example.id,
            "data": data.facts(example.file).map(|facts| &facts.name),
            "differences": differences,
            "confidence": run.plain.confidence,
            "classifier": run.plain.classifier,
            "reasons": run.plain.reasons,
            "reasons_with_order": run.with_order.as_ref().map(|result| &result.reasons),
            "security": run.plain.security,
        });
        if data.may_show(example) {
            line["subject"] = json!(example.subject.as_ref().map(|subject| subject.expose()));
            line["text"] = json!(example.text.expose());
        }
        Some(line)
    });
    let scenarios = data.scenarios.iter().zip(&report.evaluation.scenarios);
    let scenarios = scenarios.filter(|(_, run)| !run.mismatches.is_empty()).map(|(scenario, run)| {
        json!({"scenario_id": scenario.id, "differences": run.mismatches, "reasons": run.result.reasons})
    });
    lines(report, examples.chain(copies(report)).chain(scenarios))
}

/// Noisy copies whose intent is not that of their original.
fn copies<'a>(report: &'a Report<'_>) -> impl Iterator<Item = Value> + 'a {
    let pairs = report.evaluation.pairs().zip(&report.evaluation.copies);
    pairs.flat_map(|((example, run), copies)| {
        let original = run.plain.primary_intent;
        copies.iter().filter(move |copy| copy.result.primary_intent != original).map(move |copy| {
            let changed = difference("primary_intent_of_copy", original.as_str(), copy.result.primary_intent.as_str());
            json!({"example_id": example.id, "copy": copy.copy, "differences": [changed]})
        })
    })
}

pub(super) fn invalid_outputs(report: &Report<'_>) -> String {
    let invalid = report.evaluation.recorded.map(|recorded| recorded.invalid()).unwrap_or_default();
    lines(report, invalid.into_iter().map(|output| json!(output)))
}

fn lines(report: &Report<'_>, lines: impl Iterator<Item = Value>) -> String {
    let head = json!({"provenance": report.provenance});
    std::iter::once(head).chain(lines).map(|line| line.to_string() + "\n").collect()
}

fn difference(field: &str, expected: impl Into<Value>, got: impl Into<Value>) -> Value {
    json!({"field": field, "expected": expected.into(), "got": got.into()})
}

/// Everything in which the decision differs from the label.
fn differences(example: &Example, run: &ExampleRun) -> Vec<Value> {
    let CaseResult { primary_intent, secondary_intents, team, order_number, .. } = &run.plain;
    let mut found = Vec::new();
    if *primary_intent != example.primary {
        found.push(difference("primary_intent", example.primary.as_str(), primary_intent.as_str()));
    }
    let same = secondary_intents.len() == example.secondaries.len()
        && secondary_intents.iter().all(|intent| example.secondaries.contains(intent));
    if !same {
        found.push(difference("secondary_intents", json!(example.secondaries), json!(secondary_intents)));
    }
    if team_right(example, run) == Some(false) {
        found.push(difference("team", json!(example.team), team.as_str()));
    }
    if tier_right(example, run) == Some(false) {
        found.push(difference("tier", example.tier_max.as_str(), reach(run.furthest()).as_str()));
    }
    if !example.tier_max.allows_reply()
        && let Some(template) = run.results().filter(|r| r.reply.is_some()).find_map(|r| r.template_id)
    {
        found.push(difference("reply", "none", template.as_str()));
    }
    if template_right(example, run) == Some(false) {
        let name = |id: Option<TemplateId>| json!(id.map(TemplateId::as_str));
        let got = judged(example, run).template_id;
        found.push(difference("template_id", name(expected_template(example).flatten()), name(got)));
    }
    // A number could be a customer's: only whether one was found is told.
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (wanted, got) = (&example.order_number, order_number.as_ref());
    let right = wanted.as_ref().map(|number| digits(number.expose())) == got.map(|number| digits(&number.digits));
    if !right {
        let told = |there: bool| if there { "a number" } else { "none" };
        let got = if wanted.is_some() && got.is_some() { "another number" } else { told(got.is_some()) };
        found.push(difference("order_number", told(wanted.is_some()), got));
    }
    found
}
