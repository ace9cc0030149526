//! The emulator's process.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use switchboard_emulator::Clients;

/// Variable with the path of the emulator's program.
const PROGRAM: &str = "MINISTACK";

/// Where the emulator is installed when the variable is not set, seen from the root of the checkout.
const INSTALLED: &str = ".tools/emulator/bin/ministack";

/// Region of everything.
pub(crate) const REGION: &str = "us-east-2";
/// Account of everything.
pub(crate) const ACCOUNT: &str = "000000000000";

/// How long the emulator may take to start.
const PATIENCE: Duration = Duration::from_secs(120);

/// Starts the program and stops it when standard input ends, which is when the tests do, however they end.
const GUARD: &str = r#""$0" & child=$!; trap 'kill "$child"' EXIT; read -r _"#;

struct Emulator {
    endpoint: String,
    _guard: Child,
}

/// Clients of the emulator, which is started by the first call.
pub(crate) fn clients() -> Clients {
    Clients::new(endpoint(), REGION, ACCOUNT)
}

/// Address of the emulator.
pub(crate) fn endpoint() -> &'static str {
    static EMULATOR: OnceLock<Emulator> = OnceLock::new();
    &EMULATOR.get_or_init(start).endpoint
}

fn start() -> Emulator {
    let program = program();
    let port = free_port();
    let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("emulator-{port}.log"));
    let output = File::create(&log).unwrap();
    let endpoint = format!("http://127.0.0.1:{port}");
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
    let guard = Command::new("sh")
        .args(["-c", GUARD])
        .arg(&program)
        .env_clear()
        .env("PATH", path)
        .env("HOME", env!("CARGO_TARGET_TMPDIR"))
        .env("BIND_HOST", "127.0.0.1")
        .env("GATEWAY_PORT", port.to_string())
        .env("MINISTACK_HOST", "localhost")
        .env("AWS_ENDPOINT_URL", &endpoint)
        .env("IOT_MTLS_ENABLED", "0")
        .stdin(Stdio::piped())
        .stdout(output.try_clone().unwrap())
        .stderr(output)
        .spawn()
        .unwrap();
    let started = Instant::now();
    while !healthy(port) {
        assert!(started.elapsed() < PATIENCE, "the emulator does not answer; see {}", log.display());
        std::thread::sleep(Duration::from_millis(100));
    }
    Emulator { endpoint, _guard: guard }
}

fn program() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let program = std::env::var_os(PROGRAM).map_or_else(|| root.join(INSTALLED), PathBuf::from);
    assert!(
        program.is_file(),
        "there is no emulator at {}; install it there, or set {PROGRAM} to the path of its program",
        program.display()
    );
    program
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

fn healthy(port: u16) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /_ministack/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}
