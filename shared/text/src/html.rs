//! HTML to text: one forward pass, no tree. Tags go, their attribute values with them; blocks become line breaks.

use crate::entity;

/// Elements whose start and end break the line.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section",
    "table", "tbody", "tfoot", "thead", "tr", "ul",
];

/// Other elements that tell markup from text with angle brackets.
#[rustfmt::skip]
const INLINE: &[&str] = &[
    "a", "abbr", "b", "big", "button", "code", "del", "em", "font", "head", "i", "img", "input", "ins", "label",
    "link", "meta", "o:p", "q", "s", "script", "small", "span", "strike", "strong", "style", "sub", "sup", "td",
    "th", "title", "tt", "u",
];

/// Elements whose content is not text for a reader.
const SILENT: &[&str] = &["script", "style", "title", "noscript", "template", "svg", "object", "iframe"];

/// What to do with the lines of a `blockquote`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum QuoteMarks {
    /// Write `> ` before them, so that quoted history can be told from new text.
    Write,
    /// Leave them as they are.
    Omit,
}

/// Whether the text holds a known tag, a comment or a character reference.
pub fn looks_like_html(text: &str) -> bool {
    let mut sink = String::new();
    text.match_indices(['<', '&']).any(|(at, mark)| {
        let rest = &text[at..];
        match mark {
            "&" => entity::decode(rest, &mut sink) > 0,
            _ => {
                rest.starts_with("<!--") || rest.starts_with("<!D") || rest.starts_with("<!d") || {
                    tag_name(rest)
                        .is_some_and(|name| BLOCKS.contains(&name.as_str()) || INLINE.contains(&name.as_str()))
                }
            }
        }
    })
}

/// The readable text of an HTML fragment.
///
/// Tags, comments, attribute values, scripts, styles and images (inline base64 ones included) are dropped; block
/// elements become line breaks; entities are decoded; lines of a `blockquote` start with `> `. A text without block
/// elements keeps its own line breaks. An unterminated tag ends the text, as in a browser.
pub fn html_to_text(html: &str) -> String {
    render(html, QuoteMarks::Write)
}

/// As [`html_to_text`], with the treatment of quotations chosen.
pub(crate) fn render(html: &str, quote_marks: QuoteMarks) -> String {
    let mut out = Output { text: String::with_capacity(html.len()), quote_depth: 0, quote_marks, pending: None };
    let keep_breaks = !has_block(html);
    let last = LastQuotes { double: html.rfind('"'), single: html.rfind('\'') };
    let mut at = 0;
    while at < html.len() {
        let rest = &html[at..];
        let plain = rest.find(['<', '&', '\n', '\r', ' ', '\t', 'd', 'D']).unwrap_or(rest.len());
        if plain > 0 {
            out.push(&rest[..plain]);
            at += plain;
            continue;
        }
        at += match rest.as_bytes()[0] {
            b'<' => markup(html, at, last, &mut out),
            b'&' => {
                let mut decoded = String::new();
                match entity::decode(rest, &mut decoded) {
                    0 => {
                        out.push("&");
                        1
                    }
                    used => {
                        if decoded == " " {
                            out.space();
                        } else {
                            out.push(&decoded);
                        }
                        used
                    }
                }
            }
            b'\n' if keep_breaks => {
                out.newline();
                1
            }
            b'd' | b'D' => match data_uri_len(rest) {
                0 => {
                    out.push(&rest[..1]);
                    1
                }
                used => used,
            },
            _ => {
                out.space();
                1
            }
        };
    }
    out.text.trim().to_owned()
}

struct Output {
    text: String,
    quote_depth: usize,
    quote_marks: QuoteMarks,
    pending: Option<Gap>,
}

/// Whitespace owed before the next visible character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    Space,
    Lines(u8),
}

impl Output {
    fn push(&mut self, visible: &str) {
        match self.pending.take() {
            Some(Gap::Space) => self.text.push(' '),
            Some(Gap::Lines(n)) => (0..n).for_each(|_| self.text.push('\n')),
            None => {}
        }
        if self.quote_depth > 0
            && self.quote_marks == QuoteMarks::Write
            && (self.text.is_empty() || self.text.ends_with('\n'))
        {
            self.text.push_str("> ");
        }
        self.text.push_str(visible);
    }

    fn space(&mut self) {
        if self.pending.is_none() && !self.text.is_empty() {
            self.pending = Some(Gap::Space);
        }
    }

    /// A line break that the author typed; two make a blank line.
    fn newline(&mut self) {
        self.pending = Some(match self.pending {
            Some(Gap::Lines(_)) => Gap::Lines(2),
            _ => Gap::Lines(1),
        });
    }

    /// A line break that a block element makes; several in a row are one.
    fn block(&mut self) {
        if !matches!(self.pending, Some(Gap::Lines(_))) {
            self.pending = Some(Gap::Lines(1));
        }
    }
}

#[derive(Clone, Copy)]
struct LastQuotes {
    double: Option<usize>,
    single: Option<usize>,
}

/// Handles the `<` at `at`; returns the bytes consumed.
fn markup(html: &str, at: usize, last: LastQuotes, out: &mut Output) -> usize {
    let rest = &html[at..];
    if let Some(comment) = rest.strip_prefix("<!--") {
        return comment.find("-->").map_or(rest.len(), |end| end + 7);
    }
    if rest.starts_with("<!") || rest.starts_with("<?") {
        return rest.find('>').map_or(rest.len(), |end| end + 1);
    }
    let Some(name) = tag_name(rest) else {
        out.push("<");
        return 1;
    };
    let closing = rest.starts_with("</");
    let length = tag_length(html, at, last);
    match name.as_str() {
        "br" => out.newline(),
        "p" if closing => {
            out.block();
            out.newline();
        }
        "td" | "th" => out.space(),
        "blockquote" => {
            out.block();
            out.quote_depth = if closing { out.quote_depth.saturating_sub(1) } else { out.quote_depth + 1 };
        }
        name if BLOCKS.contains(&name) => out.block(),
        name if !closing && SILENT.contains(&name) && !html[at..at + length].ends_with("/>") => {
            return length + silent_length(&html[at + length..], name);
        }
        _ => {}
    }
    length
}

/// The lower-case element name of the tag at the start of `rest`; `None` if it is not a tag (`<3`, `<a@b.example>`).
fn tag_name(rest: &str) -> Option<String> {
    let body = rest.strip_prefix("</").or_else(|| rest.strip_prefix('<'))?;
    if !body.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    // Element names are short; the bound keeps the scan of hostile input linear.
    let end = body.bytes().take(24).position(|b| !(b.is_ascii_alphanumeric() || b == b':' || b == b'-'));
    let end = end.or((body.len() < 24).then_some(body.len()))?;
    match body.as_bytes().get(end) {
        None | Some(b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'>') => Some(body[..end].to_ascii_lowercase()),
        Some(_) => None,
    }
}

/// Length of the tag at `at` up to its `>`, quoted values skipped. A quotation mark that nothing closes is ordinary.
fn tag_length(html: &str, at: usize, last: LastQuotes) -> usize {
    let bytes = html.as_bytes();
    let mut i = at + 1;
    while i < bytes.len() {
        match bytes[i] {
            b'>' => return i + 1 - at,
            quote @ (b'"' | b'\'') => {
                let closed_by = if quote == b'"' { last.double } else { last.single };
                // Only a value after "=" is quoted; a stray mark must not swallow the text.
                let value = bytes[..i].iter().rev().find(|b| !b.is_ascii_whitespace()) == Some(&b'=');
                if value && closed_by.is_some_and(|end| end > i) {
                    i += 1;
                    while bytes.get(i).is_some_and(|b| *b != quote) {
                        i += 1;
                    }
                }
            }
            _ => {}
        }
        i += 1;
    }
    html.len() - at
}

/// Bytes up to and including the end tag of a silent element; everything if it is never closed.
fn silent_length(rest: &str, name: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut i = 0;
    while let Some(found) = rest[i..].find("</") {
        let start = i + found;
        let name_at = start + 2;
        if bytes.get(name_at..name_at + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes())) {
            return rest[start..].find('>').map_or(rest.len(), |end| start + end + 1);
        }
        i = name_at;
    }
    rest.len()
}

/// Length of a `data:…;base64,…` run at the start of `rest`, 0 if there is none.
fn data_uri_len(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    if !bytes.get(..5).is_some_and(|head| head.eq_ignore_ascii_case(b"data:")) {
        return 0;
    }
    let Some(comma) = bytes.iter().take(80).position(|b| *b == b',') else { return 0 };
    if !bytes[..comma].ends_with(b";base64") {
        return 0;
    }
    let payload = bytes[comma + 1..].iter().take_while(|b| b.is_ascii_alphanumeric() || b"+/=%_-".contains(b)).count();
    comma + 1 + payload
}

fn has_block(html: &str) -> bool {
    html.match_indices('<').any(|(at, _)| tag_name(&html[at..]).is_some_and(|name| BLOCKS.contains(&name.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_row_by_row() {
        for (html, text) in [
            ("<p>Hello</p><p>World</p>", "Hello\n\nWorld"),
            ("a<br>b<br/>c<BR />d", "a\nb\nc\nd"),
            ("one<br><br>two", "one\n\ntwo"),
            ("<b>bold</b>er", "bolder"),
            ("<td>1</td><td>2</td>", "1 2"),
            ("<a href=\"https://x.example/#m_55120\">link</a>", "link"),
            ("<a title='1 > 2'>t</a>", "t"),
            ("x<script>var a = '<p>no</p>';</script>y", "xy"),
            ("x<STYLE>p{}</style >y", "xy"),
            ("x<!-- 12345 -->y", "xy"),
            ("5 < 6 and <3", "5 < 6 and <3"),
            ("Ann <ann@shop.example> wrote", "Ann <ann@shop.example> wrote"),
            ("fish &amp; chips &lt;3", "fish & chips <3"),
            ("<img src=\"data:image/png;base64,AAAA12345678\">pic", "pic"),
            ("see data:image/png;base64,AAAA+/== end", "see end"),
            ("data: nothing, else", "data: nothing, else"),
            ("<div>a</div><blockquote>old<br>text</blockquote>new", "a\n> old\n> text\nnew"),
            ("first\nsecond", "first\nsecond"),
            ("<div>first\nsecond</div>", "first second"),
            ("cut <a href=\"12345", "cut"),
            ("<p class=\"x>text</p>", "text"),
            ("<script>never closed 12345", ""),
            ("", ""),
        ] {
            assert_eq!(html_to_text(html), text, "{html}");
        }
    }

    #[test]
    fn markup_is_told_from_text() {
        for yes in ["<p>x", "a<br/>b", "<!DOCTYPE html>", "it&#39;s", "x &amp; y", "<o:p></o:p>"] {
            assert!(looks_like_html(yes), "{yes}");
        }
        for no in ["2 < 3", "<ann@shop.example>", "I <3 it", "AT&T", "a & b; c", "<order>", ""] {
            assert!(!looks_like_html(no), "{no}");
        }
    }

    #[test]
    fn hostile_input_is_read_in_linear_time() {
        for unit in ["<", "<a \"", "<a b='", "&", "<!--", "</script", "<script>", "data:", "<blockquote>x"] {
            let text = html_to_text(&unit.repeat(50_000));
            assert!(text.len() <= unit.len() * 50_000 * 3);
        }
    }
}
