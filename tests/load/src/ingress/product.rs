//! The product's ingress under load.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use switchboard_domain::SystemClock;
use switchboard_queue::{EmbeddedQueue, Queue, QueueConfig};
use switchboard_store::DataDir;

use super::connections::{self, Measured};
use crate::error::LoadError;
use crate::server::{Server, free_address};

const NAME: &str = "switchboard serve";
/// Made up; the data directory is fresh and goes away.
const TOKEN: &str = "load-test-webhook-token-0123456789abcdef";

/// One repetition on a fresh data directory; also gives the peak memory in MiB.
pub(super) fn run(switchboard: &Path, work: &Path, duration: Duration) -> Result<(Measured, f64), LoadError> {
    let dir = tempfile::tempdir_in(work).map_err(LoadError::io("a temporary directory"))?;
    let log = dir.path().join("log");
    // Nothing listens there: no vendor is called while messages are kept back, and if one were, it would be refused.
    let vendor = format!("http://{}", free_address()?);
    let mut command = Command::new(switchboard);
    command.args(["serve", "--listen", "127.0.0.1:0", "--format", "json", "--data"]).arg(dir.path().join("data"));
    let variables = [
        ("SWITCHBOARD_QUEUE_DELAY_S", "900"),
        ("SWITCHBOARD_RICHPANEL_BASE_URL", vendor.as_str()),
        ("SWITCHBOARD_SHOPIFY_BASE_URL", vendor.as_str()),
        ("SWITCHBOARD_SECRET_RICHPANEL_WEBHOOK_TOKEN", TOKEN),
        ("SWITCHBOARD_SECRET_RICHPANEL_API_KEY", "load-test-key"),
        ("SWITCHBOARD_SECRET_SHOPIFY_ADMIN_API_TOKEN", "load-test-key"),
    ];
    let mut server = Server::start(command, &variables, &log)?;
    let address = server.listening(NAME, &log)?;
    let measured = connections::run(address, TOKEN, duration)?;
    let peak = server.peak_mib();
    server.kill();
    all_stored(&dir.path().join("data"), measured.acknowledged)?;
    Ok((measured, peak))
}

/// What was acknowledged must be in the queue of the killed process; otherwise the figures are worth nothing.
fn all_stored(data: &Path, acknowledged: u64) -> Result<(), LoadError> {
    let dir = DataDir::open(data)?;
    let queue = EmbeddedQueue::open(&dir.queue_file(), QueueConfig::default(), Arc::new(SystemClock::new()))?;
    let failed = LoadError::io("the runtime that counts the queue");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let stored = runtime.block_on(queue.attributes())?.depth;
    if stored == acknowledged {
        Ok(())
    } else {
        Err(LoadError::process(NAME, format!("acknowledged {acknowledged} events and stored {stored}")))
    }
}
