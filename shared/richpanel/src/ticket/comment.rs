//! Comments: the newest fifty, with author kind and plain text.

use std::borrow::Cow;

use serde_json::Value;
use switchboard_domain::ticket::{Author, Comment};
use switchboard_domain::{Redacted, Timestamp, keys};
use switchboard_text::{content_form, html_to_text};

use super::instant::instant_of;
use super::{Findings, is_blank};
use crate::loose::{bool_of, text_of};

/// Comments kept per ticket.
pub const MAX_COMMENTS: usize = 50;

/// Text kept per comment, bytes.
pub const MAX_TEXT_BYTES: usize = 16 * 1024;

/// HTML read per comment, bytes: markup may be many times the text that it carries.
const MAX_HTML_BYTES: usize = 512 * 1024;

/// The comments of `comments`, else `messages`, in array order.
pub(super) fn read_all(ticket: &Value, findings: &mut Findings) -> Vec<Comment> {
    let Some(list) = findings.first(ticket, &["comments", "messages"], |value| value.as_array().cloned()) else {
        return Vec::new();
    };
    let objects: Vec<&Value> = list
        .iter()
        .filter(|item| {
            let usable = item.is_object();
            if !usable {
                findings.note();
            }
            usable
        })
        .collect();
    newest(&objects).into_iter().map(|item| read(item, findings)).collect()
}

/// A comment that stands alone in an answer; it needs an author and a text field to be taken for one.
pub(crate) fn parse_single(value: &Value) -> Option<Comment> {
    let has_text = ["plain_body", "body"].iter().any(|key| value.get(key).is_some_and(Value::is_string));
    (value.is_object() && has_text).then(|| read(value, &mut Findings::default()))
}

/// The newest [`MAX_COMMENTS`], in array order. A comment without a readable time counts as old as its predecessor.
fn newest<'a>(list: &[&'a Value]) -> Vec<&'a Value> {
    let mut carried = i64::MIN;
    let mut order: Vec<(i64, usize)> = list
        .iter()
        .enumerate()
        .map(|(index, item)| {
            carried = item.get("created_at").and_then(instant_of).map_or(carried, Timestamp::as_millis);
            (carried, index)
        })
        .collect();
    order.sort_unstable();
    let mut kept: Vec<usize> =
        order.split_off(order.len().saturating_sub(MAX_COMMENTS)).into_iter().map(|o| o.1).collect();
    kept.sort_unstable();
    kept.into_iter().filter_map(|index| list.get(index).copied()).collect()
}

fn read(item: &Value, findings: &mut Findings) -> Comment {
    let created = item.get("created_at").filter(|value| !is_blank(value));
    let created_at = created.and_then(instant_of);
    if created.is_some() && created_at.is_none() {
        findings.note();
    }
    let text = text(item);
    let id = findings.first(item, &["id"], text_of).unwrap_or_else(|| {
        // The instant, not its spelling: the vendor changes styles between reads.
        let time = created_at.map(|at| at.to_string()).or_else(|| created.and_then(text_of)).unwrap_or_default();
        keys::fingerprint(&format!("{time}\u{1F}{}", content_form(&text)))
    });
    Comment {
        id,
        author: author(item, findings),
        created_at,
        text: Redacted::new(text),
        attachments: attachments(item, findings),
        public: findings.first(item, &["public"], bool_of).unwrap_or(true),
    }
}

/// Operator by any true marker; else by the type fields; else unknown. Unknown counts as customer only if the comment
/// has no operator marker at all, because a vendor that writes markers would have marked what it knew.
fn author(item: &Value, findings: &mut Findings) -> Author {
    let markers: Vec<&Value> = [item.get("is_operator"), item.get("isOperator"), item.pointer("/via/isOperator")]
        .into_iter()
        .flatten()
        .collect();
    let operator = || Author::Operator(item.get("author_id").and_then(text_of));
    if markers.iter().any(|marker| bool_of(marker) == Some(true)) {
        return operator();
    }
    let kind = ["sender_type", "author_type", "from_type"]
        .iter()
        .find_map(|key| item.get(key)?.as_str().map(|text| text.trim().to_ascii_lowercase()).filter(|t| !t.is_empty()));
    match kind.as_deref() {
        Some("customer" | "user" | "end_user" | "shopper") => Author::Customer,
        Some("operator" | "agent") => operator(),
        _ if markers.is_empty() => Author::Customer,
        _ => {
            findings.note();
            Author::Unknown
        }
    }
}

/// `plain_body`, else `body` without its markup; without inline images, at most [`MAX_TEXT_BYTES`].
fn text(item: &Value) -> String {
    let field = |key: &str| item.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    let text = match (field("plain_body"), field("body")) {
        (Some(plain), _) => without_inline_data(plain),
        (None, Some(html)) => Cow::Owned(html_to_text(cut(&without_inline_data(html), MAX_HTML_BYTES))),
        (None, None) => Cow::Borrowed(""),
    };
    cut(&text, MAX_TEXT_BYTES).to_owned()
}

/// The text without `data:…;base64,…` runs.
fn without_inline_data(text: &str) -> Cow<'_, str> {
    const MARK: &str = ";base64,";
    if !text.contains(MARK) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len().min(MAX_HTML_BYTES));
    let mut rest = text;
    while let Some(mark) = rest.find(MARK) {
        let (before, after) = rest.split_at(mark);
        let is_media_type =
            |s: &str| s.len() <= 128 && s.bytes().all(|b| b.is_ascii_alphanumeric() || b"/+-.;=".contains(&b));
        let head = match before.rfind("data:") {
            Some(start) if is_media_type(&before[start + 5..]) => &before[..start],
            _ => before,
        };
        kept.push_str(head);
        rest = after[MARK.len()..]
            .trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-' | '_' | '%'));
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

fn attachments(item: &Value, findings: &mut Findings) -> u32 {
    let count = findings.first(item, &["attachments"], |value| match value {
        Value::Array(list) => Some(list.len() as u64),
        other => other.as_u64(),
    });
    count.map_or(0, |count| u32::try_from(count).unwrap_or(u32::MAX))
}

/// The longest beginning of the text that has at most `limit` bytes.
pub(super) fn cut(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let end = (0..=limit).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn comments(list: Value) -> (Vec<Comment>, u32) {
        let mut findings = Findings::default();
        let comments = read_all(&json!({ "comments": list }), &mut findings);
        (comments, findings.0)
    }

    #[test]
    fn author_kinds() {
        let op = || Author::Operator(Some("7".into()));
        let table = [
            (json!({"is_operator": true}), op(), 0),
            (json!({"isOperator": 1}), op(), 0),
            (json!({"via": {"isOperator": "true"}}), op(), 0),
            (json!({"is_operator": "TRUE", "sender_type": "customer"}), op(), 0),
            (json!({"is_operator": false, "isOperator": 1}), op(), 0),
            (json!({"sender_type": "operator"}), op(), 0),
            (json!({"author_type": "Agent"}), op(), 0),
            (json!({"is_operator": false, "sender_type": "customer"}), Author::Customer, 0),
            (json!({"isOperator": 0, "author_type": "user"}), Author::Customer, 0),
            (json!({"from_type": "end_user"}), Author::Customer, 0),
            (json!({"sender_type": "shopper"}), Author::Customer, 0),
            (json!({}), Author::Customer, 0),
            (json!({"sender_type": "bot"}), Author::Customer, 0),
            (json!({"is_operator": false}), Author::Unknown, 1),
            (json!({"is_operator": null, "sender_type": "bot"}), Author::Unknown, 1),
            (json!({"via": {"isOperator": "maybe"}}), Author::Unknown, 1),
        ];
        for (mut item, expected, findings) in table {
            item["author_id"] = json!(7);
            let (list, found) = comments(json!([item]));
            assert_eq!((&list[0].author, found), (&expected, findings), "{item}");
        }
    }

    #[test]
    fn text_is_plain_without_images_and_short() {
        let text = |item: Value| comments(json!([item])).0[0].text.expose().clone();
        assert_eq!(text(json!({"plain_body": "plain", "body": "<p>html</p>"})), "plain");
        assert_eq!(text(json!({"plain_body": " ", "body": "<p>Hi <b>there</b></p>"})).trim(), "Hi there");
        assert_eq!(text(json!({"plain_body": {"x": 1}})), "");
        assert_eq!(text(json!({"plain_body": "a [data:image/png;base64,iVBORw0KGgo=] b"})), "a [] b");
        let image = format!("<p>before</p><img src=\"data:image/png;base64,{}\"><p>after</p>", "A".repeat(2_000_000));
        let seen = text(json!({ "body": image }));
        assert!(seen.contains("before") && seen.contains("after") && !seen.contains("AAAA"), "{}", seen.len());
        let long = text(json!({"plain_body": "é".repeat(20_000)}));
        assert_eq!(long.len(), MAX_TEXT_BYTES);
        assert_eq!(text(json!({"plain_body": format!("a{}", "é".repeat(20_000))})).len(), MAX_TEXT_BYTES - 1);
    }

    #[test]
    fn a_missing_id_gets_a_surrogate_that_survives_another_time_style() {
        let id = |item: Value| comments(json!([item])).0[0].id.clone();
        let first = id(json!({"plain_body": "Where is it?", "created_at": "2026-01-15T15:00:00Z"}));
        assert_eq!(first.len(), 64);
        assert_eq!(first, id(json!({"plain_body": "Where  is it?\n", "created_at": 1_768_489_200_000_i64})));
        assert_ne!(first, id(json!({"plain_body": "Where is it?", "created_at": "2026-01-15T15:00:01Z"})));
        assert_ne!(first, id(json!({"plain_body": "Where is mine?", "created_at": "2026-01-15T15:00:00Z"})));
        assert_eq!(id(json!({"id": 55})), "55");
    }

    #[test]
    fn the_newest_fifty_by_time_in_array_order() {
        let at = |n: i64| json!({"id": n, "created_at": 1_768_000_000 + n});
        let descending: Vec<Value> = (0..500).rev().map(at).collect();
        let ids: Vec<String> = comments(json!(descending)).0.into_iter().map(|c| c.id).collect();
        let expected: Vec<String> = (450..500).rev().map(|n: i64| n.to_string()).collect();
        assert_eq!(ids, expected);
        let undated: Vec<Value> = (0..60).map(|n| json!({ "id": n })).collect();
        assert_eq!(comments(json!(undated)).0[0].id, "10");
    }

    #[test]
    fn what_is_not_an_object_is_counted_and_left_out() {
        let (list, findings) = comments(json!(["text", null, {"id": "c", "created_at": "soon", "attachments": {}}]));
        assert_eq!(list.len(), 1);
        assert_eq!((list[0].created_at, list[0].attachments, findings), (None, 0, 4));
        let (list, _) = comments(json!([{"attachments": [{}, {}], "public": "false"}]));
        assert_eq!((list[0].attachments, list[0].public), (2, false));
    }
}
