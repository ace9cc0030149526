//! Functions.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_lambda::client::Waiters;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{FunctionCode, FunctionConfiguration, PackageType};

use super::configuration::{self, CONFIGURATION, with_configuration};
use super::names::{self, LATEST};
use super::package::{self, CODE};
use super::{SERVICE, concurrency, tags};
use crate::clients::Clients;
use crate::kind::{Created, Kind, Properties};
use crate::properties::Inputs;
use crate::refusal::{Refusal, found, gone, refused};
use crate::told::Told;

/// How long a function may take to be ready.
const PATIENCE: Duration = Duration::from_secs(60);

/// Property that asks for a numbered version of every change.
const PUBLISH: &str = "publish";

/// `aws:lambda/function:Function`. The id is the name.
#[derive(Debug)]
pub(super) struct Function;

#[async_trait]
impl Kind for Function {
    async fn create(&self, aws: &Clients, inputs: &Properties) -> Result<Created, Refusal> {
        let inputs = checked(inputs)?;
        let name = inputs.required("name")?;
        let package = package::read(&inputs)?;
        let wish = concurrency::wished(&inputs)?;
        concurrency::check(aws, name, wish).await?;
        let code = FunctionCode::builder().zip_file(Blob::new(package)).build();
        let call = with_configuration!(aws.lambda().create_function(), inputs, name)
            .code(code)
            .package_type(PackageType::Zip)
            .set_architectures(Some(configuration::architectures(&inputs)?))
            .set_tags(Some(inputs.tags()?.into_iter().collect()));
        call.send().await.map_err(refused(SERVICE))?;
        let waiter = aws.lambda().wait_until_function_active_v2().function_name(name);
        waiter.wait(PATIENCE).await.map_err(|error| not_ready(name, &error))?;
        if wish.is_some() {
            concurrency::set(aws, name, wish).await?;
        }
        publish(aws, name, &inputs).await?;
        Ok(Created { id: name.to_owned(), outputs: outputs(aws, name, &inputs).await? })
    }

    async fn read(&self, aws: &Clients, id: &str, known: &Properties) -> Result<Option<Properties>, Refusal> {
        let answer = found(aws.lambda().get_function().function_name(id).send().await.map_err(refused(SERVICE)))?;
        let Some(answer) = answer else { return Ok(None) };
        let Some(function) = answer.configuration else { return Ok(None) };
        let reserved = answer.concurrency.and_then(|concurrency| concurrency.reserved_concurrent_executions);
        let told = configuration::told(Told::new(known).put("name", id), &function, id, known)
            .unless(concurrency::RESERVED, reserved, -1)
            .keep(&[CODE, PUBLISH, "packageType", "skipDestroy"])
            .tags(answer.tags.unwrap_or_default().into_iter().collect());
        let mut told = told.finish();
        let outputs = described(aws, id, &function, &Inputs::new(SERVICE, known)).await?;
        told.extend(outputs);
        Ok(Some(told))
    }

    async fn update(&self, aws: &Clients, id: &str, old: &Properties, new: &Properties) -> Result<Properties, Refusal> {
        let client = aws.lambda();
        let (old, new) = (Inputs::new(SERVICE, old), checked(new)?);
        let changed = |name: &str| old.value(name) != new.value(name);
        let package = package::read(&new)?;
        let wish = concurrency::wished(&new)?;
        let other_code = old.text("codeSha256")? != Some(package::digest(&package).as_str());
        let other_code = other_code || changed("architectures");
        let other_configuration = CONFIGURATION.into_iter().any(changed);
        if changed(concurrency::RESERVED) {
            concurrency::check(aws, id, wish).await?;
        }
        if other_configuration {
            let call = with_configuration!(client.update_function_configuration(), new, id);
            call.send().await.map_err(refused(SERVICE))?;
            updated(aws, id).await?;
        }
        if other_code {
            let call = client.update_function_code().function_name(id).zip_file(Blob::new(package));
            let call = call.set_architectures(Some(configuration::architectures(&new)?));
            call.send().await.map_err(refused(SERVICE))?;
            updated(aws, id).await?;
        }
        if changed(concurrency::RESERVED) {
            concurrency::set(aws, id, wish).await?;
        }
        tags::change(aws, &names::arn(aws, id), &old, &new).await?;
        if other_code || other_configuration || changed(PUBLISH) {
            publish(aws, id, &new).await?;
        }
        outputs(aws, id, &new).await
    }

    async fn delete(&self, aws: &Clients, id: &str, known: &Properties) -> Result<(), Refusal> {
        if Inputs::new(SERVICE, known).flag("skipDestroy")?.unwrap_or(false) {
            return Ok(());
        }
        gone(aws.lambda().delete_function().function_name(id).send().await.map_err(refused(SERVICE)))
    }
}

fn checked(inputs: &Properties) -> Result<Inputs<'_>, Refusal> {
    let inputs = Inputs::new(SERVICE, inputs);
    let others = ["name", CODE, PUBLISH, "architectures", "packageType", "skipDestroy", concurrency::RESERVED];
    let names: Vec<&str> = CONFIGURATION.into_iter().chain(others).collect();
    inputs.only(&names)?;
    names::check(inputs.required("name")?)?;
    if inputs.text("packageType")?.is_some_and(|kind| kind != PackageType::Zip.as_str()) {
        return Err(inputs.refuse("packageType", "is not Zip; images cannot be run on the emulator"));
    }
    Ok(inputs)
}

async fn updated(aws: &Clients, name: &str) -> Result<(), Refusal> {
    let waiter = aws.lambda().wait_until_function_updated_v2().function_name(name);
    waiter.wait(PATIENCE).await.map_err(|error| not_ready(name, &error))?;
    Ok(())
}

fn not_ready(name: &str, error: &dyn std::error::Error) -> Refusal {
    let message = format!("the function {name} is not active: {error}");
    Refusal::Failed { service: SERVICE, code: "not ready".to_owned(), message }
}

/// Makes a version of the function as it is now, if the inputs ask for versions.
async fn publish(aws: &Clients, name: &str, inputs: &Inputs<'_>) -> Result<(), Refusal> {
    if inputs.flag(PUBLISH)?.unwrap_or(false) {
        aws.lambda().publish_version().function_name(name).send().await.map_err(refused(SERVICE))?;
    }
    Ok(())
}

async fn outputs(aws: &Clients, name: &str, inputs: &Inputs<'_>) -> Result<Properties, Refusal> {
    let call = aws.lambda().get_function().function_name(name);
    let answer = call.send().await.map_err(refused(SERVICE))?;
    match answer.configuration {
        Some(function) => described(aws, name, &function, inputs).await,
        None => Ok(Properties::new()),
    }
}

async fn described(
    aws: &Clients,
    name: &str,
    function: &FunctionConfiguration,
    inputs: &Inputs<'_>,
) -> Result<Properties, Refusal> {
    let published = inputs.flag(PUBLISH)?.unwrap_or(false);
    let version = if published { last_version(aws, name).await? } else { LATEST.to_owned() };
    let arn = names::arn(aws, name);
    let qualified = format!("{arn}:{version}");
    let streaming = format!(
        "arn:aws:apigateway:{}:lambda:path/2021-11-15/functions/{arn}/response-streaming-invocations",
        aws.region()
    );
    let told = Told::new(&Properties::new())
        .put("invokeArn", names::invoke_arn(aws, &arn))
        .put("qualifiedInvokeArn", names::invoke_arn(aws, &qualified))
        .put("responseStreamingInvokeArn", streaming)
        .put("arn", arn)
        .put("qualifiedArn", qualified)
        .put("version", version)
        .some("codeSha256", function.code_sha256())
        .put("sourceCodeSize", function.code_size())
        .some("lastModified", function.last_modified())
        .put("signingJobArn", function.signing_job_arn().unwrap_or_default())
        .put("signingProfileVersionArn", function.signing_profile_version_arn().unwrap_or_default())
        .finish();
    Ok(told)
}

/// The newest version, or the one without a number if there is none.
async fn last_version(aws: &Clients, name: &str) -> Result<String, Refusal> {
    let mut newest: Option<u64> = None;
    let mut pages = aws.lambda().list_versions_by_function().function_name(name).into_paginator().send();
    while let Some(page) = pages.next().await {
        let versions = page.map_err(refused(SERVICE))?.versions.unwrap_or_default();
        let numbers = versions.iter().filter_map(|version| version.version()?.parse().ok());
        newest = newest.max(numbers.max());
    }
    Ok(newest.map_or_else(|| LATEST.to_owned(), |number| number.to_string()))
}
