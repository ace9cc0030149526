//! A reader of GraphQL documents: one operation, its arguments and selections. No fragments, no directives.

use serde_json::Value;

/// Deepest nesting of selections.
const MAX_DEPTH: u32 = 32;

/// Query or mutation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Query,
    Mutation,
}

/// A document with one operation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Document {
    pub(super) kind: Kind,
    pub(super) selections: Vec<Selection>,
}

/// A selected field.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Selection {
    /// The key in the answer: the alias, else the name.
    pub(super) key: String,
    pub(super) name: String,
    pub(super) arguments: Vec<(String, Argument)>,
    pub(super) children: Vec<Selection>,
}

/// An argument's value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Argument {
    Variable(String),
    Literal(Value),
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Mark(char),
}

impl Document {
    /// Reads a document; `None` if it is not one that this reader knows.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { tokens: tokens(text)?, at: 0 };
        let kind = match reader.peek()? {
            Token::Mark('{') => Kind::Query,
            Token::Word(word) if word == "query" || word == "mutation" => {
                let kind = if word == "query" { Kind::Query } else { Kind::Mutation };
                reader.at += 1;
                // The operation's name and the variables' types say nothing that the selections do not.
                while !matches!(reader.peek()?, Token::Mark('{')) {
                    reader.at += 1;
                }
                kind
            }
            _ => return None,
        };
        let selections = reader.selections(0)?;
        (reader.at == reader.tokens.len()).then_some(Self { kind, selections })
    }
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, mark: char) -> bool {
        let found = self.peek() == Some(&Token::Mark(mark));
        self.at += usize::from(found);
        found
    }

    fn word(&mut self) -> Option<String> {
        let Some(Token::Word(word)) = self.peek() else { return None };
        let word = word.clone();
        self.at += 1;
        Some(word)
    }

    fn selections(&mut self, depth: u32) -> Option<Vec<Selection>> {
        if depth > MAX_DEPTH || !self.take('{') {
            return None;
        }
        let mut selections = Vec::new();
        while !self.take('}') {
            let key = self.word()?;
            let name = if self.take(':') { self.word()? } else { key.clone() };
            let arguments = if self.take('(') { self.arguments()? } else { Vec::new() };
            let nested = self.peek() == Some(&Token::Mark('{'));
            let children = if nested { self.selections(depth + 1)? } else { Vec::new() };
            selections.push(Selection { key, name, arguments, children });
        }
        Some(selections)
    }

    fn arguments(&mut self) -> Option<Vec<(String, Argument)>> {
        let mut arguments = Vec::new();
        while !self.take(')') {
            let name = self.word()?;
            if !self.take(':') {
                return None;
            }
            arguments.push((name, self.value()?));
        }
        Some(arguments)
    }

    fn value(&mut self) -> Option<Argument> {
        if self.take('$') {
            return self.word().map(Argument::Variable);
        }
        let value = match self.peek()? {
            Token::Text(text) => Value::from(text.as_str()),
            // Numbers and booleans as such; an enum value as its name.
            Token::Word(word) => serde_json::from_str(word).unwrap_or_else(|_| Value::from(word.as_str())),
            Token::Mark(_) => return None,
        };
        self.at += 1;
        Some(Argument::Literal(value))
    }
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_whitespace() || c == ',' => {}
            '#' => while chars.next_if(|c| *c != '\n').is_some() {},
            '"' => {
                let mut content = String::new();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => content.push(chars.next()?),
                        other => content.push(other),
                    }
                }
                tokens.push(Token::Text(content));
            }
            c if c.is_alphanumeric() || matches!(c, '_' | '-') => {
                let mut word = String::from(c);
                while let Some(next) = chars.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '.')) {
                    word.push(next);
                }
                tokens.push(Token::Word(word));
            }
            mark => tokens.push(Token::Mark(mark)),
        }
    }
    Some(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_aliases_arguments_and_children() {
        let document = Document::parse(
            "query order_by_id($id: ID!) { # comment\n o: order(id: $id, first: 5, query: \"name:#1\") { id tags } shop { name } }",
        )
        .unwrap();
        assert_eq!(document.kind, Kind::Query);
        let order = &document.selections[0];
        assert_eq!((order.key.as_str(), order.name.as_str(), order.children.len()), ("o", "order", 2));
        assert_eq!(order.arguments[0], ("id".into(), Argument::Variable("id".into())));
        assert_eq!(order.arguments[1], ("first".into(), Argument::Literal(Value::from(5))));
        assert_eq!(order.arguments[2], ("query".into(), Argument::Literal(Value::from("name:#1"))));
        assert_eq!(document.selections[1].children[0].name, "name");
    }

    #[test]
    fn mutations_are_recognised_and_nonsense_refused() {
        assert_eq!(Document::parse("mutation { orderClose(id: \"x\") { id } }").unwrap().kind, Kind::Mutation);
        for bad in ["", "query", "{", "{ a ", "{ a } }", "subscription { a }", "{ a(b) }", "{ a(b: \"x }", "{ ...F }"] {
            assert_eq!(Document::parse(bad), None, "{bad}");
        }
        assert_eq!(Document::parse(&"{ a ".repeat(1_000)), None);
    }
}
