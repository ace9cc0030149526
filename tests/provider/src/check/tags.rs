//! Default tags of the provider. The real provider merges them into the input `tagsAll` and leaves `tags` alone.

use aws_schema::ResourceType;

use crate::property::{Map, Value, peek, present};

/// Tags of the resource and of the provider together.
pub const TAGS_ALL: &str = "tagsAll";

/// The merged tags of a type that has tags; the resource's own win. Secret if any part is.
pub(super) fn all_tags(resource: &ResourceType, default_tags: &Map, inputs: &Map) -> Option<Value> {
    if !resource.inputs.contains_key("tags") || !resource.outputs.contains_key(TAGS_ALL) {
        return None;
    }
    let mut merged = default_tags.clone();
    match present(inputs, "tags") {
        Some(Value::Object(own)) => merged.extend(own.clone()),
        Some(Value::Unknown) => return Some(Value::Unknown),
        _ => {}
    }
    let merged = Value::Object(merged);
    let secret = inputs.get("tags").is_some_and(|tags| !std::ptr::eq(peek(tags), tags));
    Some(if secret { merged.into_secret() } else { merged })
}
