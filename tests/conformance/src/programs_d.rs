//! Programs for components and methods of providers, and for parameterized and extension packages.

use std::process::ExitCode;

use pulumi::value::ResourceReference;
use pulumi::{
    Context, FromValue, Inputs, IntoValue, Output, Package, Parameterization, RemoteComponent, ResourceOptions,
    ResourceRequest,
};

use crate::resources::{only_member_of, register, register_with};

#[path = "../l2-component-call-plain/program.rs"]
mod l2_component_call_plain;
#[path = "../l2-component-call-simple/program.rs"]
mod l2_component_call_simple;
#[path = "../l2-component-component-resource-ref/program.rs"]
mod l2_component_component_resource_ref;
#[path = "../l2-component-program-resource-ref/program.rs"]
mod l2_component_program_resource_ref;
#[path = "../l2-component-property-deps/program.rs"]
mod l2_component_property_deps;
#[path = "../l2-explicit-parameterized-provider/program.rs"]
mod l2_explicit_parameterized_provider;
#[path = "../l2-explicit-providers/program.rs"]
mod l2_explicit_providers;
#[path = "../l2-extension-and-base-resource/program.rs"]
mod l2_extension_and_base_resource;
#[path = "../l2-extension-parameterized-resource/program.rs"]
mod l2_extension_parameterized_resource;
#[path = "../l2-invoke-depends-on-component/program.rs"]
mod l2_invoke_depends_on_component;
#[path = "../l2-namespaced-provider/program.rs"]
mod l2_namespaced_provider;
#[path = "../l2-parameterized-invoke/program.rs"]
mod l2_parameterized_invoke;
#[path = "../l2-parameterized-resource/program.rs"]
mod l2_parameterized_resource;
#[path = "../l2-parameterized-resource-twice/program.rs"]
mod l2_parameterized_resource_twice;
#[path = "../l2-plain-component/program.rs"]
mod l2_plain_component;
#[path = "../l2-provider-call/program.rs"]
mod l2_provider_call;
#[path = "../l2-provider-call-explicit/program.rs"]
mod l2_provider_call_explicit;
#[path = "../l2-resource-option-version-sdk/program.rs"]
mod l2_resource_option_version_sdk;

const CALL: Package = Package::new("call", "15.7.9");
const COMPONENT: Package = Package::new("component", "13.3.7");
const EXTBASE: Package = Package::new("extbase", "45.0.0");
const MYEXT: Package = EXTBASE.extended(Parameterization { name: "myext", version: "2.0.0", value: b"Hello" });

/// Runs the program of a test; `None` if the test is not one of these. All runs of a test have the same program.
pub(crate) fn run(test: &str, _run: &str) -> Option<ExitCode> {
    let code = match test {
        "l2-component-call-plain" => pulumi::run(l2_component_call_plain::program),
        "l2-component-call-simple" => pulumi::run(l2_component_call_simple::program),
        "l2-component-component-resource-ref" => pulumi::run(l2_component_component_resource_ref::program),
        "l2-component-program-resource-ref" => pulumi::run(l2_component_program_resource_ref::program),
        "l2-component-property-deps" => pulumi::run(l2_component_property_deps::program),
        "l2-explicit-parameterized-provider" => pulumi::run(l2_explicit_parameterized_provider::program),
        "l2-explicit-providers" => pulumi::run(l2_explicit_providers::program),
        "l2-extension-and-base-resource" => pulumi::run(l2_extension_and_base_resource::program),
        "l2-extension-parameterized-resource" => pulumi::run(l2_extension_parameterized_resource::program),
        "l2-invoke-depends-on-component" => pulumi::run(l2_invoke_depends_on_component::program),
        "l2-namespaced-provider" => pulumi::run(l2_namespaced_provider::program),
        "l2-parameterized-invoke" => pulumi::run(l2_parameterized_invoke::program),
        "l2-parameterized-resource" => pulumi::run(l2_parameterized_resource::program),
        "l2-parameterized-resource-twice" => pulumi::run(l2_parameterized_resource_twice::program),
        "l2-plain-component" => pulumi::run(l2_plain_component::program),
        "l2-provider-call" => pulumi::run(l2_provider_call::program),
        "l2-provider-call-explicit" => pulumi::run(l2_provider_call_explicit::program),
        "l2-resource-option-version-sdk" => pulumi::run(l2_resource_option_version_sdk::program),
        _ => return None,
    };
    Some(code)
}

/// The package that the suite's provider makes from a parameter.
const fn parameterized(name: &'static str, value: &'static [u8]) -> Package {
    Package::new("parameterized", "1.2.3").parameterized(Parameterization { name, version: "2.0.0", value })
}

/// A component of a provider, without options.
fn remote(ctx: &Context, package: &Package, type_: &str, name: &str, inputs: Inputs) -> RemoteComponent {
    remote_with(ctx, package, type_, name, inputs, ResourceOptions::new())
}

fn remote_with(
    ctx: &Context,
    package: &Package,
    type_: &str,
    name: &str,
    inputs: Inputs,
    options: ResourceOptions,
) -> RemoteComponent {
    ctx.remote_component(ResourceRequest { package, type_, name, inputs, secret_outputs: &[], options })
}

/// An output of a resource that another one refers to.
fn output_of<T>(ctx: &Context, reference: &Output<ResourceReference>, output: &'static str) -> Output<T>
where
    T: FromValue + IntoValue + Clone + Send + Sync + 'static,
{
    let ctx = ctx.clone();
    reference.and_then(move |reference| ctx.hydrate(&reference).output(output))
}
