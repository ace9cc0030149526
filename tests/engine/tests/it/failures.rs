//! What the provider or the engine refuses.

use crate::{Result, pipeline, workspace};

const BROKEN: &str = "urn:pulumi:dev::demo::aws:sqs/queue:Queue::broken";

#[test]
fn a_protected_resource_is_not_deleted() -> Result {
    let workspace = pipeline()?;
    workspace.up(&["-c", "protect=true"])?;
    assert!(workspace.export()?.resource("ledger").unwrap().protect);
    let refused = workspace.pulumi(&["destroy", "--yes", "--skip-preview"])?;
    assert_eq!(refused.code, Some(1), "{refused}");
    assert!(refused.text().contains("because it is protected"), "{refused}");
    assert!(workspace.export()?.managed().contains(&"ledger"));
    workspace.up(&["-c", "protect=false"])?;
    workspace.must(&["destroy", "--yes", "--skip-preview"])?;
    assert_eq!(workspace.export()?.managed(), Vec::<&str>::new());
    Ok(())
}

#[test]
fn a_failed_resource_is_reported_and_the_next_deployment_continues() -> Result {
    let mut workspace = workspace("failing")?;
    workspace.set("STAND_IN_LATENCY_MS", "200");
    let failed = workspace.try_up(&["-c", "fail=create", "--json"])?;
    assert_eq!(failed.code, Some(1), "{failed}");
    let events = failed.stdout.lines().filter(|line| line.contains(BROKEN) && line.contains("stand-in:fail"));
    assert!(events.count() >= 1, "no event names {BROKEN} and the reason: {failed}");

    let state = workspace.export()?;
    let managed = state.managed();
    assert!(managed.contains(&"chain-1"), "what was under way is recorded: {managed:?}");
    for missing in ["broken", "dependent", "chain-4"] {
        assert!(!managed.contains(&missing), "{missing} in {managed:?}");
    }
    assert_eq!(state.pending_operations.len(), 0);

    workspace.forget_calls()?;
    let done: Vec<String> = managed.iter().map(|name| format!("create {name}")).collect();
    workspace.up(&["-c", "fail=none"])?;
    let changes = workspace.calls()?.changes();
    assert!(!changes.iter().any(|change| done.contains(change)), "{changes:?} repeats some of {done:?}");
    assert_eq!(workspace.export()?.managed(), ["broken", "chain-1", "chain-2", "chain-3", "chain-4", "dependent"]);
    assert!(workspace.output("url", &[])?.is_some());
    Ok(())
}

#[test]
fn the_rest_is_deployed_if_wanted() -> Result {
    let workspace = workspace("failing")?;
    let failed = workspace.try_up(&["-c", "fail=create", "--continue-on-error"])?;
    assert_eq!(failed.code, Some(1), "{failed}");
    assert_eq!(failed.count("BAIL"), 0, "{failed}");
    assert_eq!(workspace.export()?.managed(), ["chain-1", "chain-2", "chain-3", "chain-4"]);
    assert!(!failed.text().contains("dependent"), "it needs what failed, and was not tried: {failed}");
    assert_eq!(workspace.output("url", &[])?, None);
    Ok(())
}

#[test]
fn what_did_not_become_ready_is_recorded_and_repaired() -> Result {
    let workspace = workspace("failing")?;
    let failed = workspace.try_up(&["-c", "fail=init"])?;
    assert_eq!(failed.code, Some(1), "{failed}");
    let broken = workspace.export()?.resource("broken").cloned().unwrap();
    assert!(!broken.id.is_empty());
    assert_eq!(broken.init_errors.len(), 1, "{broken:?}");
    workspace.forget_calls()?;
    workspace.up(&["-c", "fail=none"])?;
    let changes = workspace.calls()?.changes();
    assert!(changes.contains(&"update broken".to_owned()), "{changes:?}");
    let repaired = workspace.export()?.resource("broken").cloned().unwrap();
    assert_eq!((repaired.id, repaired.init_errors.len()), (broken.id, 0));
    Ok(())
}

#[test]
fn a_failure_deletes_nothing() -> Result {
    let workspace = workspace("failing")?;
    workspace.up(&["-c", "fail=none"])?;
    workspace.forget_calls()?;
    // A new resource fails while others, known already, were not asked for yet.
    let failed = workspace.try_up(&["-c", "fail=create", "-c", "generation=2", "--continue-on-error"])?;
    assert_eq!(failed.code, Some(1), "{failed}");
    let changes = workspace.calls()?.changes();
    assert!(!changes.iter().any(|change| change.starts_with("delete")), "{changes:?}");
    assert!(workspace.export()?.managed().contains(&"dependent"));
    Ok(())
}

#[test]
fn a_misspelt_property_is_refused_with_the_urn() -> Result {
    let workspace = workspace("misspelt")?;
    let preview = workspace.preview(&[])?;
    assert_eq!(preview.code, Some(1));
    let errors = preview.errors();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].urn, "urn:pulumi:dev::demo::aws:sqs/queue:Queue::events");
    assert!(errors[0].message.contains("did you mean `visibilityTimeoutSeconds`"), "{errors:?}");
    assert_eq!(workspace.try_up(&[])?.code, Some(1));
    assert_eq!(workspace.calls()?.changes(), Vec::<String>::new());
    Ok(())
}
