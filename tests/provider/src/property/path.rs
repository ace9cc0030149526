//! Paths to nested properties, in the engine's notation: `tags["a.b"]`, `rules[0].action`.

use std::fmt;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// A member of an object.
    Key(String),
    /// An element of a list, counted from 0.
    Index(usize),
    /// Every member or element: `*`.
    Any,
}

/// Where a property is.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PropertyPath(Vec<Segment>);

impl PropertyPath {
    /// The path of a property of the resource itself.
    pub fn root(name: &str) -> Self {
        Self(vec![Segment::Key(name.to_owned())])
    }

    /// The path of a member.
    #[must_use]
    pub fn key(&self, name: &str) -> Self {
        self.child(Segment::Key(name.to_owned()))
    }

    /// The path of an element.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.child(Segment::Index(index))
    }

    fn child(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }

    /// Name of the property of the resource itself that the path leads into; empty for the empty path.
    pub fn head(&self) -> &str {
        if let Some(Segment::Key(name)) = self.0.first() { name } else { "" }
    }

    /// Whether the other path is this one or leads deeper. `*` stands for any step.
    pub fn covers(&self, other: &Self) -> bool {
        let same = |(own, others): (&Segment, &Segment)| *own == Segment::Any || own == others;
        self.0.len() <= other.0.len() && self.0.iter().zip(&other.0).all(same)
    }

    /// Names on the path joined by dots, without the indexes.
    pub fn names(&self) -> String {
        let keys =
            self.0.iter().filter_map(|segment| if let Segment::Key(name) = segment { Some(&**name) } else { None });
        keys.collect::<Vec<_>>().join(".")
    }

    /// Reads the notation of the engine. What is no valid path is read as far as it goes, as the engine does with
    /// `ignoreChanges`.
    pub fn parse(text: &str) -> Self {
        let mut segments = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('.') {
                rest = after;
            } else if let Some(after) = rest.strip_prefix("[\"") {
                let (key, after) = quoted(after);
                segments.push(Segment::Key(key));
                rest = after;
            } else if let Some(after) = rest.strip_prefix('[') {
                let (index, after) = after.split_once(']').unwrap_or((after, ""));
                segments.push(index.parse().map_or(Segment::Any, Segment::Index));
                rest = after;
            } else {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                let key = &rest[..end];
                segments.push(if key == "*" { Segment::Any } else { Segment::Key(key.to_owned()) });
                rest = &rest[end..];
            }
        }
        Self(segments)
    }
}

/// A key up to its closing quote, `\"` being a quote inside, and what follows the bracket.
fn quoted(text: &str) -> (String, &str) {
    let mut key = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => key.extend(characters.next().map(|(_, escaped)| escaped)),
            '"' => {
                let rest = &text[at + 1..];
                return (key, rest.strip_prefix(']').unwrap_or(rest));
            }
            other => key.push(other),
        }
    }
    (key, "")
}

impl fmt::Display for PropertyPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Key(key) if key.is_empty() || key.contains(['.', '[', ']', '"', '\\']) => {
                    write!(formatter, "[\"{}\"]", key.replace('\\', "\\\\").replace('"', "\\\""))?;
                }
                Segment::Key(key) if position == 0 => formatter.write_str(key)?,
                Segment::Key(key) => write!(formatter, ".{key}")?,
                Segment::Index(index) => write!(formatter, "[{index}]")?,
                Segment::Any => formatter.write_str("[*]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notation_is_read_and_written_alike() {
        for text in ["name", "rules[0].action.block", "tags[\"a.b\"]", "a[*].b", "tags[\"q\\\"[x]\"].c"] {
            assert_eq!(PropertyPath::parse(text).to_string(), text);
        }
    }

    #[test]
    fn a_path_covers_what_is_below_it() {
        let inner = PropertyPath::parse("rules[2].action");
        for outer in ["rules", "rules[*]", "rules[2]", "rules[*].action"] {
            assert!(PropertyPath::parse(outer).covers(&inner), "{outer}");
        }
        for other in ["rules[1]", "rule", "rules[2].action.block"] {
            assert!(!PropertyPath::parse(other).covers(&inner), "{other}");
        }
    }

    #[test]
    fn names_leave_indexes_out() {
        assert_eq!(PropertyPath::parse("a[1].b[\"c\"]").names(), "a.b.c");
    }
}
