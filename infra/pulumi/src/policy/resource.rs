//! Resources as policies see them.

use std::collections::BTreeMap;
use std::time::Duration;

use pulumi_proto as proto;

use super::properties::Properties;
use crate::options::CustomTimeouts;
use crate::wire;

/// A resource.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PolicyResource {
    /// URN.
    pub urn: String,
    /// Type token.
    pub type_: String,
    /// Name.
    pub name: String,
    /// Inputs for a policy about a resource; outputs for one about the stack.
    pub properties: Properties,
    /// Options.
    pub options: PolicyResourceOptions,
    /// The provider instance; `None` for components and providers.
    pub provider: Option<PolicyProvider>,
}

/// Options of a resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyResourceOptions {
    /// Whether it cannot be deleted.
    pub protect: bool,
    /// Property paths.
    pub ignore_changes: Vec<String>,
    /// `None`: as the provider says.
    pub delete_before_replace: Option<bool>,
    /// Names of outputs.
    pub additional_secret_outputs: Vec<String>,
    /// Former URNs.
    pub aliases: Vec<String>,
    /// Limits.
    pub custom_timeouts: CustomTimeouts,
    /// URN of the parent.
    pub parent: Option<String>,
}

/// A provider instance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PolicyProvider {
    /// URN.
    pub urn: String,
    /// Type token, as `pulumi:providers:aws`.
    pub type_: String,
    /// Name.
    pub name: String,
    /// Its configuration.
    pub properties: Properties,
}

/// A resource of a whole stack.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StackResource {
    /// The resource. Outputs that the provider does not know in a preview are absent.
    pub resource: PolicyResource,
    /// URN of the parent.
    pub parent: Option<String>,
    /// URNs that it comes after.
    pub dependencies: Vec<String>,
    /// URNs that inputs came from, by input.
    pub property_dependencies: BTreeMap<String, Vec<String>>,
}

fn given(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn properties(properties: Option<prost_types::Struct>) -> Properties {
    properties.map(wire::map_from_wire).unwrap_or_default().into()
}

impl PolicyResource {
    pub(crate) fn of(request: proto::AnalyzeRequest) -> Self {
        Self {
            urn: request.urn,
            type_: request.r#type,
            name: request.name,
            properties: properties(request.properties),
            options: PolicyResourceOptions::of(request.options.unwrap_or_default()),
            provider: request.provider.map(PolicyProvider::of),
        }
    }
}

impl StackResource {
    pub(crate) fn of(resource: proto::AnalyzerResource) -> Self {
        let by_property = resource.property_dependencies.into_iter();
        Self {
            parent: given(resource.parent),
            dependencies: resource.dependencies,
            property_dependencies: by_property.map(|(property, urns)| (property, urns.urns)).collect(),
            resource: PolicyResource {
                urn: resource.urn,
                type_: resource.r#type,
                name: resource.name,
                properties: properties(resource.properties),
                options: PolicyResourceOptions::of(resource.options.unwrap_or_default()),
                provider: resource.provider.map(PolicyProvider::of),
            },
        }
    }
}

impl PolicyProvider {
    fn of(provider: proto::AnalyzerProviderResource) -> Self {
        Self {
            urn: provider.urn,
            type_: provider.r#type,
            name: provider.name,
            properties: properties(provider.properties),
        }
    }
}

impl PolicyResourceOptions {
    fn of(options: proto::AnalyzerResourceOptions) -> Self {
        let timeouts = options.custom_timeouts.unwrap_or_default();
        // Seconds; zero is no limit of the program's own.
        let limit = |seconds: f64| Duration::try_from_secs_f64(seconds).ok().filter(|limit| !limit.is_zero());
        Self {
            protect: options.protect,
            ignore_changes: options.ignore_changes,
            delete_before_replace: options.delete_before_replace_defined.then_some(options.delete_before_replace),
            additional_secret_outputs: options.additional_secret_outputs,
            aliases: options.aliases,
            custom_timeouts: CustomTimeouts {
                create: limit(timeouts.create),
                update: limit(timeouts.update),
                delete: limit(timeouts.delete),
                read: limit(timeouts.read),
            },
            parent: given(options.parent),
        }
    }
}
