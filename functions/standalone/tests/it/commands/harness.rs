//! Starting the binary: commands that end, and a server that is stopped by its process id.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const BINARY: &str = env!("CARGO_BIN_EXE_switchboard");

/// What a command left.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) code: i32,
    pub(super) out: String,
    pub(super) err: String,
}

impl Ended {
    /// The lines of standard output as JSON.
    pub(super) fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{self:?}"))).collect()
    }

    /// The only line.
    pub(super) fn line(&self) -> Value {
        let lines = self.lines();
        assert_eq!(lines.len(), 1, "{self:?}");
        lines.into_iter().next().unwrap()
    }

    #[track_caller]
    pub(super) fn must(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    /// Asserts a failure that names the cause and the next step.
    #[track_caller]
    pub(super) fn fails(self, code: i32, needle: &str) -> Self {
        let ended = self.must(code);
        assert!(ended.err.contains(needle), "{needle:?} not in {ended:?}");
        ended
    }
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SWITCHBOARD_")) {
        command.env_remove(name);
    }
    command.args(args);
    command
}

/// Runs a command with this standard input and these variables.
pub(super) fn run_with(args: &[&str], input: &[u8], variables: &[(&str, &str)]) -> Ended {
    let mut child = command(args)
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeding = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    Ended {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(super) fn run(args: &[&str]) -> Ended {
    run_with(args, b"", &[])
}

/// Runs a command on a data directory.
pub(super) fn on(data: &Path, args: &[&str]) -> Ended {
    on_with(data, args, b"", &[])
}

pub(super) fn on_with(data: &Path, args: &[&str], input: &[u8], variables: &[(&str, &str)]) -> Ended {
    let mut args = args.to_vec();
    args.extend(["--data", data.to_str().unwrap()]);
    run_with(&args, input, variables)
}

/// A running `serve --simulate`, twenty times as fast.
pub(super) struct Server {
    child: Child,
    pub(super) ready: Value,
}

impl Server {
    pub(super) fn start(data: &Path) -> Self {
        let mut child = command(&["serve", "--simulate", "--speed", "20", "--format", "json"])
            .args(["--listen", "127.0.0.1:0", "--simulate-listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let read = BufReader::new(child.stdout.take().unwrap()).read_line(&mut line);
        let mut server = Self { child, ready: Value::Null };
        assert!(read.unwrap() > 0, "serve ended before it was ready");
        server.ready = serde_json::from_str(&line).unwrap();
        server
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Address of the simulated vendors.
    pub(super) fn simulated(&self) -> &str {
        self.ready["simulated"]["richpanel"].as_str().unwrap()
    }

    /// A customer writes in; gives the ticket id.
    pub(super) fn customer_writes(&self, text: &str, email: &str) -> String {
        let ticket = serde_json::json!({"ticket": {
            "subject": "Question", "comment": {"sender_type": "customer", "body": text},
            "via": {"channel": "email", "source": {"from": {"address": email}, "to": {"address": "help@shop.example"}}},
        }});
        let answer = post(self.simulated(), "/v1/tickets", &ticket);
        let ticket = answer.get("ticket").unwrap_or(&answer);
        ticket["id"].as_str().unwrap().to_owned()
    }

    /// What the simulated vendors saw.
    pub(super) fn report(&self) -> Value {
        request("GET", self.simulated(), "/_sim/report", "")
    }

    /// Asks the process to stop and waits for its end.
    pub(super) fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Posts JSON to a loopback address and gives the answer's JSON.
fn post(base: &str, path: &str, body: &Value) -> Value {
    request("POST", base, path, &body.to_string())
}

fn request(method: &str, base: &str, path: &str, body: &str) -> Value {
    let host = base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 2"), "{answer}");
    serde_json::from_str(body).unwrap_or_else(|_| panic!("{answer}"))
}

/// Asks again until there is an answer.
#[track_caller]
pub(super) fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(200));
    }
}
