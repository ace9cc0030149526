//! Paragraphs of a reply and their two forms.

use crate::mustache::{self, Node, SyntaxError};
use crate::variable::Variable;

/// Parses a text whose lines are paragraphs.
pub(crate) fn parse(text: &str) -> Result<Vec<Vec<Node>>, SyntaxError> {
    text.lines().filter(|line| !line.trim().is_empty()).map(mustache::parse).collect()
}

/// The rendered paragraphs with single spaces; empty ones are dropped.
pub(crate) fn expand<'a>(paragraphs: &[Vec<Node>], value: &dyn Fn(Variable) -> Option<&'a str>) -> Vec<String> {
    paragraphs
        .iter()
        .map(|nodes| mustache::expand(nodes, value).split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|text| !text.is_empty())
        .collect()
}

/// Adjacent list paragraphs as one block, every other paragraph as its own.
fn blocks(paragraphs: &[String]) -> Vec<Vec<&str>> {
    let is_item = |text: &str| text.starts_with("- ");
    let mut blocks: Vec<Vec<&str>> = Vec::new();
    for paragraph in paragraphs {
        match blocks.last_mut() {
            Some(block) if is_item(paragraph) && block.last().is_some_and(|last| is_item(last)) => {
                block.push(paragraph);
            }
            _ => blocks.push(vec![paragraph]),
        }
    }
    blocks
}

/// Plain text: one blank line between blocks.
pub(crate) fn to_text(paragraphs: &[String]) -> String {
    blocks(paragraphs).iter().map(|block| block.join("\n")).collect::<Vec<_>>().join("\n\n")
}

/// HTML: one `<p>` for each block, everything in it escaped.
pub(crate) fn to_html(paragraphs: &[String]) -> String {
    let block = |lines: &Vec<&str>| {
        let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
        format!("<p>{}</p>", lines.join("<br>"))
    };
    blocks(paragraphs).iter().map(block).collect::<Vec<_>>().join("\n")
}

fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, c| {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_stay_together_and_empty_paragraphs_vanish() {
        let text = "Intro & <b>:\n- one\n- two\n{{#order_id}}Order {{order_id}}{{/order_id}}\nEnd it's";
        let paragraphs = expand(&parse(text).unwrap(), &|_| None);
        assert_eq!(to_text(&paragraphs), "Intro & <b>:\n\n- one\n- two\n\nEnd it's");
        assert_eq!(to_html(&paragraphs), "<p>Intro &amp; &lt;b&gt;:</p>\n<p>- one<br>- two</p>\n<p>End it&#39;s</p>");
    }
}
