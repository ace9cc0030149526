//! One attempt to save the ticket id of a body that is no JSON because free text in it was not escaped.

/// The id, if the body starts with an object whose first field is `ticket_id` or `conversation_id` with a text that
/// ends properly. Nothing after it is believed.
pub(crate) fn conversation_id(body: &[u8]) -> Option<String> {
    let rest = token(body, b"{")?;
    let (name, rest) = text(rest)?;
    if name != "ticket_id" && name != "conversation_id" {
        return None;
    }
    let (id, rest) = text(token(rest, b":")?)?;
    // Anything else after the closing quote means that the id itself holds an unescaped quote.
    token(rest, b",").or_else(|| token(rest, b"}"))?;
    Some(id)
}

fn token<'a>(bytes: &'a [u8], token: &[u8]) -> Option<&'a [u8]> {
    bytes.trim_ascii_start().strip_prefix(token)
}

/// A complete JSON text at the start, and what follows it.
fn text(bytes: &[u8]) -> Option<(String, &[u8])> {
    let bytes = bytes.trim_ascii_start();
    let inner = bytes.strip_prefix(b"\"")?;
    let mut escaped = false;
    let end = inner.iter().position(|byte| {
        let closes = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        closes
    })?;
    let (literal, rest) = bytes.split_at(end + 2);
    Some((serde_json::from_slice(literal).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_field_is_believed() {
        let rows: [(&str, Option<&str>); 14] = [
            (r#"{"ticket_id":"<a@b>","text":"he said "hi""}"#, Some("<a@b>")),
            (" {\n \"conversation_id\" : \"x\" , oops", Some("x")),
            (r#"{"ticket_id":"a\/b","t":"#, Some("a/b")),
            ("{\"ticket_id\":\"x\",\"text\":\"line\nbreak\"}", Some("x")),
            (r#"{"ticket_id":"x"} trailing"#, Some("x")),
            (r#"{"text":"a "quote"","ticket_id":"x"}"#, None),
            (r#"{"ticket_id":"a"b","text":1}"#, None),
            (r#"{"ticket_id":12,"text":"a"b"}"#, None),
            (r#"{"ticket_id":"unfinished"#, None),
            (r#"{"ticket_id":"ends here""#, None),
            (r#"{"id":"x","text":"#, None),
            ("{\"ticket_id\":\"line\nbreak\",", None),
            (r#"["ticket_id":"x"]"#, None),
            ("", None),
        ];
        for (body, expected) in rows {
            assert_eq!(conversation_id(body.as_bytes()).as_deref(), expected, "{body}");
        }
    }
}
