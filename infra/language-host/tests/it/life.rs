//! The host's own life: port, attachment, and that nothing outlives it.

use std::process::Stdio;
use std::time::{Duration, Instant};

use pulumi_proto::{AboutRequest, LanguageHandshakeRequest, RunResponse};
use rustix::process::{Pid, Signal, kill_process};
use tokio::process::Command;
use tokio::task::JoinHandle;
use tonic::Code;

use crate::fixture::{HOST, Host, Project, eventually, lives};

/// A program with a descendant, both of which run until they are killed.
async fn endless(host: &Host) -> (Project, JoinHandle<RunResponse>) {
    let project = Project::script("sleep 300 & echo $! > grandchild; echo $$ > child; wait");
    let (mut client, request) = (host.client.clone(), project.request());
    let run =
        tokio::spawn(async move { client.run(request).await.map(tonic::Response::into_inner).unwrap_or_default() });
    let started = project.path("child");
    eventually("the program starts", || std::fs::read_to_string(&started).is_ok_and(|pid| pid.ends_with('\n'))).await;
    (project, run)
}

async fn both_end(project: &Project) {
    for name in ["child", "grandchild"] {
        let pid = project.read(name);
        eventually(name, || !lives(&pid)).await;
    }
}

#[tokio::test]
async fn cancel_ends_the_program_and_its_descendants() {
    let mut host = Host::start().await;
    let (project, run) = endless(&host).await;
    host.client.cancel(()).await.unwrap();
    both_end(&project).await;
    let answer = run.await.unwrap();
    assert_eq!((answer.error.as_str(), answer.bail), ("", true));
    // The next deployment is not affected.
    assert_eq!(host.run(&Project::script("exit 0")).await, RunResponse::default());
}

#[tokio::test]
async fn a_dropped_call_ends_the_program() {
    let host = Host::start().await;
    let (project, run) = endless(&host).await;
    run.abort();
    both_end(&project).await;
}

#[tokio::test]
async fn signals_end_host_and_program() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut host = Host::start().await;
        let (project, _run) = endless(&host).await;
        let pid = Pid::from_raw(host.process.id().unwrap().cast_signed()).unwrap();
        kill_process(pid, signal).unwrap();
        assert!(host.process.wait().await.unwrap().success());
        both_end(&project).await;
    }
}

#[tokio::test]
async fn a_killed_host_closes_the_lifeline() {
    let mut host = Host::start().await;
    // What the SDK does with its standard input.
    let project = Project::script("echo $$ > child; cat; exit 1");
    let (mut client, request) = (host.client.clone(), project.request());
    let _run = tokio::spawn(async move { client.run(request).await.map(drop) });
    let started = project.path("child");
    eventually("the program starts", || std::fs::read_to_string(&started).is_ok_and(|pid| pid.ends_with('\n'))).await;
    let pid = project.read("child");
    assert!(lives(&pid));
    host.process.kill().await.unwrap();
    eventually("the program ends", || !lives(&pid)).await;
}

#[tokio::test]
async fn the_host_ends_with_the_process_that_started_it() {
    // The shell stands for an engine; it tells the host's pid, then the host's port follows.
    let mut shell = Command::new("sh");
    shell.args(["-c", "\"$0\" 127.0.0.1:1 > port & echo $! > pid; read -r line", HOST]);
    let folder = tempfile::tempdir().unwrap();
    let mut shell = shell.current_dir(folder.path()).stdin(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
    let read = |name| std::fs::read_to_string(folder.path().join(name)).unwrap_or_default();
    eventually("the host starts", || read("port").ends_with('\n')).await;
    let pid = read("pid");
    assert!(lives(&pid));
    shell.kill().await.unwrap();
    eventually("the host ends", || !lives(&pid)).await;
}

#[tokio::test]
async fn an_attached_host_learns_the_engine_by_handshake() {
    let mut host = Host::start_with(|command| *command = bare(command)).await;
    let project = Project::script("echo $PULUMI_ENGINE > engine");
    let refusal = host.client.run(project.request()).await.unwrap_err();
    assert_eq!(refusal.code(), Code::FailedPrecondition);
    let engine_address = host.engine.clone();
    host.client.handshake(LanguageHandshakeRequest { engine_address, ..Default::default() }).await.unwrap();
    assert_eq!(host.run(&project).await, RunResponse::default());
    assert_eq!(project.read("engine").trim(), host.engine);
}

/// The same command without arguments.
fn bare(command: &Command) -> Command {
    let mut bare = Command::new(command.as_std().get_program());
    bare.stdout(Stdio::piped()).kill_on_drop(true);
    bare
}

#[tokio::test]
async fn it_says_what_it_is() {
    let mut host = Host::start().await;
    let info = host.client.get_plugin_info(()).await.unwrap().into_inner();
    assert_eq!(info.version, env!("CARGO_PKG_VERSION"));
    let about = host.client.about(AboutRequest::default()).await.unwrap().into_inner();
    assert!(about.executable.ends_with("cargo"), "{about:?}");
    assert!(about.version.split('.').count() >= 3 && about.metadata.contains_key("cargo"), "{about:?}");

    let say = async |flag| {
        let output = Command::new(HOST).arg(flag).output().await.unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(say("--version").await, (true, format!("pulumi-language-rust {}\n", env!("CARGO_PKG_VERSION"))));
    assert!(say("--help").await.1.contains("Usage: pulumi-language-rust"));
    assert!(!say("nonsense").await.0);
}

/// Start of the host, connection, the four calls of a deployment and the start of the program, less the program's own
/// time. The figure holds for optimised builds; this one has to hold also on a busy machine.
#[tokio::test]
async fn it_costs_little_over_the_program() {
    let project = Project::script("exit 0");
    let mut costs = Vec::new();
    for _ in 0..7 {
        let start = Instant::now();
        let mut host = Host::start().await;
        host.client.get_plugin_info(()).await.unwrap();
        host.run(&project).await;
        host.client.cancel(()).await.unwrap();
        let all = start.elapsed();
        let start = Instant::now();
        Command::new(project.path("program.sh")).status().await.unwrap();
        costs.push(all.saturating_sub(start.elapsed()));
    }
    costs.sort();
    println!("median overhead of the host: {:?}", costs[3]);
    assert!(costs[0] < Duration::from_millis(50), "{costs:?}");
}
