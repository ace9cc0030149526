//! What an operator names: a conversation, by ticket id or key, or an event, by key.

use std::str::FromStr;

use switchboard_domain::{ConversationId, keys};

use crate::failure::Failure;

/// Characters of a key behind its prefix.
const HASH_CHARS: usize = 52;

/// What an argument names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A conversation; the id is known if the operator gave a ticket id.
    Conversation {
        /// `C#…`.
        key: String,
        /// The vendor's id.
        id: Option<ConversationId>,
    },
    /// An event: `E#…`, `N#…` or `W#…`.
    Event(String),
}

impl FromStr for Subject {
    type Err = String;

    /// A text that starts with `C#`, `E#`, `N#` or `W#` is a key, everything else a ticket id.
    fn from_str(text: &str) -> Result<Self, String> {
        let is_key = ["C#", "E#", "N#", "W#"].iter().any(|prefix| text.starts_with(prefix));
        if !is_key {
            let id = ConversationId::new(text).map_err(|error| error.to_string())?;
            return Ok(Self::Conversation { key: keys::conversation_key(&id), id: Some(id) });
        }
        let is_hash = |b: u8| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b);
        if text.len() != HASH_CHARS + 2 || !text.bytes().skip(2).all(is_hash) {
            return Err(format!("a key has {HASH_CHARS} lower-case letters and digits behind its prefix"));
        }
        let key = text.to_owned();
        Ok(if text.starts_with("C#") { Self::Conversation { key, id: None } } else { Self::Event(key) })
    }
}

impl Subject {
    /// The event key, for commands that act on one event.
    pub(crate) fn event(&self) -> Result<&str, Failure> {
        match self {
            Self::Event(key) => Ok(key),
            Self::Conversation { key, .. } => {
                Err(Failure::usage("name one event by its key (E#…, N#… or W#…), not a conversation")
                    .help(format!("`switchboard events show '{key}'` lists the events of that conversation")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_from_ticket_ids() {
        let id = ConversationId::new("<a+1@mail.example>").unwrap();
        let key = keys::conversation_key(&id);
        let by_id: Subject = id.as_str().parse().unwrap();
        assert_eq!(by_id, Subject::Conversation { key: key.clone(), id: Some(id.clone()) });
        assert_eq!(key.parse(), Ok(Subject::Conversation { key: key.clone(), id: None }));
        let event = keys::event_key(&id, "comment");
        assert_eq!(event.parse(), Ok(Subject::Event(event.clone())));
        assert_eq!(event.parse::<Subject>().unwrap().event().unwrap(), event);
        assert!(by_id.event().unwrap_err().to_string().contains(&key));
    }

    #[test]
    fn damaged_keys_and_impossible_ids_are_refused() {
        for text in ["", "E#", "E#abc", &format!("C#{}", "A".repeat(52)), &"x".repeat(513), "a\nb"] {
            assert!(text.parse::<Subject>().is_err(), "{text}");
        }
    }
}
