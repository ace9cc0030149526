//! Expectation against observation: one line for each difference. No customer text is part of a line.

use std::collections::BTreeSet;

use serde_json::Value;
use switchboard_domain::Tag;

use super::file::Expect;
use super::observe::Observed;

/// What differs in a conversation.
pub(super) fn differences(expect: &Expect, seen: &Observed) -> Vec<String> {
    let mut found = Vec::new();
    let mut differ = |what: &str, expected: String, got: String| {
        if expected != got {
            found.push(format!("{what}: expected {expected}, got {got}"));
        }
    };
    differ("replies", expect.replies.to_string(), seen.replies.len().to_string());
    let wanted: BTreeSet<String> = expect.templates.iter().map(|id| Tag::template(*id).as_str().to_owned()).collect();
    differ("templates", listed(&wanted), listed(&seen.template_tags().map(str::to_owned).collect()));
    let outcome = seen.outcome.as_ref();
    let action = outcome.map_or("no decision", |outcome| outcome.automation.action.as_str());
    differ("action", expect.action.as_str().to_owned(), action.to_owned());
    if let Some(reason) = expect.reason {
        let last = outcome.and_then(|outcome| outcome.reasons.last()).map_or("none", |reason| reason.as_str());
        differ("reason", reason.as_str().to_owned(), last.to_owned());
    }
    differ("route", expect.route.clone(), joined(seen.routes().into_iter().collect()));
    differ("status", expect.status.clone(), seen.status.clone());
    found.extend(
        expect.tags_include.iter().filter(|tag| !seen.has_tag(tag)).map(|tag| format!("the tag {tag} is missing")),
    );
    found.extend(
        expect
            .tags_exclude
            .iter()
            .filter(|tag| seen.has_tag(tag))
            .map(|tag| format!("the tag {tag} must not be there")),
    );
    let says = |text: &String| seen.replies.iter().any(|reply| reply.contains(text.as_str()));
    found.extend(
        expect.reply_contains.iter().filter(|text| !says(text)).map(|text| format!("no reply says \"{text}\"")),
    );
    found.extend(expect.reply_excludes.iter().filter(|text| says(text)).map(|text| format!("a reply says \"{text}\"")));
    if seen.calls > expect.max_calls {
        found.push(format!("calls: expected at most {}, got {}", expect.max_calls, seen.calls));
    }
    if seen.inline_calls > expect.max_inline_calls {
        found.push(format!("inline calls: expected at most {}, got {}", expect.max_inline_calls, seen.inline_calls));
    }
    found
}

fn joined(routes: BTreeSet<&str>) -> String {
    if routes.is_empty() { "none".to_owned() } else { routes.into_iter().collect::<Vec<_>>().join(" and ") }
}

fn listed(tags: &BTreeSet<String>) -> String {
    if tags.is_empty() { "none".to_owned() } else { tags.iter().map(String::as_str).collect::<Vec<_>>().join(", ") }
}

/// What no day may show, whatever its conversations expect.
pub(super) fn violations(report: &Value, dead_letters: u64) -> Vec<String> {
    let mut found = Vec::new();
    let counts = [
        ("429 answers of the helpdesk", report.get("rate_limited").and_then(Value::as_u64)),
        ("sends without author", report.get("sends_without_author").and_then(Value::as_u64)),
        ("refused webhooks", report.pointer("/webhooks/refused").and_then(Value::as_u64)),
        ("unanswered webhooks", report.pointer("/webhooks/failed").and_then(Value::as_u64)),
        ("dead letters", Some(dead_letters)),
    ];
    for (what, count) in counts {
        match count {
            Some(0) => {}
            Some(count) => found.push(format!("{what}: expected 0, got {count}")),
            None => found.push(format!("{what}: the report does not say")),
        }
    }
    for violation in report.get("violations").and_then(Value::as_array).into_iter().flatten() {
        let text = |key: &str| violation.get(key).and_then(Value::as_str).unwrap_or("-");
        found.push(format!("{} at {} ({})", text("rule"), text("ticket"), text("detail")));
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn expect() -> Expect {
        serde_json::from_value(json!({
            "replies": 1, "templates": ["t_missing_items_intake"], "action": "send_template",
            "route": "route-returns-admin", "tags_include": ["mw-auto-replied"], "tags_exclude": ["mw-send-failed"],
            "reply_contains": ["packing slip"], "reply_excludes": ["refund"], "max_calls": 4,
        }))
        .unwrap()
    }

    #[test]
    fn every_difference_is_named() {
        let seen = Observed {
            tags: ["mw-send-failed", "route-email-support-team"].map(str::to_owned).to_vec(),
            status: "CLOSED".to_owned(),
            replies: vec!["a refund".to_owned(), "a second".to_owned()],
            calls: 5,
            inline_calls: 5,
            ..Observed::default()
        };
        let found = differences(&expect(), &seen);
        for part in [
            "replies: expected 1, got 2",
            "templates: expected mw-template-t-missing-items-intake, got none",
            "action: expected send_template, got no decision",
            "route: expected route-returns-admin, got route-email-support-team",
            "status: expected OPEN, got CLOSED",
            "the tag mw-auto-replied is missing",
            "the tag mw-send-failed must not be there",
            "no reply says \"packing slip\"",
            "a reply says \"refund\"",
            "calls: expected at most 4, got 5",
            "inline calls: expected at most 4, got 5",
        ] {
            assert!(found.iter().any(|line| line == part), "{part} not in {found:?}");
        }
        assert_eq!(found.len(), 11, "{found:?}");
    }

    #[test]
    fn violations_and_missing_counts_are_named() {
        let clean = json!({
            "rate_limited": 0, "sends_without_author": 0, "webhooks": {"refused": 0, "failed": 0}, "violations": [],
        });
        assert_eq!(violations(&clean, 0), [""; 0]);
        let mut bad = clean;
        bad["rate_limited"] = json!(2);
        bad["violations"] = json!([{"rule": "second_reply", "ticket": "t", "detail": "send_message"}]);
        let found = violations(&bad, 1);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(violations(&json!({}), 0).len(), 4);
    }
}
