//! Calls that look and do not touch: Check, Diff, Invoke.

use aws_schema::ResourceType;
use pulumi_proto::{CheckRequest, CheckResponse, DiffRequest, DiffResponse, InvokeRequest, InvokeResponse};
use tonic::Status;

use super::Provider;
use crate::check::{AutonameOptions, Autonaming, CheckContext, check};
use crate::diff::{DiffContext, diff};
use crate::invoke::InvokeError;
use crate::property::{PropertyPath, inbound, outbound, revealed};
use crate::urn::Urn;

impl Provider {
    /// The schema's type of a resource.
    pub(super) fn resource_type(&self, urn: &Urn) -> Result<&ResourceType, Status> {
        let token = urn.type_token();
        self.schema.resources.get(token).ok_or_else(|| {
            Status::invalid_argument(format!(
                "the stand-in AWS provider does not know the resource type {token}; add it to infra/aws/schema/types.txt \
                 and to tests/provider/tables, and run `cargo xtask schema`"
            ))
        })
    }

    pub(super) fn judge(&self, request: CheckRequest, urn: &Urn) -> Result<CheckResponse, Status> {
        let session = self.sessions.current()?;
        let options = request
            .autonaming
            .as_ref()
            .map(|options| AutonameOptions { proposed: options.proposed_name.clone(), mode: options.mode() });
        let context = CheckContext {
            schema: &self.schema,
            resource: self.resource_type(urn)?,
            urn,
            olds: &inbound(request.olds),
            default_tags: &session.config.default_tags,
            autonaming: Autonaming { seed: &request.random_seed, options },
        };
        let (inputs, failures) = check(&context, &inbound(request.news));
        Ok(CheckResponse { inputs: Some(outbound(&inputs)), failures: failures.into_iter().map(Into::into).collect() })
    }

    pub(super) fn compare(&self, request: DiffRequest, urn: &Urn) -> Result<DiffResponse, Status> {
        let resource = self.resource_type(urn)?;
        let olds = match request.old_inputs {
            Some(old_inputs) => inbound(Some(old_inputs)),
            // Engines before 3.74 send the state only: what is no input of the type says nothing about the program.
            None => {
                let olds = inbound(request.olds).into_iter();
                olds.filter(|(name, _)| resource.inputs.contains_key(name)).collect()
            }
        };
        let ignored: Vec<PropertyPath> = request.ignore_changes.iter().map(|path| PropertyPath::parse(path)).collect();
        let context = DiffContext {
            type_token: urn.type_token(),
            resource,
            force_new: &self.force_new,
            ignore_changes: &ignored,
        };
        Ok(diff(&context, &olds, &inbound(request.news)))
    }

    pub(super) async fn answer(&self, request: InvokeRequest) -> Result<InvokeResponse, Status> {
        let session = self.sessions.current()?;
        self.call_cloud().await?;
        let arguments = revealed(inbound(request.args));
        let place = session.place()?;
        let backend = session.backend.as_ref();
        match self.functions.call(&request.tok, &arguments, &place, &self.cloud, backend).await {
            Ok(result) => Ok(InvokeResponse { r#return: Some(outbound(&result)), failures: Vec::new() }),
            Err(InvokeError::Arguments(failures)) => {
                Ok(InvokeResponse { r#return: None, failures: failures.into_iter().map(Into::into).collect() })
            }
            Err(error) => Err(Status::not_found(error.to_string())),
        }
    }
}
