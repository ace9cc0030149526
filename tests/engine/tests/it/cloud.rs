//! The cloud changes, or was there before.

use serde_json::json;

use crate::{Result, pipeline, workspace};

const QUEUE: &str = "aws:sqs/queue:Queue";
const LEGACY: &str = "https://sqs.us-east-2.amazonaws.com/000000000000/legacy";

#[test]
fn a_refresh_sees_drift() -> Result {
    let workspace = pipeline()?;
    workspace.up(&[])?;
    let id = workspace.export()?.resource("events").unwrap().id.clone();
    workspace.edit_cloud(|store| {
        let timeout = &mut store["resources"][QUEUE][&id]["properties"]["visibilityTimeoutSeconds"];
        assert_eq!(*timeout, json!(180));
        *timeout = json!(33);
    })?;
    assert_eq!(workspace.preview(&[])?.changed(), Vec::<String>::new(), "only a refresh asks the cloud");
    assert_eq!(workspace.preview(&["--refresh"])?.changed(), ["events.visibilityTimeoutSeconds update"]);
    workspace.must(&["refresh", "--yes", "--skip-preview"])?;
    assert_eq!(workspace.export()?.resource("events").unwrap().outputs["visibilityTimeoutSeconds"], 33);
    workspace.up(&[])?;
    assert_eq!(workspace.preview(&["--refresh"])?.changed(), Vec::<String>::new());
    Ok(())
}

#[test]
fn what_somebody_deleted_is_made_again() -> Result {
    let workspace = workspace("sized")?;
    workspace.up(&["-c", "count=1"])?;
    workspace.edit_cloud(|store| store["resources"] = json!({}))?;
    workspace.must(&["refresh", "--yes", "--skip-preview"])?;
    assert_eq!(workspace.export()?.managed(), Vec::<&str>::new());
    assert_eq!(workspace.preview(&[])?.changed(), ["create queue-0"]);
    Ok(())
}

#[test]
fn an_existing_resource_is_taken_over() -> Result {
    let workspace = workspace("adopting")?;
    workspace.edit_cloud(|store| {
        let properties = json!({ "name": "legacy", "visibilityTimeoutSeconds": 90 });
        store["resources"][QUEUE][LEGACY] = json!({ "id": LEGACY, "properties": properties });
    })?;
    let import = format!("import={LEGACY}");
    let preview = workspace.preview(&["-c", &import, "-c", "timeout=90"])?;
    assert_eq!(preview.changed(), ["create demo-dev", "import legacy"], "{preview:#?}");
    workspace.up(&[])?;
    assert_eq!(workspace.calls()?.changes(), Vec::<String>::new(), "it was there and is as the program wants it");
    assert_eq!(workspace.export()?.resource("legacy").unwrap().id, LEGACY);
    assert_eq!(workspace.output("arn", &[])?.unwrap(), "arn:aws:sqs:us-east-2:000000000000:legacy");

    assert_eq!(workspace.preview(&["-c", "import="])?.changed(), Vec::<String>::new(), "the option may go");
    workspace.up(&["-c", "timeout=120"])?;
    assert_eq!(workspace.calls()?.changes(), ["update legacy"]);
    Ok(())
}

#[test]
fn what_does_not_exist_cannot_be_taken_over() -> Result {
    let workspace = workspace("adopting")?;
    let refused = workspace.try_up(&["-c", &format!("import={LEGACY}"), "-c", "timeout=90"])?;
    assert_eq!(refused.code, Some(1), "{refused}");
    assert!(refused.text().contains("does not exist"), "{refused}");
    assert_eq!(workspace.export()?.managed(), Vec::<&str>::new());
    Ok(())
}
