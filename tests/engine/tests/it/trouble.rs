//! Programs that go wrong by themselves: one clear diagnostic, a non-zero exit, and nothing is lost.

use engine_tests::{Binaries, Preview, Source, Workspace};

use crate::{Result, workspace};

const EVENTS: &str = "urn:pulumi:dev::demo::aws:sqs/queue:Queue::events";

fn preview(trouble: &str) -> Result<Preview> {
    workspace("troubled")?.preview(&["-c", &format!("trouble={trouble}")])
}

/// The only error, and where it is shown.
fn error(preview: &Preview) -> (&str, &str) {
    assert_eq!(preview.code, Some(1), "{preview:#?}");
    let [error] = preview.errors()[..] else { panic!("not one error: {preview:#?}") };
    (&error.message, &error.urn)
}

#[test]
fn a_returned_error_is_shown_once() -> Result {
    let preview = preview("error")?;
    assert_eq!(error(&preview), ("error: the account is closed\n", ""));
    Ok(())
}

#[test]
fn an_error_can_be_shown_at_its_resource() -> Result {
    let preview = preview("error-at-resource")?;
    assert_eq!(error(&preview), ("error: the queue is too small\n", EVENTS));
    Ok(())
}

#[test]
fn a_panic_is_shown_once() -> Result {
    let preview = preview("panic")?;
    let (message, _) = error(&preview);
    assert!(message.contains("the program panicked at") && message.contains("the sum is off by one"), "{message}");
    assert_eq!(preview.diagnostics.len(), 1, "{preview:#?}");
    Ok(())
}

#[test]
fn nothing_is_deleted_because_a_program_did_not_get_that_far() -> Result {
    for trouble in ["error", "error-at-resource", "panic", "panic-in-output"] {
        let workspace = workspace("troubled")?;
        workspace.up(&["-c", "trouble=none"])?;
        workspace.forget_calls()?;
        let failed = workspace.try_up(&["-c", &format!("trouble={trouble}")])?;
        assert_eq!(failed.code, Some(1), "{trouble}: {failed}");
        assert_eq!(failed.count("BAIL"), 0, "{trouble}: {failed}");
        assert_eq!(workspace.calls()?.changes(), Vec::<String>::new(), "{trouble}: {failed}");
        assert_eq!(workspace.export()?.managed(), ["events", "late"], "{trouble}: {failed}");
    }
    Ok(())
}

#[test]
fn a_panic_in_an_output_is_shown_at_the_resource() -> Result {
    let workspace = workspace("troubled")?;
    let failed = workspace.try_up(&["-c", "trouble=panic-in-output"])?;
    assert_eq!(failed.code, Some(1), "{failed}");
    let (_, diagnostics) = failed.stdout.split_once("Diagnostics:").unwrap();
    assert_eq!(diagnostics.matches("the sum is off by two").count(), 1, "{failed}");
    Ok(())
}

#[test]
fn the_compilers_error_is_shown_once() -> Result {
    let main = "fn main() {\n    let count: u32 = \"three\";\n    let _ = count;\n}\n".to_owned();
    let workspace = Workspace::with(Binaries::get()?, &Source::Crate { main })?;
    let preview = workspace.preview(&[])?;
    let (message, _) = error(&preview);
    assert_eq!(message.matches("error[E0308]").count(), 1, "{message}");
    assert!(message.contains("--> src/main.rs:2:22"), "{message}");
    let elsewhere = preview.diagnostics.iter().filter(|one| one.severity != "error" && one.message.contains("E0308"));
    assert_eq!(elsewhere.count(), 0, "{preview:#?}");

    let install = workspace.pulumi(&["install"])?;
    assert_ne!(install.code, Some(0), "{install}");
    assert_eq!(install.count("error[E0308]"), 1, "{install}");
    Ok(())
}

#[test]
fn a_program_that_is_none_is_said_to_be_none() -> Result {
    let main = "fn main() { std::process::exit(3) }\n".to_owned();
    let workspace = Workspace::with(Binaries::get()?, &Source::Crate { main })?;
    let preview = workspace.preview(&[])?;
    let (message, _) = error(&preview);
    assert!(message.contains("exited with code 3"), "{message}");
    Ok(())
}
