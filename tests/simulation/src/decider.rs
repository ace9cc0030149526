//! A decider for the simulation: replies to most comments, obeys the gates that keep replies from repeating.

use std::sync::LazyLock;

use switchboard_domain::outcome::{
    Action, Automation, ClassifierKind, MatchReason, MatchedBy, OrderMatch, Outcome, OutcomeSchema, Provenance, Routing,
};
use switchboard_domain::state::StateRow;
use switchboard_domain::ticket::{Author, Ticket};
use switchboard_domain::{
    Intent, Language, Millis, Reason, Tag, Team, TemplateId, Tier, Timestamp, Variant, keys, tag,
};
use switchboard_workflow::{DecideRequest, LookRequest, PendingChange, Planned, PlannedReply};

use crate::ticket::{BOT, reply_text};

static TEMPLATE: LazyLock<Outcome> = LazyLock::new(|| {
    let mut tags = vec![tag!("mw-auto-replied"), tag!("mw-processed"), Tag::route(Team::EmailSupport)];
    tags.sort();
    Outcome {
        schema_version: OutcomeSchema::V1,
        outcome_id: "simulated".to_owned(),
        language: Language::En,
        primary_intent: Intent::OrderStatusTracking,
        secondary_intents: Vec::new(),
        reasons: vec![Reason::Tier2Verified],
        routing: Routing { team: Team::EmailSupport, confidence: 0.9, needs_manual_triage: false, tags },
        automation: Automation {
            tier: Tier::Tier2Verified,
            action: Action::SendTemplate,
            template_id: Some(TemplateId::OrderStatusVerified),
            variant: Some(Variant::Default),
            confidence: 0.9,
            requires_deterministic_match: true,
            close: true,
        },
        order_match: OrderMatch { by: MatchedBy::Linked, reason: MatchReason::Linked },
        estimate: None,
        risk_flags: Vec::new(),
        force_human: false,
        security: Vec::new(),
        clarifying_questions: Vec::new(),
        provenance: Provenance {
            classifier: ClassifierKind::Offline,
            model_name: None,
            model_snapshot: None,
            prompt_version: None,
            decision_schema: String::new(),
            verifier_schema: String::new(),
            taxonomy_version: String::new(),
            routing_mapping_version: String::new(),
            policy_version: String::new(),
            template_catalogue_version: String::new(),
            config_snapshot_id: None,
        },
    }
});

/// The decision depends on nothing but the request and `rendition`, which changes when order facts change.
pub(crate) fn decide(request: &DecideRequest, now: Timestamp, rendition: u64) -> Planned {
    let draw = request.comment_id.bytes().fold(7_u64, |a, b| a.wrapping_mul(31).wrapping_add(u64::from(b)));
    let gate = request.blocked.or_else(|| {
        gates(&request.ticket, request.state.as_ref(), &request.comment_id, &request.event_key, request.redispatch, now)
            .err()
    });
    let answers = draw % 10 < 8 && gate.is_none();
    let closes = answers && draw % 3 == 0;
    let mut tags = vec!["mw-processed".to_owned(), Team::EmailSupport.route_tag().to_owned()];
    if answers {
        tags.push("mw-auto-replied".to_owned());
    }
    if closes {
        tags.push("mw-auto-closed".to_owned());
    }
    let mut text = reply_text(&request.comment_id);
    if rendition > 0 {
        text.push_str(&format!(" v{rendition}"));
    }
    let reply = answers.then(|| PlannedReply {
        fingerprint: keys::fingerprint(&text),
        body: text.into(),
        template_id: TemplateId::OrderStatusVerified,
        variant: Variant::Default,
    });
    Planned {
        outcome: closes.then(|| TEMPLATE.clone()),
        reply,
        tags,
        pending: PendingChange::Keep,
        customer_key: Some("U#one".to_owned()),
        record_only: false,
        calls: u32::from(answers),
    }
}

pub(crate) fn last_look(request: &LookRequest, now: Timestamp) -> Result<(), Reason> {
    let row = &request.row;
    gates(&request.ticket, request.state.as_ref(), &request.comment_id, &row.event_key, request.redispatch, now)
}

fn gates(
    ticket: &Ticket,
    state: Option<&StateRow>,
    comment_id: &str,
    event_key: &str,
    redispatch: bool,
    now: Timestamp,
) -> Result<(), Reason> {
    if ticket.latest_customer_comment().map(|c| c.id.as_str()) != Some(comment_id) {
        return Err(Reason::Superseded);
    }
    if ticket.closed {
        return Err(Reason::TicketClosed);
    }
    let human = |author: &Author| matches!(author, Author::Operator(Some(id)) if id != BOT);
    if ticket.latest_comment().is_some_and(|c| human(&c.author)) {
        return Err(Reason::AgentActive);
    }
    let Some(state) = state else { return Ok(()) };
    if state.unresolved.iter().any(|key| key != event_key) {
        return Err(Reason::PriorUnknown);
    }
    let recent = state.replies.iter().filter(|r| now - r.at < Millis::from_mins(10)).count();
    if recent > usize::from(redispatch) {
        return Err(Reason::RateLimited);
    }
    Ok(())
}
