//! Everything that a function or an operator's command runs on.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use switchboard_cloud::{
    AwsConfig, DynamoStore, LaneName, Lanes, LoadedSecrets, Namespace, ParameterSwitches, SecretStore,
    SecretsManagerSecrets, SqsQueue,
};
use switchboard_domain::{Clock, Millis, Randomness, Secret};
use switchboard_limits::Budget;
use switchboard_settings::{SecretName, SecretSource, Settings, VariableSecrets};
use switchboard_telemetry::{Metric, Sink};
use switchboard_worker::{Executor, Job, Jobs, Journal};
use tokio::sync::Mutex;

use super::dead_letters::LaneDeadLetters;
use crate::assembly::{Base, Clocks, Ports, executor, job_ports, probe};
use crate::error::HostError;
use crate::process::Process;
use crate::secrets::{HEALTH_SECRETS, PROBE_SECRETS, WORKER_SECRETS};
use crate::variables::Variables;

/// Time between two reads of the switches while work goes on; the views themselves are good for 30 s.
const REFRESH: Duration = Duration::from_secs(20);

/// The secrets that a job needs.
pub const fn secrets_of(job: Job) -> &'static [SecretName] {
    match job {
        Job::Retry => &[],
        Job::Repair => &WORKER_SECRETS,
        Job::Health => &HEALTH_SECRETS,
        Job::Probe => &PROBE_SECRETS,
    }
}

/// What an [`AwsHost`] is made of.
pub struct AwsSetup {
    /// Effective settings.
    pub settings: Arc<Settings>,
    /// What everything is called.
    pub namespace: Namespace,
    /// The queues.
    pub lanes: Lanes,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Ids and jitter.
    pub randomness: Arc<dyn Randomness>,
    /// Tells the log what happened.
    pub journal: Journal,
    /// Variables of the process; in `local` they may hold secrets.
    pub variables: Variables,
}

impl AwsSetup {
    /// That of a process with these names and queues.
    pub fn of(process: &Process, namespace: Namespace, lanes: Lanes, variables: Variables) -> Self {
        let sink = Arc::clone(&process.lines) as Arc<dyn Sink>;
        let journal = Journal::new(process.logger.clone(), sink, Arc::clone(&process.clock));
        Self {
            settings: Arc::clone(&process.settings),
            namespace,
            lanes,
            clock: Arc::clone(&process.clock),
            randomness: Arc::clone(&process.randomness),
            journal: journal.with_metrics(Arc::clone(&process.metrics)),
            variables,
        }
    }
}

/// Ports on AWS services, and what is assembled over them.
pub struct AwsHost {
    settings: Arc<Settings>,
    ports: Ports,
    queue: Arc<SqsQueue>,
    dead_letters: Arc<LaneDeadLetters>,
    secrets: SecretStore,
    switches: Arc<ParameterSwitches>,
    variables: Variables,
    assembled: Mutex<Option<Assembled>>,
}

/// A worker, and the secrets it was made of.
struct Assembled {
    secrets: Vec<Option<Secret>>,
    executor: Executor,
}

impl AwsHost {
    /// A host over the clients of this configuration. Makes no call.
    pub fn new(setup: AwsSetup, config: &AwsConfig) -> Self {
        let AwsSetup { settings, namespace, lanes, clock, randomness, journal, variables } = setup;
        let parameters = ParameterSwitches::new(config.parameter_store(), namespace.clone(), Arc::clone(&clock));
        let switches = Arc::new(parameters);
        let secrets = SecretsManagerSecrets::new(config.secrets_manager(), namespace.clone());
        let queue = Arc::new(SqsQueue::new(
            config.sqs(),
            config.policy(),
            lanes.clone(),
            LaneName::Main,
            Millis(0),
            Arc::clone(&randomness),
        ));
        let store = DynamoStore::new(config.dynamodb(), namespace, Arc::clone(&randomness));
        let view = Arc::clone(&switches);
        Self {
            secrets: SecretStore::new(secrets, Arc::clone(&clock)),
            dead_letters: Arc::new(LaneDeadLetters::new(&lanes, &queue)),
            ports: Ports {
                base: Base { store: Arc::new(store), clock, randomness, clocks: Clocks::Several },
                queue: Arc::clone(&queue) as Arc<dyn switchboard_queue::Queue>,
                switches: Arc::new(move || view.view()),
                journal,
            },
            assembled: Mutex::new(None),
            queue,
            settings,
            switches,
            variables,
        }
    }

    /// The ports.
    pub const fn ports(&self) -> &Ports {
        &self.ports
    }

    /// Effective settings.
    pub const fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    /// The queue, for the records of an event source.
    pub const fn queue(&self) -> &Arc<SqsQueue> {
        &self.queue
    }

    /// The dead letters.
    pub const fn dead_letters(&self) -> &Arc<LaneDeadLetters> {
        &self.dead_letters
    }

    /// Does the work with switches that were read before it and are read again while it goes on, so that a change is
    /// effective within a minute however long the work takes. The secrets that it needs are fetched at the same time.
    pub async fn prepared<T>(&self, secrets: &[SecretName], work: impl Future<Output = T>) -> T {
        // What cannot be fetched is asked for again by whoever needs it, and told by him.
        drop(tokio::join!(self.switches.refresh(), self.secrets.load(secrets)));
        let result = tokio::select! {
            result = work => result,
            never = self.keep_switches_fresh() => match never {},
        };
        let unreadable = self.switches.unreadable_for().0 as f64 / 1_000.0;
        self.ports.journal.metrics().observe(Metric::SwitchUnreadableS, unreadable, &[]);
        result
    }

    async fn keep_switches_fresh(&self) -> Infallible {
        loop {
            tokio::time::sleep(REFRESH).await;
            drop(self.switches.refresh().await);
        }
    }

    /// The worker, made of the secrets as they are now and kept until one of them changes.
    ///
    /// # Errors
    /// [`HostError`] when a secret is missing or cannot be read.
    pub async fn executor(&self) -> Result<Executor, HostError> {
        let loaded = self.load(&WORKER_SECRETS).await?;
        let secrets = WORKER_SECRETS.into_iter().map(|name| loaded.read(name)).collect::<Result<Vec<_>, _>>()?;
        let mut assembled = self.assembled.lock().await;
        let kept = assembled.as_ref().filter(|kept| kept.secrets == secrets).map(|kept| kept.executor.clone());
        let worker = match kept {
            Some(worker) => worker,
            None => {
                let worker = executor(&self.settings, &loaded, &self.ports)?;
                // Tags may be read back as ids; until the directory is there they stay ids.
                let helpdesk = Arc::clone(&worker.parts().helpdesk);
                tokio::spawn(async move { drop(helpdesk.refresh_directory().await) });
                *assembled = Some(Assembled { secrets, executor: worker.clone() });
                worker
            }
        };
        let budget = if (self.ports.switches)().safe_mode { Budget::Halved } else { Budget::Full };
        worker.parts().helpdesk.set_budget(budget);
        Ok(worker)
    }

    /// What runs this job: only the parts that it needs, since each function's role allows no more. `owner` is the name
    /// in the lease row, `edge_url` where the probe posts to.
    ///
    /// # Errors
    /// [`HostError`] when a secret or a variable that the job needs is missing.
    pub async fn jobs(&self, job: Job, owner: &'static str) -> Result<Jobs, HostError> {
        let jobs = Jobs::new(job_ports(&self.settings, &self.ports), owner);
        Ok(match job {
            Job::Retry => jobs.with_redriver(Arc::clone(&self.dead_letters) as Arc<dyn switchboard_worker::Redriver>),
            Job::Repair => jobs.with_executor(self.executor().await?),
            Job::Health => {
                let secrets = self.load(secrets_of(job)).await?;
                jobs.with_executor(self.executor().await?).with_secrets(Arc::new(secrets))
            }
            Job::Probe => {
                let edge = self.variables.required("SWITCHBOARD_EDGE_URL", "the webhook as the public reaches it")?;
                let secrets = self.load(secrets_of(job)).await?;
                jobs.with_probe(probe(&self.settings, &secrets, edge, &self.ports.base.clock)?)
            }
        })
    }

    async fn load(&self, names: &[SecretName]) -> Result<VariableSecrets<LoadedSecrets>, HostError> {
        let loaded = self.secrets.load(names).await?;
        Ok(VariableSecrets::new(self.settings.environment(), self.variables.pairs(), loaded))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use aws_credential_types::Credentials;
    use switchboard_cloud::CallPolicy;
    use switchboard_worker::JobOutcome;

    use super::*;
    use crate::cloud::{lanes, namespace};

    /// A host whose services cannot be reached.
    fn cut_off() -> AwsHost {
        let variables =
            Variables::from([("SWITCHBOARD_ENV", "dev"), ("SWITCHBOARD_QUEUE_URL", "http://127.0.0.1:1/q")]);
        let process = Process::start(&variables, Box::new(std::io::sink())).unwrap();
        let second = Duration::from_secs(1);
        let policy = CallPolicy { connect: second, attempt: second, attempts: 1 };
        let credentials = Credentials::new("id", "key", None, None, "test");
        let config = AwsConfig::new(policy, credentials, "us-east-2", Some("http://127.0.0.1:1"));
        let (namespace, lanes) = (namespace(&process).unwrap(), lanes(&variables).unwrap());
        AwsHost::new(AwsSetup::of(&process, namespace, lanes, variables), &config)
    }

    #[tokio::test]
    async fn without_its_services_a_host_fails_closed_and_says_which() {
        let host = cut_off();
        let done = host.prepared(&WORKER_SECRETS, async { "done" }).await;
        let view = (host.ports().switches)();
        assert!(done == "done" && !view.readable && view.safe_mode && !view.automation_enabled);
        assert_eq!(host.executor().await.err().unwrap().code(), "secret_store");
        for job in [Job::Repair, Job::Health] {
            assert_eq!(host.jobs(job, "test").await.err().unwrap().code(), "secret_store", "{}", job.name());
        }
    }

    #[tokio::test]
    async fn a_job_is_given_what_it_needs_and_no_more() {
        let host = cut_off();
        // It may read no secret, so it must not ask for one.
        let retry = host.jobs(Job::Retry, "test").await.unwrap();
        assert!(matches!(retry.run(Job::Retry).await, JobOutcome::Failed { .. }));
        let unaddressed = host.jobs(Job::Probe, "test").await.err().unwrap();
        assert!(unaddressed.to_string().contains("SWITCHBOARD_EDGE_URL"), "{unaddressed}");
    }
}
