//! A captured program as TypeScript against `@pulumi/aws`.
//!
//! The text says what the graph says and no more: values that came from outputs are references again, and what follows
//! from a value (that it is secret, what it depends on) is left to the Node SDK to find out.

mod names;
mod options;
mod value;

use std::collections::BTreeMap;

use aws_schema::Schema;
use pulumi::Value;
use pulumi::mock::{Graph, Node};
use pulumi::value::Map;

use crate::capture::Capture;
use crate::error::Error;

const HEAD: &str = r#"import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";

class Component extends pulumi.ComponentResource {
    finish(outputs: pulumi.Inputs): void {
        this.registerOutputs(outputs);
    }
}
"#;
const PROVIDER: &str = "pulumi:providers:";
const STACK_REFERENCE: &str = "pulumi:pulumi:StackReference";

/// The program's text.
///
/// # Errors
/// [`Error::NoForm`] for what the writer cannot say in TypeScript: types outside the schema, values that stay unknown.
pub fn write(capture: &Capture) -> Result<String, Error> {
    let schema = Schema::embedded()?;
    let writer = Writer::new(capture, &schema);
    let mut text = HEAD.to_owned();
    let mut registered = 0;
    let mut calls = capture.calls.iter().enumerate().peekable();
    for (node, plain) in writer.nodes() {
        while let Some((index, _)) = calls.next_if(|(_, call)| call.after <= registered) {
            text.push_str(&writer.call(index)?);
        }
        text.push_str(&writer.resource(node, plain)?);
        registered += usize::from(node.custom);
    }
    for (index, _) in calls {
        text.push_str(&writer.call(index)?);
    }
    for (node, plain) in writer.nodes() {
        text.push_str(&writer.component_outputs(node, plain)?);
    }
    let outputs = writer.object("a stack output", &capture.marked.outputs, Some(&capture.plain.outputs))?;
    // The module itself: names of outputs need not be identifiers.
    text.push_str(&format!("\nexport = {outputs};\n"));
    Ok(text)
}

/// What is needed to write any part.
pub(crate) struct Writer<'a> {
    capture: &'a Capture,
    schema: &'a Schema,
    /// Variables of resources by URN.
    variables: BTreeMap<&'a str, String>,
    by_urn: BTreeMap<&'a str, &'a Node>,
    plain: BTreeMap<&'a str, &'a Node>,
    preview: BTreeMap<&'a str, &'a Node>,
    custom: Vec<&'a Node>,
}

impl<'a> Writer<'a> {
    fn new(capture: &'a Capture, schema: &'a Schema) -> Self {
        let mut names = names::Names::default();
        let nodes = &capture.marked.nodes;
        Self {
            capture,
            schema,
            variables: nodes.iter().map(|node| (node.urn.as_str(), names.variable(&node.name, &node.type_))).collect(),
            by_urn: by_urn(&capture.marked),
            plain: by_urn(&capture.plain),
            preview: by_urn(&capture.preview),
            custom: capture.custom().collect(),
        }
    }

    /// Resources in order, with marks and as they are.
    fn nodes(&self) -> impl Iterator<Item = (&'a Node, Option<&'a Node>)> {
        let plain = self.plain.clone();
        self.capture.marked.nodes.iter().map(move |node| (node, plain.get(node.urn.as_str()).copied()))
    }

    /// The variable of a resource; `None` for the stack.
    pub(crate) fn variable(&self, urn: &str) -> Option<&str> {
        self.variables.get(urn).map(String::as_str)
    }

    fn call(&self, index: usize) -> Result<String, Error> {
        let call = &self.capture.calls[index];
        let function = self.schema.functions.get(&call.token);
        let function = function.ok_or_else(|| Error::no_form(&call.token, "is no function of the schema"))?;
        let arguments = self.object(&call.token, &call.arguments, None)?;
        let class = path(&function.module, &function.name);
        Ok(format!("\nconst {} = aws.{class}Output({arguments});\n", names::call(index)))
    }

    fn resource(&self, node: &Node, plain: Option<&Node>) -> Result<String, Error> {
        let variable = self.variables.get(node.urn.as_str()).map_or("", String::as_str);
        let name = value::literal(&node.name);
        let inputs = self.inputs(node, plain)?;
        let options = self.options(node)?;
        let made = match (&node.read, node.custom) {
            (Some(_), _) if node.type_ == STACK_REFERENCE => format!("new pulumi.StackReference({name}, {inputs}"),
            (Some(id), _) => {
                let plain = plain.and_then(|plain| plain.read.as_deref());
                let id = self.text(&node.name, id, plain)?.text;
                format!("aws.{}.get({name}, {id}, {inputs}", self.class(node)?)
            }
            (None, true) => format!("new aws.{}({name}, {inputs}", self.class(node)?),
            (None, false) => format!("new Component({}, {name}, {inputs}", value::literal(&node.type_)),
        };
        let mut text = format!("\nconst {variable} = {made}");
        if !options.is_empty() {
            let options: Vec<String> =
                options.iter().map(|(name, option)| format!("    {name}: {option},\n")).collect();
            text.push_str(&format!(", {{\n{}}}", options.concat()));
        }
        text.push_str(");\n");
        Ok(text)
    }

    fn class(&self, node: &Node) -> Result<String, Error> {
        let type_ = self.schema.resources.get(&node.type_);
        let type_ = type_.ok_or_else(|| {
            let listed = "add it to infra/aws/schema/types.txt and run `cargo xtask schema`";
            Error::no_form(&node.name, format!("type {} is not in the schema; {listed}", node.type_))
        })?;
        Ok(path(&type_.module, &type_.name))
    }

    fn inputs(&self, node: &Node, plain: Option<&Node>) -> Result<String, Error> {
        let mut members = Vec::new();
        for (name, marked) in &node.inputs {
            let plain = plain.and_then(|plain| plain.inputs.get(name));
            let json = node.type_.starts_with(PROVIDER) && self.is_json(node, name);
            let expression = match json {
                true => self.decoded(&node.name, marked, plain)?,
                false => self.value(&node.name, marked, plain)?,
            };
            let text = match self.carried(node, name, marked, plain)? {
                Some(text) if !json => text,
                _ => self.after(node, name, expression),
            };
            members.push(format!("    {}: {text},\n", value::key(name)));
        }
        Ok(if members.is_empty() { "{}".to_owned() } else { format!("{{\n{}}}", members.concat()) })
    }

    fn is_json(&self, node: &Node, input: &str) -> bool {
        self.schema.resources.get(&node.type_).and_then(|type_| type_.inputs.get(input)).is_some_and(|it| it.json)
    }

    /// The expression, made to depend on what it must and does not by itself: a program may look into a value, or drop it,
    /// and what came of it depends on the same resources. It is unknown in a preview if the program had it so.
    fn after(&self, node: &Node, input: &str, expression: value::Expression) -> String {
        let known = self.previewed(node, input).is_some_and(|value| !value.has_unknown());
        // The URN of a resource is always known, its id after its creation.
        let part = if known { "urn" } else { "id" };
        let parts = self.missing(node, input, &expression, part);
        if parts.is_empty() { expression.text } else { applied(&parts, &expression.text) }
    }

    /// An object of which a preview knows some members and some not, where it must depend on more than it does by itself: a
    /// known member carries that, so that the others do not hide what is known.
    fn carried(
        &self,
        node: &Node,
        input: &str,
        marked: &Value,
        plain: Option<&Value>,
    ) -> Result<Option<String>, Error> {
        let (Value::Object(members), Some(Value::Object(preview))) = (marked, self.previewed(node, input)) else {
            return Ok(None);
        };
        let known = |name: &&String| preview.get(*name).is_some_and(|value| !value.has_unknown());
        let parts = self.missing(node, input, &self.value(&node.name, marked, plain)?, "urn");
        let Some(carrier) = members.keys().find(known) else { return Ok(None) };
        if parts.is_empty() || members.keys().all(|name| known(&name)) {
            return Ok(None);
        }
        let plain = plain.and_then(Value::as_object);
        let mut texts = Vec::new();
        for (name, member) in members {
            let text = self.value(&node.name, member, plain.and_then(|plain| plain.get(name)))?.text;
            let text = if name == carrier { applied(&parts, &text) } else { text };
            texts.push(format!("{}: {text}", value::key(name)));
        }
        Ok(Some(format!("{{ {} }}", texts.join(", "))))
    }

    /// What an input is in a preview.
    fn previewed(&self, node: &Node, input: &str) -> Option<&'a Value> {
        self.preview.get(node.urn.as_str()).and_then(|node| node.inputs.get(input))
    }

    /// This part of every resource that an input came from and an expression does not depend on by itself.
    fn missing(&self, node: &Node, input: &str, expression: &value::Expression, part: &str) -> Vec<String> {
        let urns = node.property_dependencies.get(input).into_iter().flatten();
        let missing = urns.filter(|urn| !expression.sources.contains(*urn));
        missing.filter_map(|urn| Some(format!("{}.{part}", self.variable(urn)?))).collect()
    }

    fn component_outputs(&self, node: &Node, plain: Option<&Node>) -> Result<String, Error> {
        let Some(outputs) = &node.component_outputs else { return Ok(String::new()) };
        let plain = plain.and_then(|plain| plain.component_outputs.as_ref());
        let outputs = self.object(&node.name, outputs, plain)?;
        Ok(format!("\n{}.finish({outputs});\n", self.variable(&node.urn).unwrap_or_default()))
    }

    fn object(&self, at: &str, marked: &Map, plain: Option<&Map>) -> Result<String, Error> {
        let mut members = Vec::new();
        for (name, marked) in marked {
            let plain = plain.and_then(|plain| plain.get(name));
            let expression = self.value(at, marked, plain)?;
            members.push(format!("    {}: {},\n", value::key(name), expression.text));
        }
        Ok(if members.is_empty() { "{}".to_owned() } else { format!("{{\n{}}}", members.concat()) })
    }
}

fn by_urn(graph: &Graph) -> BTreeMap<&str, &Node> {
    graph.nodes.iter().map(|node| (node.urn.as_str(), node)).collect()
}

/// An expression that comes after these.
fn applied(parts: &[String], expression: &str) -> String {
    format!("pulumi.all([{}]).apply(() => ({expression}))", parts.join(", "))
}

/// Where something is in the package.
fn path(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}.{name}") }
}
