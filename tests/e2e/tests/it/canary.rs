//! Marks planted wherever customers and secrets appear are found nowhere that they must not be.

use std::path::Path;

use reqwest::Method;
use serde_json::json;
use switchboard_domain::Millis;
use switchboard_e2e::Setup;

use crate::customers::Thread;
use crate::ledger::Ledger;
use crate::vendors::Vendors;

/// What was planted, and where it may be found.
pub(crate) struct Mark {
    pub(crate) what: &'static str,
    pub(crate) text: String,
    /// Files of the data directory that may hold it.
    pub(crate) allowed_in: &'static [&'static str],
}

const FILES_WITH_IDS: &[&str] = &["state.db", "state.db-wal", "queue.db", "queue.db-wal"];

fn customers_marks() -> Vec<Mark> {
    let mark = |what, text: &str| Mark { what, text: text.to_owned(), allowed_in: &[] };
    vec![
        mark("message text", "qxtextcanary1"),
        mark("subject", "qxsubjectcanary2"),
        mark("first name", "qxfirstcanary3"),
        mark("last name", "qxlastcanary4"),
        mark("email address", "qxmailcanary5@customer.example"),
        mark("local part of the address", "qxmailcanary5"),
        mark("phone", "5550148886"),
        mark("order number", "9471836205"),
        mark("store order id", "7700918273645"),
        mark("tracking number", "1zqxtrack0canary7"),
        mark("street", "qxstreetcanary8"),
        mark("text in a chat", "qxchatcanary9"),
        mark("text in a webhook body", "qxbodycanary10"),
        mark("text in a refused body", "qxrefusedcanary11"),
        mark("wrong token", "qxtokencanary12qxtokencanary12qxtokencanary12"),
        mark("query", "qxquerycanary13"),
        mark("path", "qxpathcanary14"),
        mark("header", "qxheadercanary15"),
    ]
}

fn secret_marks(vendors: &Vendors) -> Vec<Mark> {
    let running = &vendors.running;
    let mark = |what, text: &str| Mark { what, text: text.to_lowercase(), allowed_in: &["secrets.toml"] };
    vec![
        mark("helpdesk key", running.richpanel_key.expose()),
        mark("store token", running.shopify_token.expose()),
        mark("webhook token", running.webhook_token.expose()),
        mark("bot agent id", running.bot_agent_id.expose()),
    ]
}

pub(crate) fn find(marks: &[Mark], file: &str, bytes: &[u8], found: &mut Vec<String>) {
    let haystack = bytes.to_ascii_lowercase();
    for mark in marks.iter().filter(|mark| !mark.allowed_in.contains(&file)) {
        let needle = mark.text.as_bytes();
        if haystack.windows(needle.len()).any(|window| window == needle) {
            found.push(format!("{} in {file}", mark.what));
        }
    }
}

pub(crate) fn search(marks: &[Mark], setup: &Setup) -> Vec<String> {
    let mut found = Vec::new();
    let mut files = vec![setup.data().to_owned()];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if let Ok(bytes) = std::fs::read(&path) {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap();
            find(marks, name, &bytes, &mut found);
        }
    }
    find(marks, "log", setup.log().unwrap().as_bytes(), &mut found);
    found
}

/// Customers with a mark in everything that they are and say.
async fn marked_customers(vendors: &Vendors) -> Vec<Thread> {
    let text = "My diffuser arrived broken, the glass is cracked and oil leaked all over the box. Qxtextcanary1 Qxstreetcanary8";
    let contact = |channel: &str| {
        json!({
            "channel": channel,
            "source": {"from": {"address": "Qxmailcanary5@customer.example", "phone": "+15550148886"}, "to": {"address": "help@shop.example"}},
        })
    };
    let profile = json!({"firstName": "Qxfirstcanary3", "lastName": "Qxlastcanary4", "phone": "+15550148886"});
    let ticket = |channel: &str, text: &str| {
        json!({
            "subject": "Qxsubjectcanary2", "comment": {"sender_type": "customer", "body": text}, "via": contact(channel),
            "customer_profile": profile, "order_number": "9471836205",
        })
    };
    let damaged = vendors.write_in(ticket("email", text)).await;
    let status = vendors
        .write_in(ticket("email", "Where is my order #9471836205? Has it shipped yet? Qxtextcanary1 +1 (555) 014-8886"))
        .await;
    let chat = vendors.write_in(ticket("livechat", "The glass arrived broken and cracked, Qxchatcanary9.")).await;
    let placed = vendors.clock.now().saturating_sub(Millis::from_hours(48));
    let order = json!({
        "id": 7_700_918_273_645_u64, "name": "#9471836205", "order_number": 9_471_836_205_u64,
        "email": "qxmailcanary5@customer.example", "phone": "+15550148886", "created_at": placed,
        "financial_status": "paid", "fulfillment_status": "fulfilled", "tags": "",
        "customer": {"id": 1, "email": "qxmailcanary5@customer.example"}, "shipping_lines": [{"title": "Standard Shipping"}],
        "shipping_address": {"address1": "1 Qxstreetcanary8", "zip": "10001"},
        "fulfillments": [{"id": 8, "status": "success", "shipment_status": "in_transit", "tracking_company": "UPS",
            "created_at": placed, "tracking_number": "1ZQXTRACK0CANARY7", "tracking_url": "https://ups.example/1ZQXTRACK0CANARY7"}],
    });
    vendors.order(order, Some(&status.id)).await;
    vec![damaged, status, chat]
}

/// Requests of strangers, with marks.
async fn strangers(vendors: &Vendors, ingress: &str) {
    let token = vendors.running.webhook_token.expose();
    let requests = [
        (Method::POST, "/webhooks/richpanel", token.as_str(), "{\"message\":\"Qxrefusedcanary11\" broken"),
        (Method::POST, "/webhooks/richpanel", "qxtokencanary12qxtokencanary12qxtokencanary12", "{\"ticket_id\":\"t\"}"),
        (Method::POST, "/webhooks/richpanel?token=qxquerycanary13", "", "{\"ticket_id\":\"qxrefusedcanary11\"}"),
        (Method::GET, "/qxpathcanary14?qxquerycanary13=1", "", ""),
    ];
    for (method, path, token, body) in requests {
        let request = vendors.http.request(method, format!("{ingress}{path}")).header("x-note", "qxheadercanary15");
        let answer = request.header("x-richpanel-webhook-token", token).body(body).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{path}");
        let body = answer.text().await.unwrap().to_lowercase();
        assert!(!body.contains("canary"), "a refusal repeats what was sent: {body}");
    }
}

#[tokio::test]
async fn planted_marks_are_found_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let vendors = Vendors::start(20, 1).await;
    let setup = vendors.setup(dir.path()).variables([("SWITCHBOARD_LOG", "debug")]);
    let mut marks = customers_marks();
    marks.extend(secret_marks(&vendors));
    let mut middleware = setup.serve().await.unwrap();

    let threads = marked_customers(&vendors).await;
    for thread in &threads {
        let channel = if thread.id.contains("chat") { "livechat" } else { "email" };
        let body = json!({
            "ticket_id": thread.id, "channel": channel, "subject": "Qxsubjectcanary2", "message": "Qxbodycanary10",
            "customer": {"name": "Qxfirstcanary3", "email": "qxmailcanary5@customer.example", "phone": "+15550148886"},
        });
        assert_eq!(vendors.announce(middleware.url(), &body).await.unwrap().0, 200);
    }
    strangers(&vendors, middleware.url()).await;
    for thread in &threads {
        vendors.processed(&thread.id).await;
    }
    let told = vendors.delivered(&threads[1].id);
    assert!(told[0]["body"].as_str().unwrap().contains("9471836205"), "the marks were in use: {told:?}");
    assert_eq!(vendors.delivered(&threads[0].id).len(), 1);
    assert_eq!(search(&marks, &setup), Vec::<String>::new(), "while it runs");

    // Failures have their own messages: of the vendor, and of the process.
    vendors.faults(json!({"error_rate": 0.5, "truncate_rate": 0.5, "shopify_throttle_rate": 0.5})).await;
    let more = marked_customers(&vendors).await;
    for thread in &more {
        vendors.announced(middleware.url(), &thread.id).await;
    }
    vendors.pass(Millis::from_mins(2)).await;
    middleware.kill().await.unwrap();
    vendors.healthy().await;
    let mut middleware = setup.serve().await.unwrap();
    let ledger = Ledger::open(setup.data(), vendors.clock.clone());
    ledger.settled(std::time::Duration::from_secs(90)).await;
    drop(ledger);

    assert_log_is_json(&setup);
    let identity = identity_key(setup.data());
    marks.push(Mark { what: "identity key", text: identity, allowed_in: &["secrets.toml"] });
    let mut found = search(&marks, &setup);
    tell_operators(&setup, &threads, &marks, &mut found).await;
    assert!(middleware.stop().await.unwrap().success());
    found.extend(search(&marks, &setup));
    assert_eq!(found, Vec::<String>::new());

    // The vendor's ticket id is needed to read back and to try again; it stands nowhere else. That it is found there
    // shows that the search finds.
    let ids = |allowed_in| -> Vec<Mark> {
        threads.iter().map(|thread| Mark { what: "ticket id", text: thread.id.to_lowercase(), allowed_in }).collect()
    };
    assert_eq!(search(&ids(FILES_WITH_IDS), &setup), Vec::<String>::new());
    let elsewhere = search(&ids(&[]), &setup);
    assert!(elsewhere.iter().any(|found| found.contains("state.db")), "{elsewhere:?}");
}

/// Every line of the log is an event or a metric; a stray message could hold anything.
fn assert_log_is_json(setup: &Setup) {
    let log = setup.log().unwrap();
    assert!(log.lines().count() > 10, "{log}");
    for line in log.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}"));
        let measured = event["_aws"]["CloudWatchMetrics"].is_array();
        assert!(measured || (event["event"].is_string() && event["level"].is_string()), "{line}");
    }
}

fn identity_key(data: &Path) -> String {
    let text = std::fs::read_to_string(data.join("secrets.toml")).unwrap();
    let line = text.lines().find(|line| line.starts_with("identity_key")).unwrap();
    line.split('"').nth(1).unwrap().to_lowercase()
}

/// What operators see: every command that prints records.
async fn tell_operators(setup: &Setup, threads: &[Thread], marks: &[Mark], found: &mut Vec<String>) {
    let data = setup.data().to_str().unwrap();
    let mut commands: Vec<Vec<&str>> = vec![
        vec!["events", "list"],
        vec!["effects", "list"],
        vec!["dlq", "list"],
        vec!["jobs", "list"],
        vec!["switches", "list"],
        vec!["secrets", "list"],
        vec!["doctor"],
    ];
    commands.extend(threads.iter().map(|thread| vec!["explain", thread.id.as_str()]));
    for command in &commands {
        for format in ["text", "json"] {
            let arguments = [command.as_slice(), &["--data", data, "--format", format]].concat();
            let ended = setup.run(&arguments).await.unwrap();
            let name = format!("{} --format {format}", command[0]);
            find(marks, &name, ended.stdout.as_bytes(), found);
            find(marks, &name, ended.stderr.as_bytes(), found);
        }
    }
}
