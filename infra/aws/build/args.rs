//! Arguments: builders whose type says which required properties were given.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use aws_schema::{DefaultValue, InputProperty, Type};

use crate::names::{pascal, snake, split};
use crate::types::{Side, Types};

/// A builder `<name>Args` to be written.
pub(crate) struct Args<'a> {
    pub(crate) name: String,
    /// What the arguments are of, in Markdown.
    pub(crate) of: String,
    pub(crate) inputs: &'a BTreeMap<String, InputProperty>,
}

impl Args<'_> {
    /// Names of required properties, in order.
    pub(crate) fn required(&self) -> Vec<&str> {
        self.inputs.iter().filter(|(_, input)| input.required).map(|(name, _)| name.as_str()).collect()
    }

    /// `<Given, Given>`: the builder with everything that is required.
    pub(crate) fn complete(&self) -> String {
        let given: Vec<_> = self.required().iter().map(|_| "crate::Given").collect();
        if given.is_empty() { String::new() } else { format!("<{}>", given.join(", ")) }
    }

    /// The struct, its constructor and its setters.
    pub(crate) fn code(&self, types: &Types<'_>) -> Result<String, std::fmt::Error> {
        let mut code = String::new();
        let required = self.required();
        let markers: Vec<String> = required.iter().map(|name| pascal(name)).collect();
        let name = format!("{}Args", self.name);
        let generics = if markers.is_empty() { String::new() } else { format!("<{}>", markers.join(", ")) };
        writeln!(code, "/// Arguments of {}.", self.of)?;
        if !required.is_empty() {
            let names: Vec<_> = required.iter().map(|name| format!("`{}`", snake(name))).collect();
            writeln!(code, "///\n/// Required: {}.", names.join(", "))?;
        }
        writeln!(code, "#[derive(Clone, Debug)]\n#[must_use]")?;
        let defaults: Vec<_> =
            markers.iter().map(|marker| format!("{marker} = crate::Missing<crate::required::{marker}>")).collect();
        if defaults.is_empty() {
            writeln!(code, "pub struct {name} {{\n    inputs: ::pulumi::Inputs,\n}}")?;
        } else {
            writeln!(code, "pub struct {name}<{}> {{\n    inputs: ::pulumi::Inputs,", defaults.join(", "))?;
            writeln!(code, "    given: ::std::marker::PhantomData<({},)>,\n}}", markers.join(", "))?;
        }
        let given = if required.is_empty() { "" } else { ", given: ::std::marker::PhantomData" };
        writeln!(code, "impl {name} {{\n    /// Nothing given yet.\n    #[inline]\n    pub fn new() -> Self {{")?;
        writeln!(code, "        Self {{ inputs: {}{given} }}\n    }}\n}}", self.initial())?;
        writeln!(
            code,
            "impl Default for {name} {{\n    #[inline]\n    fn default() -> Self {{\n        Self::new()\n    }}\n}}"
        )?;
        writeln!(code, "impl{generics} {name}{generics} {{")?;
        for (property, input) in self.inputs {
            let type_ = types.rust(&input.type_, Side::Input);
            let secret = if input.secret { " Marked secret." } else { "" };
            let known = match &input.type_ {
                Type::Enum(key) => format!(" Known values: [`{}`].", split(key).1),
                _ => String::new(),
            };
            writeln!(code, "    /// `{property}`.{known}{secret}")?;
            let setter = snake(property);
            let value = value(input);
            if let Some(place) = required.iter().position(|name| *name == property) {
                let mut after: Vec<&str> = markers.iter().map(String::as_str).collect();
                after[place] = "crate::Given";
                let after = after.join(", ");
                writeln!(
                    code,
                    "    #[inline]\n    pub fn {setter}(self, value: impl Into<::pulumi::Input<{type_}>>) -> {name}<{after}> {{"
                )?;
                writeln!(code, "        {name} {{ inputs: self.inputs.set({property:?}, {value}){given} }}\n    }}")?;
            } else {
                writeln!(
                    code,
                    "    #[inline]\n    pub fn {setter}(mut self, value: impl Into<::pulumi::Input<{type_}>>) -> Self {{"
                )?;
                writeln!(code, "        self.inputs.insert({property:?}, {value});\n        self\n    }}")?;
            }
        }
        writeln!(code, "}}")?;
        Ok(code)
    }

    /// Inputs before anything is given: the defaults that the Node SDK sends.
    fn initial(&self) -> String {
        let mut inputs = "::pulumi::Inputs::new()".to_owned();
        for (name, input) in self.inputs {
            let value = match &input.default {
                None => continue,
                Some(DefaultValue::Bool(flag)) if input.json => format!("\"{flag}\""),
                Some(DefaultValue::Bool(flag)) => flag.to_string(),
                Some(DefaultValue::Text(text)) => format!("{text:?}"),
            };
            inputs.push_str(&format!(".set({name:?}, {value})"));
        }
        inputs
    }
}

fn value(input: &InputProperty) -> &'static str {
    match (input.json, input.secret) {
        (true, _) => "crate::provider::json_text(value.into())",
        (false, true) => "value.into().into_secret()",
        (false, false) => "value.into()",
    }
}

/// The module of the markers: one for each name of a required property.
pub(crate) fn markers(required: &BTreeSet<String>) -> Result<String, std::fmt::Error> {
    let mut code =
        "/// Names of required properties, for messages of the compiler: [`Missing`]`<required::RoleArn>` says that\n\
                    /// `role_arn` was not given.\npub mod required {\n"
            .to_owned();
    for property in required {
        writeln!(
            code,
            "    /// `{}`.\n    #[derive(Clone, Copy, Debug)]\n    pub enum {} {{}}",
            snake(property),
            pascal(property)
        )?;
    }
    code.push_str("}\n");
    Ok(code)
}
