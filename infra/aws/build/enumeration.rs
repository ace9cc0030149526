//! Enumerations of the schema as Rust enumerations.

use std::fmt::Write as _;

use aws_schema::Enumeration;

pub(crate) fn code(name: &str, enumeration: &Enumeration) -> Result<String, std::fmt::Error> {
    let mut code = String::new();
    let others = if enumeration.open { "; other values can be given as text" } else { "" };
    writeln!(
        code,
        "/// Values that are known{others}.\n#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]\npub enum {name} {{"
    )?;
    for (variant, value) in &enumeration.values {
        writeln!(code, "    /// `{value}`.\n    {variant},")?;
    }
    writeln!(code, "}}\nimpl {name} {{\n    /// The value as the provider takes it.")?;
    writeln!(code, "    #[inline]\n    pub fn as_str(self) -> &'static str {{\n        match self {{")?;
    for (variant, value) in &enumeration.values {
        writeln!(code, "            Self::{variant} => {value:?},")?;
    }
    writeln!(code, "        }}\n    }}\n}}")?;
    let target = if enumeration.open { "String" } else { name };
    writeln!(
        code,
        "impl From<{name}> for ::pulumi::Input<{target}> {{\n    #[inline]\n    fn from(value: {name}) -> Self {{"
    )?;
    writeln!(code, "        Self::from_property(value.as_str())\n    }}\n}}")?;
    Ok(code)
}
