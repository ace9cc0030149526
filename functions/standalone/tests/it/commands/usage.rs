//! Wrong usage, and the help of every command.

use super::harness::run;
#[cfg(feature = "aws")]
use super::harness::run_with;

const COMMANDS: [&[&str]; 34] = [
    &["decide"],
    &["schema"],
    &["explain"],
    &["doctor"],
    &["events"],
    &["events", "list"],
    &["events", "show"],
    &["dlq"],
    &["effects"],
    &["effects", "list"],
    &["effects", "resolve"],
    &["jobs"],
    &["secrets"],
    &["switches"],
    &["events", "replay"],
    &["events", "skip"],
    &["dlq", "list"],
    &["dlq", "redrive"],
    &["jobs", "list"],
    &["jobs", "run"],
    &["secrets", "put"],
    &["switches", "set"],
    &["switches", "unset"],
    &["switches", "list"],
    &["secrets", "list"],
    &["snapshots"],
    &["snapshots", "list"],
    &["snapshots", "history"],
    &["snapshots", "show"],
    &["snapshots", "export"],
    &["snapshots", "put"],
    &["snapshots", "diff"],
    &["snapshots", "activate"],
    &["snapshots", "rollback"],
];

#[test]
fn every_command_has_help_and_every_group_an_example() {
    for command in COMMANDS {
        let help = run(&[command, &["--help"]].concat()).must(0);
        assert!(help.out.contains("Usage:"), "{command:?}");
        if let [group] = command {
            let example = format!("switchboard {group}");
            assert!(help.out.contains("Example") && help.out.contains(&example), "{command:?}: {}", help.out);
        }
    }
}

/// Which deployment is meant must be beyond doubt before anything is asked of it.
#[test]
fn a_deployment_is_named_once_and_in_full() {
    run(&["events", "list", "--backend", "aws"]).fails(2, "--stack-prefix");
    let on_aws = ["jobs", "list", "--backend", "aws", "--stack-prefix"];
    #[cfg(feature = "aws")]
    {
        run(&[&on_aws[..], &["rp-mw"]].concat()).fails(2, "rp-mw-prod");
        let variables = [("SWITCHBOARD_ENV", "prod")];
        let ended = run_with(&[&on_aws[..], &["rp-mw-dev"]].concat(), b"", &variables);
        ended.fails(2, "--stack-prefix names dev");
    }
    #[cfg(not(feature = "aws"))]
    run(&[&on_aws[..], &["rp-mw-dev"]].concat()).fails(2, "default features");
}

#[test]
fn wrong_usage_is_told_from_failure() {
    for args in [
        &["events"][..],
        &["events", "replay"],
        &["events", "replay", "E#short"],
        &["events", "list", "--status", "lost"],
        &["events", "list", "--limit", "0"],
        &["effects", "resolve", "E#x", "--as", "delivered"],
        &["effects", "resolve"],
        &["explain", ""],
        &["explain"],
        &["jobs", "run", "sweep-everything"],
        &["schema", "ticket"],
        &["secrets", "put", "nothing"],
        &["dlq", "redrive", "--max", "0"],
        &["doctor", "--format", "xml"],
        &["switches", "set", "safe_mode"],
        &["snapshots", "put"],
        &["snapshots", "show"],
        &["snapshots", "activate", "newest"],
        &["decide", "cases.jsonl"],
    ] {
        let ended = run(args).must(2);
        assert!(ended.out.is_empty() && !ended.err.is_empty(), "{args:?}: {ended:?}");
    }
    for action in ["replay", "skip"] {
        run(&["events", action, "a ticket id"]).fails(2, "switchboard events");
    }
}
