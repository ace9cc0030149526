//! One emulator for all tests of the run, and a deployment of its own for each test.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use aws_credential_types::Credentials;
use switchboard_cloud::{AwsConfig, CallPolicy, Namespace};
use switchboard_domain::Environment;

pub(crate) const REGION: &str = "us-east-2";

static EMULATOR: OnceLock<Emulator> = OnceLock::new();
static DEPLOYMENTS: AtomicU32 = AtomicU32::new(0);

struct Emulator {
    endpoint: String,
    _supervisor: Child,
}

/// Ends the emulator when its standard input closes, which is when this process ends, however it does.
const SUPERVISOR: &str = r#""$0" >"$1" 2>&1 & pid=$!; cat >/dev/null; kill "$pid""#;

fn program() -> PathBuf {
    let checkout = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let default = || PathBuf::from(checkout).join(".tools/emulator/bin/ministack");
    let program = std::env::var_os("MINISTACK").map_or_else(default, PathBuf::from);
    assert!(program.is_file(), "no emulator at {}; install it there or name it in MINISTACK", program.display());
    program
}

fn start() -> Emulator {
    let program = program();
    let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let endpoint = format!("http://127.0.0.1:{port}");
    let log = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("emulator-{port}.log"));
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    let mut supervisor = Command::new("sh")
        .args(["-c", SUPERVISOR])
        .args([&program, &log])
        .env_clear()
        .envs([("PATH", path), ("HOME", std::env::var("HOME").unwrap_or_default())])
        .envs([("BIND_HOST", "127.0.0.1"), ("MINISTACK_HOST", "localhost"), ("IOT_MTLS_ENABLED", "0")])
        .envs([("GATEWAY_PORT", port.to_string()), ("AWS_ENDPOINT_URL", endpoint.clone())])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while !is_healthy(port) {
        assert!(begun.elapsed() < Duration::from_secs(90), "the emulator does not answer; see {}", log.display());
        assert!(supervisor.try_wait().unwrap().is_none(), "the emulator has ended; see {}", log.display());
        std::thread::sleep(Duration::from_millis(100));
    }
    Emulator { endpoint, _supervisor: supervisor }
}

fn is_healthy(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let request = "GET /_ministack/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}

/// URL of the emulator.
pub(crate) fn endpoint() -> &'static str {
    &EMULATOR.get_or_init(start).endpoint
}

/// Clients of the emulator.
pub(crate) fn config() -> AwsConfig {
    config_at(endpoint(), CallPolicy::DEFAULT)
}

/// Clients of another endpoint.
pub(crate) fn config_at(endpoint: &str, policy: CallPolicy) -> AwsConfig {
    let credentials = Credentials::new("000000000000", "emulator", None, None, "emulator");
    AwsConfig::new(policy, credentials, REGION, Some(endpoint))
}

/// A deployment that nothing else in this run uses.
pub(crate) fn deployment() -> Namespace {
    let number = DEPLOYMENTS.fetch_add(1, Ordering::SeqCst);
    Namespace::new(format!("it{number}"), Environment::Local).unwrap()
}
