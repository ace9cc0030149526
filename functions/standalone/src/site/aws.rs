//! A deployment on AWS.

use std::sync::Arc;

use switchboard_cloud::{AwsConfig, CallPolicy, Namespace, ParameterSwitches, SecretsManagerSecrets};
use switchboard_domain::{Clock, SystemClock};
use switchboard_host::aws::{AwsHost, AwsSetup, look_up_lanes};
use switchboard_host::{OsRandomness, Variables, lanes};
use switchboard_settings::Settings;
use switchboard_telemetry::{JsonLines, Level, Logger};
use switchboard_worker::Journal;

use super::{DeadLetterPlace, Site, Target};
use crate::failure::Failure;

impl Target {
    /// What the deployment's resources are called.
    pub(super) fn namespace(&self) -> Result<Namespace, Failure> {
        let text = self.stack_prefix.as_deref().unwrap_or_default();
        text.parse().map_err(|error| Failure::usage(format!("--stack-prefix {text}: {error}")))
    }

    /// Clients with the caller's credentials.
    async fn clients(&self) -> Result<AwsConfig, Failure> {
        AwsConfig::load(CallPolicy::DEFAULT).await.map_err(|error| {
            Failure::new("aws.config", error).help("set AWS_REGION and credentials, for example with AWS_PROFILE")
        })
    }

    /// The deployment with everything that a command may need. The queues are those of `SWITCHBOARD_QUEUE_URL` and its
    /// companions where they are set, else they are looked up by their names.
    pub(crate) async fn deployment(&self, settings: Settings) -> Result<AwsHost, Failure> {
        let (namespace, config) = (self.namespace()?, self.clients().await?);
        let variables = Variables::of_process();
        let lanes = match variables.get("SWITCHBOARD_QUEUE_URL") {
            Some(_) => lanes(&variables)?,
            None => look_up_lanes(&config, &namespace, settings.queue.livechat_lane).await?,
        };
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let logger = Logger::new(settings.environment(), env!("CARGO_PKG_VERSION"));
        let sink = Arc::new(JsonLines::new(std::io::stderr(), Level::Error));
        let setup = AwsSetup {
            journal: Journal::new(logger, sink, Arc::clone(&clock)),
            settings: Arc::new(settings),
            namespace,
            lanes,
            clock,
            randomness: Arc::new(OsRandomness),
            variables,
        };
        Ok(AwsHost::new(setup, &config))
    }

    /// The secrets of the deployment.
    pub(super) async fn deployed_secrets(&self) -> Result<SecretsManagerSecrets, Failure> {
        Ok(SecretsManagerSecrets::new(self.clients().await?.secrets_manager(), self.namespace()?))
    }

    /// The switches of the deployment.
    pub(super) async fn deployed_switches(&self) -> Result<ParameterSwitches, Failure> {
        let clock = Arc::new(SystemClock::new());
        Ok(ParameterSwitches::new(self.clients().await?.parameter_store(), self.namespace()?, clock))
    }
}

impl From<&AwsHost> for Site {
    fn from(host: &AwsHost) -> Self {
        let ports = host.ports();
        Self {
            settings: host.settings().as_ref().clone(),
            store: Arc::clone(&ports.base.store),
            queue: Arc::clone(&ports.queue),
            dead_letters: DeadLetterPlace::Aws(Arc::clone(host.dead_letters())),
            clock: Arc::clone(&ports.base.clock),
        }
    }
}
