//! The empty string stands for "not set", since TOML has no null.

use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer};

/// Reads a string; a blank one is `None`, any other is read as `T`.
pub(super) fn unset<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    let text: String = serde::Deserialize::deserialize(deserializer)?;
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    T::deserialize(IntoDeserializer::<D::Error>::into_deserializer(text.to_owned())).map(Some)
}
