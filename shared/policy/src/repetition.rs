//! Gate 15: how often one customer may hear from the middleware.

use switchboard_domain::state::ReplyRecord;
use switchboard_domain::{Intent, Millis, Reason, TemplateId};

use crate::context::{Context, MessageReply, Speaker};

/// Limits on replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Replies in a ticket within 10 minutes.
    pub per_ticket_10m: u32,
    /// Replies in a ticket within 24 hours.
    pub per_ticket_24h: u32,
    /// Replies to a customer within 24 hours.
    pub per_customer_24h: u32,
    /// After a reply a similar one is held back for so long.
    pub quiet: Millis,
    /// Questions for the order number in a ticket within `order_question_window`.
    pub order_questions: u32,
    /// Window of `order_questions`.
    pub order_question_window: Millis,
}

const TEN_MINUTES: Millis = Millis::from_mins(10);
const DAY: Millis = Millis::from_hours(24);

/// A reply that is about to be made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NextReply {
    pub(crate) template: TemplateId,
    pub(crate) intent: Intent,
    /// The message answers our question for the order number.
    pub(crate) answers_question: bool,
}

/// Checks ledger, quiet period and counters, in this order.
pub(crate) fn repetition_gate(next: NextReply, context: &Context, caps: &Caps) -> Result<(), Reason> {
    if context.known.this_message == MessageReply::InLedger {
        return Err(Reason::Duplicate);
    }
    if !next.answers_question && is_quiet(next, context, caps.quiet) {
        return Err(Reason::FollowupQuiet);
    }
    let known = &context.known;
    let within = |window| count(context, window);
    let ten_minutes = known.replies_10m.unwrap_or_else(|| within(TEN_MINUTES));
    let ten_minutes =
        if next.answers_question { ten_minutes.saturating_sub(questions(context, TEN_MINUTES)) } else { ten_minutes };
    let exceeded = ten_minutes >= caps.per_ticket_10m
        || known.replies_24h.unwrap_or_else(|| within(DAY)) >= caps.per_ticket_24h
        || known.customer_replies_24h.unwrap_or_else(|| within(DAY)) >= caps.per_customer_24h;
    if exceeded { Err(Reason::RateLimited) } else { Ok(()) }
}

/// Questions for the order number asked in this ticket within `window`.
pub(crate) fn questions(context: &Context, window: Millis) -> u32 {
    let recorded = recent(context, window).filter(|r| r.template == TemplateId::OrderStatusAskOrderNumber).count();
    let recorded = u32::try_from(recorded).unwrap_or(u32::MAX);
    let pending = context.known.pending.as_ref().filter(|p| context.now - p.requested_at < window);
    // The state keeps the newest replies only; the flow itself counts its questions.
    recorded.max(pending.map_or(0, |p| if window > DAY { p.attempts } else { 1 }))
}

/// Whether the quiet period holds the reply back: an earlier one of that time had the same intent or template, or
/// nobody knows which it had.
fn is_quiet(next: NextReply, context: &Context, quiet: Millis) -> bool {
    let similar = |r: &ReplyRecord| r.template == next.template || r.intent == next.intent;
    recent(context, quiet).any(similar) || has_unknown_reply(context, quiet)
}

/// A reply of ours that the state has no record of: only its tag or its comment is seen.
fn has_unknown_reply(context: &Context, quiet: Millis) -> bool {
    let tagged = context.known.replies.is_empty()
        && context.known.tags.iter().any(|t| t.eq_ignore_ascii_case("mw-auto-replied"));
    let seen =
        context.history.iter().any(|m| m.from == Speaker::Middleware && m.at.is_none_or(|at| context.now - at < quiet));
    tagged || (seen && recent(context, quiet).next().is_none())
}

fn recent(context: &Context, window: Millis) -> impl Iterator<Item = &ReplyRecord> {
    context.known.replies.iter().filter(move |r| context.now - r.at < window)
}

fn count(context: &Context, window: Millis) -> u32 {
    u32::try_from(recent(context, window).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::PastMessage;
    use switchboard_domain::state::{PendingFlow, PendingKind};
    use switchboard_domain::{Redacted, Timestamp};

    const CAPS: Caps = Caps {
        per_ticket_10m: 1,
        per_ticket_24h: 3,
        per_customer_24h: 5,
        quiet: Millis::from_hours(24),
        order_questions: 2,
        order_question_window: Millis::from_hours(7 * 24),
    };
    const DNR: NextReply = NextReply {
        template: TemplateId::DeliveredNotReceivedIntake,
        intent: Intent::DeliveredNotReceived,
        answers_question: false,
    };

    fn now() -> Timestamp {
        "2026-01-15T15:00:00Z".parse().unwrap()
    }

    fn context(replies: &[(i64, TemplateId, Intent)]) -> Context {
        let mut context = Context::new("email", "text", now());
        context.known.replies = replies
            .iter()
            .map(|&(minutes, template, intent)| ReplyRecord {
                at: now().saturating_sub(Millis::from_mins(minutes)),
                template,
                intent,
            })
            .collect();
        context
    }

    #[test]
    fn the_quiet_period_holds_back_what_shares_intent_or_template() {
        use Intent::{DamagedItem, DeliveredNotReceived};
        use TemplateId::{DamagedItemIntake, DeliveredNotReceivedIntake};
        for (minutes, template, intent, expected) in [
            (60, DeliveredNotReceivedIntake, DeliveredNotReceived, Err(Reason::FollowupQuiet)),
            (60, DamagedItemIntake, DeliveredNotReceived, Err(Reason::FollowupQuiet)),
            (60, DeliveredNotReceivedIntake, DamagedItem, Err(Reason::FollowupQuiet)),
            (60, DamagedItemIntake, DamagedItem, Ok(())),
            (1439, DeliveredNotReceivedIntake, DeliveredNotReceived, Err(Reason::FollowupQuiet)),
            (1440, DeliveredNotReceivedIntake, DeliveredNotReceived, Ok(())),
            (9, DamagedItemIntake, DamagedItem, Err(Reason::RateLimited)),
            (10, DamagedItemIntake, DamagedItem, Ok(())),
        ] {
            let context = context(&[(minutes, template, intent)]);
            assert_eq!(repetition_gate(DNR, &context, &CAPS), expected, "{minutes} {template} {intent}");
        }
    }

    #[test]
    fn unknown_earlier_replies_count_as_the_same() {
        let mut tagged = context(&[]);
        tagged.known.tags = vec!["MW-auto-replied".into()];
        assert_eq!(repetition_gate(DNR, &tagged, &CAPS), Err(Reason::FollowupQuiet));
        let mut seen = context(&[]);
        let at = Some(now().saturating_sub(Millis::from_hours(2)));
        seen.history.push(PastMessage { from: Speaker::Middleware, text: Redacted::new("x".into()), at });
        assert_eq!(repetition_gate(DNR, &seen, &CAPS), Err(Reason::FollowupQuiet));
        seen.history[0].at = Some(now().saturating_sub(Millis::from_hours(25)));
        assert_eq!(repetition_gate(DNR, &seen, &CAPS), Ok(()));
    }

    #[test]
    fn given_counts_are_taken_as_they_stand() {
        let with = |change: fn(&mut Context)| {
            let mut context = context(&[]);
            change(&mut context);
            repetition_gate(DNR, &context, &CAPS)
        };
        assert_eq!(with(|c| c.known.replies_10m = Some(1)), Err(Reason::RateLimited));
        assert_eq!(with(|c| c.known.replies_24h = Some(3)), Err(Reason::RateLimited));
        assert_eq!(with(|c| c.known.replies_24h = Some(2)), Ok(()));
        assert_eq!(with(|c| c.known.customer_replies_24h = Some(5)), Err(Reason::RateLimited));
        assert_eq!(with(|c| c.known.customer_replies_24h = Some(4)), Ok(()));
        assert_eq!(with(|c| c.known.this_message = MessageReply::InLedger), Err(Reason::Duplicate));
    }

    #[test]
    fn the_answer_to_our_question_is_answered_within_a_minute() {
        let ask = TemplateId::OrderStatusAskOrderNumber;
        let mut context = context(&[(1, ask, Intent::OrderStatusTracking)]);
        context.known.pending = Some(PendingFlow {
            kind: PendingKind::NeedOrderNumber,
            intent: Intent::OrderStatusTracking,
            requested_at: now().saturating_sub(Millis::from_mins(1)),
            attempts: 1,
        });
        let answer = NextReply {
            template: TemplateId::OrderStatusVerified,
            intent: Intent::OrderStatusTracking,
            answers_question: true,
        };
        assert_eq!(repetition_gate(answer, &context, &CAPS), Ok(()));
        context.known.replies_10m = Some(1);
        assert_eq!(repetition_gate(answer, &context, &CAPS), Ok(()));
        context.known.replies_10m = Some(2);
        assert_eq!(repetition_gate(answer, &context, &CAPS), Err(Reason::RateLimited));
        assert_eq!(questions(&context, CAPS.order_question_window), 1);
        let other = NextReply { answers_question: false, ..answer };
        assert_eq!(repetition_gate(other, &context, &CAPS), Err(Reason::FollowupQuiet));
    }
}
