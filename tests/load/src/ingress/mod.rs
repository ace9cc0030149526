//! Durable acknowledgements a second: the product's real binary under a closed loop of HTTP connections, and, taking
//! turns with it, Redis with `appendfsync always` behind the smallest axum handler.
//!
//! The product's worker has nothing to do meanwhile: `queue.delay_s` keeps every message back. What is measured is
//! authentication, validation, the envelope, deduplication and the commit with `fsync`.

mod connections;
mod handler;
mod product;
mod redis;
mod resp;

use std::path::Path;
use std::time::{Duration, Instant};

use crate::Length;
use crate::error::LoadError;
use crate::figure::Report;
use crate::statistics::{Samples, quantile};

pub use handler::serve as serve_redis_handler;

/// Connections of the closed loop: each sends its next request when the last one is answered.
const CONNECTIONS: usize = 64;
const WARM_UP: Duration = Duration::from_millis(500);

const ACKNOWLEDGED_PER_S: f64 = 3_000.0;
const P99_MS: f64 = 20.0;
const MEMORY_MIB: f64 = 100.0;

/// The figures of one server over all repetitions.
#[derive(Default)]
struct Series {
    rate: Samples,
    p50: Samples,
    p99: Samples,
    memory: Samples,
}

impl Series {
    fn add(&mut self, measured: connections::Measured, memory: f64) {
        let mut times = measured.micros;
        self.rate.push(times.len() as f64 / measured.seconds);
        self.p50.push(quantile(&mut times, 0.5) as f64 / 1e3);
        self.p99.push(quantile(&mut times, 0.99) as f64 / 1e3);
        self.memory.push(memory);
    }
}

/// Measures; `switchboard` is the product's release binary.
///
/// # Errors
/// A server that does not start, or an answer that is no acknowledgement.
pub fn measure(
    length: Length,
    switchboard: &Path,
    redis_server: Option<&Path>,
    work: &Path,
) -> Result<Report, LoadError> {
    let repetitions = length.choose(5, 2);
    let duration = length.choose(Duration::from_secs(5), Duration::from_secs(1));
    let mut report = Report::new("ingress");
    let (mut ours, mut peer) = (Series::default(), Series::default());
    let mut syncs = Samples::default();
    for _ in 0..repetitions {
        syncs.push(sync_us(work)?);
        let (measured, memory) = product::run(switchboard, work, duration)?;
        ours.add(measured, memory);
        if let Some(server) = redis_server {
            let (measured, memory) = redis::run(server, work, duration)?;
            peer.add(measured, memory);
        }
    }
    report.fact("connections", CONNECTIONS);
    report.fact("seconds_per_repetition", duration.as_secs());
    report.figure("fdatasync of 4 KiB on this disk", "us", &syncs);
    report.at_least("durable acknowledgements", "1/s", &ours.rate, ACKNOWLEDGED_PER_S);
    report.figure("acknowledgement, median", "ms", &ours.p50);
    report.at_most("acknowledgement, p99", "ms", &ours.p99, P99_MS);
    report.at_most("peak resident memory", "MiB", &ours.memory, MEMORY_MIB);
    match redis_server {
        Some(server) => {
            report.fact("peer", redis::version(server));
            report.figure("peer: durable acknowledgements", "1/s", &peer.rate);
            report.figure("peer: acknowledgement, median", "ms", &peer.p50);
            report.figure("peer: acknowledgement, p99", "ms", &peer.p99);
            report.figure("peer: peak resident memory, both processes", "MiB", &peer.memory);
            report.figure("acknowledgements, product to peer", "x", &ours.rate.divided_by(&peer.rate));
        }
        None => {
            report.missing_peer = Some("redis-server is not installed (apt-get install redis-server)".to_owned());
        }
    }
    Ok(report)
}

/// What one durable write costs here, without which the other figures cannot be read.
fn sync_us(work: &Path) -> Result<f64, LoadError> {
    use std::io::Write;
    let mut file = tempfile::tempfile_in(work).map_err(LoadError::io("a temporary file"))?;
    let mut times = Vec::new();
    for _ in 0..200 {
        let started = Instant::now();
        file.write_all(&[7; 4096]).and_then(|()| file.sync_data()).map_err(LoadError::io("fdatasync"))?;
        times.push(u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
    Ok(quantile(&mut times, 0.5) as f64)
}
