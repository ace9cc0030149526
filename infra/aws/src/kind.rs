//! What all resources of a type have in common, and how they reach the engine.

use pulumi::{Alias, Context, CustomResource, Input, Inputs, Provider, ReadRequest, ResourceOptions, ResourceRequest};

/// A resource type.
pub(crate) struct Kind {
    pub(crate) type_: &'static str,
    /// Outputs that must not be shown.
    pub(crate) secret_outputs: &'static [&'static str],
    /// Type tokens that it had before; resources in the state may still carry them.
    pub(crate) former_types: &'static [&'static str],
}

impl Kind {
    pub(crate) fn register(
        &self,
        ctx: &Context,
        name: &str,
        inputs: Inputs,
        options: ResourceOptions,
    ) -> CustomResource {
        let former = self.former_types.iter();
        let options = former.fold(options, |options, type_| options.alias(Alias::of_type(*type_)));
        ctx.register(ResourceRequest {
            package: &crate::PACKAGE,
            type_: self.type_,
            name,
            inputs,
            secret_outputs: self.secret_outputs,
            options,
        })
    }

    pub(crate) fn register_provider(
        &self,
        ctx: &Context,
        name: &str,
        inputs: Inputs,
        options: ResourceOptions,
    ) -> Provider {
        let options = options.additional_secret_outputs(self.secret_outputs.iter().copied());
        ctx.provider(&crate::PACKAGE, name, inputs, options)
    }

    pub(crate) fn read(
        &self,
        ctx: &Context,
        name: &str,
        id: Input<String>,
        options: ResourceOptions,
    ) -> CustomResource {
        ctx.read(ReadRequest {
            package: Some(&crate::PACKAGE),
            type_: self.type_,
            name,
            id: id.into_property().into_output().convert(),
            state: Inputs::new(),
            options: options.additional_secret_outputs(self.secret_outputs.iter().copied()),
        })
    }
}
