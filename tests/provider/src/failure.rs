//! Failures on demand: a resource with the tag `stand-in:fail` fails in the operation that the tag names.

use crate::property::{Map, Value, peek, present};

/// The tag.
const TAG: &str = "stand-in:fail";

/// An operation that is to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Injected {
    /// Creation fails and leaves nothing.
    Create,
    /// An update fails and changes nothing.
    Update,
    /// A deletion fails.
    Delete,
    /// Creation leaves a resource that did not become ready.
    Init,
}

impl Injected {
    /// The failure that the resource's tags ask for.
    pub fn of(properties: &Map) -> Option<Self> {
        let tag = present(properties, "tags").and_then(Value::as_object)?.get(TAG).map(peek)?;
        match tag.as_str()? {
            "create" => Some(Self::Create),
            "update" => Some(Self::Update),
            "delete" => Some(Self::Delete),
            "init" => Some(Self::Init),
            _ => None,
        }
    }

    /// The message.
    pub fn message(self) -> &'static str {
        match self {
            Self::Create => "creation failed because the tag `stand-in:fail` asks for it; remove the tag",
            Self::Update => "the update failed because the tag `stand-in:fail` asks for it; remove the tag",
            Self::Delete => "the deletion failed because the tag `stand-in:fail` asks for it; change the tag first",
            Self::Init => "created but not ready because the tag `stand-in:fail` asks for it; remove the tag",
        }
    }
}
