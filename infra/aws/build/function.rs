//! Functions of the provider as Rust functions.

use std::fmt::Write as _;

use crate::args::Args;
use crate::names::{pascal, snake};
use crate::outputs;
use crate::schema::Function;
use crate::types::Types;

pub(crate) fn args(function: &Function) -> Args<'_> {
    Args {
        name: pascal(&function.name),
        of: format!("[`{}`]", snake(&function.name)),
        inputs: function.inputs.iter().map(|(name, input)| (name.as_str(), input)).collect(),
    }
}

pub(crate) fn code<'a>(token: &str, function: &'a Function, types: &Types<'a>) -> Result<String, std::fmt::Error> {
    let args = args(function);
    let (name, pascal, complete) = (snake(&function.name), pascal(&function.name), args.complete());
    let mut code = args.code(types)?;
    let outputs = function.outputs.iter().map(|(name, output)| (name.as_str(), output)).collect();
    code.push_str(&outputs::structure(
        &format!("{pascal}Result"),
        &format!("What [`{name}`] returns"),
        &outputs,
        types,
    )?);
    writeln!(code, "/// Calls `{token}` once the arguments are known.")?;
    writeln!(
        code,
        "#[inline]\npub fn {name}(ctx: &::pulumi::Context, args: {pascal}Args{complete}, options: ::pulumi::InvokeOptions) -> ::pulumi::Output<{pascal}Result> {{"
    )?;
    writeln!(code, "    ctx.invoke(&crate::PACKAGE, {token:?}, args.inputs, options).convert()\n}}")?;
    Ok(code)
}
