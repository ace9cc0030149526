//! Instances of a function that are kept ready.

use async_trait::async_trait;

use super::names::{self, LATEST};
use super::{SERVICE, concurrency};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// Property with the number of instances.
const NUMBER: &str = "provisionedConcurrentExecutions";

/// `aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig`. The id is function and qualifier with a comma
/// between.
#[derive(Debug)]
pub(super) struct ProvisionedConcurrencyConfig;

#[async_trait]
impl Kind for ProvisionedConcurrencyConfig {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        put(aws, inputs).await?;
        let inputs = Inputs::new(SERVICE, inputs);
        let id = format!("{},{}", inputs.required("functionName")?, inputs.required("qualifier")?);
        Ok(Created { id, outputs: Properties::new() })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let (function, qualifier) = parts(id)?;
        let call = aws.lambda().get_provisioned_concurrency_config().function_name(names::parts(function).0);
        let Some(config) = found(call.qualifier(qualifier).send().await.map_err(refused(SERVICE)))? else {
            return Ok(None);
        };
        let told = Told::new(known).put("functionName", function).put("qualifier", qualifier);
        let told = told.some(NUMBER, config.requested_provisioned_concurrent_executions).keep(&["skipDestroy"]);
        Ok(Some(told.finish()))
    }

    async fn update(&self, aws: &Clients, _: &str, _: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        put(aws, new).await?;
        Ok(Properties::new())
    }

    async fn delete(&self, aws: &Clients, id: &str, known: &Properties) -> Result<(), Refusal> {
        if Inputs::new(SERVICE, known).flag("skipDestroy")?.unwrap_or(false) {
            return Ok(());
        }
        let (function, qualifier) = parts(id)?;
        let call = aws.lambda().delete_provisioned_concurrency_config().function_name(names::parts(function).0);
        gone(call.qualifier(qualifier).send().await.map_err(refused(SERVICE)))
    }
}

async fn put(aws: &Clients, inputs: &Properties) -> Result<(), Refusal> {
    let inputs = Inputs::new(SERVICE, inputs);
    inputs.only(&["functionName", "qualifier", NUMBER, "skipDestroy"])?;
    let (function, _) = names::parts(inputs.required("functionName")?);
    let number = inputs.small(NUMBER)?.ok_or_else(|| inputs.refuse(NUMBER, "is missing; set it"))?;
    let qualifier = inputs.required("qualifier")?;
    let call = aws.lambda().get_function_concurrency().function_name(function);
    let reserved = call.send().await.map_err(refused(SERVICE))?.reserved_concurrent_executions;
    check(number, qualifier, reserved)?;
    let call = aws.lambda().put_provisioned_concurrency_config().function_name(function).qualifier(qualifier);
    call.provisioned_concurrent_executions(number).send().await.map_err(refused(SERVICE))?;
    Ok(())
}

/// Refuses what the emulator does not: more instances than may run, and instances of no version.
fn check(number: i32, qualifier: &str, reserved: Option<i32>) -> Result<(), Refusal> {
    let message = if qualifier == LATEST {
        format!(
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions: `qualifier` is {LATEST}"
        )
    } else if let Some(reserved) = reserved.filter(|reserved| number > *reserved) {
        format!(
            "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function: \
             {number} is more than {reserved}; lower `{NUMBER}` or raise `{}`",
            concurrency::RESERVED
        )
    } else {
        return Ok(());
    };
    Err(Refusal::invalid(SERVICE, "LAMBDA-PROVISIONED", format!("InvalidParameterValueException: {message}")))
}

fn parts(id: &str) -> Result<(&str, &str), Refusal> {
    id.rsplit_once(',').ok_or_else(|| Refusal::Unsupported {
        service: SERVICE,
        property: "id".to_owned(),
        reason: format!("is `{id}`; the id of provisioned concurrency is <function>,<qualifier>"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instances_are_of_a_version_and_within_the_reservation() {
        assert_eq!(check(2, "live", Some(2)), Ok(()));
        assert_eq!(check(2, "live", None), Ok(()));
        for refusal in [check(3, "live", Some(2)).unwrap_err(), check(1, LATEST, None).unwrap_err()] {
            assert!(matches!(refusal, Refusal::Invalid { rule: "LAMBDA-PROVISIONED", .. }), "{refusal}");
        }
    }
}
