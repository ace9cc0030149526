//! What a preview shows after a deployment: what was changed, all of it and nothing else.

use std::fs::File;
use std::time::{Duration, SystemTime};

use crate::{Result, pipeline, workspace};

#[test]
fn nothing_changed_and_nothing_is_shown() -> Result {
    let workspace = pipeline()?;
    workspace.up(&[])?;
    let preview = workspace.preview(&[])?;
    assert_eq!((preview.code, preview.changed()), (Some(0), vec![]));
    assert_eq!(preview.change_summary.get("same"), Some(&8), "{preview:#?}");
    assert!(workspace.pulumi(&["preview", "--expect-no-changes"])?.success());
    Ok(())
}

#[test]
fn a_preview_shows_what_would_be_made_and_makes_nothing() -> Result {
    let workspace = pipeline()?;
    let preview = workspace.preview(&[])?;
    assert_eq!(preview.change_summary.get("create"), Some(&8), "{preview:#?}");
    let events = preview.step("events").unwrap();
    assert_eq!(events.new_state["inputs"]["visibilityTimeoutSeconds"], 180);
    let calls = workspace.calls()?;
    assert!(calls.0.iter().any(|call| call.op == "create" && call.preview), "{calls:?}");
    assert_eq!(calls.changes(), Vec::<String>::new());
    assert_eq!(workspace.export()?.managed(), Vec::<&str>::new());
    Ok(())
}

#[test]
fn a_changed_input_is_shown_and_deployed() -> Result {
    let workspace = pipeline()?;
    workspace.up(&[])?;
    workspace.forget_calls()?;
    assert_eq!(workspace.preview(&["-c", "timeout=60"])?.changed(), ["events.visibilityTimeoutSeconds update"]);
    workspace.up(&[])?;
    assert_eq!(workspace.calls()?.changes(), ["update events"]);
    assert_eq!(workspace.export()?.resource("events").unwrap().outputs["visibilityTimeoutSeconds"], 60);
    assert_eq!(workspace.preview(&[])?.changed(), Vec::<String>::new());
    Ok(())
}

#[test]
fn an_archive_changes_with_its_bytes_only() -> Result {
    let workspace = pipeline()?;
    workspace.up(&[])?;
    let zip = workspace.folder().join("worker.zip");
    let later = SystemTime::now() + Duration::from_secs(3_600);
    File::options().append(true).open(&zip).and_then(|file| file.set_modified(later)).unwrap();
    assert_eq!(workspace.preview(&[])?.changed(), Vec::<String>::new());
    workspace.write("worker.zip", "other build")?;
    assert_eq!(workspace.preview(&[])?.changed(), ["worker.code update"]);
    let state = workspace.export()?;
    let code = &state.resource("worker").unwrap().inputs["code"];
    assert_eq!(code["path"], "worker.zip", "the state must not name this machine's folders");
    Ok(())
}

#[test]
fn parts_are_below_their_component() -> Result {
    let workspace = pipeline()?;
    workspace.up(&[])?;
    let state = workspace.export()?;
    let pipeline = state.resource("pipeline").unwrap();
    assert_eq!(pipeline.outputs["url"], state.resource("events").unwrap().outputs["url"]);
    for name in ["events", "events-dlq", "ledger", "worker", "worker-events", "worker-role"] {
        assert_eq!(state.resource(name).unwrap().parent, pipeline.urn, "{name}");
    }
    assert_eq!(pipeline.parent, state.resource("demo-dev").unwrap().urn);
    Ok(())
}

#[test]
fn a_resource_that_is_no_longer_wanted_is_deleted() -> Result {
    let workspace = workspace("sized")?;
    workspace.up(&["-c", "count=3"])?;
    workspace.forget_calls()?;
    assert_eq!(workspace.preview(&["-c", "count=2"])?.changed(), ["delete queue-2"]);
    workspace.up(&[])?;
    assert_eq!(workspace.calls()?.changes(), ["delete queue-2"]);
    Ok(())
}
