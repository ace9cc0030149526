//! Programs for registration, values, order, secrets, assets, function calls and local components.

use std::process::ExitCode;

use crate::resources::{only_member, register};

#[path = "../l2-config-default-from-invoke/program.rs"]
mod l2_config_default_from_invoke;
#[path = "../l2-destroy/0/program.rs"]
mod l2_destroy_0;
#[path = "../l2-destroy/1/program.rs"]
mod l2_destroy_1;
#[path = "../l2-id-type/program.rs"]
mod l2_id_type;
#[path = "../l2-invoke-dependencies/program.rs"]
mod l2_invoke_dependencies;
#[path = "../l2-invoke-multi-argument/program.rs"]
mod l2_invoke_multi_argument;
#[path = "../l2-invoke-options/program.rs"]
mod l2_invoke_options;
#[path = "../l2-invoke-options-depends-on/program.rs"]
mod l2_invoke_options_depends_on;
#[path = "../l2-invoke-output-only/program.rs"]
mod l2_invoke_output_only;
#[path = "../l2-invoke-scalar/program.rs"]
mod l2_invoke_scalar;
#[path = "../l2-invoke-scalars/program.rs"]
mod l2_invoke_scalars;
#[path = "../l2-invoke-secrets/program.rs"]
mod l2_invoke_secrets;
#[path = "../l2-invoke-simple/program.rs"]
mod l2_invoke_simple;
#[path = "../l2-invoke-variants/program.rs"]
mod l2_invoke_variants;
#[path = "../l2-large-string/program.rs"]
mod l2_large_string;
#[path = "../l2-logical-name/program.rs"]
mod l2_logical_name;
#[path = "../l2-map-keys/program.rs"]
mod l2_map_keys;
#[path = "../l2-map-keys-adversarial/program.rs"]
mod l2_map_keys_adversarial;
#[path = "../l2-nested-collections/program.rs"]
mod l2_nested_collections;
#[path = "../l2-parallel-resources/program.rs"]
mod l2_parallel_resources;
#[path = "../l2-plain/program.rs"]
mod l2_plain;
#[path = "../l2-primitive-ref/program.rs"]
mod l2_primitive_ref;
#[path = "../l2-primitive-ref-optional/program.rs"]
mod l2_primitive_ref_optional;
#[path = "../l2-raw-string-bytes/program.rs"]
mod l2_raw_string_bytes;
#[path = "../l2-ref-ref/program.rs"]
mod l2_ref_ref;
#[path = "../l2-resource-any/program.rs"]
mod l2_resource_any;
#[path = "../l2-resource-asset-archive/subdir/program.rs"]
mod l2_resource_asset_archive;
#[path = "../l2-resource-config/program.rs"]
mod l2_resource_config;
#[path = "../l2-resource-config-objects/program.rs"]
mod l2_resource_config_objects;
#[path = "../l2-resource-config-primitives/program.rs"]
mod l2_resource_config_primitives;
#[path = "../l2-resource-const/program.rs"]
mod l2_resource_const;
#[path = "../l2-resource-elide-unknowns/program.rs"]
mod l2_resource_elide_unknowns;
#[path = "../l2-resource-invoke-dynamic-function/program.rs"]
mod l2_resource_invoke_dynamic_function;
#[path = "../l2-resource-name-type/program.rs"]
mod l2_resource_name_type;
#[path = "../l2-resource-optional/program.rs"]
mod l2_resource_optional;
#[path = "../l2-resource-order/program.rs"]
mod l2_resource_order;
#[path = "../l2-resource-primitive-defaults/program.rs"]
mod l2_resource_primitive_defaults;
#[path = "../l2-resource-primitives/program.rs"]
mod l2_resource_primitives;
#[path = "../l2-resource-read/program.rs"]
mod l2_resource_read;
#[path = "../l2-resource-schema-secret/program.rs"]
mod l2_resource_schema_secret;
#[path = "../l2-resource-secret/program.rs"]
mod l2_resource_secret;
#[path = "../l2-resource-simple/program.rs"]
mod l2_resource_simple;
#[path = "../l3-component-config-objects/program.rs"]
mod l3_component_config_objects;
#[path = "../l3-component-config-primitives/program.rs"]
mod l3_component_config_primitives;
#[path = "../l3-component-invoke/program.rs"]
mod l3_component_invoke;
#[path = "../l3-component-nested/program.rs"]
mod l3_component_nested;
#[path = "../l3-component-provider/program.rs"]
mod l3_component_provider;
#[path = "../l3-component-provider-inheritance/program.rs"]
mod l3_component_provider_inheritance;
#[path = "../l3-component-simple/program.rs"]
mod l3_component_simple;

/// Runs the program of a test; `None` if the test is not one of these. Only tests whose runs differ have several programs.
pub(crate) fn run(test: &str, run: &str) -> Option<ExitCode> {
    let code = match (test, run) {
        ("l2-config-default-from-invoke", _) => pulumi::run(l2_config_default_from_invoke::program),
        ("l2-destroy", "0") => pulumi::run(l2_destroy_0::program),
        ("l2-destroy", "1") => pulumi::run(l2_destroy_1::program),
        ("l2-id-type", _) => pulumi::run(l2_id_type::program),
        ("l2-invoke-dependencies", _) => pulumi::run(l2_invoke_dependencies::program),
        ("l2-invoke-multi-argument", _) => pulumi::run(l2_invoke_multi_argument::program),
        ("l2-invoke-options", _) => pulumi::run(l2_invoke_options::program),
        ("l2-invoke-options-depends-on", _) => pulumi::run(l2_invoke_options_depends_on::program),
        ("l2-invoke-output-only", _) => pulumi::run(l2_invoke_output_only::program),
        ("l2-invoke-scalar", _) => pulumi::run(l2_invoke_scalar::program),
        ("l2-invoke-scalars", _) => pulumi::run(l2_invoke_scalars::program),
        ("l2-invoke-secrets", _) => pulumi::run(l2_invoke_secrets::program),
        ("l2-invoke-simple", _) => pulumi::run(l2_invoke_simple::program),
        ("l2-invoke-variants", _) => pulumi::run(l2_invoke_variants::program),
        ("l2-large-string", _) => pulumi::run(l2_large_string::program),
        ("l2-logical-name", _) => pulumi::run(l2_logical_name::program),
        ("l2-map-keys", _) => pulumi::run(l2_map_keys::program),
        ("l2-map-keys-adversarial", _) => pulumi::run(l2_map_keys_adversarial::program),
        ("l2-nested-collections", _) => pulumi::run(l2_nested_collections::program),
        ("l2-parallel-resources", _) => pulumi::run(l2_parallel_resources::program),
        ("l2-plain", _) => pulumi::run(l2_plain::program),
        ("l2-primitive-ref", _) => pulumi::run(l2_primitive_ref::program),
        ("l2-primitive-ref-optional", _) => pulumi::run(l2_primitive_ref_optional::program),
        ("l2-raw-string-bytes", _) => pulumi::run(l2_raw_string_bytes::program),
        ("l2-ref-ref", _) => pulumi::run(l2_ref_ref::program),
        ("l2-resource-any", _) => pulumi::run(l2_resource_any::program),
        ("l2-resource-asset-archive", _) => pulumi::run(l2_resource_asset_archive::program),
        ("l2-resource-config", _) => pulumi::run(l2_resource_config::program),
        ("l2-resource-config-objects", _) => pulumi::run(l2_resource_config_objects::program),
        ("l2-resource-config-primitives", _) => pulumi::run(l2_resource_config_primitives::program),
        ("l2-resource-const", _) => pulumi::run(l2_resource_const::program),
        ("l2-resource-elide-unknowns", _) => pulumi::run(l2_resource_elide_unknowns::program),
        ("l2-resource-invoke-dynamic-function", _) => pulumi::run(l2_resource_invoke_dynamic_function::program),
        ("l2-resource-name-type", _) => pulumi::run(l2_resource_name_type::program),
        ("l2-resource-optional", _) => pulumi::run(l2_resource_optional::program),
        ("l2-resource-order", _) => pulumi::run(l2_resource_order::program),
        ("l2-resource-primitive-defaults", _) => pulumi::run(l2_resource_primitive_defaults::program),
        ("l2-resource-primitives", _) => pulumi::run(l2_resource_primitives::program),
        ("l2-resource-read", _) => pulumi::run(l2_resource_read::program),
        ("l2-resource-schema-secret", _) => pulumi::run(l2_resource_schema_secret::program),
        ("l2-resource-secret", _) => pulumi::run(l2_resource_secret::program),
        ("l2-resource-simple", _) => pulumi::run(l2_resource_simple::program),
        ("l3-component-config-objects", _) => pulumi::run(l3_component_config_objects::program),
        ("l3-component-config-primitives", _) => pulumi::run(l3_component_config_primitives::program),
        ("l3-component-invoke", _) => pulumi::run(l3_component_invoke::program),
        ("l3-component-nested", _) => pulumi::run(l3_component_nested::program),
        ("l3-component-provider", _) => pulumi::run(l3_component_provider::program),
        ("l3-component-provider-inheritance", _) => pulumi::run(l3_component_provider_inheritance::program),
        ("l3-component-simple", _) => pulumi::run(l3_component_simple::program),
        _ => return None,
    };
    Some(code)
}
