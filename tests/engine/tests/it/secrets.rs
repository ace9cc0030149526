//! Secrets are shown to whoever asks for them and to nobody else.

use rustix::process::Signal;

use crate::{Result, START, eventually, pipeline, runs, workspace};

const TOKEN: &str = "hunter2-is-not-a-password";
const SHOW: &[&str] = &["--show-secrets"];

#[test]
fn a_secret_of_the_configuration_stays_one() -> Result {
    let workspace = pipeline()?;
    workspace.must(&["config", "set", "--secret", "token", TOKEN])?;
    let preview = workspace.pulumi(&["preview", "--diff"])?;
    let as_json = workspace.pulumi(&["preview", "--json"])?;
    let up = workspace.up(&["--diff"])?;
    let export = workspace.must(&["stack", "export"])?;
    assert!(preview.text().contains("/demo/token"), "{preview}");
    for shown in [&preview, &up, &as_json, &export] {
        assert!(!shown.text().contains(TOKEN), "{shown}");
    }
    let backend = workspace.backend_text()?;
    assert!(backend.contains("/demo/token") && !backend.contains(TOKEN));
    let settings = std::fs::read_to_string(workspace.folder().join("Pulumi.dev.yaml")).unwrap();
    assert!(settings.contains("secure:") && !settings.contains(TOKEN), "{settings}");

    assert_eq!(workspace.output("token", &[])?.unwrap(), "[secret]");
    assert_eq!(workspace.output("token", SHOW)?.unwrap(), TOKEN);
    assert_eq!(workspace.must(&["stack", "output", "token", "--show-secrets"])?.stdout.trim(), TOKEN);
    assert_ne!(workspace.output("url", &[])?.unwrap(), "[secret]");
    assert!(workspace.must(&["stack", "export", "--show-secrets"])?.text().contains(TOKEN), "it is in there");
    assert_eq!(workspace.preview(&[])?.changed(), Vec::<String>::new());
    Ok(())
}

#[test]
fn a_secret_is_in_no_environment_and_no_command_line() -> Result {
    let workspace = workspace("waiting")?;
    workspace.must(&["config", "set", "--secret", "token", TOKEN])?;
    let preview = workspace.start(&["preview"])?;
    let processes = eventually(&workspace, START, "the program runs", |processes| runs(processes, "engine-programs"));
    for process in processes {
        let visible = process.visible();
        assert!(visible.contains("PULUMI_HOME") && !visible.contains(TOKEN), "{}: {visible}", process.name);
    }
    preview.signal(Signal::INT);
    preview.wait().map(drop)
}

#[test]
fn a_stack_uses_the_outputs_of_another() -> Result {
    let exporter = workspace("exporter")?;
    let exporter = exporter.sibling("exporter", "exporter")?;
    exporter.must(&["config", "set", "--secret", "password", TOKEN])?;
    exporter.up(&[])?;
    let importer = exporter.sibling("importer", "importer")?;
    let up = importer.up(&[])?;
    assert!(!up.text().contains(TOKEN), "{up}");
    assert_eq!(importer.output("endpoint", &[])?.unwrap(), "db.internal:5432");
    assert_eq!(importer.output("address", &[])?.unwrap(), "[secret]");
    assert_eq!(importer.output("address", SHOW)?.unwrap(), format!("app:{TOKEN}@db"));
    let state = importer.export()?;
    let parameter = &state.resource("endpoint").unwrap().inputs;
    assert_eq!(parameter["description"], "db.internal:5432");
    assert!(parameter["value"].get("ciphertext").is_some(), "{parameter}");
    assert!(!importer.backend_text()?.contains(TOKEN));
    assert_eq!(importer.preview(&[])?.changed(), Vec::<String>::new());
    Ok(())
}

#[test]
fn an_output_that_the_other_stack_does_not_have_is_an_error() -> Result {
    let importer = workspace("importer")?;
    let exporter = importer.sibling("exporter", "sized")?;
    exporter.up(&["-c", "count=0"])?;
    let preview = importer.preview(&[])?;
    assert_eq!(preview.code, Some(1));
    let found = preview
        .errors()
        .iter()
        .any(|error| error.message.contains("stack `organization/exporter/dev` has no output `endpoint`"));
    assert!(found, "{preview:#?}");
    Ok(())
}
