//! Functions of Lambda, and what hangs on them.

mod alias;
mod concurrency;
mod configuration;
mod function;
mod invoke_config;
mod mapping;
mod mapping_rules;
mod names;
mod package;
mod permission;
mod provisioned;
mod tags;

const SERVICE: &str = "lambda";

pub(crate) const KINDS: super::Family = &[
    ("aws:lambda/alias:Alias", &alias::Alias),
    ("aws:lambda/eventSourceMapping:EventSourceMapping", &mapping::EventSourceMapping),
    ("aws:lambda/function:Function", &function::Function),
    ("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", &invoke_config::FunctionEventInvokeConfig),
    ("aws:lambda/permission:Permission", &permission::Permission),
    (
        "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
        &provisioned::ProvisionedConcurrencyConfig,
    ),
];
