//! The decision in steps: when a model is asked, and when a second call can still change something.

use serde_json::{Value, json};
use switchboard_domain::state::{PendingFlow, PendingKind};
use switchboard_domain::{ChannelClass, Intent, Mode, Reason, Redacted, SwitchView, Team, Tier};
use switchboard_orders::{FoundOrders, LinkedOrder, Order, OrderFacts};
use switchboard_policy::{
    Assessment, Context, MessageReply, ModelNeed, ModelSource, ModelUse, assess, decide, if_verified, model_need,
};

use crate::steps::{config, now, recorded, switches};

const STATUS: &str = "Where is my order? Has it shipped yet?";

fn linked() -> OrderFacts {
    let order = json!({
        "id": 7, "name": "#10442", "email": "ann@mail.example", "created_at": "2026-01-13T15:00:00Z",
        "financial_status": "paid", "fulfillment_status": null, "fulfillments": [], "tags": "",
        "customer": {"id": 1, "email": "ann@mail.example"}, "shipping_lines": [{"title": "Standard Shipping"}],
    });
    OrderFacts { linked: LinkedOrder::Found(Order::from_shopify(&order).unwrap()), found: FoundOrders::NotLookedUp }
}

fn status() -> Context {
    let mut context = Context::new("email", STATUS, now());
    context.customer.email = Some(Redacted::new("ann@mail.example".into()));
    context
}

fn assessed(context: &Context, switches: &SwitchView, source: &ModelSource) -> Assessment {
    assess(context, switches, &config(), source)
}

fn verifier(allow: bool, confidence: f64) -> Value {
    let reason = if allow { "OK" } else { "TOO_AMBIGUOUS" };
    json!({"schema_version": "verifier.v1", "allow_tier2": allow, "confidence": confidence,
        "downgrade_to_tier": "ROUTE_ONLY", "reason_code": reason, "notes": ""})
}

#[test]
fn a_model_is_asked_only_about_what_code_cannot_tell() {
    let need = |change: &dyn Fn(&mut Context)| {
        let mut context = status();
        change(&mut context);
        model_need(&context, &switches(), &config())
    };
    assert_eq!(need(&|_| {}), ModelNeed::Classify { channel: ChannelClass::Email });
    let say = |text: &'static str| move |context: &mut Context| context.text = Redacted::new(text.into());
    for text in ["", "👍", "My lawyer will sue you over this charge.", "> Where is my order?"] {
        assert_eq!(need(&say(text)), ModelNeed::Nothing, "{text}");
    }
    let number = |pending: bool| {
        move |context: &mut Context| {
            context.text = Redacted::new("#10442".into());
            context.known.pending = pending.then(|| PendingFlow {
                kind: PendingKind::NeedOrderNumber,
                intent: Intent::OrderStatusTracking,
                requested_at: now(),
                attempts: 1,
            });
        }
    };
    assert_eq!(need(&number(true)), ModelNeed::Nothing, "it answers our question");
    assert_eq!(need(&number(false)), ModelNeed::Classify { channel: ChannelClass::Email });
    assert_eq!(need(&|context| context.known.this_message = MessageReply::InLedger), ModelNeed::Nothing);
    let drained = SwitchView { mode: Mode::Drain, ..switches() };
    assert_eq!(model_need(&status(), &drained, &config()), ModelNeed::Nothing);
}

#[test]
fn a_channel_without_replies_is_classified_only_if_that_decides_the_team() {
    let mut config = config();
    let call = Context::new("phone", STATUS, now());
    assert_eq!(model_need(&call, &switches(), &config), ModelNeed::Classify { channel: ChannelClass::Phone });
    config.teams.missing = Team::ALL.into_iter().filter(|team| *team != Team::EmailSupport).collect();
    assert_eq!(model_need(&call, &switches(), &config), ModelNeed::Nothing);
    assert_ne!(model_need(&status(), &switches(), &config), ModelNeed::Nothing, "a mail may get a reply");
}

#[test]
fn a_verifier_is_worth_a_call_only_where_its_approval_would_send_order_facts() {
    let model = recorded("order_status_tracking");
    let ask = |context: &Context, switches: &SwitchView, source: &ModelSource, facts: &OrderFacts| {
        if_verified(&assessed(context, switches, source), context, switches, &config(), facts)
    };
    let approved = ask(&status(), &switches(), &model, &linked()).unwrap();
    assert_eq!(approved.outcome.automation.tier, Tier::Tier2Verified);
    let none = OrderFacts::default();
    assert!(ask(&status(), &switches(), &model, &none).is_none(), "no match");
    assert!(ask(&status(), &switches(), &recorded("damaged_item"), &linked()).is_none(), "another intent");
    assert!(ask(&status(), &switches(), &ModelSource::Offline, &linked()).is_none(), "the built-in verifier answers");
    for off in [
        SwitchView { safe_mode: true, ..switches() },
        SwitchView { automation_enabled: false, ..switches() },
        SwitchView {
            templates: approved.outcome.automation.template_id.map(|id| (id, false)).into_iter().collect(),
            ..switches()
        },
    ] {
        assert!(ask(&status(), &off, &model, &linked()).is_none(), "{off:?}");
    }
    let mut old = status();
    old.message_at = now().saturating_sub(config().max_age + config().max_age);
    assert!(ask(&old, &switches(), &model, &linked()).is_none(), "stale");
}

#[test]
fn the_verifiers_answer_decides_and_a_missing_or_invalid_one_means_no() {
    let (context, switches, facts) = (status(), switches(), linked());
    let tier = |answer: Option<Value>| {
        let assessment = assessed(&context, &switches, &recorded("order_status_tracking"));
        let assessment = answer.iter().fold(assessment, Assessment::with_verifier);
        let decision = decide(assessment, &context, &switches, &config(), &facts).unwrap();
        (decision.reply.is_some(), decision.outcome.reasons.last().copied())
    };
    assert_eq!(tier(Some(verifier(true, 0.9))), (true, Some(Reason::Tier2Verified)));
    let refused = (false, Some(Reason::Tier2VerifierFailed));
    for answer in [verifier(false, 0.9), verifier(true, 0.5), verifier(true, 7.0), json!({"allow_tier2": true})] {
        assert_eq!(tier(Some(answer.clone())), refused, "{answer}");
    }
    assert_eq!(tier(None), refused);
}

#[test]
fn the_model_stands_on_record() {
    let model = ModelUse {
        name: "m".to_owned(),
        snapshot: Some("m-2026-01-01".to_owned()),
        prompt_version: "sha256:0123456789ab".to_owned(),
    };
    let assessment = assessed(&status(), &switches(), &recorded("damaged_item")).asked(model);
    let decision = decide(assessment, &status(), &switches(), &config(), &OrderFacts::default()).unwrap();
    let provenance = decision.outcome.provenance;
    assert_eq!(provenance.model_name.as_deref(), Some("m"));
    assert_eq!(provenance.model_snapshot.as_deref(), Some("m-2026-01-01"));
    assert_eq!(provenance.prompt_version.as_deref(), Some("sha256:0123456789ab"));
}
