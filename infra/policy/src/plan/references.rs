//! Which resource another one refers to: by a name inside a known value, else by the dependencies of the property.

use super::{Plan, PlannedResource};
use crate::arn::names;
use crate::tokens;

/// What is known about the resources that refer to another one.
pub(crate) enum Referring<'a> {
    /// One does.
    By(&'a PlannedResource),
    /// None does, and each that could is known to refer elsewhere.
    Nobody,
    /// One might: its value is unknown and its dependencies do not tell.
    Unclear,
}

impl Plan {
    /// The resource of this type with this physical name, ARN or URL.
    pub(crate) fn named(&self, text: &str, type_token: &str) -> Option<&PlannedResource> {
        let service = tokens::service(type_token);
        self.of(type_token).find(|one| one.physical_name().is_some_and(|name| names(text, service, name)))
    }

    fn by_urn(&self, urn: &str) -> Option<&PlannedResource> {
        self.resources.iter().find(|one| one.urn.as_deref() == Some(urn))
    }

    /// The resources of a type that an input depends on.
    pub(crate) fn sources(&self, from: &PlannedResource, path: &str, type_token: &str) -> Vec<&PlannedResource> {
        let input = path.split('.').next().unwrap_or(path);
        let urns = from.property_dependencies.get(input).into_iter().flatten();
        urns.filter_map(|urn| self.by_urn(urn)).filter(|one| one.type_token == type_token).collect()
    }

    /// The resource of a type that the text at a path refers to.
    pub(crate) fn refers(&self, from: &PlannedResource, path: &str, type_token: &str) -> Option<&PlannedResource> {
        self.refers_by(from, path, from.text(path), type_token)
    }

    /// The same where the text was read from a document at the path; `None` for text that is unknown.
    pub(crate) fn refers_by(
        &self,
        from: &PlannedResource,
        path: &str,
        text: Option<&str>,
        type_token: &str,
    ) -> Option<&PlannedResource> {
        if let Some(found) = text.and_then(|text| self.named(text, type_token)) {
            return Some(found);
        }
        match self.sources(from, path, type_token).as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Who among the resources of a type refers to this one.
    pub(crate) fn referring<'a>(&'a self, to: &PlannedResource, type_token: &str, path: &str) -> Referring<'a> {
        let nameless = to.has_unknown_name();
        let mut unclear = false;
        for one in self.of(type_token) {
            match self.refers(one, path, &to.type_token) {
                Some(found) if std::ptr::eq(found, to) => return Referring::By(one),
                Some(_) => {}
                None => unclear |= nameless || one.value(path).has_unknown(),
            }
        }
        if unclear { Referring::Unclear } else { Referring::Nobody }
    }

    /// All resources of a type that are known to refer to this one.
    pub(crate) fn all_referring<'a>(
        &'a self,
        to: &'a PlannedResource,
        type_token: &'a str,
        path: &'a str,
    ) -> impl Iterator<Item = &'a PlannedResource> {
        self.of(type_token)
            .filter(move |one| self.refers(one, path, &to.type_token).is_some_and(|found| std::ptr::eq(found, to)))
    }

    /// The function that an input invokes, through its alias or directly.
    pub(crate) fn function_behind(&self, from: &PlannedResource, path: &str) -> Option<&PlannedResource> {
        if let Some(found) = from.text(path).and_then(|text| self.named(text, tokens::FUNCTION)) {
            return Some(found);
        }
        match self.sources(from, path, tokens::ALIAS).as_slice() {
            [alias] => self.refers(alias, "functionName", tokens::FUNCTION),
            _ => self.refers(from, path, tokens::FUNCTION),
        }
    }
}
