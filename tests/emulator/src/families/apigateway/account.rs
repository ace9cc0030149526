//! The role with which API Gateway writes logs, one per account and region.

use async_trait::async_trait;

use super::{SERVICE, replace};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, refused};
use crate::told::Told;

const ID: &str = "api-gateway-account";

/// `aws:apigateway/account:Account`. The account is always there; the resource is, while there is a role.
pub(super) struct Account;

#[async_trait]
impl Kind for Account {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let outputs = put(aws, &Inputs::new(SERVICE, inputs)).await?;
        Ok(Created { id: ID.to_owned(), outputs })
    }

    async fn read(&self, aws: &Clients, _: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let account = aws.apigateway().get_account().send().await.map_err(refused(SERVICE))?;
        let role = account.cloudwatch_role_arn().unwrap_or_default();
        if role.is_empty() && known.get("cloudwatchRoleArn").is_some_and(|known| known != "") {
            return Ok(None);
        }
        let told = Told::new(known).unless("cloudwatchRoleArn", Some(role), "");
        Ok(Some(told.some("apiKeyVersion", account.api_key_version()).finish()))
    }

    async fn update(&self, aws: &Clients, _: &str, _: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        put(aws, &Inputs::new(SERVICE, new)).await
    }

    async fn delete(&self, aws: &Clients, _: &str, _: &Properties) -> Result<(), Refusal> {
        set_role(aws, "").await.map(|_| ())
    }
}

async fn put(aws: &Clients, inputs: &Inputs<'_>) -> Result<Properties, Refusal> {
    inputs.only(&["cloudwatchRoleArn"])?;
    set_role(aws, inputs.text("cloudwatchRoleArn")?.unwrap_or_default()).await
}

/// Outputs of the account.
async fn set_role(aws: &Clients, arn: &str) -> Result<Properties, Refusal> {
    let call = aws.apigateway().update_account().patch_operations(replace("/cloudwatchRoleArn", arn));
    let account = call.send().await.map_err(refused(SERVICE))?;
    Ok(Told::new(&Properties::new()).some("apiKeyVersion", account.api_key_version()).finish())
}
