//! Decides about one comment: context, assessment, order lookup, policy, and the gates of the environment.

use switchboard_domain::state::{CountersRow, Row, RowKey};
use switchboard_domain::{Mode, Reason, Redacted, SwitchView, Timestamp, keys};
use switchboard_orders::OrderFacts;
use switchboard_policy::{
    Assessment, Context, Decision, EnvironmentFacts, OrderNeed, PendingChange as Pending, assess, decide,
    environment_gates, if_verified, tags_for_stage,
};
use switchboard_workflow::{DecideError, DecideRequest, PendingChange, Planned, PlannedReply, content_fingerprint};

use crate::active::PolicyNow;
use crate::advisor::{About, UntoldCalls};
use crate::context::{Automations, Surroundings, build};
use crate::look::{bot_author, breakers, chat_send_path, prior_reply};
use crate::parts::Parts;

/// From this release stage on anything is written to tickets.
const FIRST_WRITING_STAGE: u8 = 2;

pub(crate) struct Decider {
    parts: Parts,
}

impl Decider {
    pub(crate) const fn new(parts: Parts) -> Self {
        Self { parts }
    }

    /// Decides. Whoever is asked about the message has to answer well before `deadline`; a model that is asked is noted in
    /// `calls`, whether a decision comes of it or not.
    pub(crate) async fn decide(
        &self,
        request: DecideRequest,
        deadline: Timestamp,
        calls: &UntoldCalls,
    ) -> Result<Planned, DecideError> {
        let active = self.parts.active.now().await;
        let parts = &active.parts(&self.parts);
        let switches = active.restricted(request.switches.clone().unwrap_or_else(|| (parts.switches)()));
        let customer_key = self.customer_key(&request);
        let counters = self.counters(customer_key.as_deref()).await?;
        let around = Surroundings {
            state: request.state.as_ref(),
            counters: counters.as_ref(),
            now: parts.clock.now(),
            received_at: request.envelope.received_at,
            redispatch: request.redispatch,
            event_key: &request.event_key,
        };
        let context = build(&request.ticket, &request.comment_id, &automations(parts), &around)
            .ok_or_else(|| system("comment_missing"))?;
        let about = About::of(parts, &request, deadline, calls);
        let classified = parts.advisor.classify(&about, &context, &switches, request.state.as_ref()).await?;
        let assessment = assess(&context, &switches, &parts.policy, &classified.source);
        let assessment = classified.asked.into_iter().fold(assessment, Assessment::asked);
        let mut spent = 0;
        let facts = match assessment.order_need() {
            OrderNeed::None => OrderFacts::default(),
            OrderNeed::Lookup { number } => {
                let looked_up = parts.orders.look_up(parts, &request, number.as_deref()).await;
                let (facts, used) = looked_up.map_err(|retry_at| DecideError::Denied { retry_at })?;
                spent = used;
                facts
            }
        };
        let asking = Asking { about: &about, request: &request, context: &context, switches: &switches };
        let assessment = self.verified(assessment, &asking, &facts, &active).await;
        let decision =
            decide(assessment, &context, &switches, &parts.policy, &facts).map_err(|_| system("outcome_invalid"))?;
        let decision = match active.closed() {
            Some(reason) => decision.blocked(reason).map_err(|_| system("outcome_invalid"))?,
            None => self.open_or_blocked(decision, &request, &switches).await?,
        };
        Ok(plan(decision, customer_key, spent, &switches))
    }

    /// The decision, or its route-only form when a gate of the environment is closed.
    async fn open_or_blocked(
        &self,
        decision: Decision,
        request: &DecideRequest,
        switches: &SwitchView,
    ) -> Result<Decision, DecideError> {
        let Some(reason) = self.closed_gate(&decision, request, switches).await else { return Ok(decision) };
        decision.blocked(reason).map_err(|_| system("outcome_invalid"))
    }

    /// Asks the verifier, if its approval would lead to order facts and no other gate is known to be closed. In shadow
    /// mode nothing is written, but calls show what would be.
    async fn verified(
        &self,
        assessment: Assessment,
        asking: &Asking<'_>,
        facts: &OrderFacts,
        active: &PolicyNow,
    ) -> Assessment {
        let Asking { about, request, context, switches } = asking;
        let policy = &about.parts.policy;
        let Some(approved) = if_verified(&assessment, context, switches, policy, facts) else { return assessment };
        let closed = match active.closed() {
            None if switches.mode == Mode::Shadow => None,
            None => self.closed_gate(&approved, request, switches).await,
            closed => closed,
        };
        if closed.is_some() {
            return assessment;
        }
        about.parts.advisor.verify(about, context, approved.channel, assessment).await
    }

    /// The first gate of the environment that is closed for this decision.
    async fn closed_gate(&self, decision: &Decision, request: &DecideRequest, switches: &SwitchView) -> Option<Reason> {
        let outcome = &decision.outcome;
        let facts = EnvironmentFacts {
            switches,
            breakers: breakers(&self.parts, outcome.provenance.classifier, outcome.automation.tier).await,
            chat: chat_send_path(&self.parts),
            bot_author: bot_author(&self.parts),
            recipient: request.ticket.customer_email.as_ref(),
            prior: prior_reply(request.state.as_ref(), &request.event_key),
        };
        request.blocked.or_else(|| environment_gates(&facts, decision).err())
    }

    /// Key of the customer by the ticket's own identity: email, else phone.
    fn customer_key(&self, request: &DecideRequest) -> Option<String> {
        let ticket = &request.ticket;
        let identity = ticket.customer_email.as_ref().or(ticket.customer_phone.as_ref()).map(Redacted::expose)?;
        Some(keys::customer_key(&self.parts.identity_key, identity))
    }

    async fn counters(&self, customer_key: Option<&str>) -> Result<Option<CountersRow>, DecideError> {
        let Some(key) = customer_key else { return Ok(None) };
        let rows = self.parts.store.get(&[RowKey::counters(key)]).await.map_err(|error| system(error.code()))?;
        Ok(rows.into_iter().flatten().find_map(|row| match row {
            Row::Counters(counters) => Some(counters),
            _ => None,
        }))
    }
}

/// What the verifier is asked about.
struct Asking<'a> {
    about: &'a About<'a>,
    request: &'a DecideRequest,
    context: &'a Context,
    switches: &'a SwitchView,
}

fn plan(decision: Decision, customer_key: Option<String>, calls: u32, switches: &SwitchView) -> Planned {
    let stage = switches.release_stage;
    let writes = switches.outbound_enabled
        && switches.prod_ack
        && switches.mode != Mode::Shadow
        && stage.is_none_or(|stage| stage >= FIRST_WRITING_STAGE);
    let tags = tags_for_stage(&decision.outcome.routing.tags, stage);
    let reply = decision.reply.map(|rendered| PlannedReply {
        fingerprint: content_fingerprint(rendered.body.expose()),
        body: rendered.body,
        template_id: rendered.template,
        variant: rendered.variant,
    });
    Planned {
        outcome: Some(decision.outcome),
        reply,
        tags: tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
        pending: match decision.pending_after {
            Pending::Keep => PendingChange::Keep,
            Pending::Clear => PendingChange::Clear,
            Pending::Set(flow) => PendingChange::Set(flow),
        },
        customer_key,
        record_only: !writes,
        calls,
    }
}

fn system(code: &str) -> DecideError {
    DecideError::System { code: code.to_owned() }
}

pub(crate) fn automations(parts: &Parts) -> Automations {
    Automations {
        bot_agent_id: parts.workflow.bot_agent_id.clone(),
        author_ids: parts.settings.richpanel.automation_author_ids.clone(),
    }
}
