//! What the order facts say, worked out whenever the intent is one that order facts could answer.

use switchboard_domain::SwitchView;
use switchboard_domain::outcome::{EstimateRecord, MatchedBy, OrderMatch};
use switchboard_orders::{
    FoundOrders, LinkedOrder, Order, OrderFacts, OrderVerdict, TicketIdentity, Tracking, assess_order, estimate,
    match_order, newest_tracking, typed_zip,
};

use crate::assess::Assessment;
use crate::config::PolicyConfig;
use crate::context::Context;

/// Match, facts and verdict.
#[derive(Debug)]
pub(crate) struct OrderPart {
    pub(crate) record: OrderMatch,
    /// The matched order.
    pub(crate) order: Option<Order>,
    /// What may be said about it.
    pub(crate) verdict: Option<OrderVerdict>,
    pub(crate) estimate: Option<EstimateRecord>,
    pub(crate) tracking: Option<Tracking>,
    /// The matched order is a pre-order.
    pub(crate) preorder: bool,
    /// The message answers our question for the number: it is the number, or it names one and is about the same.
    pub(crate) answers_question: bool,
}

impl OrderPart {
    pub(crate) fn of(
        assessment: &Assessment,
        context: &Context,
        switches: &SwitchView,
        config: &PolicyConfig,
        facts: &OrderFacts,
    ) -> Self {
        let mut part = Self {
            record: OrderMatch::NOT_EVALUATED,
            order: None,
            verdict: None,
            estimate: None,
            tracking: None,
            preorder: false,
            answers_question: false,
        };
        let nothing_read = matches!(facts.linked, LinkedOrder::None) && matches!(facts.found, FoundOrders::NotLookedUp);
        if !assessment.chosen.primary.allows_tier2() || (switches.safe_mode && nothing_read) {
            return part;
        }
        let open = context.open_question(config.pending_max_age);
        let message = &assessment.message;
        part.answers_question = message.answered_question.is_some()
            || (open.is_some_and(|flow| flow.intent == assessment.chosen.primary) && message.number.best.is_some());
        let identity = TicketIdentity {
            email: context.customer.email.clone(),
            phone: context.customer.phone.clone(),
            typed_zip: typed_zip(&message.text),
        };
        let matched = match_order(facts, &message.number, &identity, &config.orders.matching);
        part.record = matched.record;
        part.order = matched.order.filter(|_| matched.record.by != MatchedBy::None);
        if let Some(order) = &part.order {
            let verdict = assess_order(order, context.conversation_id.as_deref(), context.message_at, &config.orders);
            part.estimate = estimate(order, context.message_at, &config.orders.estimate).ok().map(|e| e.record());
            part.preorder = config.orders.estimate.preorder.is_preorder(order);
            part.tracking = newest_tracking(order, &config.orders.disclosure.tracking_url_hosts);
            part.verdict = Some(verdict);
        }
        part
    }
}
