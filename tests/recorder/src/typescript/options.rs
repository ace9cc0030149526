//! Options of a resource as TypeScript.

use std::collections::BTreeSet;

use aws_schema::ResourceType;
use pulumi::mock::Node;
use serde_json::{Value as JsonValue, json};

use super::value::literal;
use super::{STACK_REFERENCE, Writer};
use crate::error::Error;

impl Writer<'_> {
    /// Options and their expressions, in the order of their names.
    pub(crate) fn options(&self, node: &Node) -> Result<Vec<(&'static str, String)>, Error> {
        let options = &node.options;
        let plain = self.plain.get(node.urn.as_str()).map(|plain| &plain.options);
        let texts = |texts: &[String]| (!texts.is_empty()).then(|| json!(texts).to_string());
        let flag = |flag: Option<bool>| flag.map(|flag| flag.to_string());
        let text = |text: &str| (!text.is_empty()).then(|| literal(text));
        let trigger = match &options.replacement_trigger {
            Some(value) => {
                let plain = plain.and_then(|plain| plain.replacement_trigger.as_ref());
                Some(self.value(&node.name, value, plain)?.text)
            }
            None => None,
        };
        // The class names what its type declares.
        let type_ = self.schema.resources.get(&node.type_);
        let declared: BTreeSet<&str> = type_.into_iter().flat_map(ResourceType::secret_outputs).collect();
        let secret = options.additional_secret_outputs.iter().filter(|name| !declared.contains(name.as_str()));
        let secret: Vec<String> = secret.cloned().collect();
        let timeouts = (!options.custom_timeouts.is_empty()).then(|| json!(options.custom_timeouts).to_string());
        let mappings = (!options.env_var_mappings.is_empty()).then(|| json!(options.env_var_mappings).to_string());
        let version = Some(&options.version).filter(|version| **version != self.schema.version);
        let version = version.filter(|_| node.type_ != STACK_REFERENCE);
        let all = [
            ("additionalSecretOutputs", texts(&secret)),
            ("aliases", self.aliases(node)?),
            ("customTimeouts", timeouts),
            ("deleteBeforeReplace", flag(options.delete_before_replace)),
            ("deletedWith", self.resource_named(node, &options.deleted_with)?),
            ("dependsOn", self.depends_on(node)),
            ("envVarMappings", mappings),
            ("hideDiffs", texts(&options.hide_diffs)),
            ("ignoreChanges", texts(&options.ignore_changes)),
            ("import", text(&options.import)),
            ("parent", self.variable(&node.parent).map(str::to_owned)),
            ("pluginDownloadURL", text(&options.plugin_download_url)),
            ("protect", flag(options.protect)),
            ("provider", self.provider(node, &options.provider)?),
            ("providers", self.providers(node)?),
            ("replaceOnChanges", texts(&options.replace_on_changes)),
            ("replaceWith", self.replace_with(node)?),
            ("replacementTrigger", trigger),
            ("retainOnDelete", flag(options.retain_on_delete)),
            ("version", version.and_then(|version| text(version))),
        ];
        Ok(all.into_iter().filter_map(|(name, option)| Some((name, option?))).collect())
    }

    fn resource_named(&self, node: &Node, urn: &str) -> Result<Option<String>, Error> {
        if urn.is_empty() {
            return Ok(None);
        }
        let variable = self.variable(urn).map(str::to_owned);
        let unknown = || Error::no_form(&node.name, format!("an option names {urn}, which is not registered"));
        variable.map(Some).ok_or_else(unknown)
    }

    /// A provider is named by `<urn>::<id>`.
    fn provider(&self, node: &Node, reference: &str) -> Result<Option<String>, Error> {
        let urn = reference.rsplit_once("::").map_or("", |(urn, _)| urn);
        self.resource_named(node, urn)
    }

    fn providers(&self, node: &Node) -> Result<Option<String>, Error> {
        let mut variables = Vec::new();
        for reference in node.options.providers.values() {
            variables.extend(self.provider(node, reference)?);
        }
        Ok((!variables.is_empty()).then(|| format!("[{}]", variables.join(", "))))
    }

    fn replace_with(&self, node: &Node) -> Result<Option<String>, Error> {
        let mut variables = Vec::new();
        for urn in &node.options.replace_with {
            variables.extend(self.resource_named(node, urn)?);
        }
        Ok((!variables.is_empty()).then(|| format!("[{}]", variables.join(", "))))
    }

    fn aliases(&self, node: &Node) -> Result<Option<String>, Error> {
        let own = self.schema.resources.get(&node.type_).map_or(&[][..], |type_| &type_.aliases);
        let own: Vec<JsonValue> = own.iter().map(|type_| json!({ "type": type_ })).collect();
        let mut aliases = Vec::new();
        for alias in node.options.aliases.iter().filter(|alias| !own.contains(alias)) {
            aliases.push(match alias {
                JsonValue::Object(parts) => {
                    let part = |(name, part): (&String, &JsonValue)| match (name.as_str(), part.as_str()) {
                        ("noParent", _) => "parent: pulumi.rootStackResource".to_owned(),
                        ("parentUrn", Some(urn)) => {
                            format!("parent: {}", self.variable(urn).map_or_else(|| literal(urn), str::to_owned))
                        }
                        (name, _) => format!("{name}: {part}"),
                    };
                    let parts: Vec<String> = parts.iter().map(part).collect();
                    format!("{{ {} }}", parts.join(", "))
                }
                JsonValue::String(urn) => self.text(&node.name, urn, None)?.text,
                other => return Err(Error::no_form(&node.name, format!("an alias {other} is neither URN nor parts"))),
            });
        }
        Ok((!aliases.is_empty()).then(|| format!("[{}]", aliases.join(", "))))
    }

    /// What it comes after beyond what its inputs came from. Whole components are named as such, so that the Node SDK
    /// finds out by itself what is in them.
    fn depends_on(&self, node: &Node) -> Option<String> {
        let from_inputs: BTreeSet<&str> = node.property_dependencies.values().flatten().map(String::as_str).collect();
        let mut left: BTreeSet<&str> = node.dependencies.iter().map(String::as_str).collect();
        left.retain(|urn| !from_inputs.contains(urn));
        let mut variables = Vec::new();
        for component in self.capture.marked.nodes.iter().filter(|component| !component.custom) {
            let inside = self.inside(&component.urn);
            let above = self.lineage(node).any(|urn| urn == component.urn);
            if !above && inside.len() > 1 && inside.iter().all(|urn| left.contains(urn)) {
                left.retain(|urn| !inside.contains(urn));
                variables.extend(self.variable(&component.urn));
            }
        }
        variables.extend(left.into_iter().filter_map(|urn| self.variable(urn)));
        (!variables.is_empty()).then(|| format!("[{}]", variables.join(", ")))
    }

    /// Custom resources of a component, those of components in it among them.
    fn inside(&self, component: &str) -> BTreeSet<&str> {
        let children = self.capture.marked.nodes.iter().filter(|node| node.parent == component);
        let of = |node: &'_ Node| match node.custom {
            true => BTreeSet::from([node.urn.clone()]),
            false => self.inside(&node.urn).into_iter().map(str::to_owned).collect(),
        };
        let urns: BTreeSet<String> = children.flat_map(of).collect();
        self.by_urn.keys().copied().filter(|urn| urns.contains(*urn)).collect()
    }

    /// The resource and what is above it.
    fn lineage(&self, node: &Node) -> impl Iterator<Item = &str> {
        let first = self.by_urn.get(node.urn.as_str()).copied();
        std::iter::successors(first, |node| self.by_urn.get(node.parent.as_str()).copied())
            .map(|node| node.urn.as_str())
    }
}
