//! A language model that understands messages, in every way in which it can fail to.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_domain::Millis;
use switchboard_e2e::{Middleware, Setup};

use crate::canary::{Mark, find, search};
use crate::customers::{DAMAGED, STATUS, Thread, address};
use crate::switches::{EFFECTIVE, edit};
use crate::vendors::Vendors;

/// A dated snapshot that the simulated service knows.
const MODEL: &str = "gpt-5-mini-2025-08-07";
/// US dollars per million tokens.
const PRICES: &str = r#"{"gpt-5-mini-2025-08-07" = {input = 0.25, cached_input = 0.025, output = 2.0}}"#;

/// A middleware that asks the simulated model, and everybody around it.
struct World {
    vendors: Vendors,
    setup: Setup,
    middleware: Middleware,
    /// Customers so far: each writes from an address of his own.
    customers: u64,
    _dir: tempfile::TempDir,
}

impl World {
    async fn start(seed: u64, usd_per_day: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let vendors = Vendors::start(10, seed).await;
        let setup = vendors.setup(dir.path()).variables([
            ("SWITCHBOARD_LOG", "debug"),
            ("SWITCHBOARD_LLM_PROVIDER", "openai"),
            ("SWITCHBOARD_LLM_CLASSIFIER_MODEL", MODEL),
            ("SWITCHBOARD_LLM_VERIFIER_MODEL", MODEL),
            ("SWITCHBOARD_LLM_PRICES", PRICES),
            // At ten times the pace the usual 20 s leave a busy machine half a second for the second attempt.
            ("SWITCHBOARD_LLM_TOTAL_TIMEOUT_MS", "45000"),
            ("SWITCHBOARD_WORKER_TIMEOUT_S", "60"),
            ("SWITCHBOARD_LLM_BUDGET_USD_PER_DAY", usd_per_day),
        ]);
        let middleware = setup.serve().await.unwrap();
        Self { vendors, setup, middleware, customers: 0, _dir: dir }
    }

    /// The model's next answers to this question.
    async fn script(&self, schema: &str, quirk: &Value, times: u32) {
        let body = json!({"answers": [{"quirk": quirk, "schema": schema, "times": times}]});
        let (status, body) = self.vendors.admin(Method::POST, "/_sim/openai", Some(&body)).await;
        assert_eq!(status, 200, "{body}");
    }

    /// Everything that the model was asked so far.
    async fn requests(&self) -> Vec<Value> {
        let (_, body) = self.vendors.admin(Method::GET, "/_sim/openai/requests", None).await;
        body["requests"].as_array().unwrap().clone()
    }

    /// A new customer writes a mail, and it is worked on to its end.
    async fn mail(&mut self, text: &str) -> Thread {
        let thread = self.writes(text).await;
        self.done(&thread).await;
        thread
    }

    /// The same, about an order of his that is on its way.
    async fn mail_about_an_order(&mut self, text: &str) -> Thread {
        let thread = self.writes(text).await;
        let address = address(self.customers);
        self.vendors.unshipped_order(70_000 + self.customers, &address, Some(&thread.id)).await;
        self.done(&thread).await;
        thread
    }

    async fn writes(&mut self, text: &str) -> Thread {
        self.customers += 1;
        self.vendors.mail(&address(self.customers), text).await
    }

    async fn done(&self, thread: &Thread) {
        self.vendors.announced(self.middleware.url(), &thread.id).await;
        self.vendors.processed(&thread.id).await;
    }

    fn tags(&self, thread: &Thread) -> BTreeSet<String> {
        self.vendors.tags(&thread.id).into_iter().collect()
    }

    fn replies(&self, thread: &Thread) -> usize {
        self.vendors.delivered(&thread.id).len()
    }

    /// Lines of the log with this event, newest last.
    fn told(&self, event: &str) -> Vec<Value> {
        let log = self.setup.log().unwrap();
        let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter(|line| line["event"] == event).collect()
    }

    /// The story of a ticket.
    async fn explain(&self, thread: &Thread, format: &str) -> String {
        let data = self.setup.data().to_str().unwrap();
        let ended = self.setup.run(&["explain", &thread.id, "--format", format, "--data", data]).await.unwrap();
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        ended.stdout
    }

    /// The model calls of a ticket's story.
    async fn audited(&self, thread: &Thread) -> Vec<Value> {
        let story: Value = serde_json::from_str(&self.explain(thread, "json").await).unwrap();
        let entries = story["entries"].as_array().unwrap().iter();
        let told = entries.filter(|entry| entry["what"] == "model_calls");
        told.flat_map(|entry| entry["calls"].as_array().unwrap().clone()).collect()
    }

    /// Routed to people as an event that no model understood, and not answered.
    fn assert_not_understood(&self, thread: &Thread, why: &str) {
        let tags = self.tags(thread);
        for tag in ["mw-model-failure", "mw-needs-manual-triage", "route-email-support-team", "mw-intent-unknown"] {
            assert!(tags.contains(tag), "{why}: {tags:?}");
        }
        assert_eq!(self.replies(thread), 0, "{why}");
    }

    async fn end(mut self) {
        self.vendors.assert_no_violation();
        assert!(self.middleware.stop().await.unwrap().success());
    }
}

/// Every way in which a call fails: the documented class, what the service does, and how often it is asked.
fn failures() -> Vec<(&'static str, Value, u32)> {
    let kind = |kind: &str| json!({ "kind": kind });
    vec![
        ("timeout", kind("stall"), 2),
        ("server_error", json!({"kind": "server_error", "status": 503}), 2),
        ("server_error", kind("reset"), 2),
        ("bad_request", kind("bad_request"), 1),
        ("bad_request", kind("not_found"), 1),
        ("truncation", kind("truncate"), 1),
        ("schema_invalid", kind("invalid_json"), 1),
        ("schema_invalid", kind("fenced"), 1),
        ("schema_invalid", kind("extra_property"), 1),
        ("schema_invalid", kind("confidence_out_of_range"), 1),
        // No more than 3 MiB of an answer are read; the rest counts as lost on the way.
        ("server_error", json!({"kind": "hostile_notes", "payload": "huge"}), 2),
        ("unknown_enum", kind("unknown_enum"), 1),
        ("model_mismatch", kind("other_model"), 1),
        ("rate_limited", json!({"kind": "rate_limited", "retry_after_s": 1}), 2),
    ]
}

#[tokio::test]
async fn every_failure_of_the_model_ends_as_documented() {
    let mut world = World::start(31, "10").await;
    for (class, quirk, times) in failures() {
        // The breaker is not to open: half of the calls succeed.
        let understood = world.mail(DAMAGED).await;
        assert_eq!(world.replies(&understood), 1, "before {class}");
        world.script("decision_v1", &quirk, times).await;
        let failed = world.mail(DAMAGED).await;
        world.assert_not_understood(&failed, &format!("{class} by {quirk}"));
        let line = world.told("vendor.openai.classify.failed").pop().unwrap();
        assert_eq!((&line["code"], &line["model"]["slot"]), (&json!(class), &json!("classifier")), "{line}");
        let call = world.audited(&failed).await.pop().unwrap();
        assert_eq!((&call["failure"], &call["attempts"]), (&json!(class), &json!(times)), "{call}");
        drop(world.vendors.admin(Method::DELETE, "/_sim/openai", None).await);
    }

    // What a model refuses is shown to none again, however it is written.
    for (n, kind) in ["refuse", "content_filter"].into_iter().enumerate() {
        let text = format!("My diffuser number {n} arrived broken, the glass is cracked and it leaks.");
        world.script("decision_v1", &json!({ "kind": kind }), 1).await;
        let refused = world.mail(&text).await;
        world.assert_not_understood(&refused, kind);
        let asked = world.requests().await.len();
        let again = world.mail(&format!("<p>{}</p>", text.replace(' ', "  "))).await;
        world.assert_not_understood(&again, "the same text");
        assert_eq!(world.requests().await.len(), asked, "it was not sent again");
    }

    // A refused key opens the breaker at once; the built-in classifier routes, and nothing is answered.
    world.script("decision_v1", &json!({"kind": "unauthorized"}), 1).await;
    let failed = world.mail(DAMAGED).await;
    world.assert_not_understood(&failed, "auth");
    assert_eq!(world.told("system.breaker.opened").len(), 1);
    let asked = world.requests().await.len();
    let routed = world.mail(DAMAGED).await;
    let tags = world.tags(&routed);
    assert!(tags.contains("mw-intent-damaged-item") && tags.contains("mw-model-failure"), "{tags:?}");
    assert_eq!((world.replies(&routed), world.requests().await.len()), (0, asked));
    world.end().await;
}

#[tokio::test]
async fn a_model_that_works_leads_to_replies_and_its_words_to_nothing() {
    let mut world = World::start(32, "10").await;
    let damaged = world.mail(DAMAGED).await;
    assert_eq!(world.replies(&damaged), 1);
    let tags = world.tags(&damaged);
    assert!(tags.contains("mw-template-t-damaged-item-intake") && !tags.contains("mw-model-failure"), "{tags:?}");
    let line = world.told("vendor.openai.classify.success").pop().unwrap();
    let model = &line["model"];
    assert_eq!((&model["model"], &model["snapshot"], &model["attempts"]), (&json!(MODEL), &json!(MODEL), &json!(1)));
    assert!(model["prompt_version"].as_str().unwrap().starts_with("sha256:"), "{line}");
    for figure in ["tokens_in", "tokens_out", "cost_usd_micro"] {
        assert!(model[figure].as_u64().is_some_and(|n| n > 0), "{figure}: {line}");
    }
    for id in ["response_id", "input_fingerprint", "output_fingerprint"] {
        assert!(model[id].as_str().is_some_and(|id| !id.is_empty() && id != "other"), "{id}: {line}");
    }

    // The same stays in the audit.
    let calls = world.audited(&damaged).await;
    let [call] = calls.as_slice() else { panic!("{calls:?}") };
    for figure in ["slot", "model", "snapshot", "prompt_version", "attempts", "cost_usd_micro"] {
        assert_eq!(call[figure], model[figure], "{figure}: {line}");
    }
    for id in ["response_id", "input_fingerprint", "output_fingerprint"] {
        assert!(call[id].as_str().is_some_and(|id| !id.is_empty()), "{id}: {call}");
    }
    assert_eq!((&call["tokens"]["input"], &call["failure"]), (&model["tokens_in"], &Value::Null), "{call}");

    // Order facts: two questions.
    let asked = world.requests().await.len();
    let told = world.mail_about_an_order(STATUS).await;
    assert_eq!((world.replies(&told), world.requests().await.len() - asked), (1, 2));
    assert!(world.tags(&told).contains("mw-order-status-auto-v1"), "{:?}", world.tags(&told));
    assert_eq!(world.told("vendor.openai.verify.success").len(), 1);
    let calls = world.audited(&told).await;
    assert_eq!(calls.iter().map(|call| &call["slot"]).collect::<Vec<_>>(), ["classifier", "verifier"]);
    let story = world.explain(&told, "text").await;
    for line in [format!("asked {MODEL} as classifier: ok"), format!("asked {MODEL} as verifier: ok")] {
        assert_eq!(story.matches(&line).count(), 1, "{line}: {story}");
    }

    // Without the verifier's answer no order facts, and nothing else instead.
    let refusing = json!({"schema_version": "verifier.v1", "allow_tier2": false, "confidence": 0.9,
        "downgrade_to_tier": "ROUTE_ONLY", "reason_code": "TOO_AMBIGUOUS", "notes": ""});
    for quirk in
        [json!({"kind": "truncate"}), json!({"kind": "unknown_enum"}), json!({"kind": "json", "value": refusing})]
    {
        world.script("verifier_v1", &quirk, 1).await;
        let routed = world.mail_about_an_order(STATUS).await;
        assert_eq!(world.replies(&routed), 0, "{quirk}");
        let tags = world.tags(&routed);
        assert!(tags.contains("mw-intent-order-status") && tags.contains("mw-routing-applied"), "{tags:?}");
    }
    // Neither is asked for what the screen or the absence of an order decides.
    let asked = world.requests().await.len();
    let escalated = world.mail("My lawyer will sue you over this charge.").await;
    assert!(world.tags(&escalated).contains("mw-escalated-human"));
    assert_eq!(world.requests().await.len(), asked);
    let unmatched = world.mail(STATUS).await;
    assert!(world.tags(&unmatched).contains("mw-template-t-order-status-ask-order-number"));
    assert_eq!(world.requests().await.len() - asked, 1);

    // The model's own words reach nobody and change nothing.
    for payload in ["instructions", "tags", "urls", "control_characters"] {
        world.script("decision_v1", &json!({"kind": "hostile_notes", "payload": payload}), 1).await;
        let thread = world.mail(DAMAGED).await;
        assert_eq!(world.tags(&thread), world.tags(&damaged), "{payload}");
        let [reply, usual] = [&thread, &damaged].map(|thread| world.vendors.delivered(&thread.id)[0]["body"].clone());
        assert_eq!(reply, usual, "{payload}");
    }
    let words = ["ignore your policy", "evil.example", "alert(1)"].map(|text| mark("the model's words", text));
    assert_eq!(search(&words, &world.setup), Vec::<String>::new());
    world.end().await;
}

#[tokio::test]
async fn without_switch_or_money_the_built_in_classifier_routes_and_answers_nothing() {
    // One call costs some hundred millionths of a dollar.
    let mut world = World::start(33, "0.0001").await;
    edit(world.setup.data(), "llm_enabled = true", "llm_enabled = false");
    world.vendors.pass(EFFECTIVE).await;
    let off = world.mail(DAMAGED).await;
    let tags = world.tags(&off);
    assert!(tags.contains("mw-intent-damaged-item") && !tags.contains("mw-model-failure"), "{tags:?}");
    assert_eq!((world.replies(&off), world.requests().await.len()), (0, 0));

    edit(world.setup.data(), "llm_enabled = false", "llm_enabled = true");
    world.vendors.pass(EFFECTIVE).await;
    let last = world.mail(DAMAGED).await;
    assert_eq!((world.replies(&last), world.requests().await.len()), (1, 1));
    let told = world.told("system.model_budget");
    assert_eq!(told.iter().map(|line| &line["code"]).collect::<Vec<_>>(), ["llm_budget_exhausted"]);
    let spent = world.mail(DAMAGED).await;
    let tags = world.tags(&spent);
    assert!(tags.contains("mw-intent-damaged-item") && tags.contains("mw-model-failure"), "{tags:?}");
    assert_eq!((world.replies(&spent), world.requests().await.len()), (0, 1));
    world.end().await;
}

fn mark(what: &'static str, text: &str) -> Mark {
    Mark { what, text: text.to_owned(), allowed_in: &[] }
}

#[tokio::test]
async fn no_identity_reaches_the_model_the_log_or_the_store() {
    let mut world = World::start(34, "10").await;
    let text = "Hi, where is my order #9471836205? Has it shipped yet? Write to qxmailcanary5@customer.example or call \
                +1 (555) 014-8886. I live at 12 Qxstreetcanary Road, Springfield, IL 62704. My name is Qxnamecanary.\n\n\
                Thanks,\nQxnamecanary Qxlastcanary";
    let thread = world
        .vendors
        .write_in(json!({
            "subject": "Qxsubjectcanary2", "comment": {"sender_type": "customer", "body": text},
            "via": {"channel": "email", "source": {"from": {"address": "qxmailcanary5@customer.example", "phone": "+15550148886"}, "to": {"address": "help@shop.example"}}},
            "customer_profile": {"firstName": "Qxnamecanary", "lastName": "Qxlastcanary", "phone": "+15550148886"},
        }))
        .await;
    world.vendors.unshipped_order(9_471_836_205, "qxmailcanary5@customer.example", Some(&thread.id)).await;
    world.done(&thread).await;
    let asked = world.requests().await;
    assert_eq!(asked.len(), 2, "classifier and verifier");
    let marks = [
        ("email address", "qxmailcanary5"),
        ("phone", "5550148886"),
        ("phone as typed", "014-8886"),
        ("order number", "9471836205"),
        ("street", "qxstreetcanary"),
        ("name", "qxnamecanary"),
        ("last name", "qxlastcanary"),
        ("subject", "qxsubjectcanary2"),
    ]
    .map(|(what, text)| mark(what, text));
    let mut found = Vec::new();
    find(&marks, "a request", json!(asked).to_string().as_bytes(), &mut found);
    assert_eq!(found, Vec::<String>::new());
    assert!(json!(asked).to_string().contains("where is my order #[ORDER_ID]"), "the rest was sent: {asked:?}");

    // A failure has messages of its own.
    world.script("decision_v1", &json!({"kind": "server_error", "status": 500}), 2).await;
    world.mail(&format!("{text} Qxtextcanary1")).await;
    world.vendors.pass(Millis::from_secs(30)).await;
    let mut stored = Vec::from(marks);
    stored.push(mark("message text", "qxtextcanary1"));
    stored.push(mark("model key", &world.vendors.running.openai_key.expose().to_lowercase()));
    assert_eq!(search(&stored, &world.setup), Vec::<String>::new());
    world.end().await;
}
