//! The results: a line for each conversation, its differences, and the day's totals.

use serde_json::json;
use switchboard_domain::outcome::Action;

use super::observe::Observed;
use super::run::{DayOutcome, Played};
use crate::output::{self, Format};

pub(super) fn print(day: &DayOutcome, format: Format) {
    match format {
        Format::Text => text(day),
        Format::Json => records(day),
    }
}

/// What a person would say became of a conversation.
fn verdict(seen: &Observed) -> &'static str {
    if seen.has_tag("mw-escalated-human") {
        "escalated"
    } else if seen.replies.is_empty() {
        "routed"
    } else {
        "answered"
    }
}

fn count(day: &DayOutcome, wanted: &str) -> usize {
    day.played.iter().filter(|played| verdict(&played.seen) == wanted).count()
}

fn text(day: &DayOutcome) {
    let head = ["", "conversation", "what happens", "result", "to", "replies", "calls", "after"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(day.played.iter().map(row));
    output::table(&rows);
    for played in day.played.iter().filter(|played| !played.differences.is_empty()) {
        for difference in &played.differences {
            output::line(format!("FAIL {}: {difference}", played.conversation.id));
        }
    }
    for violation in &day.violations {
        output::line(format!("FAIL day: {violation}"));
    }
    output::line("");
    let failed = day.played.iter().filter(|played| !played.differences.is_empty()).count();
    output::line(format!(
        "{} conversations: {} answered, {} routed, {} escalated; {} as expected, {failed} not",
        day.played.len(),
        count(day, "answered"),
        count(day, "routed"),
        count(day, "escalated"),
        day.played.len() - failed,
    ));
    output::line(format!(
        "{} helpdesk calls; {} minutes of the day in {} seconds",
        day.calls,
        day.lasted.0 / 60_000,
        day.took.as_secs(),
    ));
}

fn row(played: &Played) -> Vec<String> {
    let seen = &played.seen;
    let passed = if played.differences.is_empty() { "PASS" } else { "FAIL" };
    vec![
        passed.to_owned(),
        played.conversation.id.clone(),
        played.conversation.title.clone(),
        verdict(seen).to_owned(),
        seen.routes().join(" ").replace("route-", ""),
        seen.replies.len().to_string(),
        seen.calls.to_string(),
        seen.took.map_or_else(|| "-".to_owned(), |took| format!("{} s", took.0 / 1_000)),
    ]
}

fn records(day: &DayOutcome) {
    for played in &day.played {
        let seen = &played.seen;
        let outcome = seen.outcome.as_ref();
        output::json(&json!({
            "kind": "conversation", "id": played.conversation.id, "ticket": played.ticket,
            "title": played.conversation.title, "passed": played.differences.is_empty(),
            "differences": played.differences, "result": verdict(seen), "route": seen.routes(),
            "intent": outcome.map(|outcome| outcome.primary_intent),
            "action": outcome.map_or(Action::RouteOnly, |outcome| outcome.automation.action),
            "reasons": outcome.map(|outcome| &outcome.reasons), "tags": seen.tags, "replies": seen.replies.len(),
            "calls": seen.calls, "inline_calls": seen.inline_calls, "took_ms": seen.took.map(|took| took.0),
        }));
    }
    output::json(&json!({
        "kind": "day", "passed": day.wrong() == 0, "conversations": day.played.len(),
        "answered": count(day, "answered"), "routed": count(day, "routed"), "escalated": count(day, "escalated"),
        "calls": day.calls, "differences": day.violations, "lasted_ms": day.lasted.0,
        "took_ms": u64::try_from(day.took.as_millis()).unwrap_or(u64::MAX),
    }));
}
