//! Texts that a model refused or filtered: they are shown to no model again. Only keyed fingerprints are kept.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use switchboard_domain::{Millis, Secret, Timestamp, keys};
use switchboard_store::Store;
use switchboard_text::clean_message;
use switchboard_workflow::DecideError;

use super::shared_row::SharedRow;

/// Key of the row.
const ROW: &str = "LLM#REFUSED";
/// Texts that are remembered; the oldest is forgotten first.
const MOST: usize = 500;
/// How long a text is remembered: as long as an event may be worked on, and a conversation usually goes on.
const KEEP: Millis = Millis::from_hours(30 * 24);
/// Characters of a fingerprint: 130 bits of the hash.
const FINGERPRINT: usize = 26;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Refused {
    /// Oldest first.
    texts: Vec<(String, Timestamp)>,
}

/// The memory, shared by all hosts.
pub(super) struct RefusedTexts {
    row: SharedRow<Refused>,
    key: Secret<Vec<u8>>,
}

/// The memory as just read.
pub(super) struct KnownTexts<'a> {
    memory: &'a RefusedTexts,
    refused: Refused,
}

impl RefusedTexts {
    pub(super) fn new(store: &Arc<dyn Store>, key: Secret<Vec<u8>>) -> Self {
        Self { row: SharedRow::new(store, ROW), key }
    }

    pub(super) async fn load(&self) -> Result<KnownTexts<'_>, DecideError> {
        let read = self.row.read().await;
        let refused = read.map_err(|error| DecideError::System { code: error.code().to_owned() })?;
        Ok(KnownTexts { memory: self, refused })
    }

    pub(super) async fn remember(&self, text: &str, now: Timestamp) {
        let fingerprint = self.fingerprint(text);
        let added = self.row.change(|refused| {
            refused.texts.retain(|(known, at)| *known != fingerprint && now - *at < KEEP);
            refused.texts.push((fingerprint.clone(), now));
            let excess = refused.texts.len().saturating_sub(MOST);
            refused.texts.drain(..excess);
        });
        // A store that fails now fails the event's plan, too, which is then made anew.
        added.await.unwrap_or_default();
    }

    /// The same for the same words, whatever their markup, spacing and quoted history.
    fn fingerprint(&self, text: &str) -> String {
        let words = clean_message(text).text.split_whitespace().collect::<Vec<_>>().join(" ");
        keys::keyed_hash(&self.key, &words).chars().take(FINGERPRINT).collect()
    }
}

impl KnownTexts<'_> {
    pub(super) fn contains(&self, text: &str) -> bool {
        if self.refused.texts.is_empty() {
            return false;
        }
        let fingerprint = self.memory.fingerprint(text);
        self.refused.texts.iter().any(|(known, _)| *known == fingerprint)
    }
}

#[cfg(test)]
mod tests {
    use switchboard_store::MemoryStore;

    use super::*;

    #[tokio::test]
    async fn the_same_words_are_known_again_and_the_oldest_are_forgotten() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let memory = RefusedTexts::new(&store, Secret::new(vec![7; 32]));
        let at = |n: i64| Timestamp::from_millis(n);
        memory.remember("<p>Bad   words</p>", at(0)).await;
        let known = memory.load().await.unwrap();
        assert!(known.contains("Bad words") && !known.contains("Other words"));
        let stored = serde_json::to_string(&memory.row.read().await.unwrap()).unwrap();
        assert!(!stored.to_lowercase().contains("bad"), "{stored}");
        let other = RefusedTexts::new(&store, Secret::new(vec![8; 32]));
        assert!(!other.load().await.unwrap().contains("Bad words"), "nobody can look texts up without the key");

        for n in 1..=500 {
            memory.remember(&format!("text {n}"), at(n)).await;
        }
        let known = memory.load().await.unwrap();
        assert!(!known.contains("Bad words") && known.contains("text 1") && known.contains("text 500"));
        memory.remember("late", at(KEEP.0 + 400)).await;
        assert_eq!(memory.row.read().await.unwrap().texts.len(), 101);
    }
}
