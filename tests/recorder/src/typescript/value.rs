//! Property values as TypeScript expressions.

use std::collections::BTreeSet;

use pulumi::{
    Archive, ArchiveSource, Asset, AssetOrArchive, AssetSource, FromValue as _, IntoValue as _, PathSegment, Value,
};

use super::Writer;
use super::names;
use crate::capture::{Mark, Origin, Piece};
use crate::error::Error;

/// An expression and what follows from it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expression {
    pub(crate) text: String,
    /// URNs of the custom resources whose outputs are in it.
    pub(crate) sources: BTreeSet<String>,
    /// An output in it is secret by itself.
    pub(crate) secret: bool,
}

impl Expression {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    fn absorb(&mut self, other: Self) -> String {
        self.sources.extend(other.sources);
        self.secret |= other.secret;
        other.text
    }
}

/// Text as a literal.
pub(crate) fn literal(text: &str) -> String {
    Value::String(text.to_owned()).as_str().map_or_else(String::new, |text| serde_json::json!(text).to_string())
}

/// A member's name.
pub(crate) fn key(name: &str) -> String {
    let letters = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let identifier = letters && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if identifier { name.to_owned() } else { literal(name) }
}

impl Writer<'_> {
    /// A value; `plain` is what it is with the answers of the recording monitor.
    pub(crate) fn value(&self, at: &str, marked: &Value, plain: Option<&Value>) -> Result<Expression, Error> {
        Ok(match marked {
            // `null!` fits every type.
            Value::Null => Expression::plain("null!"),
            Value::Bool(flag) => Expression::plain(flag.to_string()),
            Value::Number(number) => self.number(*number),
            Value::String(text) => self.text(at, text, plain.and_then(Value::as_str))?,
            Value::Array(items) => {
                let plain = plain.and_then(|plain| if let Value::Array(items) = plain { Some(items) } else { None });
                let mut all = Expression::default();
                let mut texts = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    let item = self.value(at, item, plain.and_then(|items| items.get(index)))?;
                    texts.push(all.absorb(item));
                }
                Expression { text: format!("[{}]", texts.join(", ")), ..all }
            }
            Value::Object(members) => {
                let plain = plain.and_then(Value::as_object);
                let mut all = Expression::default();
                let mut texts = Vec::with_capacity(members.len());
                for (name, member) in members {
                    let member = self.value(at, member, plain.and_then(|members| members.get(name)))?;
                    texts.push(format!("{}: {}", key(name), all.absorb(member)));
                }
                Expression { text: format!("{{ {} }}", texts.join(", ")), ..all }
            }
            Value::Asset(it) => Expression::plain(asset(it)),
            Value::Archive(it) => Expression::plain(archive(it)),
            Value::Resource(reference) => {
                let variable = self.variable(&reference.urn);
                let unknown = || Error::no_form(at, format!("refers to {}, which is not registered", reference.urn));
                let sources = BTreeSet::from([reference.urn.clone()]);
                Expression { sources, ..Expression::plain(variable.ok_or_else(unknown)?) }
            }
            Value::Secret(inner) => {
                let plain = plain.map(|plain| if let Value::Secret(inner) = plain { inner } else { plain });
                let inner = self.value(at, inner, plain)?;
                // Whether what comes out of a secret output is secret is for the Node SDK to know.
                if inner.secret {
                    inner
                } else {
                    Expression { text: format!("pulumi.secret({})", inner.text), ..inner }
                }
            }
            Value::Unknown => return Err(Error::no_form(at, "a value stays unknown in an update")),
            Value::Bytes(_) => return Err(Error::no_form(at, "holds bytes, which the Node SDK has no form for")),
            Value::Output(_) => return Err(Error::no_form(at, "holds an output value; no resource of AWS takes one")),
        })
    }

    /// The value that a JSON text stands for: providers take values and send them as JSON.
    pub(crate) fn decoded(&self, at: &str, marked: &Value, plain: Option<&Value>) -> Result<Expression, Error> {
        let (marked, secret) = if let Value::Secret(inner) = marked { (&**inner, true) } else { (marked, false) };
        let decode = |value: &Value| {
            let value = value.clone().revealed();
            let json: serde_json::Value = serde_json::from_str(value.as_str()?).ok()?;
            json.into_value().ok()
        };
        let value = decode(marked).ok_or_else(|| Error::no_form(at, "an input that is sent as JSON is no JSON"))?;
        let value = if secret { value.into_secret() } else { value };
        self.value(at, &value, plain.and_then(decode).as_ref())
    }

    fn number(&self, number: f64) -> Expression {
        match self.capture.number(number) {
            Some(mark) => self.mark(mark),
            None => Expression::plain(number.to_string()),
        }
    }

    /// A text with the outputs in it.
    pub(crate) fn text(&self, at: &str, text: &str, plain: Option<&str>) -> Result<Expression, Error> {
        let pieces = self.capture.pieces(text);
        if pieces.iter().all(|piece| matches!(piece, Piece::Text(_))) {
            return Ok(Expression::plain(literal(plain.unwrap_or(text))));
        }
        if let Some(plain) = plain
            && self.told(text, 0) != plain
        {
            // The program looked into a value: what it saw is what it would do with the mark, and that is not true.
            return Ok(Expression::plain(literal(plain)));
        }
        if let [Piece::Mark(mark)] = pieces[..] {
            return Ok(self.mark(mark));
        }
        let mut all = Expression::default();
        let mut template = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => {
                    let escaped = text.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${");
                    // A line break is written as one, whatever the line ends of the file are.
                    template.push_str(&escaped.replace('\r', "\\r").replace('\n', "\\n"));
                }
                Piece::Mark(mark) => {
                    let mark = self.mark(mark);
                    template.push_str(&format!("${{{}}}", all.absorb(mark)));
                }
            }
        }
        if template.is_empty() {
            return Err(Error::no_form(at, "an empty text with outputs in it"));
        }
        Ok(Expression { text: format!("pulumi.interpolate`{template}`"), ..all })
    }

    /// The text as it is with the answers of the recording monitor. A mark's own value may hold marks: outputs that are
    /// inputs come back with what was in them.
    fn told(&self, text: &str, depth: usize) -> String {
        let piece = |piece: Piece<'_>| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Mark(mark) => match &mark.value {
                Value::String(text) if depth < 32 => self.told(text, depth + 1),
                Value::String(text) => text.clone(),
                Value::Number(number) => match self.capture.number(*number) {
                    Some(Mark { value: Value::Number(number), .. }) => number.to_string(),
                    _ => number.to_string(),
                },
                other => String::from_value(other).unwrap_or_default(),
            },
        };
        self.capture.pieces(text).into_iter().map(piece).collect()
    }

    fn mark(&self, mark: &Mark) -> Expression {
        match mark.origin {
            Origin::Resource(index) => {
                let node = self.custom[index];
                let variable = self.variable(&node.urn).unwrap_or_default();
                let sources = BTreeSet::from([node.urn.clone()]);
                let Some((PathSegment::Member(output), rest)) = mark.path.split_first() else {
                    return Expression { sources, ..Expression::plain(format!("{variable}.id")) };
                };
                let declared = self.schema.resources.get(&node.type_).and_then(|type_| type_.outputs.get(output));
                let optional = declared.is_some_and(|output| output.optional);
                let secret = declared.is_some_and(|output| output.secret)
                    || node.options.additional_secret_outputs.contains(output)
                    || node.inputs.get(output).is_some_and(Value::has_secret);
                let text = format!("{variable}{}{}", member(output), inside(rest, optional));
                Expression { text, sources, secret }
            }
            Origin::Call(index) => {
                let Some((PathSegment::Member(output), rest)) = mark.path.split_first() else {
                    return Expression::plain(names::call(index));
                };
                let arguments = &self.capture.calls[index].arguments;
                let sources = self.sources(&Value::Object(arguments.clone()));
                let text = format!("{}{}{}", names::call(index), member(output), inside(rest, false));
                Expression { sources, ..Expression::plain(text) }
            }
        }
    }

    /// URNs of what the marks in a value came from.
    fn sources(&self, value: &Value) -> BTreeSet<String> {
        match value {
            Value::String(text) => {
                let marks = self.capture.pieces(text).into_iter();
                let of = |piece| if let Piece::Mark(mark) = piece { self.mark(mark).sources } else { BTreeSet::new() };
                marks.flat_map(of).collect()
            }
            Value::Array(items) => items.iter().flat_map(|item| self.sources(item)).collect(),
            Value::Object(members) => members.values().flat_map(|member| self.sources(member)).collect(),
            _ => BTreeSet::new(),
        }
    }
}

fn member(name: &str) -> String {
    let key = key(name);
    if key.starts_with('"') { format!("[{key}]") } else { format!(".{key}") }
}

/// The way from an output into its value. What may be undefined by its type is there: the graph has it.
fn inside(path: &[PathSegment], optional: bool) -> String {
    if path.is_empty() && !optional {
        return String::new();
    }
    let step = |segment: &PathSegment| match segment {
        PathSegment::Member(name) => format!("{}!", member(name)),
        PathSegment::Item(index) => format!("[{index}]!"),
    };
    format!(".apply(value => value!{})", path.iter().map(step).collect::<String>())
}

fn asset(asset: &Asset) -> String {
    match &asset.source {
        AssetSource::Path(path) => format!("new pulumi.asset.FileAsset({})", literal(path)),
        AssetSource::Text(text) => format!("new pulumi.asset.StringAsset({})", literal(text)),
        AssetSource::Uri(uri) => format!("new pulumi.asset.RemoteAsset({})", literal(uri)),
    }
}

fn archive(archive_: &Archive) -> String {
    match &archive_.source {
        ArchiveSource::Path(path) => format!("new pulumi.asset.FileArchive({})", literal(path)),
        ArchiveSource::Uri(uri) => format!("new pulumi.asset.RemoteArchive({})", literal(uri)),
        ArchiveSource::Assets(members) => {
            let member = |(name, member): (&String, &AssetOrArchive)| match member {
                AssetOrArchive::Asset(it) => format!("{}: {}", key(name), asset(it)),
                AssetOrArchive::Archive(it) => format!("{}: {}", key(name), archive(it)),
            };
            let members: Vec<String> = members.iter().map(member).collect();
            format!("new pulumi.asset.AssetArchive({{ {} }})", members.join(", "))
        }
    }
}
