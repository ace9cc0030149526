//! A strict subset of mustache: variables and sections, nothing else.

use crate::variable::Variable;

/// Deepest nesting of sections.
const MAX_DEPTH: usize = 4;

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    /// Fixed text.
    Text(String),
    /// The value of a variable; nothing if it has none.
    Value(Variable),
    /// Pieces that appear only if the variable has a value.
    Section(Variable, Vec<Node>),
}

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxError {
    /// `{{` without `}}`.
    #[error("a tag is not closed with }}}}")]
    UnclosedTag,
    /// A brace outside a tag.
    #[error("a brace stands outside a tag")]
    StrayBrace,
    /// Neither a variable nor a section: partials, comments, unescaped or inverted tags.
    #[error("the tag `{0}` is not supported; use {{{{name}}}}, {{{{#name}}}} and {{{{/name}}}}")]
    Unsupported(String),
    /// A name that no reply has a value for.
    #[error("the variable `{0}` is unknown")]
    UnknownVariable(String),
    /// A section is not closed, or another one is.
    #[error("the section `{0}` is not closed within its paragraph")]
    UnbalancedSection(String),
    /// Sections are nested too deeply.
    #[error("sections are nested more than {MAX_DEPTH} deep")]
    TooDeep,
}

/// Parses one paragraph.
pub(crate) fn parse(text: &str) -> Result<Vec<Node>, SyntaxError> {
    let mut open: Vec<(Variable, Vec<Node>)> = Vec::new();
    let mut nodes: Vec<Node> = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        push_text(&mut nodes, before)?;
        let (tag, tail) = after.split_once("}}").ok_or(SyntaxError::UnclosedTag)?;
        rest = tail;
        let (sigil, name) = match tag.as_bytes().first() {
            Some(b'#' | b'/') => tag.split_at(1),
            _ => ("", tag),
        };
        let well_formed = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if !well_formed {
            return Err(SyntaxError::Unsupported(tag.chars().take(40).collect()));
        }
        let variable = Variable::from_name(name).ok_or_else(|| SyntaxError::UnknownVariable(name.to_owned()))?;
        match sigil {
            "#" if open.len() == MAX_DEPTH => return Err(SyntaxError::TooDeep),
            "#" => open.push((variable, std::mem::take(&mut nodes))),
            "/" => match open.pop() {
                Some((opened, outer)) if opened == variable => {
                    let inner = std::mem::replace(&mut nodes, outer);
                    nodes.push(Node::Section(variable, inner));
                }
                _ => return Err(SyntaxError::UnbalancedSection(name.to_owned())),
            },
            _ => nodes.push(Node::Value(variable)),
        }
    }
    push_text(&mut nodes, rest)?;
    match open.pop() {
        Some((variable, _)) => Err(SyntaxError::UnbalancedSection(variable.as_str().to_owned())),
        None => Ok(nodes),
    }
}

fn push_text(nodes: &mut Vec<Node>, text: &str) -> Result<(), SyntaxError> {
    if text.contains(['{', '}']) {
        return Err(SyntaxError::StrayBrace);
    }
    if !text.is_empty() {
        nodes.push(Node::Text(text.to_owned()));
    }
    Ok(())
}

/// The text of the pieces with the values that `value` gives; a variable without a value is dropped.
pub(crate) fn expand<'a>(nodes: &[Node], value: &dyn Fn(Variable) -> Option<&'a str>) -> String {
    nodes.iter().fold(String::new(), |mut text, node| {
        match node {
            Node::Text(fixed) => text.push_str(fixed),
            Node::Value(variable) => text.push_str(value(*variable).unwrap_or_default()),
            Node::Section(variable, inner) if value(*variable).is_some() => text.push_str(&expand(inner, value)),
            Node::Section(..) => {}
        }
        text
    })
}

/// Every variable that the pieces use.
pub(crate) fn variables(nodes: &[Node]) -> Vec<Variable> {
    nodes
        .iter()
        .flat_map(|node| match node {
            Node::Text(_) => Vec::new(),
            Node::Value(variable) => vec![*variable],
            Node::Section(variable, inner) => [vec![*variable], variables(inner)].concat(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn with(text: &str, set: &[Variable]) -> String {
        expand(&parse(text).unwrap(), &|v| set.contains(&v).then_some("X"))
    }

    #[test]
    fn variables_and_sections() {
        let text = "a{{#order_id}} b {{order_id}}{{#first_name}} c{{/first_name}}{{/order_id}} d{{first_name}}";
        assert_eq!(with(text, &[]), "a d");
        assert_eq!(with(text, &[Variable::OrderId]), "a b X d");
        assert_eq!(with(text, &[Variable::OrderId, Variable::FirstName]), "a b X c dX");
        assert_eq!(variables(&parse(text).unwrap()).len(), 4);
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "{{order_id",
            "order_id}}",
            "{order_id}",
            "{{{order_id}}}",
            "{{&order_id}}",
            "{{>order_id}}",
            "{{!order_id}}",
            "{{^order_id}}x{{/order_id}}",
            "{{=<% %>=}}",
            "{{}}",
            "{{#}}",
            "{{ order_id }}",
            "{{order.id}}",
            "{{unknown}}",
            "{{#order_id}}x",
            "x{{/order_id}}",
            "{{#order_id}}x{{/first_name}}",
            "{{#order_id}}{{#first_name}}{{/order_id}}{{/first_name}}",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        let deep = "{{#order_id}}".repeat(5) + &"{{/order_id}}".repeat(5);
        assert_eq!(parse(&deep), Err(SyntaxError::TooDeep));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "[{}#/a-z_é ]{0,60}") {
            if let Ok(nodes) = parse(&text) {
                let left = expand(&nodes, &|_| Some("x")).contains(['{', '}']);
                prop_assert!(!left);
            }
        }
    }
}
