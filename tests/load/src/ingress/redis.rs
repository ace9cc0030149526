//! The peer under load: redis-server with every append synced, behind the handler of [`super::handler`] in a process of its
//! own, as the product's ingress is.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::connections::{self, Measured};
use crate::error::LoadError;
use crate::server::{Server, free_address};

const NAME: &str = "redis-server";
const HANDLER: &str = "the redis handler";

/// One repetition on a fresh directory; also gives the peak memory of both processes in MiB.
pub(super) fn run(redis_server: &Path, work: &Path, duration: Duration) -> Result<(Measured, f64), LoadError> {
    let dir = tempfile::tempdir_in(work).map_err(LoadError::io("a temporary directory"))?;
    let address = free_address()?;
    let port = address.port().to_string();
    let mut command = Command::new(redis_server);
    command.args(["--bind", "127.0.0.1", "--port", &port, "--save", "", "--appendonly", "yes"]);
    command.args(["--appendfsync", "always", "--loglevel", "warning", "--dir"]).arg(dir.path());
    let mut redis = Server::start(command, &[], &dir.path().join("redis.log"))?;
    redis.accepting(NAME, address)?;
    let me = std::env::current_exe().map_err(LoadError::io("the path of this program is unknown"))?;
    let mut command = Command::new(me);
    command.args(["redis-handler", "--redis", &address.to_string()]);
    let log = dir.path().join("handler.log");
    let mut handler = Server::start(command, &[], &log)?;
    let listening = handler.listening(HANDLER, &log)?;
    let measured = connections::run(listening, "none", duration)?;
    let peak = redis.peak_mib() + handler.peak_mib();
    handler.kill();
    redis.kill();
    Ok((measured, peak))
}

/// The peer's version, as it tells it.
pub(super) fn version(redis_server: &Path) -> String {
    let output = Command::new(redis_server).arg("--version").output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let version = text.split_whitespace().find_map(|word| word.strip_prefix("v=")).unwrap_or("unknown");
    format!("redis-server {version}, appendonly yes, appendfsync always")
}
