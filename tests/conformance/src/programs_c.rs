//! Programs for hooks and for policy packs, and the packs.

use std::process::ExitCode;

use pulumi::policy::PolicyPack;
use pulumi::{Context, Error, ResourceOptions, Result, inputs};

use crate::resources::{SIMPLE, register_with as register, simple};

#[path = "../l2-resource-hook-after-failure/program.rs"]
mod l2_resource_hook_after_failure;
#[path = "../l2-resource-hook-ignore-errors/program.rs"]
mod l2_resource_hook_ignore_errors;
#[path = "../l2-resource-hook-on-error/program.rs"]
mod l2_resource_hook_on_error;
#[path = "../l2-resource-hook-panic/program.rs"]
mod l2_resource_hook_panic;
#[path = "../l2-resource-option-hooks/program.rs"]
mod l2_resource_option_hooks;
#[path = "../policy-analyze-stack/program.rs"]
mod policy_analyze_stack;
#[path = "../policy-config/0/program.rs"]
mod policy_config_0;
#[path = "../policy-config/1/program.rs"]
mod policy_config_1;
#[path = "../policy-config-schema/program.rs"]
mod policy_config_schema;
#[path = "../policy-dryrun/program.rs"]
mod policy_dryrun;
#[path = "../policy-enforcement-config/program.rs"]
mod policy_enforcement_config;
#[path = "../policy-invalid/program.rs"]
mod policy_invalid;
#[path = "../policy-remediate/program.rs"]
mod policy_remediate;
#[path = "../policy-resource-metadata/program.rs"]
mod policy_resource_metadata;
#[path = "../policy-simple/program.rs"]
mod policy_simple;
#[path = "../policy-stack-config/0/program.rs"]
mod policy_stack_config_0;
#[path = "../policy-stack-config/1/program.rs"]
mod policy_stack_config_1;
#[path = "../policy-stack-tags/program.rs"]
mod policy_stack_tags;

#[path = "../policies/analyze-stack/pack.rs"]
mod analyze_stack_pack;
#[path = "../policies/config/pack.rs"]
mod config_pack;
#[path = "../policies/config-schema/pack.rs"]
mod config_schema_pack;
#[path = "../policies/dryrun/pack.rs"]
mod dryrun_pack;
#[path = "../policies/enforcement-config/pack.rs"]
mod enforcement_config_pack;
#[path = "../policies/invalid/pack.rs"]
mod invalid_pack;
#[path = "../policies/remediate/pack.rs"]
mod remediate_pack;
#[path = "../policies/resource-metadata/pack.rs"]
mod resource_metadata_pack;
#[path = "../policies/simple/pack.rs"]
mod simple_pack;
#[path = "../policies/stack-config/pack.rs"]
mod stack_config_pack;
#[path = "../policies/stack-tags/pack.rs"]
mod stack_tags_pack;

/// Runs the program of a test; `None` if the test is not one of these. Only tests whose runs differ have several programs.
pub(crate) fn run(test: &str, run: &str) -> Option<ExitCode> {
    let code = match (test, run) {
        ("l2-resource-hook-after-failure", _) => pulumi::run(l2_resource_hook_after_failure::program),
        ("l2-resource-hook-ignore-errors", _) => pulumi::run(l2_resource_hook_ignore_errors::program),
        ("l2-resource-hook-on-error", _) => pulumi::run(l2_resource_hook_on_error::program),
        ("l2-resource-hook-panic", _) => pulumi::run(l2_resource_hook_panic::program),
        ("l2-resource-option-hooks", _) => pulumi::run(l2_resource_option_hooks::program),
        ("policy-analyze-stack", _) => pulumi::run(policy_analyze_stack::program),
        ("policy-config", "0") => pulumi::run(policy_config_0::program),
        ("policy-config", "1") => pulumi::run(policy_config_1::program),
        ("policy-config-schema", _) => pulumi::run(policy_config_schema::program),
        ("policy-dryrun", _) => pulumi::run(policy_dryrun::program),
        ("policy-enforcement-config", _) => pulumi::run(policy_enforcement_config::program),
        ("policy-invalid", _) => pulumi::run(policy_invalid::program),
        ("policy-remediate", _) => pulumi::run(policy_remediate::program),
        ("policy-resource-metadata", _) => pulumi::run(policy_resource_metadata::program),
        ("policy-simple", _) => pulumi::run(policy_simple::program),
        ("policy-stack-config", "0") => pulumi::run(policy_stack_config_0::program),
        ("policy-stack-config", "1") => pulumi::run(policy_stack_config_1::program),
        ("policy-stack-tags", _) => pulumi::run(policy_stack_tags::program),
        ("policy", pack) => pulumi::policy::run(pack_of(pack)?),
        _ => return None,
    };
    Some(code)
}

fn pack_of(name: &str) -> Option<PolicyPack> {
    Some(match name {
        "analyze-stack" => analyze_stack_pack::pack(),
        "config" => config_pack::pack(),
        "config-schema" => config_schema_pack::pack(),
        "dryrun" => dryrun_pack::pack(),
        "enforcement-config" => enforcement_config_pack::pack(),
        "invalid" => invalid_pack::pack(),
        "remediate" => remediate_pack::pack(),
        "resource-metadata" => resource_metadata_pack::pack(),
        "simple" => simple_pack::pack(),
        "stack-config" => stack_config_pack::pack(),
        "stack-tags" => stack_tags_pack::pack(),
        _ => return None,
    })
}

/// Two resources, the second one with the opposite of the first one's output.
fn opposites(ctx: &Context) {
    let first = simple(ctx, "res1", true, ResourceOptions::new());
    let opposite = inputs! { "value" => first.output::<bool>("value").map(|value| !value) };
    register(ctx, &SIMPLE, "simple:index:Resource", "res2", opposite, ResourceOptions::new());
}

/// Runs a command in the folder of the program.
fn command(words: &[&str]) -> Result {
    let [program, arguments @ ..] = words else { return Err(Error::new("a command needs a name")) };
    let status = std::process::Command::new(program).args(arguments).status()?;
    if status.success() { Ok(()) } else { Err(Error::new(format!("`{}` ended with {status}", words.join(" ")))) }
}
