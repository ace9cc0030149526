//! Every command while the middleware works, and after it has stopped.

use serde_json::Value;
use switchboard_domain::{ConversationId, keys};

use super::harness::{Ended, Server, on, on_with, wait_for};

const TEXT: &str = "I want to return my order, please. Zanzibarplant";
const EMAIL: &str = "planted.person@customer.example";

/// Whatever a command prints, it is none of what the customer wrote.
#[track_caller]
fn clean(ended: Ended) -> Ended {
    let printed = format!("{}{}", ended.out, ended.err).to_lowercase();
    assert!(!printed.contains("zanzibarplant") && !printed.contains("planted.person"), "{ended:?}");
    ended
}

#[test]
fn a_ticket_s_story_can_be_told_while_it_is_served_and_afterwards() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path();
    let server = Server::start(data);
    let ticket = server.customer_writes(TEXT, EMAIL);
    let conversation = keys::conversation_key(&ConversationId::new(ticket.as_str()).unwrap());
    let done = |status: &str| {
        let list = on(data, &["events", "list", "--status", status, "--format", "json"]).must(0);
        clean(list).lines().into_iter().find(|line| line["conversation_key"] == conversation.as_str())
    };
    let listed = wait_for("the event is done", || done("done"));
    let event = listed["event_key"].as_str().unwrap();

    for subject in [ticket.as_str(), conversation.as_str(), event] {
        let shown = on(data, &["events", "show", subject, "--format", "json"]).must(0).line();
        assert_eq!(shown["event"]["event_key"], event);
        assert!(shown["effects"].as_array().unwrap().iter().any(|effect| effect["kind"] == "TAGS"), "{shown}");
        let story = clean(on(data, &["explain", subject, "--format", "json"])).must(0).line();
        check_story(&story, &conversation, event);
        clean(on(data, &["events", "show", subject])).must(0);
    }
    let told = clean(on(data, &["explain", &ticket])).must(0);
    for part in ["webhook, normal class", "decided: return_request", "TAGS confirmed", "event DONE", "what comes next"]
    {
        assert!(told.out.contains(part), "{part}: {}", told.out);
    }
    operate(data, &server, event);
    let pid = server.pid();
    let owned = |ended: &Ended| ended.out.contains(&format!("owned by process {pid}"));
    assert!(owned(&clean(on(data, &["doctor"])).must(0)));

    server.stop();
    let stopped = clean(on(data, &["doctor"])).must(0);
    assert!(!owned(&stopped) && stopped.out.contains("owned by no process"), "{stopped:?}");
    assert_eq!(on(data, &["explain", &ticket, "--format", "json"]).must(0).line()["conversation_key"], conversation);
    on(data, &["events", "replay", event]).fails(3, "nothing to do");
    on(data, &["explain", "another ticket"]).fails(1, "nothing is known");
}

fn check_story(story: &Value, conversation: &str, event: &str) {
    assert_eq!(story["conversation_key"], conversation);
    assert_eq!(story["events"][0]["event"]["event_key"], event);
    let entries = story["entries"].as_array().unwrap();
    assert_eq!((&entries[0]["what"], &entries[0]["offset_ms"]), (&"received".into(), &0.into()));
    let offsets: Vec<i64> = entries.iter().map(|entry| entry["offset_ms"].as_i64().unwrap()).collect();
    assert!(offsets.is_sorted(), "{offsets:?}");
    let decided = entries.iter().find(|entry| entry["what"] == "decided").unwrap();
    let reasons = decided["outcome"]["reasons"].as_array().unwrap();
    let explained: Vec<&Value> = decided["explained"].as_array().unwrap().iter().map(|e| &e["reason"]).collect();
    assert!(!reasons.is_empty() && reasons.iter().eq(explained), "{decided}");
    assert!(story["next"].is_array() && story["state"]["last_intent"] == "return_request", "{story}");
}

/// What an operator does beside the running middleware.
fn operate(data: &std::path::Path, server: &Server, event: &str) {
    on(data, &["events", "skip", event]).fails(3, "nothing to skip");
    clean(on(data, &["effects", "list"])).must(0);
    clean(on(data, &["dlq", "list"])).must(0);
    on(data, &["dlq", "redrive"]).fails(3, "safe_mode");
    on(data, &["switches", "set", "safe_mode", "true"]).must(0);
    assert_eq!(on(data, &["dlq", "redrive", "--format", "json"]).must(0).line()["redriven"], 0);
    on(data, &["switches", "set", "safe_mode", "false"]).must(0);

    // The addresses of the simulated vendors are settings of the serving process; a run by hand is given them.
    let url = server.simulated();
    let variables = [("SWITCHBOARD_RICHPANEL_BASE_URL", url), ("SWITCHBOARD_SHOPIFY_BASE_URL", url)];
    let version = server.ready["simulated"]["shopify_api_version"].as_str().unwrap();
    let variables = [variables.as_slice(), &[("SWITCHBOARD_SHOPIFY_API_VERSION", version)]].concat();
    // The schedule may hold the job's lease at that moment.
    let ran = wait_for("the job runs", || {
        let ended = clean(on_with(data, &["jobs", "run", "retry", "--format", "json"], b"", &variables));
        (ended.code == 0).then(|| ended.line())
    });
    assert_eq!((&ran["job"], ran["counts"]["requeued"].is_u64()), (&"retry".into(), true), "{ran}");
    let edge =
        [variables.as_slice(), &[("SWITCHBOARD_EDGE_URL", server.ready["listening"].as_str().unwrap())]].concat();
    let run = |job: &str| clean(on_with(data, &["jobs", "run", job, "--format", "json"], b"", &edge));
    let health = run("health").must(0).line();
    for part in ["richpanel", "bot_seat", "shopify", "secrets", "switches"] {
        assert_eq!(health["counts"][part], 1, "{health}");
    }
    assert!(run("probe").must(0).line()["counts"]["ack_ms"].is_u64());
    on_with(data, &["jobs", "run", "probe"], b"", &variables).fails(1, "SWITCHBOARD_EDGE_URL");

    let jobs = on(data, &["jobs", "list", "--format", "json"]).must(0).lines();
    let retry = jobs.iter().find(|job| job["job"] == "retry").unwrap();
    assert_eq!((&retry["cadence_s"], &retry["last_run"]["ok"]), (&60.into(), &true.into()));

    let doctor = clean(on_with(data, &["doctor", "--vendors", "--format", "json"], b"", &variables)).must(0).lines();
    for vendor in ["vendor richpanel", "vendor shopify"] {
        let check = doctor.iter().find(|check| check["check"] == vendor).unwrap();
        assert_eq!(check["status"], "ok", "{check}");
    }
    let secret = server.ready["simulated"]["richpanel_key"].as_str().unwrap();
    for args in [&["secrets", "list"][..], &["doctor"], &["events", "list"]] {
        assert!(!on(data, args).must(0).out.contains(secret), "{args:?}");
    }
}
