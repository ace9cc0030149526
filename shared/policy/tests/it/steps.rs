//! The two steps as a host calls them.

use switchboard_domain::{Action, Language, Reason, Redacted, SwitchView, Tag, Team, TemplateId, Tier, Timestamp};
use switchboard_orders::{FoundOrders, LinkedOrder, OrderFacts};
use switchboard_policy::{
    BotAuthor, Breakers, ChatSendPath, Context, Decision, EnvironmentFacts, ModelSource, OrderNeed, PendingChange,
    PolicyConfig, PriorReply, Unavailable, assess, decide, environment_gates, last_look,
};
use switchboard_settings::{Environment, Settings};

pub(crate) fn now() -> Timestamp {
    "2026-01-15T15:00:00Z".parse().unwrap()
}

pub(crate) fn switches() -> SwitchView {
    SwitchView {
        safe_mode: false,
        automation_enabled: true,
        channels: vec![switchboard_domain::ChannelClass::Email],
        release_stage: Some(5),
        require_allowlist: false,
        llm_enabled: true,
        readable: true,
        ..SwitchView::fail_closed(now())
    }
}

pub(crate) fn config() -> PolicyConfig {
    PolicyConfig::from(&Settings::defaults(Environment::Local).unwrap())
}

pub(crate) fn recorded(intent: &str) -> ModelSource {
    let decision = serde_json::json!({
        "schema_version": "decision.v1", "language": "en", "candidates": [{"intent": intent, "confidence": 0.95}],
        "proposed_tier": "TIER_2_VERIFIED", "risk_flags": [], "force_human": false, "privacy_request": false,
        "injection_suspected": false, "preorder_mentioned": false, "clarifying_questions": [], "notes_for_agent": ""
    });
    ModelSource::Recorded { decision, verifier: None }
}

fn run(context: &Context, switches: &SwitchView, source: &ModelSource, facts: &OrderFacts) -> Decision {
    decide(assess(context, switches, &config(), source), context, switches, &config(), facts).unwrap()
}

fn intake() -> (Context, Decision) {
    let context = Context::new("email", "The box came but two of the bottles were not inside it.", now());
    let decision = run(&context, &switches(), &recorded("missing_items_in_shipment"), &OrderFacts::default());
    (context, decision)
}

#[test]
fn order_facts_are_asked_for_only_where_they_can_help() {
    let context = Context::new("email", "Where is my order #10442? When will it arrive?", now());
    let need = |switches: &SwitchView, config: &PolicyConfig, intent| {
        assess(&context, switches, config, &recorded(intent)).order_need().clone()
    };
    let lookup = |number: Option<&str>| OrderNeed::Lookup { number: number.map(str::to_owned) };
    assert_eq!(need(&switches(), &config(), "order_status_tracking"), lookup(Some("10442")));
    assert_eq!(need(&switches(), &config(), "damaged_item"), OrderNeed::None);
    let mut path_a = config();
    path_a.orders.matching.path_b_enabled = false;
    assert_eq!(need(&switches(), &path_a, "order_status_tracking"), lookup(None));
    let safe = SwitchView { safe_mode: true, ..switches() };
    assert_eq!(need(&safe, &config(), "order_status_tracking"), OrderNeed::None);
    // Off for another reason: the match is still recorded.
    let off = SwitchView { automation_enabled: false, ..switches() };
    assert_eq!(need(&off, &config(), "order_status_tracking"), lookup(Some("10442")));
}

#[test]
fn failed_lookups_ask_nothing() {
    let context = Context::new("email", "Where is my order #10442? When will it arrive?", now());
    for facts in [
        OrderFacts { linked: LinkedOrder::LookupFailed, found: FoundOrders::NotLookedUp },
        OrderFacts { linked: LinkedOrder::UnknownToStore, found: FoundOrders::NotLookedUp },
        OrderFacts { linked: LinkedOrder::None, found: FoundOrders::LookupFailed },
    ] {
        let decision = run(&context, &switches(), &recorded("order_status_tracking"), &facts);
        assert_eq!(decision.outcome.automation.action, Action::RouteOnly);
        assert!(decision.outcome.routing.tags.contains(&Tag::new("mw-order-lookup-failed").unwrap()));
        assert_eq!(decision.outcome.reasons.last(), Some(&Reason::Tier2MissingDeterministicMatch));
    }
}

#[test]
fn asking_sets_the_flow_and_counts() {
    let context = Context::new("email", "Where is my order? When will it arrive?", now());
    let decision = run(&context, &switches(), &recorded("order_status_tracking"), &OrderFacts::default());
    assert_eq!(decision.reply.as_ref().map(|r| r.template), Some(TemplateId::OrderStatusAskOrderNumber));
    let PendingChange::Set(flow) = &decision.pending_after else { panic!("no flow") };
    assert_eq!((flow.attempts, flow.requested_at), (1, now()));
    let mut again = context;
    again.known.pending = Some(flow.clone());
    again.text = Redacted::new("#99999".into());
    let decision = run(&again, &switches(), &ModelSource::Offline, &OrderFacts::default());
    let PendingChange::Set(flow) = decision.pending_after else { panic!("no second question") };
    assert_eq!(flow.attempts, 2);
}

#[test]
fn the_fallback_routes_and_never_answers() {
    let context = Context::new("email", "Where is my order? When will it arrive?", now());
    for (why, tagged) in
        [(Unavailable::BudgetExhausted, true), (Unavailable::BreakerOpen, true), (Unavailable::Disabled, false)]
    {
        let decision = run(&context, &switches(), &ModelSource::OfflineFallback(why), &OrderFacts::default());
        assert!(decision.reply.is_none(), "{why:?}");
        assert_eq!(decision.outcome.routing.tags.contains(&Tag::new("mw-model-failure").unwrap()), tagged, "{why:?}");
        assert_eq!(decision.outcome.reasons.last(), Some(&Reason::ModelFailure));
    }
}

#[test]
fn unreadable_switches_fail_closed() {
    let context = Context::new("email", "The box came but two of the bottles were not inside it.", now());
    let closed = SwitchView::fail_closed(now());
    let decision = run(&context, &closed, &recorded("missing_items_in_shipment"), &OrderFacts::default());
    assert_eq!(decision.outcome.reasons, [Reason::ConfigFailClosed]);
    assert_eq!(decision.outcome.routing.team, Team::ReturnsAdmin);
    assert!(decision.outcome.routing.needs_manual_triage);
}

#[test]
fn a_blocked_decision_routes_and_says_why() {
    let (_, decision) = intake();
    assert_eq!(decision.outcome.automation.action, Action::SendTemplate);
    let blocked = decision.clone().blocked(Reason::Allowlist).unwrap();
    assert_eq!(blocked.outcome.validate(), Ok(()));
    assert!(blocked.reply.is_none() && blocked.pending_after == PendingChange::Keep);
    assert_eq!(blocked.outcome.reasons, [Reason::Allowlist]);
    let tags: Vec<_> = blocked.outcome.routing.tags.iter().map(Tag::as_str).collect();
    assert_eq!(
        tags,
        [
            "mw-intent-missing-items",
            "mw-outbound-blocked-allowlist",
            "mw-processed",
            "mw-routing-applied",
            "route-returns-admin"
        ]
    );
    assert_ne!(blocked.outcome.outcome_id, decision.outcome.outcome_id);
    let quiet = decision.blocked(Reason::FollowupQuiet).unwrap();
    assert_eq!(quiet.outcome.routing.team, Team::EmailSupport);
    let again = quiet.clone().blocked(Reason::Allowlist).unwrap();
    assert_eq!(again, quiet, "nothing is left to block");
}

#[test]
fn the_environment_is_asked_only_about_replies() {
    let (context, decision) = intake();
    let view = SwitchView { release_stage: Some(3), ..switches() };
    let facts = EnvironmentFacts {
        switches: &view,
        breakers: Breakers::Closed,
        chat: ChatSendPath::Verified,
        bot_author: BotAuthor::Present,
        recipient: None,
        prior: PriorReply::Settled,
    };
    assert_eq!(environment_gates(&facts, &decision), Err(Reason::StageBlocks));
    let routed = run(&context, &switches(), &recorded("phone_support_request"), &OrderFacts::default());
    assert_eq!(environment_gates(&facts, &routed), Ok(()));
}

#[test]
fn the_last_look_sees_what_changed() {
    let (context, decision) = intake();
    let template = decision.reply.unwrap().template;
    let look = |context: &Context, switches: &SwitchView| last_look(context, switches, &config(), template);
    assert_eq!(look(&context, &switches()), Ok(()));
    let off = SwitchView { automation_enabled: false, ..switches() };
    assert_eq!(look(&context, &off), Err(Reason::AutomationDisabled));
    let disabled = SwitchView { templates: [(template, false)].into(), ..switches() };
    assert_eq!(look(&context, &disabled), Err(Reason::TemplateDisabled));
    let mut later = context;
    later.now = later.now + switchboard_domain::Millis::from_hours(25);
    assert_eq!(look(&later, &switches()), Err(Reason::Stale));
    later.known.ticket = switchboard_policy::TicketState::Closed;
    assert_eq!(look(&later, &switches()), Err(Reason::TicketClosed));
}

#[test]
fn equal_decisions_have_equal_ids_and_events_tell_them_apart() {
    let (mut context, first) = intake();
    let (_, second) = intake();
    assert_eq!(first.outcome, second.outcome);
    context.event_key = Some("E#abc".into());
    let third = run(&context, &switches(), &recorded("missing_items_in_shipment"), &OrderFacts::default());
    assert_ne!(third.outcome.outcome_id, first.outcome.outcome_id);
    assert_eq!((third.outcome.language, third.outcome.automation.tier), (Language::En, Tier::Tier1SafeAssist));
}
