//! What a program asked of the engine, in a form in which two programs can be compared.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value as JsonValue;

/// What a request is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Registration of the resource with this URN.
    Resource(String),
    /// Outputs of the component or stack with this URN.
    Outputs(String),
    /// Reading of the resource with this URN.
    Read(String),
    /// A call of a function.
    Invoke {
        /// Its token.
        token: String,
        /// Its arguments as canonical JSON.
        arguments: String,
    },
    /// Registration of a package.
    Package(String),
    /// The resource that is the root of the stack.
    Root,
}

impl Subject {
    /// The URN, if it is about a resource.
    pub fn urn(&self) -> Option<&str> {
        match self {
            Self::Resource(urn) | Self::Outputs(urn) | Self::Read(urn) => Some(urn),
            Self::Invoke { .. } | Self::Package(_) | Self::Root => None,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resource(urn) => write!(f, "resource {urn}"),
            Self::Outputs(urn) => write!(f, "outputs of {urn}"),
            Self::Read(urn) => write!(f, "reading of {urn}"),
            Self::Invoke { token, arguments } => write!(f, "function {token}{arguments}"),
            Self::Package(name) => write!(f, "package {name}"),
            Self::Root => f.write_str("root of the stack"),
        }
    }
}

/// Everything that a program asked for. Requests are canonical JSON (fields by name, defaults left out, sets in order);
/// their order is not kept, as nothing orders independent resources.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recording {
    /// Requests by what they are about; those that came more than once are a list.
    pub requests: BTreeMap<Subject, JsonValue>,
    /// Messages of severity error.
    pub errors: Vec<String>,
}

impl Recording {
    pub(crate) fn add(&mut self, subject: Subject, request: JsonValue) {
        match self.requests.get_mut(&subject) {
            None => drop(self.requests.insert(subject, request)),
            Some(JsonValue::Array(again)) => again.push(request),
            Some(first) => *first = JsonValue::Array(vec![first.take(), request]),
        }
    }

    /// Registered resources and their requests, the stack among them.
    pub fn resources(&self) -> impl Iterator<Item = (&str, &JsonValue)> {
        self.requests.iter().filter_map(|(subject, request)| match subject {
            Subject::Resource(urn) => Some((urn.as_str(), request)),
            _ => None,
        })
    }

    /// The recording as JSON: requests by what they are about.
    pub fn to_json(&self) -> JsonValue {
        self.requests.iter().map(|(subject, request)| (subject.to_string(), request.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_asked_twice_is_kept_twice() {
        let mut recording = Recording::default();
        let subject = || Subject::Invoke { token: "aws:index/getRegion:getRegion".into(), arguments: "{}".into() };
        recording.add(subject(), json!({ "version": "1" }));
        assert_eq!(recording.requests[&subject()], json!({ "version": "1" }));
        recording.add(subject(), json!({ "version": "2" }));
        recording.add(subject(), json!({}));
        assert_eq!(recording.requests[&subject()], json!([{ "version": "1" }, { "version": "2" }, {}]));
    }
}
