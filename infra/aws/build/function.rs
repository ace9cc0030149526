//! Functions of the provider as Rust functions.

use std::fmt::Write as _;

use aws_schema::Function;

use crate::args::Args;
use crate::names::{pascal, snake};
use crate::outputs;
use crate::types::Types;

pub(crate) fn args(function: &Function) -> Args<'_> {
    Args { name: pascal(&function.name), of: format!("[`{}`]", snake(&function.name)), inputs: &function.inputs }
}

pub(crate) fn code<'a>(token: &str, function: &'a Function, types: &Types<'a>) -> Result<String, std::fmt::Error> {
    let args = args(function);
    let (name, pascal, complete) = (snake(&function.name), pascal(&function.name), args.complete());
    let mut code = args.code(types)?;
    code.push_str(&outputs::structure(
        &format!("{pascal}Result"),
        &format!("What [`{name}`] returns"),
        &function.outputs,
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
