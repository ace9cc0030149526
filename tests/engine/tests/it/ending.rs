//! Nothing is left behind, however a deployment ends.

use std::time::Duration;

use engine_tests::{Process, Workspace};
use rustix::process::Signal;

use crate::{Result, START, eventually, runs, workspace};

const HOST: &str = "pulumi-language-rust";
const PROGRAM: &str = "engine-programs";
const PROVIDER: &str = "pulumi-resource-aws";
/// How long everything may take to end.
const END: Duration = Duration::from_secs(15);

/// A deployment in the middle of a creation that takes long, and what runs for it.
fn creating() -> Result<Workspace> {
    let mut workspace = workspace("failing")?;
    workspace.set("STAND_IN_LATENCY_MS", "60000");
    Ok(workspace)
}

fn wait_for_creation(workspace: &Workspace) {
    let creating = || workspace.calls().is_ok_and(|calls| !calls.changes().is_empty());
    eventually(workspace, START, "a creation begins", |processes| {
        creating() && [HOST, PROGRAM, PROVIDER].iter().all(|name| runs(processes, name))
    });
}

#[test]
fn an_interrupt_ends_everything() -> Result {
    let workspace = creating()?;
    let up = workspace.start(&["up", "--yes", "--skip-preview", "-c", "fail=none"])?;
    wait_for_creation(&workspace);
    up.signal(Signal::INT);
    let ended = up.wait_for(END)?;
    assert_ne!(ended.code, Some(0), "{ended}");
    eventually(&workspace, END, "everything has ended", <[Process]>::is_empty);
    // The state is whole: the next deployment goes on.
    let mut workspace = workspace;
    workspace.set("STAND_IN_LATENCY_MS", "0");
    workspace.up(&[])?;
    assert_eq!(workspace.export()?.managed().len(), 6);
    Ok(())
}

#[test]
fn a_killed_engine_leaves_nothing_running() -> Result {
    let workspace = creating()?;
    let up = workspace.start(&["up", "--yes", "--skip-preview", "-c", "fail=none"])?;
    wait_for_creation(&workspace);
    up.signal(Signal::KILL);
    up.wait_for(END)?;
    eventually(&workspace, END, "everything has ended", <[Process]>::is_empty);
    Ok(())
}

#[test]
fn a_killed_host_takes_the_program_along() -> Result {
    let workspace = workspace("waiting")?;
    let up = workspace.start(&["up", "--yes", "--skip-preview"])?;
    eventually(&workspace, START, "the program runs", |processes| runs(processes, PROGRAM));
    let hosts = workspace.processes().into_iter().filter(|process| process.name == HOST);
    hosts.for_each(|host| host.signal(Signal::KILL));
    eventually(&workspace, END, "the program has ended", |processes| !runs(processes, PROGRAM));
    let ended = up.wait_for(END)?;
    assert_ne!(ended.code, Some(0), "{ended}");
    Ok(())
}

#[test]
fn an_interrupt_ends_a_program_that_waits() -> Result {
    let workspace = workspace("waiting")?;
    let preview = workspace.start(&["preview"])?;
    eventually(&workspace, START, "the program runs", |processes| runs(processes, PROGRAM));
    preview.signal(Signal::INT);
    let ended = preview.wait_for(END)?;
    assert_ne!(ended.code, Some(0), "{ended}");
    eventually(&workspace, END, "everything has ended", <[Process]>::is_empty);
    Ok(())
}
