//! In which order resources are made, replaced and deleted.

use engine_tests::{Journal, Workspace};

use crate::{Result, pipeline, workspace};

/// How long the stand-in takes for each operation, ms: order shows in times.
const LATENCY: u64 = 150;

/// First what the second needs.
const NEEDS: [(&str, &str); 6] = [
    ("events-dlq", "events"),
    ("events", "worker-events"),
    ("worker", "worker-events"),
    ("worker-role", "worker"),
    ("ledger", "worker"),
    ("worker-role", "worker-events"),
];

fn slow(mut workspace: Workspace) -> Workspace {
    workspace.set("STAND_IN_LATENCY_MS", &LATENCY.to_string());
    workspace
}

/// Asserts that an operation began only once another had ended.
fn assert_after(calls: &Journal, op: &str, first: &str, second: &str) {
    let begun = |name| calls.time_of(op, name).unwrap_or_else(|| panic!("no {op} of {name} in {:?}", calls.changes()));
    let (first_begun, second_begun) = (begun(first), begun(second));
    assert!(second_begun >= first_begun + LATENCY, "{op} {second} began before {op} {first} had ended");
}

#[test]
fn what_is_needed_comes_first_and_goes_last() -> Result {
    let workspace = slow(pipeline()?);
    workspace.up(&[])?;
    let made = workspace.calls()?;
    for (first, second) in NEEDS {
        assert_after(&made, "create", first, second);
    }
    let (dead, role) = (made.time_of("create", "events-dlq").unwrap(), made.time_of("create", "worker-role").unwrap());
    assert!(dead.abs_diff(role) < LATENCY, "what does not depend on each other is made at the same time");

    workspace.forget_calls()?;
    workspace.must(&["destroy", "--yes", "--skip-preview"])?;
    let deleted = workspace.calls()?;
    for (first, second) in NEEDS {
        assert_after(&deleted, "delete", second, first);
    }
    assert_eq!(workspace.export()?.resources.len(), 0);
    Ok(())
}

#[test]
fn dependencies_are_in_the_state() -> Result {
    let workspace = pipeline()?;
    workspace.up(&[])?;
    let state = workspace.export()?;
    let urns = |names: &[&str]| names.iter().map(|name| state.resource(name).unwrap().urn.clone()).collect::<Vec<_>>();
    let of = |name: &str| {
        let mut dependencies = state.resource(name).unwrap().dependencies.clone();
        dependencies.sort();
        dependencies
    };
    assert_eq!(of("events"), urns(&["events-dlq"]));
    assert_eq!(of("worker"), urns(&["ledger", "worker-role"]));
    assert_eq!(of("worker-events"), urns(&["worker", "events"]));
    Ok(())
}

#[test]
fn a_replacement_is_made_before_the_old_one_is_deleted() -> Result {
    let workspace = workspace("replacing")?;
    workspace.up(&[])?;
    let old = workspace.export()?.resource("target").unwrap().id.clone();
    workspace.forget_calls()?;
    let changed = workspace.preview(&["-c", "fifo=true"])?.changed();
    assert_eq!(changed, ["target.fifoQueue update-replace", "referrer.redrivePolicy update"]);
    workspace.up(&[])?;
    assert_eq!(workspace.calls()?.changes(), ["create target", "update referrer", "delete target"]);
    let state = workspace.export()?;
    let target = state.resource("target").unwrap();
    assert_ne!(target.id, old);
    let redrive = state.resource("referrer").unwrap().inputs["redrivePolicy"].to_string();
    assert!(redrive.contains(target.outputs["arn"].as_str().unwrap()), "{redrive} does not name the new queue");
    Ok(())
}

#[test]
fn delete_before_replace_turns_that_round() -> Result {
    let workspace = workspace("replacing")?;
    workspace.up(&["-c", "deleteFirst=true"])?;
    workspace.forget_calls()?;
    workspace.up(&["-c", "fifo=true"])?;
    assert_eq!(workspace.calls()?.changes(), ["delete target", "create target", "update referrer"]);
    Ok(())
}
