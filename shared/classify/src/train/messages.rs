//! Training messages: one per line under a heading, written by hand, one file per author and style.

use switchboard_domain::{ChannelClass, Intent};

use super::set::SetError;

/// A message as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// What it is about first.
    pub intent: Intent,
    /// What else it is about.
    pub secondary: Option<Intent>,
    /// Channel class; email if the line says nothing.
    pub channel: ChannelClass,
    /// Subject, if it has one.
    pub subject: Option<String>,
    /// The text, line breaks included.
    pub text: String,
}

const HEADING: &str = "# intent:";

/// Parses a file of messages; `file` is for error messages.
///
/// # Errors
/// The first line without a heading above it, with an unknown intent or an unknown option.
pub fn parse_messages(file: &str, content: &str) -> Result<Vec<Written>, SetError> {
    let mut heading = None;
    let mut messages = Vec::new();
    for (number, line) in content.lines().enumerate() {
        let line = line.trim();
        let wrong = || SetError::Option { file: file.to_owned(), line: number + 1 };
        if let Some(name) = line.strip_prefix(HEADING) {
            heading = Some(Intent::from_name(name.trim()).ok_or_else(wrong)?);
        } else if !line.is_empty() {
            messages.push(parse_line(line, heading.ok_or_else(wrong)?).ok_or_else(wrong)?);
        }
    }
    Ok(messages)
}

fn parse_line(line: &str, intent: Intent) -> Option<Written> {
    let mut message =
        Written { intent, secondary: None, channel: ChannelClass::Email, subject: None, text: String::new() };
    let mut rest = line;
    while let Some((option, after)) = option(rest) {
        match option.split_at_checked(1)? {
            ("+", name) => message.secondary = Some(Intent::from_name(name.trim())?),
            ("@", name) => message.channel = channel(name.trim())?,
            _ => message.subject = Some(option.strip_prefix("s:")?.trim().to_owned()),
        }
        rest = after.trim_start();
    }
    message.text = rest.replace("\\n", "\n");
    (!message.text.trim().is_empty()).then_some(message)
}

/// An option in brackets at the start of a line; other brackets belong to the text.
fn option(line: &str) -> Option<(&str, &str)> {
    let (option, after) = line.strip_prefix('[')?.split_once(']')?;
    ["+", "@", "s:"].iter().any(|mark| option.starts_with(mark)).then_some((option, after))
}

fn channel(name: &str) -> Option<ChannelClass> {
    Some(match name {
        "email" => ChannelClass::Email,
        "livechat" => ChannelClass::Livechat,
        "social" => ChannelClass::Social,
        "tiktok" => ChannelClass::Tiktok,
        "phone" => ChannelClass::Phone,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_row_by_row() {
        let content = "# intent: refund_request\n\nmoney back\n\
            [+damaged_item] [@social] [s: Re: order] it broke\\nso refund\n[not an option] hello";
        let messages = parse_messages("a.txt", content).unwrap();
        assert_eq!(messages.len(), 3);
        assert_eq!(messages[0].channel, ChannelClass::Email);
        assert_eq!(messages[1].secondary, Some(Intent::DamagedItem));
        assert_eq!((messages[1].subject.as_deref(), messages[1].channel), (Some("Re: order"), ChannelClass::Social));
        assert_eq!(messages[1].text, "it broke\nso refund");
        assert_eq!(messages[2].text, "[not an option] hello");
    }

    #[test]
    fn wrong_lines_are_told_with_their_place() {
        let at = |content| parse_messages("a.txt", content).unwrap_err();
        let error = |line| SetError::Option { file: "a.txt".into(), line };
        assert_eq!(at("no heading"), error(1));
        assert_eq!(at("# intent: nothing"), error(1));
        assert_eq!(at("# intent: refund_request\n[+nothing] a"), error(2));
        assert_eq!(at("# intent: refund_request\n[@fax] a"), error(2));
        assert_eq!(at("# intent: refund_request\n[@social]"), error(2));
    }
}
