//! The configuration of a function, to the service and back.

use aws_sdk_lambda::error::BuildError;
use aws_sdk_lambda::types::{
    ApplicationLogLevel, Architecture, DeadLetterConfig, Environment, EphemeralStorage, FunctionConfiguration,
    LogFormat, LoggingConfig, Runtime, SystemLogLevel, TracingConfig, TracingMode,
};
use serde_json::{Value, json};

use super::names;
use crate::kind::Properties;
use crate::properties::Inputs;
use crate::refusal::Refusal;
use crate::told::Told;

/// The properties that one call changes.
pub(super) const CONFIGURATION: [&str; 11] = [
    "role",
    "handler",
    "runtime",
    "description",
    "timeout",
    "memorySize",
    "environment",
    "tracingConfig",
    "loggingConfig",
    "deadLetterConfig",
    "ephemeralStorage",
];

/// Defaults of the service: seconds, MiB and MiB.
const TIMEOUT: i32 = 3;
const MEMORY: i32 = 128;
const STORAGE: i32 = 512;

/// Sends everything of [`CONFIGURATION`]; creating and updating a function have it alike. What is gone from the inputs goes
/// back to its default.
macro_rules! with_configuration {
    ($call:expr, $inputs:expr, $name:expr) => {
        $call
            .function_name($name)
            .role($inputs.required("role")?)
            .set_handler($inputs.text("handler")?.map(str::to_owned))
            .set_runtime(configuration::runtime(&$inputs)?)
            .description($inputs.text("description")?.unwrap_or_default())
            .timeout(configuration::timeout(&$inputs)?)
            .memory_size(configuration::memory(&$inputs)?)
            .environment(configuration::environment(&$inputs)?)
            .tracing_config(configuration::tracing(&$inputs)?)
            .logging_config(configuration::logging(&$inputs, $name)?)
            .set_dead_letter_config(configuration::dead_letters(&$inputs)?)
            .ephemeral_storage(configuration::storage(&$inputs)?)
    };
}
pub(super) use with_configuration;

pub(super) fn runtime(inputs: &Inputs<'_>) -> Result<Option<Runtime>, Refusal> {
    Ok(inputs.text("runtime")?.map(Runtime::from))
}

pub(super) fn timeout(inputs: &Inputs<'_>) -> Result<i32, Refusal> {
    Ok(inputs.small("timeout")?.unwrap_or(TIMEOUT))
}

pub(super) fn memory(inputs: &Inputs<'_>) -> Result<i32, Refusal> {
    Ok(inputs.small("memorySize")?.unwrap_or(MEMORY))
}

pub(super) fn architectures(inputs: &Inputs<'_>) -> Result<Vec<Architecture>, Refusal> {
    let names = inputs.texts("architectures")?;
    let names = names.iter().map(|name| Architecture::from(name.as_str())).collect::<Vec<_>>();
    Ok(if names.is_empty() { vec![Architecture::X8664] } else { names })
}

pub(super) fn environment(inputs: &Inputs<'_>) -> Result<Environment, Refusal> {
    let variables = match inputs.object("environment")? {
        Some(environment) => environment.map("variables")?,
        None => std::collections::BTreeMap::new(),
    };
    Ok(Environment::builder().set_variables(Some(variables.into_iter().collect())).build())
}

pub(super) fn tracing(inputs: &Inputs<'_>) -> Result<TracingConfig, Refusal> {
    let mode = match inputs.object("tracingConfig")? {
        Some(tracing) => TracingMode::from(tracing.required("mode")?),
        None => TracingMode::PassThrough,
    };
    Ok(TracingConfig::builder().mode(mode).build())
}

pub(super) fn logging(inputs: &Inputs<'_>, name: &str) -> Result<LoggingConfig, Refusal> {
    let builder = LoggingConfig::builder();
    let Some(logging) = inputs.object("loggingConfig")? else {
        return Ok(builder.log_format(LogFormat::Text).log_group(log_group(name)).build());
    };
    let group = logging.text("logGroup")?.map_or_else(|| log_group(name), str::to_owned);
    let builder = builder
        .log_format(LogFormat::from(logging.required("logFormat")?))
        .log_group(group)
        .set_application_log_level(logging.text("applicationLogLevel")?.map(ApplicationLogLevel::from))
        .set_system_log_level(logging.text("systemLogLevel")?.map(SystemLogLevel::from));
    Ok(builder.build())
}

pub(super) fn dead_letters(inputs: &Inputs<'_>) -> Result<Option<DeadLetterConfig>, Refusal> {
    let Some(config) = inputs.object("deadLetterConfig")? else { return Ok(None) };
    let arn = config.required("targetArn")?;
    names::check_destination(arn)?;
    Ok(Some(DeadLetterConfig::builder().target_arn(arn).build()))
}

pub(super) fn storage(inputs: &Inputs<'_>) -> Result<EphemeralStorage, Refusal> {
    let size = match inputs.object("ephemeralStorage")? {
        Some(storage) => storage.small("size")?.unwrap_or(STORAGE),
        None => STORAGE,
    };
    let storage = EphemeralStorage::builder().size(size).build();
    storage.map_err(|error: BuildError| inputs.refuse("ephemeralStorage", error.to_string()))
}

/// The configuration as inputs have it.
pub(super) fn told<'a>(
    told: Told<'a>,
    function: &FunctionConfiguration,
    name: &str,
    known: &'a Properties,
) -> Told<'a> {
    let variables = function.environment().and_then(|environment| environment.variables());
    let variables = variables.map(|variables| json!(variables)).unwrap_or_else(|| json!({}));
    let architectures = function.architectures().iter().map(|name| json!(name.as_str())).collect::<Vec<_>>();
    let queue = function.dead_letter_config().and_then(|config| config.target_arn()).filter(|arn| !arn.is_empty());
    let mode = function.tracing_config().and_then(|config| config.mode()).map(TracingMode::as_str);
    let size = function.ephemeral_storage().map_or(STORAGE, EphemeralStorage::size);
    told.some("role", function.role())
        .some("handler", function.handler())
        .some("runtime", function.runtime().map(Runtime::as_str))
        .unless("description", function.description(), "")
        .unless("timeout", function.timeout(), TIMEOUT)
        .unless("memorySize", function.memory_size(), MEMORY)
        .unless("environment", Some(json!({"variables": variables})), json!({"variables": {}}))
        .unless("tracingConfig", mode.map(|mode| json!({"mode": mode})), json!({"mode": "PassThrough"}))
        .unless("ephemeralStorage", Some(json!({"size": size})), json!({"size": STORAGE}))
        .unless("architectures", Some(architectures), json!(["x86_64"]))
        .some("deadLetterConfig", queue.map(|arn| json!({"targetArn": arn})))
        .unless(
            "loggingConfig",
            function.logging_config().map(|logging| told_logging(logging, name, known)),
            json!({"logFormat": "Text"}),
        )
}

fn told_logging(logging: &LoggingConfig, name: &str, known: &Properties) -> Value {
    let nothing = Properties::new();
    let known = known.get("loggingConfig").and_then(Value::as_object).unwrap_or(&nothing);
    let told = Told::new(known)
        .some("logFormat", logging.log_format().map(LogFormat::as_str))
        .unless("logGroup", logging.log_group(), log_group(name))
        .some("applicationLogLevel", logging.application_log_level().map(ApplicationLogLevel::as_str))
        .some("systemLogLevel", logging.system_log_level().map(SystemLogLevel::as_str));
    Value::Object(told.finish())
}

fn log_group(name: &str) -> String {
    format!("/aws/lambda/{name}")
}
