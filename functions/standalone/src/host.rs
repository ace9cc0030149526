//! One process on the embedded store: the data directory, and the worker over it.

use std::path::Path;
use std::sync::Arc;

use switchboard_domain::{Clock, Millis, Randomness};
use switchboard_host::{Base, Clocks, OsRandomness, Ports, Variables, check_startup, executor, job_ports, probe};
use switchboard_limits::JobLeases;
use switchboard_queue::{DeadLetters, EmbeddedQueue, Queue, QueueConfig};
use switchboard_settings::{
    Environment, FileSecrets, SecretName, SecretSource, Settings, SwitchCache, SwitchFile, VariableSecrets, secrets,
};
use switchboard_store::{DataDir, EmbeddedStore, LocalStore, Store};
use switchboard_telemetry::{Logger, Metrics, Sink};
use switchboard_worker::{Executor, Jobs, Journal, ListedDeadLetters, Switches, workflow_config};

use crate::failure::Failure;

/// Name under which the owner of the data directory holds job leases.
pub(crate) const OWNER: &str = "serve";
/// Variable with the address under which the webhook is reached from outside, for the probe.
const EDGE: &str = "SWITCHBOARD_EDGE_URL";
/// Rows of a former process that are released in one go at start.
const RELEASE_BATCH: usize = 500;

/// Where secrets of this process come from: variables (only in `local`), then the data directory.
pub(crate) type Secrets = VariableSecrets<FileSecrets>;

/// Where log events go, and where is counted.
pub(crate) struct Telling {
    pub(crate) logger: Logger,
    pub(crate) sink: Arc<dyn Sink>,
    pub(crate) metrics: Arc<Metrics>,
}

/// State and queue of a data directory.
pub(crate) struct Stores {
    pub(crate) dir: DataDir,
    pub(crate) store: Arc<EmbeddedStore>,
    pub(crate) queue: Arc<EmbeddedQueue>,
    pub(crate) clock: Arc<dyn Clock>,
    /// The directory had no state before: it gets the initial switches, which are written once and never again.
    fresh: bool,
}

impl Stores {
    /// Opens the directory as its only owner, creating it if need be.
    pub(crate) fn own(data: &Path, settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        Self::open(DataDir::open(data)?, settings, clock)
    }

    /// Opens the directory beside its owner, for operator commands. They create no state: a directory that has some
    /// counts as used, and gets no initial switches any more.
    pub(crate) fn share(data: &Path, settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let dir = DataDir::open_shared(data)?;
        if !dir.state_file().exists() {
            return Err(Failure::new("data_dir.empty", format!("{} holds no state yet", data.display()))
                .help(format!("check --data, or start it once with `switchboard serve --data {}`", data.display())));
        }
        Self::open(dir, settings, clock)
    }

    fn open(dir: DataDir, settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let fresh = !dir.state_file().exists();
        let store = Arc::new(EmbeddedStore::open(&dir.state_file())?);
        let config = QueueConfig { delay: settings.queue.delay(), ..QueueConfig::default() };
        let queue = Arc::new(EmbeddedQueue::open(&dir.queue_file(), config, Arc::clone(&clock))?);
        Ok(Self { dir, store, queue, clock, fresh })
    }

    /// The switches of the directory, read again every 30 s.
    fn switches(&self, environment: Environment) -> Result<Switches, Failure> {
        let file = SwitchFile::new(self.dir.path(), environment);
        if self.fresh {
            file.create()?;
        }
        let (cache, clock) = (SwitchCache::new(file), Arc::clone(&self.clock));
        Ok(Arc::new(move || cache.view(clock.as_ref())))
    }

    /// Frees what a former owner of the directory left: nobody else can hold its messages and leases.
    pub(crate) async fn recover(&self, settings: &Settings) -> Result<usize, Failure> {
        let mut released = self.queue.release_in_flight().await?;
        let first_check = workflow_config(settings, None, Millis(0)).check_delays[0];
        let leases = JobLeases::new(Arc::clone(&self.store) as Arc<dyn Store>, Arc::clone(&self.clock));
        loop {
            let rows = self.store.leased_rows(RELEASE_BATCH).await?;
            let mut progress = 0;
            for row in &rows {
                if let switchboard_domain::state::Row::Limit(limit) = row {
                    progress += usize::from(leases.release_orphaned(limit, OWNER).await.unwrap_or(false));
                } else if let Some(free) = switchboard_workflow::release(row, self.clock.now(), first_check) {
                    let expect = switchboard_domain::state::Expect::Present(Vec::new());
                    let write = switchboard_domain::state::Write::put(free, expect);
                    progress += usize::from(self.store.write(vec![write]).await.is_ok());
                }
            }
            released += progress;
            if progress == 0 {
                return Ok(released);
            }
        }
    }
}

/// The secrets of this process.
pub(crate) fn secrets_of(data: &Path, environment: Environment) -> Secrets {
    VariableSecrets::new(environment, std::env::vars(), FileSecrets::new(data))
}

/// Refuses what this build cannot do; returns what needs a person.
pub(crate) fn check_settings(settings: &Settings, clock: &dyn Clock) -> Result<Vec<String>, Failure> {
    let warnings = check_startup(settings, clock)?;
    Ok(warnings.iter().map(|warning| format!("warning[{}]: {warning}", warning.code())).collect())
}

/// A working host: executor and jobs over the embedded stores.
pub(crate) struct Host {
    pub(crate) stores: Stores,
    pub(crate) settings: Arc<Settings>,
    pub(crate) executor: Executor,
    pub(crate) jobs: Arc<Jobs>,
}

impl Host {
    /// Makes the worker of a data directory. A directory without state gets its identity key and initial switches.
    pub(crate) fn new(
        stores: Stores,
        settings: Settings,
        source: Secrets,
        telling: Telling,
        owner: &'static str,
    ) -> Result<Self, Failure> {
        let settings = Arc::new(settings);
        if source.read(SecretName::IdentityKey)?.is_none() {
            let files = FileSecrets::new(stores.dir.path());
            drop(files.ensure(SecretName::IdentityKey, || secrets::generate(SecretName::IdentityKey))?);
        }
        let ports = Ports {
            base: Base {
                store: Arc::clone(&stores.store) as Arc<dyn Store>,
                clock: Arc::clone(&stores.clock),
                randomness: Arc::new(OsRandomness) as Arc<dyn Randomness>,
                clocks: Clocks::One,
            },
            queue: Arc::clone(&stores.queue) as Arc<dyn Queue>,
            switches: stores.switches(settings.environment())?,
            journal: Journal::new(telling.logger, telling.sink, Arc::clone(&stores.clock))
                .with_metrics(telling.metrics),
        };
        let executor = executor(&settings, &source, &ports)?;
        let dead_letters = ListedDeadLetters::new(Arc::clone(&stores.queue) as Arc<dyn DeadLetters>);
        let mut jobs = Jobs::new(job_ports(&settings, &ports), owner)
            .with_executor(executor.clone())
            .with_redriver(Arc::new(dead_letters));
        if let Some(edge) = Variables::of_process().get(EDGE) {
            jobs = jobs.with_probe(probe(&settings, &source, edge, &ports.base.clock)?);
        }
        let jobs = Arc::new(jobs.with_secrets(Arc::new(source)));
        Ok(Self { stores, settings, executor, jobs })
    }
}
