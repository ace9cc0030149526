//! `day`: the built-in day holds, and a day that does not hold is told apart from it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const BUILT_IN: &str = include_str!("../../day/conversations.toml");

fn day(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_switchboard"));
    let inherited = std::env::vars_os().map(|(name, _)| name);
    for name in inherited.filter(|name| name.to_string_lossy().starts_with("SWITCHBOARD_")) {
        command.env_remove(name);
    }
    command.arg("day").arg("--data").arg(data);
    command
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn records(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The built-in day cut down to one conversation, in a file of its own.
fn cut_to(id: &str, change: impl Fn(String) -> String, root: &Path) -> PathBuf {
    let mut parts = BUILT_IN.split("[[conversation]]");
    let head = parts.next().unwrap();
    let own = parts.find(|part| part.contains(&format!("id = \"{id}\""))).unwrap();
    let path = root.join("day.toml");
    std::fs::write(&path, change(format!("{head}[[conversation]]{own}"))).unwrap();
    path
}

#[test]
fn the_built_in_day_goes_as_expected() {
    let root = tempfile::tempdir().unwrap();
    let output = day(&root.path().join("data")).args(["--once", "--format", "json"]).output().unwrap();
    let records = records(&stdout(&output));
    let wrong: Vec<&Value> = records.iter().filter(|record| record["passed"] != true).collect();
    assert_eq!(output.status.code(), Some(0), "{wrong:#?}");
    let (day, conversations) = records.split_last().unwrap();
    assert_eq!((day["kind"].as_str(), day["passed"].as_bool()), (Some("day"), Some(true)));
    assert!(conversations.len() >= 44, "{}", conversations.len());
    assert_eq!(day["conversations"], conversations.len());
    for wanted in ["answered", "routed", "escalated"] {
        assert!(day[wanted].as_u64().unwrap() > 0, "nothing was {wanted}");
    }
}

#[test]
fn a_wrong_expectation_fails_and_is_named() {
    let root = tempfile::tempdir().unwrap();
    let file = cut_to("missing-items", |text| text.replace("route-returns-admin", "route-sales-team"), root.path());
    let output = day(&root.path().join("data")).arg("--once").arg("--file").arg(file).output().unwrap();
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    let difference = "FAIL missing-items: route: expected route-sales-team, got route-returns-admin";
    assert!(text.lines().any(|line| line == difference), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("FAIL missing-items:")).count(), 1, "{text}");
}

#[test]
fn without_once_it_stays_up_until_it_is_interrupted() {
    let root = tempfile::tempdir().unwrap();
    let file = cut_to("missing-items", |text| text, root.path());
    let mut child = day(&root.path().join("data"))
        .args(["--format", "json", "--file"])
        .arg(file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let running = lines.map(|line| serde_json::from_str::<Value>(&line).unwrap()).find(|r| r["kind"] == "running");
    let running = running.expect("it ended instead of staying up");
    let report = get(running["simulated"].as_str().unwrap(), "/_sim/report");
    assert!(report.contains("mw-template-t-missing-items-intake"));
    let commands = running["commands"].as_array().unwrap();
    assert!(commands.len() >= 4 && commands.iter().all(|command| command["command"].is_string()));
    let interrupted = Command::new("kill").arg("-INT").arg(child.id().to_string()).status().unwrap();
    assert!(interrupted.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_foreign_directory_and_an_unreadable_day_are_refused() {
    let root = tempfile::tempdir().unwrap();
    let foreign = root.path().join("foreign");
    std::fs::create_dir(&foreign).unwrap();
    std::fs::write(foreign.join("precious"), "x").unwrap();
    let output = day(&foreign).arg("--once").output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--data"));
    assert!(foreign.join("precious").exists());

    let file =
        cut_to("missing-items", |text| text.replace("[conversation.expect]", "[conversation.expected]"), root.path());
    let output = day(&root.path().join("data")).arg("--once").arg("--file").arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("expected"), "the unknown key is named");
}

/// A GET without a client library.
fn get(base: &str, path: &str) -> String {
    let address = base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
