//! Resources: a handle with typed outputs, made from complete arguments.

use std::fmt::Write as _;

use aws_schema::ResourceType;

use crate::args::Args;
use crate::names::snake;
use crate::outputs;
use crate::types::Types;

/// Outputs that every resource has under these names already.
const OWN: [&str; 2] = ["id", "urn"];

pub(crate) fn args(resource: &ResourceType) -> Args<'_> {
    Args { name: resource.name.clone(), of: format!("[`{}`]", resource.name), inputs: &resource.inputs }
}

pub(crate) fn code<'a>(token: &str, resource: &'a ResourceType, types: &Types<'a>) -> Result<String, std::fmt::Error> {
    let args = args(resource);
    let name = &resource.name;
    let complete = args.complete();
    let mut code = args.code(types)?;
    let (inner, kind) = if token.starts_with("pulumi:providers:") {
        ("::pulumi::Provider", "An instance of the provider, with a configuration of its own")
    } else {
        ("::pulumi::CustomResource", "A resource of its type")
    };
    writeln!(code, "/// {kind}: `{token}`.\n#[derive(Clone, Debug)]\npub struct {name} {{\n    inner: {inner},\n}}")?;
    writeln!(code, "impl {name} {{\n    /// Type token.\n    pub const TYPE: &'static str = {token:?};")?;
    let secret: Vec<_> = resource.secret_outputs().collect();
    writeln!(code, "    const KIND: crate::kind::Kind = crate::kind::Kind {{\n        type_: Self::TYPE,")?;
    writeln!(code, "        secret_outputs: &{secret:?},\n        former_types: &{:?},\n    }};", resource.aliases)?;
    writeln!(code, "    /// Registers one. The handle is there at once; what comes of it is in its outputs.")?;
    writeln!(
        code,
        "    #[inline]\n    pub fn new(ctx: &::pulumi::Context, name: &str, args: {name}Args{complete}, options: ::pulumi::ResourceOptions) -> Self {{"
    )?;
    let register = if inner == "::pulumi::Provider" { "register_provider" } else { "register" };
    writeln!(code, "        Self {{ inner: Self::KIND.{register}(ctx, name, args.inputs, options) }}\n    }}")?;
    if register == "register" {
        writeln!(code, "    /// Reads one that this stack does not manage, by the provider's id.")?;
        writeln!(
            code,
            "    #[inline]\n    pub fn get(ctx: &::pulumi::Context, name: &str, id: impl Into<::pulumi::Input<String>>, options: ::pulumi::ResourceOptions) -> Self {{"
        )?;
        writeln!(code, "        Self {{ inner: Self::KIND.read(ctx, name, id.into(), options) }}\n    }}")?;
    }
    writeln!(code, "    /// The provider's id; unknown in a preview before it exists.")?;
    writeln!(
        code,
        "    #[inline]\n    pub fn id(&self) -> ::pulumi::Output<String> {{\n        self.inner.id()\n    }}"
    )?;
    for (property, output) in resource.outputs.iter().filter(|(property, _)| !OWN.contains(&property.as_str())) {
        let secret = if output.secret { " Secret." } else { "" };
        let type_ = outputs::rust(output, types);
        writeln!(
            code,
            "    /// `{property}`.{secret}\n    #[inline]\n    pub fn {}(&self) -> ::pulumi::Output<{type_}> {{",
            snake(property)
        )?;
        writeln!(code, "        self.inner.output({property:?})\n    }}")?;
    }
    writeln!(code, "}}\nimpl ::pulumi::Resource for {name} {{")?;
    writeln!(
        code,
        "    #[inline]\n    fn state(&self) -> &::pulumi::ResourceState {{\n        ::pulumi::Resource::state(&self.inner)\n    }}\n}}"
    )?;
    if register == "register_provider" {
        // Options take the SDK's own handle by reference.
        writeln!(code, "impl ::std::ops::Deref for {name} {{\n    type Target = {inner};")?;
        writeln!(code, "    #[inline]\n    fn deref(&self) -> &Self::Target {{\n        &self.inner\n    }}\n}}")?;
    }
    Ok(code)
}
