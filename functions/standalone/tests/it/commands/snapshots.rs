//! `snapshots`: storing, comparing, activating, going back, and what a running worker makes of it.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use switchboard_domain::state::{ConfigRow, Row, RowKey};
use switchboard_store::Store;

use super::fixtures::Directory;
use super::harness::{Ended, Server, on, on_with, wait_for};

fn draft(documents: &Value) -> String {
    json!({"schema": "config-snapshot.v1", "note": "a trial", "documents": documents}).to_string()
}

fn put(data: &Path, documents: &Value, more: &[&str]) -> Ended {
    let args = [&["snapshots", "put", "-", "--by", "anna", "--format", "json"], more].concat();
    on_with(data, &args, draft(documents).as_bytes(), &[])
}

fn stored(data: &Path, documents: &Value) -> String {
    put(data, documents, &[]).must(0).line()["to"].as_str().unwrap().to_owned()
}

fn snapshots(data: &Path, args: &[&str]) -> Ended {
    on(data, &[&["snapshots"], args].concat())
}

fn active(data: &Path) -> String {
    let listed = snapshots(data, &["list", "--format", "json"]).must(0).lines();
    let active: Vec<&Value> = listed.iter().filter(|line| line["active"] == true).collect();
    assert_eq!(active.len(), 1, "{listed:?}");
    active[0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_goes_from_export_to_active_and_back() {
    let directory = Directory::new();
    let data = directory.path();
    assert_eq!(active(data), "compiled");
    let mut edited = snapshots(data, &["export", "--format", "json"]).must(0).line();
    edited["documents"]["thresholds"]["tier2"] = json!(0.9);
    edited["documents"]["teams"]["tiktok"]["exists"] = json!(false);
    let file = data.join("change.json");
    std::fs::write(&file, edited.to_string()).unwrap();
    let file = file.to_str().unwrap();

    let dry = snapshots(data, &["put", file, "--dry-run", "--format", "json"]).must(0).line();
    let keys: Vec<&str> = dry["changes"].as_array().unwrap().iter().filter_map(|c| c["key"].as_str()).collect();
    assert_eq!((dry["result"].as_str(), keys.as_slice()), (Some("would be stored"), &["tiktok.exists", "tier2"][..]));
    assert_eq!(snapshots(data, &["list", "--format", "json"]).must(0).lines().len(), 1);
    let first = snapshots(data, &["put", file, "--format", "json"]).must(0).line();
    let id = first["to"].as_str().unwrap();
    assert_eq!((&first["result"], active(data).as_str()), (&"stored, inactive".into(), "compiled"));
    assert_eq!(snapshots(data, &["put", file, "--format", "json"]).must(0).line()["result"], "stored already");
    let shown = snapshots(data, &["show", id, "--format", "json"]).must(0).line();
    assert_eq!((&shown["id"], &shown["documents"]["templates"]), (&id.into(), &Value::Null));

    let told = snapshots(data, &["diff", id]).must(0).out;
    assert!(
        told.contains("thresholds.tier2: 0.85 -> 0.9") && told.contains("teams.tiktok.exists: true -> false"),
        "{told}"
    );
    snapshots(data, &["activate", id]).fails(2, "--yes");
    snapshots(data, &["activate", id, "--dry-run"]).must(0);
    assert_eq!(active(data), "compiled");
    let activate =
        |id: &str, by: &str| snapshots(data, &["activate", id, "--yes", "--by", by, "--format", "json"]).must(0).line();
    let done = activate(id, "anna");
    assert_eq!(
        (&done["from"], &done["result"], &done["effective"]),
        (&"compiled".into(), &"active".into(), &"within 60 s".into())
    );
    assert_eq!((active(data).as_str(), &activate(id, "bert")["result"]), (id, &"active already".into()));

    let second = stored(data, &json!({"templates": {"t_wrong_item_intake": {"enabled": false}}}));
    activate(&second, "bert");
    let between = snapshots(data, &["diff", id, &second, "--format", "json"]).must(0).lines();
    // Thresholds that the second one leaves out became strict.
    let of = |key: &str| between.iter().find(|change| change["key"] == key).map(|change| change["after"].clone());
    assert_eq!((of("tier1"), of("t_wrong_item_intake.enabled")), (Some(json!(0.7)), Some(json!(false))));
    let back = snapshots(data, &["rollback", "--yes", "--by", "carl"]).must(0);
    assert!(back.out.contains("snapshots rollback") && active(data) == id, "{back:?}");
    activate("compiled", "dora");
    let history = snapshots(data, &["history", "--format", "json"]).must(0).lines();
    let who: Vec<&Value> = history.iter().map(|entry| &entry["by"]).collect();
    assert_eq!(who, ["dora", "carl", "bert", "anna"]);
    assert_eq!((&history[0]["from"], &history[0]["to"]), (&id.into(), &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_hold_is_refused_with_its_key() {
    let directory = Directory::new();
    let data = directory.path();
    for (documents, code, needle) in [
        (json!({"thresholds": {"tier2": 0.69}}), 3, "thresholds.tier2: must be 0.70"),
        (json!({"thresholds": {"tier2_verifier": 0.5}}), 3, "thresholds.tier2_verifier: must be 0.80"),
        (json!({"templates": {"t_fraud_ack": {"enabled": true}}}), 3, "templates.t_fraud_ack.enabled: "),
        (json!({"templates": {"t_wrong_item_intake": {"default": "We guarantee it."}}}), 3, "forbidden word"),
        (json!({"routing": {"team_by_intent": {"legal_threat": "sales"}}}), 3, "routing.team_by_intent.legal_threat: "),
        (json!({"thresholds": {"tier1": 7}}), 1, "thresholds.tier1: must be 0.00 to 1.00"),
        (json!({"thresholds": {"tier9": 0.5}}), 1, "thresholds.tier9: a snapshot cannot change this key"),
        (json!({"richpanel": {"base_url": "x"}}), 1, "richpanel: no document of a snapshot"),
    ] {
        put(data, &documents, &[]).fails(code, needle).fails(code, "help: ");
    }
    on_with(data, &["snapshots", "put", "-"], b"{}", &[]).fails(1, "export compiled");
    snapshots(data, &["put", "no/such/file"]).fails(1, "no/such/file");
    snapshots(data, &["activate", "cs-0123456789ab", "--yes"]).fails(1, "switchboard snapshots list");
    snapshots(data, &["activate", "latest", "--yes"]).fails(2, "12 hex digits");
    snapshots(data, &["rollback", "--yes"]).fails(1, "no snapshot was ever activated");
    snapshots(data, &["show", "active"]).fails(1, "export compiled");
    assert_eq!(snapshots(data, &["list", "--format", "json"]).must(0).lines().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_snapshot_is_told_never_activated_and_can_be_replaced() {
    let directory = Directory::new();
    let data = directory.path();
    let id = stored(data, &json!({"thresholds": {"tier2": 0.9}}));
    let other = stored(data, &json!({"thresholds": {"tier2": 0.95}}));
    snapshots(data, &["activate", &id, "--yes"]).must(0);
    let key = RowKey::config("snapshot", &format!("V#{id}"));
    let Some(Row::Config(row)) = directory.store.get(&[key]).await.unwrap().remove(0) else { panic!("no row") };
    let mut document = row.document.clone();
    document["documents"]["thresholds"]["tier2"] = json!(0.75);
    directory.put([Row::Config(ConfigRow { document, ..row })]).await;
    let listed = snapshots(data, &["list", "--format", "json"]).must(0).lines();
    let told = listed.iter().find(|line| line["id"] == id.as_str()).unwrap();
    assert!(told["invalid"].as_str().unwrap().contains("damaged"), "{listed:?}");
    snapshots(data, &["activate", &id, "--yes"]).fails(1, "damaged");
    let replaced = snapshots(data, &["activate", &other, "--yes"]).must(0);
    assert!(replaced.err.contains("cannot be used") && active(data) == other, "{replaced:?}");
    snapshots(data, &["rollback", "--yes"]).fails(1, "damaged");
}

/// Twenty times as fast: 60 s of the middleware are three of ours.
#[test]
fn a_running_worker_follows_an_activation_within_a_minute_and_names_it() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path();
    let server = Server::start(data);
    let outcome = |text: &str, email: &str| {
        let ticket = server.customer_writes(text, email);
        wait_for("the message is decided", || {
            let shown = on(data, &["events", "show", &ticket, "--format", "json"]);
            let outcome = (shown.code == 0).then(|| shown.line()["event"]["outcome"].clone())?;
            outcome.is_object().then_some(outcome)
        })
    };
    let text = "I want to return my order, please.";
    let before = outcome(text, "first@customer.example");
    assert_eq!(before["provenance"]["config_snapshot_id"], Value::Null);
    assert_eq!(before["automation"]["template_id"], "t_return_request_intake");

    let mut edited = snapshots(data, &["export", "compiled", "--format", "json"]).must(0).line()["documents"].take();
    edited["templates"]["t_return_request_intake"]["enabled"] = json!(false);
    edited["templates"]["t_wrong_item_intake"]["default"] = json!("Sorry about that mix-up.\nWhat arrived instead?");
    edited["routing"]["team_by_intent"]["promo_discount_issue"] = json!("email_support");
    edited["teams"]["returns_admin"]["exists"] = json!(false);
    let id = stored(data, &edited);
    snapshots(data, &["activate", &id, "--yes"]).must(0);
    std::thread::sleep(Duration::from_secs(3));
    let after = outcome(text, "second@customer.example");
    assert_eq!(after["provenance"]["config_snapshot_id"], id.as_str());
    assert_eq!(
        (&after["automation"]["template_id"], &after["routing"]["team"]),
        (&Value::Null, &"Email Support Team".into())
    );
    assert!(after["reasons"].as_array().unwrap().contains(&"template_disabled".into()), "{after}");
    let moved = outcome("My promo code does not work, it says the discount code is invalid.", "third@customer.example");
    assert_eq!(moved["routing"]["team"], "Email Support Team", "{moved}");

    let told = snapshots(data, &["diff", "compiled", &id]).must(0).out;
    assert!(told.contains("    + What arrived instead?"), "{told}");
    let ticket =
        server.customer_writes("You sent me the wrong item, I ordered another scent.", "fourth@customer.example");
    let sent = wait_for("the reply is sent", || {
        let delivered = server.report()["tickets"][&ticket]["delivered"].as_array()?.first()?["body"].clone();
        delivered.as_str().map(str::to_owned)
    });
    assert!(sent.contains("\n\nSorry about that mix-up.\n\nWhat arrived instead?\n\n"), "{sent}");
    server.stop();
}
