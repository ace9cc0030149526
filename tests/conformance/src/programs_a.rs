//! Programs for the stack and its outputs, configuration, resource options, provider instances, failures and targets.

use std::process::ExitCode;

use pulumi::Package;

use crate::resources::{SIMPLE, register_with as register, simple};

#[path = "../l1-builtin-cwd/program.rs"]
mod l1_builtin_cwd;
#[path = "../l1-builtin-info/program.rs"]
mod l1_builtin_info;
#[path = "../l1-builtin-project-root/program.rs"]
mod l1_builtin_project_root;
#[path = "../l1-builtin-project-root-main/subdir/program.rs"]
mod l1_builtin_project_root_main;
#[path = "../l1-builtin-require-pulumi-version/program.rs"]
mod l1_builtin_require_pulumi_version;
#[path = "../l1-builtin-secret/program.rs"]
mod l1_builtin_secret;
#[path = "../l1-builtin-stash/0/program.rs"]
mod l1_builtin_stash_0;
#[path = "../l1-builtin-stash/1/program.rs"]
mod l1_builtin_stash_1;
#[path = "../l1-component-sourceless/program.rs"]
mod l1_component_sourceless;
#[path = "../l1-config-secret/program.rs"]
mod l1_config_secret;
#[path = "../l1-config-types-object/program.rs"]
mod l1_config_types_object;
#[path = "../l1-config-types-optional/program.rs"]
mod l1_config_types_optional;
#[path = "../l1-config-types-primitive/program.rs"]
mod l1_config_types_primitive;
#[path = "../l1-empty/program.rs"]
mod l1_empty;
#[path = "../l1-main/subdir/program.rs"]
mod l1_main;
#[path = "../l1-output-array/program.rs"]
mod l1_output_array;
#[path = "../l1-output-bool/program.rs"]
mod l1_output_bool;
#[path = "../l1-output-map/program.rs"]
mod l1_output_map;
#[path = "../l1-output-null/program.rs"]
mod l1_output_null;
#[path = "../l1-output-number/program.rs"]
mod l1_output_number;
#[path = "../l1-output-string/program.rs"]
mod l1_output_string;
#[path = "../l1-stack-reference/program.rs"]
mod l1_stack_reference;
#[path = "../l2-engine-update-options/program.rs"]
mod l2_engine_update_options;
#[path = "../l2-explicit-provider/program.rs"]
mod l2_explicit_provider;
#[path = "../l2-failed-create/program.rs"]
mod l2_failed_create;
#[path = "../l2-failed-create-continue-on-error/program.rs"]
mod l2_failed_create_continue_on_error;
#[path = "../l2-failed-create-recover-continue-on-error/program.rs"]
mod l2_failed_create_recover_continue_on_error;
#[path = "../l2-provider-config-enum/program.rs"]
mod l2_provider_config_enum;
#[path = "../l2-provider-grpc-config/program.rs"]
mod l2_provider_grpc_config;
#[path = "../l2-provider-grpc-config-schema-secret/program.rs"]
mod l2_provider_grpc_config_schema_secret;
#[path = "../l2-provider-grpc-config-secret/program.rs"]
mod l2_provider_grpc_config_secret;
#[path = "../l2-resource-option-additional-secret-outputs/program.rs"]
mod l2_resource_option_additional_secret_outputs;
#[path = "../l2-resource-option-alias/0/program.rs"]
mod l2_resource_option_alias_0;
#[path = "../l2-resource-option-alias/1/program.rs"]
mod l2_resource_option_alias_1;
#[path = "../l2-resource-option-custom-timeouts/program.rs"]
mod l2_resource_option_custom_timeouts;
#[path = "../l2-resource-option-delete-before-replace/0/program.rs"]
mod l2_resource_option_delete_before_replace_0;
#[path = "../l2-resource-option-delete-before-replace/1/program.rs"]
mod l2_resource_option_delete_before_replace_1;
#[path = "../l2-resource-option-deleted-with/program.rs"]
mod l2_resource_option_deleted_with;
#[path = "../l2-resource-option-depends-on/program.rs"]
mod l2_resource_option_depends_on;
#[path = "../l2-resource-option-env-var-mappings/program.rs"]
mod l2_resource_option_env_var_mappings;
#[path = "../l2-resource-option-hide-diffs/program.rs"]
mod l2_resource_option_hide_diffs;
#[path = "../l2-resource-option-ignore-changes/program.rs"]
mod l2_resource_option_ignore_changes;
#[path = "../l2-resource-option-import/program.rs"]
mod l2_resource_option_import;
#[path = "../l2-resource-option-plugin-download-url/program.rs"]
mod l2_resource_option_plugin_download_url;
#[path = "../l2-resource-option-protect/program.rs"]
mod l2_resource_option_protect;
#[path = "../l2-resource-option-replace-on-changes/0/program.rs"]
mod l2_resource_option_replace_on_changes_0;
#[path = "../l2-resource-option-replace-on-changes/1/program.rs"]
mod l2_resource_option_replace_on_changes_1;
#[path = "../l2-resource-option-replace-with/program.rs"]
mod l2_resource_option_replace_with;
#[path = "../l2-resource-option-replacement-trigger/0/program.rs"]
mod l2_resource_option_replacement_trigger_0;
#[path = "../l2-resource-option-replacement-trigger/1/program.rs"]
mod l2_resource_option_replacement_trigger_1;
#[path = "../l2-resource-option-retain-on-delete/program.rs"]
mod l2_resource_option_retain_on_delete;
#[path = "../l2-resource-option-version/program.rs"]
mod l2_resource_option_version;
#[path = "../l2-resource-parent-inheritance/program.rs"]
mod l2_resource_parent_inheritance;
#[path = "../l2-resource-provider-inheritance/program.rs"]
mod l2_resource_provider_inheritance;
#[path = "../l2-target-up-skipped-create-output/0/program.rs"]
mod l2_target_up_skipped_create_output_0;
#[path = "../l2-target-up-skipped-create-output/1/program.rs"]
mod l2_target_up_skipped_create_output_1;
#[path = "../l2-target-up-with-new-dependency/0/program.rs"]
mod l2_target_up_with_new_dependency_0;
#[path = "../l2-target-up-with-new-dependency/1/program.rs"]
mod l2_target_up_with_new_dependency_1;

/// The text of which the large outputs are made.
const LOREM: &str = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et \
    dolore magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex \
    ea commodo consequat. Duis aute irure dolor in reprehenderit in voluptate velit esse cillum dolore eu fugiat \
    nulla pariatur. Excepteur sint occaecat cupidatat non proident, sunt in culpa qui officia deserunt mollit \
    anim id est laborum.";

const CONFIG_GRPC: Package = Package::new("config-grpc", "1.0.0");
const FAIL_ON_CREATE: Package = Package::new("fail_on_create", "4.0.0");
const NESTED_OBJECT: Package = Package::new("nestedobject", "1.42.0");
const OUTPUT: Package = Package::new("output", "23.0.0");
const REPLACE_ON_CHANGES: Package = Package::new("replaceonchanges", "25.0.0");

/// Runs the program of a test; `None` if the test is not one of these. Only tests whose runs differ have several programs.
pub(crate) fn run(test: &str, run: &str) -> Option<ExitCode> {
    let code = match (test, run) {
        ("l1-builtin-cwd", _) => pulumi::run(l1_builtin_cwd::program),
        ("l1-builtin-info", _) => pulumi::run(l1_builtin_info::program),
        ("l1-builtin-project-root", _) => pulumi::run(l1_builtin_project_root::program),
        ("l1-builtin-project-root-main", _) => pulumi::run(l1_builtin_project_root_main::program),
        ("l1-builtin-require-pulumi-version", _) => pulumi::run(l1_builtin_require_pulumi_version::program),
        ("l1-builtin-secret", _) => pulumi::run(l1_builtin_secret::program),
        ("l1-builtin-stash", "0") => pulumi::run(l1_builtin_stash_0::program),
        ("l1-builtin-stash", "1") => pulumi::run(l1_builtin_stash_1::program),
        ("l1-component-sourceless", _) => pulumi::run(l1_component_sourceless::program),
        ("l1-config-secret", _) => pulumi::run(l1_config_secret::program),
        ("l1-config-types-object", _) => pulumi::run(l1_config_types_object::program),
        ("l1-config-types-optional", _) => pulumi::run(l1_config_types_optional::program),
        ("l1-config-types-primitive", _) => pulumi::run(l1_config_types_primitive::program),
        ("l1-empty", _) => pulumi::run(l1_empty::program),
        ("l1-main", _) => pulumi::run(l1_main::program),
        ("l1-output-array", _) => pulumi::run(l1_output_array::program),
        ("l1-output-bool", _) => pulumi::run(l1_output_bool::program),
        ("l1-output-map", _) => pulumi::run(l1_output_map::program),
        ("l1-output-null", _) => pulumi::run(l1_output_null::program),
        ("l1-output-number", _) => pulumi::run(l1_output_number::program),
        ("l1-output-string", _) => pulumi::run(l1_output_string::program),
        ("l1-stack-reference", _) => pulumi::run(l1_stack_reference::program),
        ("l2-engine-update-options", _) => pulumi::run(l2_engine_update_options::program),
        ("l2-explicit-provider", _) => pulumi::run(l2_explicit_provider::program),
        ("l2-failed-create", _) => pulumi::run(l2_failed_create::program),
        ("l2-failed-create-continue-on-error", _) => pulumi::run(l2_failed_create_continue_on_error::program),
        ("l2-failed-create-recover-continue-on-error", _) => {
            pulumi::run(l2_failed_create_recover_continue_on_error::program)
        }
        ("l2-provider-config-enum", _) => pulumi::run(l2_provider_config_enum::program),
        ("l2-provider-grpc-config", _) => pulumi::run(l2_provider_grpc_config::program),
        ("l2-provider-grpc-config-schema-secret", _) => pulumi::run(l2_provider_grpc_config_schema_secret::program),
        ("l2-provider-grpc-config-secret", _) => pulumi::run(l2_provider_grpc_config_secret::program),
        ("l2-resource-option-additional-secret-outputs", _) => {
            pulumi::run(l2_resource_option_additional_secret_outputs::program)
        }
        ("l2-resource-option-alias", "0") => pulumi::run(l2_resource_option_alias_0::program),
        ("l2-resource-option-alias", "1") => pulumi::run(l2_resource_option_alias_1::program),
        ("l2-resource-option-custom-timeouts", _) => pulumi::run(l2_resource_option_custom_timeouts::program),
        ("l2-resource-option-delete-before-replace", "0") => {
            pulumi::run(l2_resource_option_delete_before_replace_0::program)
        }
        ("l2-resource-option-delete-before-replace", "1") => {
            pulumi::run(l2_resource_option_delete_before_replace_1::program)
        }
        ("l2-resource-option-deleted-with", _) => pulumi::run(l2_resource_option_deleted_with::program),
        ("l2-resource-option-depends-on", _) => pulumi::run(l2_resource_option_depends_on::program),
        ("l2-resource-option-env-var-mappings", _) => pulumi::run(l2_resource_option_env_var_mappings::program),
        ("l2-resource-option-hide-diffs", _) => pulumi::run(l2_resource_option_hide_diffs::program),
        ("l2-resource-option-ignore-changes", _) => pulumi::run(l2_resource_option_ignore_changes::program),
        ("l2-resource-option-import", _) => pulumi::run(l2_resource_option_import::program),
        ("l2-resource-option-plugin-download-url", _) => pulumi::run(l2_resource_option_plugin_download_url::program),
        ("l2-resource-option-protect", _) => pulumi::run(l2_resource_option_protect::program),
        ("l2-resource-option-replace-on-changes", "0") => pulumi::run(l2_resource_option_replace_on_changes_0::program),
        ("l2-resource-option-replace-on-changes", "1") => pulumi::run(l2_resource_option_replace_on_changes_1::program),
        ("l2-resource-option-replace-with", _) => pulumi::run(l2_resource_option_replace_with::program),
        ("l2-resource-option-replacement-trigger", "0") => {
            pulumi::run(l2_resource_option_replacement_trigger_0::program)
        }
        ("l2-resource-option-replacement-trigger", "1") => {
            pulumi::run(l2_resource_option_replacement_trigger_1::program)
        }
        ("l2-resource-option-retain-on-delete", _) => pulumi::run(l2_resource_option_retain_on_delete::program),
        ("l2-resource-option-version", _) => pulumi::run(l2_resource_option_version::program),
        ("l2-resource-parent-inheritance", _) => pulumi::run(l2_resource_parent_inheritance::program),
        ("l2-resource-provider-inheritance", _) => pulumi::run(l2_resource_provider_inheritance::program),
        ("l2-target-up-skipped-create-output", "0") => pulumi::run(l2_target_up_skipped_create_output_0::program),
        ("l2-target-up-skipped-create-output", "1") => pulumi::run(l2_target_up_skipped_create_output_1::program),
        ("l2-target-up-with-new-dependency", "0") => pulumi::run(l2_target_up_with_new_dependency_0::program),
        ("l2-target-up-with-new-dependency", "1") => pulumi::run(l2_target_up_with_new_dependency_1::program),
        _ => return None,
    };
    Some(code)
}
