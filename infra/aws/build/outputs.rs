//! Values that the provider returns: structs with a field per property.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use aws_schema::OutputProperty;

use crate::names::snake;
use crate::types::{Side, Types};

/// The Rust type of an output.
pub(crate) fn rust(output: &OutputProperty, types: &Types<'_>) -> String {
    let type_ = types.rust(&output.type_, Side::Output);
    if output.optional { format!("Option<{type_}>") } else { type_ }
}

/// A struct with its conversions. A field that may contain its own struct is boxed.
pub(crate) fn structure<'a>(
    name: &str,
    of: &str,
    outputs: &'a BTreeMap<String, OutputProperty>,
    types: &Types<'a>,
) -> Result<String, std::fmt::Error> {
    let mut code = String::new();
    let boxed = |output: &'a OutputProperty| output.optional && types.is_recursive(&output.type_);
    writeln!(code, "/// {of}.\n#[derive(Clone, Debug, PartialEq)]\npub struct {name} {{")?;
    for (property, output) in outputs {
        let type_ = rust(output, types);
        let type_ = if boxed(output) { type_.replace("Option<", "Option<Box<") + ">" } else { type_ };
        writeln!(code, "    /// `{property}`.\n    pub {}: {type_},", snake(property))?;
    }
    writeln!(code, "}}\nimpl ::pulumi::FromValue for {name} {{")?;
    writeln!(
        code,
        "    #[inline]\n    fn from_value(value: &::pulumi::Value) -> Result<Self, ::pulumi::ValueError> {{"
    )?;
    let members = if outputs.is_empty() { "" } else { "let members = " };
    writeln!(code, "        {members}crate::object::members(value)?;\n        Ok(Self {{")?;
    for (property, output) in outputs {
        let read = if boxed(output) { "boxed_member" } else { "member" };
        writeln!(code, "            {}: crate::object::{read}(members, {property:?})?,", snake(property))?;
    }
    writeln!(code, "        }})\n    }}\n}}\nimpl ::pulumi::IntoValue for {name} {{")?;
    writeln!(code, "    #[inline]\n    fn into_value(self) -> Result<::pulumi::Value, ::pulumi::ValueError> {{")?;
    writeln!(code, "        crate::object::from_members([")?;
    for (property, output) in outputs {
        let unboxed = if boxed(output) { ".map(|inner| *inner)" } else { "" };
        writeln!(
            code,
            "            ({property:?}, ::pulumi::IntoValue::into_value(self.{}{unboxed})),",
            snake(property)
        )?;
    }
    writeln!(code, "        ])\n    }}\n}}")?;
    Ok(code)
}
