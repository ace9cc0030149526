//! Start of the product's binary on the data directory of a process that was killed: until it reads the first ticket.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use switchboard_domain::{Millis, SystemClock};
use switchboard_queue::{EmbeddedQueue, QueueConfig};
use switchboard_store::{DataDir, EmbeddedStore};

use super::events;
use super::vendor::Vendor;
use crate::error::LoadError;
use crate::server::Server;
use crate::statistics::Samples;

/// The longest wait for the first ticket read.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the product works before it is killed.
const WORKING: Duration = Duration::from_millis(300);
/// After the kill, for requests that it left in sockets to arrive at the helpdesk and be forgotten.
const SETTLING: Duration = Duration::from_millis(200);

/// Milliseconds from process start to the first ticket read, once a restart. Every start but the very first, which is
/// not counted, is on what a killed process left: messages in flight, events under lease.
pub(super) async fn measure(
    switchboard: &Path,
    work: &Path,
    stored: usize,
    restarts: usize,
) -> Result<Samples, LoadError> {
    let files = tempfile::tempdir_in(work).map_err(LoadError::io("a temporary directory"))?;
    let data = files.path().join("data");
    fill(&data, stored).await?;
    let log = files.path().join("log");
    let mut vendor = Vendor::start().await?;
    let mut times = Samples::default();
    for restart in 0..=restarts {
        vendor.forget();
        let started = Instant::now();
        let server = start(switchboard, &data, &vendor, &log)?;
        let read_at = tokio::time::timeout(PATIENCE, vendor.first_ticket_read()).await;
        let read_at = read_at.ok().flatten().ok_or_else(|| {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            let said = said.lines().next().unwrap_or("no message").to_owned();
            LoadError::process("switchboard serve", format!("read no ticket: {said}"))
        })?;
        if restart > 0 {
            times.push((read_at - started).as_secs_f64() * 1e3);
        }
        tokio::time::sleep(WORKING).await;
        server.kill();
        tokio::time::sleep(SETTLING).await;
    }
    Ok(times)
}

async fn fill(data: &Path, stored: usize) -> Result<(), LoadError> {
    let dir = DataDir::open(data)?;
    let config = QueueConfig { delay: Millis(0), ..QueueConfig::default() };
    let queue = EmbeddedQueue::open(&dir.queue_file(), config, Arc::new(SystemClock::new()))?;
    let store = EmbeddedStore::open(&dir.state_file())?;
    events::enqueue(&queue, 0..stored).await?;
    events::record(&store, stored).await
}

fn start(switchboard: &Path, data: &Path, vendor: &Vendor, log: &Path) -> Result<Server, LoadError> {
    let mut command = Command::new(switchboard);
    command.args(["serve", "--listen", "127.0.0.1:0", "--format", "json", "--data"]).arg(data);
    let url = vendor.url();
    let variables = [
        ("SWITCHBOARD_RICHPANEL_BASE_URL", url.as_str()),
        ("SWITCHBOARD_SHOPIFY_BASE_URL", url.as_str()),
        // The vendor's budget must not be what is measured: it is kept in the store and would be used up by restarts.
        ("SWITCHBOARD_RICHPANEL_BUDGET_REQUESTS", "10000"),
        ("SWITCHBOARD_RICHPANEL_BUDGET_BURST", "1000"),
        ("SWITCHBOARD_SECRET_RICHPANEL_WEBHOOK_TOKEN", "load-test-webhook-token-0123456789abcdef"),
        ("SWITCHBOARD_SECRET_RICHPANEL_API_KEY", "load-test-key"),
        ("SWITCHBOARD_SECRET_SHOPIFY_ADMIN_API_TOKEN", "load-test-key"),
    ];
    Server::start(command, &variables, log)
}
