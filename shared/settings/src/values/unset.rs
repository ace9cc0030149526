//! The empty string stands for "not set", since TOML has no null; JSON's null is accepted too.

use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer};

/// Reads a string; null and a blank one are `None`, any other is read as `T`.
pub(super) fn unset<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    let text: Option<String> = serde::Deserialize::deserialize(deserializer)?;
    let text = text.as_deref().unwrap_or_default().trim();
    if text.is_empty() {
        return Ok(None);
    }
    T::deserialize(IntoDeserializer::<D::Error>::into_deserializer(text.to_owned())).map(Some)
}
