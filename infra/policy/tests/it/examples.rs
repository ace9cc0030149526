//! Every rule against its examples.

use std::collections::BTreeSet;

use infra_policy::{rule, rules};

use crate::example::Examples;

#[test]
fn no_rule_lacks_examples_and_no_example_a_rule() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/examples");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap().trim_end_matches(".json").to_owned())
        .collect();
    let ids: BTreeSet<String> = rules().iter().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(files, ids);
    assert_eq!(ids.len(), rules().len(), "two rules have one id");
    for id in &ids {
        assert!(!Examples::of(id).fail.is_empty(), "{id} has no failing example");
    }
}

#[test]
fn what_is_right_passes() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let found = rule.judge(&Examples::of(rule.id).pass.plan());
        wrong.extend(found.iter().map(ToString::to_string));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_wrong_is_found_where_it_is_and_said() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let examples = Examples::of(rule.id);
        for change in &examples.fail {
            let found = rule.judge(&examples.changed(change).plan());
            let fits = |one: &infra_policy::Violation| {
                one.sentence.contains(&change.says) && change.at.as_ref().is_none_or(|at| *at == one.resource)
            };
            if change.says.is_empty() || !found.iter().any(fits) {
                let found: Vec<String> = found.iter().map(ToString::to_string).collect();
                wrong.push(format!("{} should say `{}`, and says {found:?}", rule.id, change.says));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_nobody_can_judge_is_not_judged() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let examples = Examples::of(rule.id);
        for change in &examples.silent {
            let found = rule.judge(&examples.changed(change).plan());
            wrong.extend(found.iter().map(|one| format!("{one} for {}", change.change)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Values that a preview does not know must never make a violation of a plan that is right: one of them, all of a resource,
/// or all there are.
#[test]
fn an_unknown_input_is_no_reason_for_a_violation() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let pass = Examples::of(rule.id).pass;
        let inputs = |name: &str| {
            let inputs = pass.resources[name]["inputs"].as_object().into_iter().flatten();
            inputs.map(|(input, _)| (name.to_owned(), input.clone())).collect::<Vec<_>>()
        };
        let by_resource: Vec<_> = pass.resources.keys().map(|name| inputs(name)).collect();
        let all = by_resource.concat();
        let single = all.iter().map(|one| vec![one.clone()]);
        for hidden in single.chain(by_resource.iter().cloned()).chain([all.clone()]) {
            let mut unknown = pass.clone();
            for (name, input) in &hidden {
                unknown.resources[name]["inputs"][input] = serde_json::json!({ "unknown": true });
            }
            let found = rule.judge(&unknown.plan());
            wrong.extend(found.iter().map(|found| format!("{hidden:?} unknown: {found}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn texts_are_sentences_that_fit_together() {
    for rule in rules() {
        assert!(rule.reason.ends_with('.') && rule.reason.len() > 40, "{}: {}", rule.id, rule.reason);
        let upper = rule.fix.chars().next().is_some_and(char::is_uppercase);
        assert!(upper && !rule.fix.ends_with('.') && !rule.fix.contains("  "), "{}: {}", rule.id, rule.fix);
        assert!(rule.explain().starts_with(rule.id), "{}", rule.explain());
    }
    assert!(rule("SQS-FIFO-NAME").is_some() && rule("NO-SUCH-RULE").is_none());
}
