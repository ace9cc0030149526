//! What programs of many tests ask for.

use pulumi::{
    Context, CustomResource, Error, FromValue, Inputs, Output, Package, ResourceOptions, ResourceRequest, Result,
    Value, ValueError, inputs,
};

/// The package that most tests use.
pub(crate) const SIMPLE: Package = Package::new("simple", "2.0.0");

/// A resource of this package.
pub(crate) fn register_with(
    ctx: &Context,
    package: &Package,
    type_: &str,
    name: &str,
    inputs: Inputs,
    options: ResourceOptions,
) -> CustomResource {
    ctx.register(ResourceRequest { package, type_, name, inputs, secret_outputs: &[], options })
}

/// A resource of this package without options.
pub(crate) fn register(ctx: &Context, package: &Package, type_: &str, name: &str, inputs: Inputs) -> CustomResource {
    register_with(ctx, package, type_, name, inputs, ResourceOptions::new())
}

/// A resource of the package that most tests use; its only property is a flag.
pub(crate) fn simple(ctx: &Context, name: &str, value: bool, options: ResourceOptions) -> CustomResource {
    register_with(ctx, &SIMPLE, "simple:index:Resource", name, inputs! { "value" => value }, options)
}

/// The value of a function that gives one value: it travels as the only member of an object, under any name.
pub(crate) fn only_member<T: FromValue + Send + Sync + 'static>(result: &Output<Value>) -> Output<T> {
    result.try_map(|result| only_member_of(&result))
}

/// The same of a value that is there.
pub(crate) fn only_member_of<T: FromValue>(result: &Value) -> Result<T> {
    let mut members = result.as_object().into_iter().flat_map(|members| members.values());
    match (members.next(), members.next()) {
        (Some(value), None) => T::from_value(value).map_err(Error::from),
        _ => Err(Error::from(ValueError::shape("an object with one member", result))),
    }
}
