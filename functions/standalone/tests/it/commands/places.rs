//! Secrets, switches and `doctor` on directories that were never served.

use super::fixtures::Directory;
use super::harness::{on, on_with};

#[test]
fn secrets_go_in_and_never_come_out() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    on(&data, &["secrets", "list"]).fails(1, "does not exist");
    let put = |name: &str, value: &str| on_with(&data, &["secrets", "put", name], value.as_bytes(), &[]);
    let ended = put("richpanel/api_key", "planted-key\n").must(0);
    assert!(!format!("{ended:?}").contains("planted"), "{ended:?}");
    let token = "t".repeat(32);
    put("richpanel/webhook_token", &format!("{{\"active_tokens\":[\"{token}\"]}}")).must(0);
    for (name, value) in [
        ("richpanel/api_key", ""),
        ("richpanel/api_key", "\n"),
        ("richpanel/api_key", "planted\nsecond line"),
        ("richpanel/webhook_token", "{\"active_tokens\":[\"planted\"]}"),
        ("identity_key", "planted"),
        ("shopify/admin_api_token", "{\"access_token\":\"planted\"}"),
    ] {
        let refused = put(name, value).must(1);
        assert!(refused.err.contains("error[") && !refused.err.contains("planted"), "{refused:?}");
    }
    let listed = on(&data, &["secrets", "list", "--format", "json"]).must(0);
    assert!(!listed.out.contains("planted") && !listed.out.contains(&token));
    let states: Vec<_> = listed.lines().into_iter().filter(|line| line["state"] == "set").collect();
    assert_eq!(states.len(), 2, "{states:?}");
    let stored = std::fs::read_to_string(data.join("secrets.toml")).unwrap();
    assert!(stored.contains("\"planted-key\""), "the line break is no part of the value");
    put("richpanel/password", "x").fails(2, "possible values");
}

#[test]
fn a_variable_wins_in_local_and_the_operator_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let variable = [("SWITCHBOARD_SECRET_OPENAI_API_KEY", "planted-by-variable")];
    let put = on_with(dir.path(), &["secrets", "put", "openai/api_key"], b"stored", &variable).must(0);
    assert!(put.err.contains("SWITCHBOARD_SECRET_OPENAI_API_KEY") && !put.err.contains("planted"), "{put:?}");
}

#[test]
fn switches_can_be_set_before_the_first_start_and_keep_their_initial_values() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path();
    on(data, &["switches", "list"]).fails(1, "safe mode, no replies");
    let dry =
        on(data, &["switches", "set", "automation_enabled", "false", "--dry-run", "--format", "json"]).must(0).line();
    assert_eq!((&dry["before"], &dry["after"], &dry["dry_run"]), (&"true".into(), &"false".into(), &true.into()));
    assert!(!data.join("switches.toml").exists());
    let set = on(data, &["switches", "set", "automation_enabled", "false"]).must(0);
    assert_eq!(set.out, "automation_enabled: true -> false, effective within 60 s\n");
    assert!(on(data, &["switches", "set", "automation_enabled", "false"]).must(0).out.contains("already"));
    let lines = on(data, &["switches", "list", "--format", "json"]).must(0).lines();
    let value = |name: &str| lines.iter().find(|line| line["name"] == name).unwrap()["value"].clone();
    assert_eq!((value("automation_enabled"), value("release_stage")), ("false".into(), "5".into()));
    assert_eq!(value("outbound/prod_ack"), serde_json::Value::Null);
    assert_eq!(on(data, &["switches", "list", "--all", "--format", "json"]).must(0).lines().len(), 36);
    on(data, &["switches", "unset", "outbound/allowlist_emails"]).must(0);
    on(data, &["switches", "unset", "mode"]).fails(2, "switches set mode VALUE");
    on(data, &["switches", "set", "mode", "fast"]).fails(2, "normal, shadow or drain");
    on(data, &["switches", "set", "speed", "1"]).fails(2, "switches list --all");
}

#[test]
fn operator_commands_make_no_state() {
    let dir = tempfile::tempdir().unwrap();
    let before = std::fs::read_dir(dir.path()).unwrap().count();
    for args in [
        &["events", "list"][..],
        &["dlq", "list"],
        &["effects", "list"],
        &["jobs", "list"],
        &["jobs", "run", "retry"],
        &["explain", "t"],
    ] {
        on(dir.path(), args).fails(1, "switchboard serve --data");
        on(&dir.path().join("absent"), args).fails(1, "does not exist");
    }
    on(dir.path(), &["doctor"]).must(1);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_names_what_is_missing_and_the_next_command() {
    let directory = Directory::new();
    let data = directory.path();
    let doctor = |variables: &[(&str, &str)]| on_with(data, &["doctor", "--format", "json"], b"", variables);
    let find = |lines: &[serde_json::Value], name: &str| {
        lines.iter().find(|line| line["check"] == name).unwrap_or_else(|| panic!("{name}: {lines:?}")).clone()
    };
    let lines = doctor(&[]).must(1).lines();
    let key = find(&lines, "secret richpanel/api_key");
    assert_eq!(key["status"], "fail");
    assert!(key["help"].as_str().unwrap().contains("secrets put richpanel/api_key"));
    assert_eq!(find(&lines, "store schema")["status"], "ok");
    assert!(find(&lines, "data directory")["message"].as_str().unwrap().contains("owned by no process"));
    assert_eq!(find(&lines, "open chargeback_rule_off")["status"], "warn", "local has no go-live");
    assert_eq!(find(&lines, "switches")["status"], "ok");

    let secrets = [
        ("SWITCHBOARD_SECRET_RICHPANEL_API_KEY", "planted"),
        ("SWITCHBOARD_SECRET_RICHPANEL_WEBHOOK_TOKEN", "planted"),
        ("SWITCHBOARD_SECRET_SHOPIFY_ADMIN_API_TOKEN", "planted"),
    ];
    let healthy = doctor(&secrets).must(0);
    assert!(!healthy.out.contains("planted"));
    let wrong = doctor(&[("SWITCHBOARD_QUEUE_DELAY", "5")]).must(1).lines();
    assert!(find(&wrong, "settings")["message"].as_str().unwrap().contains("SWITCHBOARD_QUEUE_DELAY_S"));
    let staging = doctor(&[("SWITCHBOARD_ENV", "staging")]).must(1).lines();
    assert_eq!(find(&staging, "open webhook_rule")["status"], "fail", "stage 5 is reached");
    std::fs::write(data.join("switches.toml"), "broken").unwrap();
    assert_eq!(find(&doctor(&secrets).must(1).lines(), "switches")["status"], "fail");
}

#[test]
fn doctor_tells_a_database_from_another_file() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("state.db"), vec![b'x'; 8192]).unwrap();
    let lines = on(dir.path(), &["doctor", "--format", "json"]).must(1).lines();
    let schema = lines.iter().find(|line| line["check"] == "store schema").unwrap();
    assert_eq!((&schema["status"], &schema["message"]), (&"fail".into(), &"the file is not a database".into()));
}
