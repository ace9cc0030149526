//! The provider's configuration.

use pulumi_proto::{CheckRequest, CheckResponse, ConfigureRequest, ConfigureResponse, DiffRequest, DiffResponse};
use tonic::Status;

use super::Provider;
use super::session::{Secrecy, Session};
use crate::backend;
use crate::check::Failure;
use crate::config::{ConfigChecker, ProviderConfig};
use crate::diff::{changes, respond};
use crate::property::{Map, inbound, outbound};

/// The setting whose change moves everything elsewhere.
const REGION: &str = "region";

impl Provider {
    pub(super) fn judge_configuration(&self, request: CheckRequest) -> CheckResponse {
        let news = inbound(request.news);
        match self.read_configuration(&news) {
            Ok(_) => CheckResponse { inputs: Some(outbound(&news)), failures: Vec::new() },
            Err(failures) => CheckResponse { inputs: None, failures: failures.into_iter().map(Into::into).collect() },
        }
    }

    pub(super) fn take_configuration(&self, request: ConfigureRequest) -> Result<ConfigureResponse, Status> {
        let settings = self.settings.as_ref().map_err(|error| Status::failed_precondition(error.to_string()))?;
        let config = self.read_configuration(&inbound(request.args)).map_err(|failures| {
            let reasons: Vec<String> =
                failures.iter().map(|failure| format!("{}: {}", failure.path, failure.reason)).collect();
            Status::invalid_argument(reasons.join("\n"))
        })?;
        let backend = backend::select(settings.mode.as_ref(), &config.endpoints, &self.cloud)
            .map_err(|error| Status::failed_precondition(error.to_string()))?;
        let secrecy = if request.accept_secrets { Secrecy::Marked } else { Secrecy::Plain };
        self.sessions.set(Session { config, backend, secrecy });
        Ok(ConfigureResponse {
            accept_secrets: true,
            supports_preview: true,
            accept_resources: true,
            accept_outputs: true,
            supports_autonaming_configuration: true,
        })
    }

    fn read_configuration(&self, arguments: &Map) -> Result<ProviderConfig, Vec<Failure>> {
        let ambient_region = self.settings.as_ref().ok().and_then(|settings| settings.region.as_deref());
        ConfigChecker { schema: &self.schema, ambient_region }.read(arguments)
    }
}

/// Resources cannot follow their provider to another region; everything else may change under them.
pub(super) fn compare(request: DiffRequest) -> DiffResponse {
    let olds = inbound(request.old_inputs.or(request.olds));
    let changes = changes(&olds, &inbound(request.news));
    respond(&changes, |path| path.head() == REGION)
}
