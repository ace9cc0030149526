//! Types of properties.

use std::fmt;

use serde::Deserialize;

/// What a property may hold.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum Type {
    /// Text.
    String,
    /// A 64-bit float.
    Number,
    /// True or false.
    Boolean,
    /// Anything.
    Any,
    /// An archive.
    Archive,
    /// An asset.
    Asset,
    /// An asset or an archive.
    AssetOrArchive,
    /// A list.
    List(Box<Type>),
    /// Values by any key.
    Map(Box<Type>),
    /// An object: its key among [`Schema::types`](crate::Schema::types), as `input:lambda.FunctionEnvironment`.
    Object(String),
    /// A value of an enumeration: its key among [`Schema::enums`](crate::Schema::enums), as `lambda.Runtime`.
    Enum(String),
    /// Any one of these.
    OneOf(Vec<Type>),
}

impl fmt::Display for Type {
    /// As in "expected list of string".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String | Self::Enum(_) => formatter.write_str("string"),
            Self::Number => formatter.write_str("number"),
            Self::Boolean => formatter.write_str("boolean"),
            Self::Any => formatter.write_str("value"),
            Self::Archive => formatter.write_str("archive"),
            Self::Asset => formatter.write_str("asset"),
            Self::AssetOrArchive => formatter.write_str("asset or archive"),
            Self::List(item) => write!(formatter, "list of {item}"),
            Self::Map(item) => write!(formatter, "map of {item}"),
            Self::Object(_) => formatter.write_str("object"),
            Self::OneOf(alternatives) => {
                for (position, alternative) in alternatives.iter().enumerate() {
                    let separator = if position == 0 { "" } else { " or " };
                    write!(formatter, "{separator}{alternative}")?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_reads_as_in_a_message() {
        let type_: Type = serde_json::from_str(
            r#"{ "oneOf": [{ "list": "assetOrArchive" }, { "map": { "enum": "lambda.Runtime" } }, { "object": "input:a.B" }] }"#,
        )
        .unwrap();
        assert_eq!(type_.to_string(), "list of asset or archive or map of string or object");
    }
}
