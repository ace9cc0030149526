//! Types of properties.

use std::fmt;

use serde::Deserialize;

/// What a property may hold.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum PropertyType {
    /// Text.
    String,
    /// A number.
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
    List(Box<PropertyType>),
    /// Values by any key.
    Map(Box<PropertyType>),
    /// An object of the schema's types.
    Object(String),
    /// One of the values of an enumeration.
    Enum(String),
    /// Any one of these.
    OneOf(Vec<PropertyType>),
}

impl fmt::Display for PropertyType {
    /// As in "expected a list of text".
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
