//! Commands that ask the host.

use engine_tests::{Binaries, Source, Workspace};

use crate::{Result, workspace};

#[test]
fn about_names_the_language_and_the_plugins() -> Result {
    let workspace = workspace("sized")?;
    let about = workspace.must(&["about"])?;
    assert!(about.stdout.contains("This project is written in rust"), "{about}");
    assert!(about.stdout.contains(&format!("host='{}'", env!("CARGO_PKG_VERSION"))), "{about}");
    let plugins = about.stdout.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).collect::<Vec<_>>();
    assert!(plugins.contains(&vec!["resource", "aws", "7.48.0"]), "{about}");
    assert!(plugins.contains(&vec!["language", "rust", env!("CARGO_PKG_VERSION")]), "{about}");
    Ok(())
}

#[test]
fn install_builds_the_program() -> Result {
    let main = "fn main() {}\n".to_owned();
    let workspace = Workspace::with(Binaries::get()?, &Source::Crate { main })?;
    let install = workspace.must(&["install"])?;
    assert!(install.text().contains("Compiling demo"), "{install}");
    let again = workspace.must(&["install"])?;
    assert!(!again.text().contains("Compiling"), "nothing changed: {again}");
    Ok(())
}

#[test]
fn install_of_a_prebuilt_program_has_nothing_to_do() -> Result {
    workspace("sized")?.must(&["install"]).map(drop)
}

#[test]
fn a_missing_program_is_named() -> Result {
    let mut binaries = Binaries::get()?.clone();
    binaries.programs.set_file_name("no-such-program");
    let workspace = Workspace::new(&binaries, "sized")?;
    let preview = workspace.pulumi(&["preview"])?;
    assert_ne!(preview.code, Some(0), "{preview}");
    assert!(preview.text().contains("no-such-program"), "{preview}");
    Ok(())
}

#[test]
fn messages_of_a_program_are_shown_with_their_severity() -> Result {
    let workspace = workspace("speaking")?;
    let preview = workspace.preview(&[])?;
    let shown = |severity: &str, text: &str| {
        preview.diagnostics.iter().filter(|it| it.severity == severity && it.message.contains(text)).count()
    };
    assert_eq!(shown("warning", "careful here"), 1, "{preview:?}");
    assert_eq!(shown("info", "counted 3"), 1, "{preview:?}");
    assert_eq!(shown("warning", "not much left"), 1, "{preview:?}");
    assert_eq!(shown("error", "an error alone fails nothing"), 1, "{preview:?}");
    let careful = preview.diagnostics.iter().find(|it| it.message.contains("careful here")).unwrap();
    assert!(careful.urn.ends_with("::demo:index:Group::group"), "{careful:?}");
    assert!(!preview.diagnostics.iter().any(|it| it.message.contains("only with --debug") && it.severity != "debug"));
    Ok(())
}
