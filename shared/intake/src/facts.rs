//! The few facts that are taken from a body. Everything else in it is dropped.

use serde_json::Value;
use switchboard_domain::{ConversationId, Timestamp};

use crate::config::IntakeConfig;
use crate::rejection::ErrorCode;

/// Longest trigger and channel hint, characters.
const MAX_HINT_CHARS: usize = 64;
/// Longest message id, bytes.
const MAX_MESSAGE_ID_BYTES: usize = 512;
/// Objects in which a body may wrap its facts.
const WRAPPERS: [&str; 3] = ["ticket", "conversation", "data"];

/// What a webhook says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) conversation_id: ConversationId,
    pub(crate) message_id: Option<String>,
    pub(crate) trigger: String,
    pub(crate) channel_hint: Option<String>,
    pub(crate) sent_at: Option<Timestamp>,
}

impl Facts {
    /// The facts of a JSON object.
    pub(crate) fn of(body: &Value, config: &IntakeConfig) -> Result<Self, ErrorCode> {
        Ok(Self {
            conversation_id: conversation_id(body)?,
            message_id: message_id(body, &config.ingress.message_id_keys),
            trigger: trigger(body)?.unwrap_or_else(|| config.ingress.default_trigger.clone()),
            channel_hint: channel_hint(body),
            sent_at: ["sent_at", "created_at"].iter().find_map(|key| present(body, key)).and_then(instant),
        })
    }

    /// The only fact of a repaired body.
    pub(crate) fn repaired(conversation_id: &str, config: &IntakeConfig) -> Result<Self, ErrorCode> {
        Ok(Self {
            conversation_id: ConversationId::new(conversation_id).map_err(|_| ErrorCode::InvalidConversationId)?,
            message_id: None,
            trigger: config.ingress.default_trigger.clone(),
            channel_hint: None,
            sent_at: None,
        })
    }
}

/// A field that is there; null and the empty text (a placeholder without value) count as absent.
fn present<'a>(object: &'a Value, key: &str) -> Option<&'a Value> {
    object.get(key).filter(|value| !value.is_null() && value.as_str() != Some(""))
}

fn conversation_id(body: &Value) -> Result<ConversationId, ErrorCode> {
    let wrapped = || WRAPPERS.iter().find_map(|name| present(body.get(name)?, "id"));
    let found = ["conversation_id", "ticket_id", "group_id"].iter().find_map(|key| present(body, key)).or_else(wrapped);
    let id = found.and_then(id_text).ok_or(ErrorCode::InvalidConversationId)?;
    ConversationId::new(id).map_err(|_| ErrorCode::InvalidConversationId)
}

/// A text, or a whole number as text. Numbers that JSON readers round are no ids.
fn id_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if number.is_u64() || number.is_i64() => Some(number.to_string()),
        _ => None,
    }
}

/// An id that is unusable counts as none: the burst bucket then deduplicates.
fn message_id(body: &Value, keys: &[String]) -> Option<String> {
    let id = keys.iter().find_map(|key| present(body, key)).and_then(id_text)?;
    (id.len() <= MAX_MESSAGE_ID_BYTES && !id.chars().any(char::is_control)).then_some(id)
}

fn trigger(body: &Value) -> Result<Option<String>, ErrorCode> {
    match ["trigger", "event_type", "event"].iter().find_map(|key| present(body, key)) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(hint(text)),
        Some(_) => Err(ErrorCode::InvalidTrigger),
    }
}

fn channel_hint(body: &Value) -> Option<String> {
    let places = [body.pointer("/via/channel"), body.get("channel")].into_iter();
    let wrapped = WRAPPERS.iter().filter_map(|name| body.get(name));
    let wrapped = wrapped.flat_map(|object| [object.pointer("/via/channel"), object.get("channel")]);
    places.chain(wrapped).flatten().filter_map(Value::as_str).find_map(hint)
}

/// Lower case, trimmed, without control characters, cut to the limit; `None` if nothing is left.
fn hint(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let hint: String = lower.chars().filter(|c| !c.is_control()).take(MAX_HINT_CHARS).collect();
    (!hint.is_empty()).then_some(hint)
}

/// RFC 3339 with or without offset (then UTC), or seconds or milliseconds since 1970 (from 10^11 on).
fn instant(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => text.trim().parse().ok().or_else(|| {
            let naive: jiff::civil::DateTime = text.trim().parse().ok()?;
            jiff::tz::TimeZone::UTC.to_timestamp(naive).ok().map(Timestamp::from)
        }),
        Value::Number(number) => {
            let number = number.as_i64()?;
            let millis = if number >= 100_000_000_000 { number } else { number.checked_mul(1_000)? };
            Some(Timestamp::from_millis(millis))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use switchboard_settings::{Environment, Settings};

    fn facts(body: Value) -> Result<Facts, ErrorCode> {
        Facts::of(&body, &IntakeConfig::from(&Settings::defaults(Environment::Dev).unwrap()))
    }

    #[test]
    fn conversation_ids_first_present_wins() {
        let long = "x".repeat(512);
        let rows = [
            (json!({"conversation_id": "c", "ticket_id": "t"}), Some("c")),
            (json!({"ticket_id": "t", "group_id": "g"}), Some("t")),
            (json!({"group_id": "g", "ticket": {"id": "i"}}), Some("g")),
            (json!({"ticket": {"id": "i"}, "data": {"id": "d"}}), Some("i")),
            (json!({"conversation": {"id": "c"}, "data": {"id": "d"}}), Some("c")),
            (json!({"data": {"id": 42}}), Some("42")),
            (json!({"ticket_id": 18_446_744_073_709_551_615_u64}), Some("18446744073709551615")),
            (json!({"conversation_id": null, "ticket_id": "t"}), Some("t")),
            (json!({"conversation_id": "", "ticket_id": "t"}), Some("t")),
            (json!({"ticket_id": " <A+b/c=@x> "}), Some(" <A+b/c=@x> ")),
            (json!({"ticket_id": long}), Some(long.as_str())),
            (json!({"ticket_id": format!("{long}x")}), None),
            (json!({"ticket_id": "a\u{0}b"}), None),
            (json!({"ticket_id": 1.5}), None),
            (json!({"ticket_id": true}), None),
            (json!({"ticket_id": {"id": "x"}}), None),
            (json!({"ticket": "x"}), None),
            (json!({"id": "x"}), None),
            (json!({}), None),
        ];
        for (body, expected) in rows {
            let found = facts(body.clone()).ok();
            assert_eq!(found.as_ref().map(|f| f.conversation_id.as_str()), expected, "{body}");
        }
    }

    #[test]
    fn triggers_are_lower_case_and_texts() {
        let with = |extra: Value| {
            let mut body = json!({"ticket_id": "t"});
            body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            facts(body).map(|f| f.trigger)
        };
        assert_eq!(with(json!({})), Ok("customer_message".into()));
        assert_eq!(with(json!({"event_type": "New_Message", "event": "x"})), Ok("new_message".into()));
        assert_eq!(with(json!({"trigger": null, "event": "E"})), Ok("e".into()));
        assert_eq!(with(json!({"trigger": "x".repeat(90)})).unwrap().len(), 64);
        assert_eq!(with(json!({"trigger": 7})), Err(ErrorCode::InvalidTrigger));
        assert_eq!(with(json!({"trigger": ["x"]})), Err(ErrorCode::InvalidTrigger));
    }

    #[test]
    fn channels_messages_and_times() {
        let body = json!({"ticket_id": "t", "ticket": {"via": {"channel": "LiveChat"}}, "message_id": 9, "sent_at": "2026-01-01T00:00:00Z"});
        let found = facts(body).unwrap();
        assert_eq!((found.channel_hint.as_deref(), found.message_id.as_deref()), (Some("livechat"), Some("9")));
        assert_eq!(found.sent_at.unwrap().to_string(), "2026-01-01T00:00:00.000Z");
        for (value, expected) in [
            (json!("2026-01-01T00:00:00"), Some(1_767_225_600_000)),
            (json!(1_767_225_600), Some(1_767_225_600_000)),
            (json!(1_767_225_600_123_i64), Some(1_767_225_600_123)),
            (json!("yesterday"), None),
            (json!(i64::MAX), Some(253_402_128_000_000)),
            (json!(i64::MIN), None),
            (json!([1]), None),
        ] {
            let found = facts(json!({"ticket_id": "t", "created_at": value})).unwrap();
            assert_eq!(found.sent_at.map(Timestamp::as_millis), expected, "{value}");
        }
        let channel = |body: Value| facts(body).unwrap().channel_hint;
        assert_eq!(
            channel(json!({"ticket_id": "t", "via": {"channel": "email"}, "channel": "chat"})).as_deref(),
            Some("email")
        );
        assert_eq!(
            channel(json!({"ticket_id": "t", "channel": 3, "data": {"channel": "chat"}})).as_deref(),
            Some("chat")
        );
        for unusable in [json!("x".repeat(513)), json!("a\nb"), json!(1.5), json!({})] {
            assert_eq!(facts(json!({"ticket_id": "t", "message_id": unusable})).unwrap().message_id, None);
        }
    }
}
