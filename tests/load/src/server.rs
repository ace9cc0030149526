//! Processes under load: started, awaited, stopped by their process id.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::error::LoadError;
use crate::memory::{Resident, resident_mib};

/// The longest a process may take to become ready.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// A running process; killed (SIGKILL, by its id) when dropped.
pub(crate) struct Server {
    child: Child,
}

impl Server {
    /// Starts a program with only these variables, its messages in `log`.
    pub(crate) fn start(mut command: Command, variables: &[(&str, &str)], log: &Path) -> Result<Self, LoadError> {
        let name = command.get_program().to_string_lossy().into_owned();
        let messages = File::create(log).map_err(LoadError::io("the log of a process cannot be written"))?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        command.env_clear().env("PATH", path).envs(variables.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(messages);
        let child = command.spawn().map_err(LoadError::io(format!("{name} cannot be started")))?;
        Ok(Self { child })
    }

    /// Waits for the line `{"listening":"http://ADDR",…}` on standard output and gives the address.
    pub(crate) fn listening(&mut self, name: &str, log: &Path) -> Result<SocketAddr, LoadError> {
        let mut line = String::new();
        if let Some(output) = self.child.stdout.take() {
            let mut reader = BufReader::new(output);
            // A process that fails closes its output, so this ends either way.
            reader.read_line(&mut line).map_err(LoadError::io(format!("{name} cannot be read")))?;
        }
        let ready: Value = serde_json::from_str(&line).unwrap_or_default();
        let address = ready["listening"].as_str().and_then(|url| url.strip_prefix("http://")?.parse().ok());
        address.ok_or_else(|| {
            let said = fs::read_to_string(log).unwrap_or_default();
            LoadError::process(name, format!("did not become ready: {}", said.lines().next().unwrap_or("no message")))
        })
    }

    /// Waits until the address accepts connections.
    pub(crate) fn accepting(&mut self, name: &str, address: SocketAddr) -> Result<(), LoadError> {
        let started = Instant::now();
        while started.elapsed() < READY_WITHIN {
            if TcpStream::connect(address).is_ok() {
                return Ok(());
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(LoadError::process(name, format!("ended at start ({status})")));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(LoadError::process(name, "does not accept connections"))
    }

    /// The most memory it has had, MiB.
    pub(crate) fn peak_mib(&self) -> f64 {
        resident_mib(&self.child.id().to_string(), Resident::Peak).unwrap_or(0.0)
    }

    /// Ends it as a power cut would: SIGKILL, nothing is flushed.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// A loopback address that was free a moment ago.
pub(crate) fn free_address() -> Result<SocketAddr, LoadError> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(LoadError::io("no free port on 127.0.0.1"))?;
    listener.local_addr().map_err(LoadError::io("no free port on 127.0.0.1"))
}
