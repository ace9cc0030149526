//! Resources of the AWS package by type token.

use pulumi::{Context, CustomResource, Inputs, Package, ResourceOptions, ResourceRequest};

/// The package of the stand-in provider.
const AWS: Package = Package::new("aws", "7.48.0");

/// A resource of this type, as `sqs/queue:Queue`.
pub(crate) fn resource(
    ctx: &Context,
    type_: &str,
    name: &str,
    inputs: Inputs,
    options: ResourceOptions,
) -> CustomResource {
    let type_ = format!("aws:{type_}");
    ctx.register(ResourceRequest { package: &AWS, type_: &type_, name, inputs, secret_outputs: &[], options })
}

/// A queue.
pub(crate) fn queue(ctx: &Context, name: &str, inputs: Inputs, options: ResourceOptions) -> CustomResource {
    resource(ctx, "sqs/queue:Queue", name, inputs, options)
}

/// A redrive policy that sends messages to this queue after five attempts.
pub(crate) fn redrive_to(queue: &CustomResource) -> pulumi::Output<String> {
    queue.output::<String>("arn").map(|arn| format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":5}}"#))
}
