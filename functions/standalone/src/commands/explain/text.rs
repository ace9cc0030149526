//! The story as text.

use switchboard_domain::Outcome;
use switchboard_domain::outcome::{Action, MatchedBy};
use switchboard_domain::state::{AuditEntry, StateRow};
use switchboard_domain::{Clock, Millis, Timestamp};

use super::model;
use super::story::{Entry, Story};
use super::words;
use crate::commands::ledger::Event;
use crate::output::{counted, line};

/// Width of the column of offsets.
const COLUMN: usize = 14;

impl Story {
    /// Prints the story; `clock` only for how long it is until what comes next.
    pub(super) fn tell(&self, clock: &dyn Clock) {
        let ticket = self.ticket_id.as_ref().map_or_else(String::new, |id| format!("  ticket {}", id.as_str()));
        line(format!("conversation {}{ticket}", self.conversation_key));
        if let Some(began) = self.began_at {
            line(format!("began {began}; times below count from there"));
        }
        line("");
        for entry in &self.entries {
            entry.tell();
        }
        if !self.events.is_empty() {
            line("\nevents as they stand");
            self.events.iter().for_each(describe);
        }
        if let Some(state) = &self.state {
            line("\nwhat is remembered");
            remembered(state);
        }
        line("\nwhat comes next");
        if self.next.is_empty() {
            line("  nothing is due: the story is complete until the customer writes again");
        }
        for next in &self.next {
            let when = next.at.map_or_else(|| "open".to_owned(), |at| when(at, clock.now()));
            line(format!("  {when}: {}", next.what));
        }
    }
}

fn when(at: Timestamp, now: Timestamp) -> String {
    let left = at - now;
    if left.0 > 0 {
        format!("{at} (in {})", words::offset(left).trim_start_matches('+'))
    } else {
        format!("{at} (due)")
    }
}

impl Entry {
    fn tell(&self) {
        let mut lines = self.sentences().into_iter();
        let offset = words::offset(Millis(self.offset_ms));
        line(format!("{offset:COLUMN$}{}", lines.next().unwrap_or_default()));
        for more in lines {
            line(format!("{:COLUMN$}{more}", ""));
        }
    }

    fn sentences(&self) -> Vec<String> {
        match &self.entry {
            AuditEntry::Received { source, class, .. } => {
                let id = self.event_id.as_ref().map_or("", |id| id.as_str());
                vec![format!("message {id} arrived ({}, {} class)", words::source(*source), class.as_str())]
            }
            AuditEntry::Covered => vec!["covered: an earlier read of the ticket already showed this message".into()],
            AuditEntry::Duplicate => vec!["duplicate: this message is already handled".into()],
            AuditEntry::Decided { outcome } => {
                let mut lines = decision(outcome);
                lines.extend(self.explained.iter().map(|e| format!("  {}: {}", e.reason, e.explanation)));
                lines
            }
            AuditEntry::ModelCalls { calls } => calls.iter().map(model::sentence).collect(),
            AuditEntry::Effect { kind, state, cause, evidence, dispatches } => {
                let mut text = format!("{} {}", kind.as_str(), words::state(*state));
                if *dispatches > 0 {
                    text.push_str(&format!(" (call {dispatches})"));
                }
                for more in [cause.map(words::cause), evidence.map(words::evidence)].into_iter().flatten() {
                    text.push_str(&format!(", {more}"));
                }
                vec![text]
            }
            AuditEntry::Deferred { due_at, reason } => vec![format!("put off until {due_at}: {reason}")],
            AuditEntry::Blocked { .. } => self
                .explained
                .iter()
                .map(|e| format!("a gate closed before the call: {}: {}", e.reason, e.explanation))
                .collect(),
            AuditEntry::Finished { status, reason, calls_used } => {
                let why = reason.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
                vec![format!("event {}{why}, {}", status.as_str(), counted(*calls_used, "helpdesk call"))]
            }
            AuditEntry::Operator { action, result } => vec![format!("operator: {action}: {result}")],
            AuditEntry::JobRun { job, .. } => vec![format!("job {job}")],
        }
    }
}

fn decision(outcome: &Outcome) -> Vec<String> {
    let automation = &outcome.automation;
    let sends = match (automation.action, automation.template_id) {
        (Action::SendTemplate, Some(template)) => format!("send {template}"),
        _ => "route only".to_owned(),
    };
    let secondary: Vec<&str> = outcome.secondary_intents.iter().map(|intent| intent.as_str()).collect();
    let secondary = if secondary.is_empty() { String::new() } else { format!(" (also {})", secondary.join(", ")) };
    let mut lines = vec![
        format!("decided: {}{secondary}, {sends}", outcome.primary_intent.as_str()),
        format!(
            "  confidence {:.2} by {}, {}, team {}",
            outcome.routing.confidence,
            outcome.provenance.classifier.as_str(),
            automation.tier.as_str(),
            outcome.routing.team
        ),
    ];
    if outcome.order_match.by != MatchedBy::None {
        lines.push(format!("  order matched: {}", outcome.order_match.reason.as_str()));
    }
    let tags: Vec<&str> = outcome.routing.tags.iter().map(|tag| tag.as_str()).collect();
    lines.push(format!("  tags {}", tags.join(", ")));
    lines
}

fn describe(found: &Event) {
    let event = &found.event;
    let why = event.failure.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
    let covered = match event.covered.len() {
        0 => String::new(),
        n => format!(", answers {} along", counted(n as u64, "older message")),
    };
    let (key, status) = (&event.event_key, event.status.as_str());
    let (attempts, calls) = (counted(event.attempt, "attempt"), counted(event.calls_used, "call"));
    line(format!("  {key} {status}{why}, {attempts}, {calls}{covered}"));
    for effect in &found.effects {
        let mut text = format!("    {:6} {}", effect.kind.as_str(), effect.state.as_str());
        let facts = [effect.cause.map(words::cause), effect.evidence.map(words::evidence)];
        for fact in facts.into_iter().flatten() {
            text.push_str(&format!(", {fact}"));
        }
        if let Some(template) = effect.template_id {
            text.push_str(&format!(", {template}"));
        }
        line(format!("{text}, {}", counted(effect.dispatches, "call")));
    }
}

fn remembered(state: &StateRow) {
    if let Some(intent) = state.last_intent {
        line(format!("  latest intent {}, language {}", intent.as_str(), state.language.as_str()));
    }
    for reply in &state.replies {
        line(format!("  replied {} with {} to {}", reply.at, reply.template, reply.intent.as_str()));
    }
    if let Some(flow) = &state.pending_flow {
        line(format!(
            "  waits for the order number since {} (asked {})",
            flow.requested_at,
            counted(flow.attempts, "time")
        ));
    }
    for key in &state.unresolved {
        line(format!("  the reply of {key} is not settled"));
    }
}
