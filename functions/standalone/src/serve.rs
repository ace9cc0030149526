//! `serve`: the whole middleware in one process.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value, json};
use switchboard_domain::{Clock, Millis, Secret};
use switchboard_host::{OsRandomness, Variables, log_level};
use switchboard_ingress::{Ingress, Ports, QueueCheck};
use switchboard_intake::{IntakeConfig, WEBHOOK_PATH};
use switchboard_limits::Budget;
use switchboard_queue::Queue;
use switchboard_settings::{Environment, FileSecrets, Loader, SecretName, secrets};
use switchboard_simulators::{Keys, Running, SimConfig, Simulators, Webhook};
use switchboard_store::LocalStore;
use switchboard_telemetry::{JsonLines, Level, Logger, Metrics, Sink, emf};
use switchboard_worker::{Consumer, Job};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::cli::Serve;
use crate::clock::DirectoryClock;
use crate::failure::Failure;
use crate::host::{Host, OWNER, Stores, Telling, check_settings, secrets_of};
use crate::http::{Door, ProcessTokens};
use crate::output::{self, Format};

/// How long messages in hand may take when the process is asked to stop.
const DRAIN: Duration = Duration::from_secs(20);
/// Time between sweeps of expired rows and old messages.
const SWEEP: Millis = Millis::from_mins(10);
/// First part of the metrics' namespace, as in the cloud.
const METRIC_PREFIX: &str = "rp-mw";
/// The jobs that run here by themselves. There is no public edge to probe.
const SCHEDULED: [Job; 3] = [Job::Retry, Job::Repair, Job::Health];
/// Rows and messages removed in one sweep at most.
const SWEEP_BATCH: usize = 5_000;

/// What the ready line of `serve --format json` says.
#[derive(Debug, Serialize)]
pub(crate) struct Ready {
    /// URL of the ingress.
    pub(crate) listening: String,
    /// URL of the console; there is none yet.
    pub(crate) console: Option<String>,
    /// Data directory.
    pub(crate) data: PathBuf,
    /// Addresses and credentials of the simulated vendors.
    pub(crate) simulated: Option<BTreeMap<&'static str, String>>,
}

/// A started middleware. Stop it with [`Service::stop`].
pub(crate) struct Service {
    pub(crate) ready: Ready,
    pub(crate) simulators: Option<Running>,
    pub(crate) host: Arc<Host>,
    stop: watch::Sender<bool>,
    consumer: Arc<Consumer>,
    working: JoinHandle<()>,
    background: Vec<JoinHandle<()>>,
}

pub(crate) async fn run(command: Serve) -> Result<ExitCode, Failure> {
    let format = command.format;
    let service = Service::start(command).await?;
    let stopped = stopped();
    match format {
        Format::Json => output::json(&service.ready),
        Format::Text => service.ready.describe(),
    }
    stopped.await;
    output::note("stopping: messages in hand are finished first");
    service.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Waits for Ctrl-C or SIGTERM. Both are caught from the call on, so that whoever reads the ready line may stop the
/// process at once.
pub(crate) fn stopped() -> impl Future<Output = ()> {
    let [interrupt, terminate] = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
    async {
        tokio::select! {
            () = caught(interrupt) => {}
            () = caught(terminate) => {}
        }
    }
}

async fn caught(signal: std::io::Result<Signal>) {
    match signal {
        Ok(mut signal) => drop(signal.recv().await),
        Err(_) => std::future::pending().await,
    }
}

impl Service {
    /// Opens the data directory, releases what a former process left, and starts everything. Log lines go to
    /// standard error; `SWITCHBOARD_LOG` is the least level shown (default `warn`).
    pub(crate) async fn start(command: Serve) -> Result<Self, Failure> {
        let settings = Loader::process(std::env::vars(), command.place.config.as_deref())?;
        if command.simulate && settings.environment() != Environment::Local {
            return Err(Failure::usage("--simulate is only for the local environment")
                .help("unset SWITCHBOARD_ENV, or leave --simulate out"));
        }
        if command.speed > 1 && settings.environment() != Environment::Local {
            return Err(Failure::usage("--speed is only for the local environment")
                .help("unset SWITCHBOARD_ENV, or leave --speed out"));
        }
        let pace = DirectoryClock::of(&command.place.data, command.speed)?;
        let clock = pace.clock();
        let listener = bind(command.listen, "--listen").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let stores = Stores::own(&command.place.data, &settings, Arc::clone(&clock))?;
        pace.keep()?;
        let (settings, simulators) = match command.simulate {
            true => {
                let running = simulate(&stores, command.simulate_listen, &url, &clock).await?;
                (settings.with_overrides(&simulated_settings(&running))?, Some(running))
            }
            false => (settings, None),
        };
        for warning in check_settings(&settings, clock.as_ref())? {
            output::note(warning);
        }
        stores.recover(&settings).await?;
        let source = secrets_of(&command.place.data, settings.environment());
        let variables = Variables::of_process();
        let release = variables.get("SWITCHBOARD_RELEASE").unwrap_or(env!("CARGO_PKG_VERSION")).to_owned();
        let level = log_level(&variables, Level::Warn);
        let log = Arc::new(JsonLines::new(std::io::stderr(), level));
        let (logger, metrics) = (Logger::new(settings.environment(), &release), Arc::new(Metrics::default()));
        let ports = Ports {
            queue: Arc::clone(&stores.queue) as Arc<dyn Queue>,
            queue_check: QueueCheck::Ask,
            tokens: Arc::new(ProcessTokens(secrets_of(&command.place.data, settings.environment()))),
            clock: Arc::clone(&clock),
            randomness: Arc::new(OsRandomness),
            logger: logger.clone(),
            sink: Arc::clone(&log) as Arc<dyn Sink>,
            metrics: Arc::clone(&metrics),
            release,
        };
        let door = Door::new(Ingress::new(IntakeConfig::from(&settings), ports), clock);
        let telling = Telling { logger, sink: Arc::clone(&log) as Arc<dyn Sink>, metrics };
        let host = Arc::new(Host::new(stores, settings, source, telling, OWNER)?);
        let (stop, stopping) = watch::channel(false);
        let consumer = Consumer::new(host.executor.clone());
        let working = tokio::spawn(Arc::clone(&consumer).run());
        let mut background = vec![serve_http(door, listener, stopping.clone())];
        background.extend(SCHEDULED.map(|job| tokio::spawn(schedule(Arc::clone(&host), job, stopping.clone()))));
        background.push(tokio::spawn(housekeeping(Arc::clone(&host), (log, level), stopping)));
        let ready = Ready {
            listening: url,
            console: None,
            data: command.place.data,
            simulated: simulators.as_ref().map(simulated),
        };
        Ok(Self { ready, simulators, host, stop, consumer, working, background })
    }

    /// Stops taking events, finishes those in hand, and ends the process's tasks.
    pub(crate) async fn stop(self) {
        self.stop.send_replace(true);
        self.consumer.stop();
        drop(tokio::time::timeout(DRAIN, self.working).await);
        for task in self.background {
            task.abort();
        }
    }
}

impl Ready {
    fn describe(&self) {
        output::line(format!("listening  {}{WEBHOOK_PATH}", self.listening));
        output::line(format!("data       {}", self.data.display()));
        for (name, value) in self.simulated.iter().flatten() {
            output::line(format!("simulated  {name:20} {value}"));
        }
        output::line("stop with Ctrl-C");
    }
}

/// A listening socket, or what to do instead.
pub(crate) async fn bind(address: SocketAddr, flag: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::new("listen", format!("cannot listen on {address}: {error}"))
            .help(format!("choose another address with {flag}, for example {flag} {}:0", address.ip()))
    })
}

async fn simulate(
    stores: &Stores,
    listen: SocketAddr,
    ingress: &str,
    clock: &Arc<dyn Clock>,
) -> Result<Running, Failure> {
    let files = FileSecrets::new(stores.dir.path());
    let fresh = Keys::generate();
    let keep = |name, value: Secret| files.ensure(name, || Ok(value));
    let keys = Keys {
        richpanel_key: keep(SecretName::RichpanelApiKey, fresh.richpanel_key)?,
        shopify_token: keep(SecretName::ShopifyAdminApiToken, fresh.shopify_token)?,
        bot_agent_id: keep(SecretName::RichpanelBotAgentId, fresh.bot_agent_id)?,
        webhook_token: first_token(&files, fresh.webhook_token)?,
    };
    let defaults = SimConfig::new(listen, Arc::clone(clock));
    let config = SimConfig {
        keys,
        openai_key: keep(SecretName::OpenaiApiKey, defaults.openai_key.clone())?,
        seed: clock.now().as_millis().unsigned_abs(),
        webhook: Some(Webhook::new(format!("{ingress}{WEBHOOK_PATH}"))),
        ..defaults
    };
    Simulators::start(config).await.map_err(|error| {
        Failure::new(error.code(), &error)
            .help("choose another address with --simulate-listen, for example 127.0.0.1:0")
    })
}

/// The token that the simulated helpdesk sends: the first active one.
fn first_token(files: &FileSecrets, fresh: Secret) -> Result<Secret, Failure> {
    let raw = files.ensure(SecretName::RichpanelWebhookToken, || Ok(fresh))?;
    let tokens = secrets::webhook_tokens(&raw)?;
    tokens.into_iter().next().ok_or_else(|| Failure::new("secrets", "richpanel/webhook_token holds no token"))
}

fn simulated_settings(running: &Running) -> Map<String, Value> {
    let url = running.url();
    let overrides = json!({
        "richpanel.base_url": url,
        "shopify.base_url": url,
        "shopify.api_version": running.shopify_api_version,
        "llm.base_url": running.openai_url(),
    });
    overrides.as_object().cloned().unwrap_or_default()
}

fn simulated(running: &Running) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("richpanel", running.url()),
        ("richpanel_key", running.richpanel_key.expose().clone()),
        ("webhook_token", running.webhook_token.expose().clone()),
        ("bot_agent_id", running.bot_agent_id.expose().clone()),
        ("shopify", running.url()),
        ("shopify_token", running.shopify_token.expose().clone()),
        ("shopify_api_version", running.shopify_api_version.clone()),
        ("openai", running.openai_url()),
        ("openai_key", running.openai_key.expose().clone()),
    ])
}

/// Answers until the process stops; requests that are under way are answered first.
fn serve_http(door: Door, listener: TcpListener, mut stopping: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let stop = async move {
            drop(stopping.wait_for(|stop| *stop).await);
        };
        drop(axum::serve(listener, door.router()).with_graceful_shutdown(stop).await);
    })
}

/// Runs a job on its cadence. A run that fails is recorded by the job itself and tried again next time.
async fn schedule(host: Arc<Host>, job: Job, mut stopping: watch::Receiver<bool>) {
    let clock = Arc::clone(&host.executor.parts().clock);
    loop {
        tokio::select! {
            () = tokio::time::sleep(clock.real_duration(job.cadence())) => drop(host.jobs.run(job).await),
            () = until_stopped(&mut stopping) => return,
        }
    }
}

async fn until_stopped(stopping: &mut watch::Receiver<bool>) {
    // A sender that is gone means the same.
    drop(stopping.wait_for(|stop| *stop).await.map(|value| *value));
}

/// Keeps the vendor budget in step with safe mode, writes metrics to the log, and removes what has expired.
async fn housekeeping(
    host: Arc<Host>,
    (log, level): (Arc<JsonLines<std::io::Stderr>>, Level),
    mut stopping: watch::Receiver<bool>,
) {
    let shows_metrics = level <= Level::Info;
    let parts = host.executor.parts();
    // Tags may be read back as ids; without the directory they stay ids until the next start.
    drop(parts.helpdesk.refresh_directory().await);
    let mut swept_at = parts.clock.now();
    loop {
        let safe = (parts.switches)().safe_mode;
        parts.helpdesk.set_budget(if safe { Budget::Halved } else { Budget::Full });
        let now = parts.clock.now();
        let points = parts.journal.metrics().drain();
        if shows_metrics {
            let lines = emf::encode(&points, METRIC_PREFIX, host.settings.environment(), now);
            lines.iter().for_each(|line| log.line(line));
        }
        if now - swept_at >= SWEEP {
            swept_at = now;
            drop(host.stores.store.sweep_expired(now, SWEEP_BATCH).await);
            drop(host.stores.queue.sweep(SWEEP_BATCH).await);
        }
        tokio::select! {
            () = tokio::time::sleep(parts.clock.real_duration(Millis::from_secs(30))) => {}
            () = until_stopped(&mut stopping) => return,
        }
    }
}
