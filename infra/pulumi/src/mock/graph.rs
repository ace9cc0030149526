//! The graph of a program: what it registered, in a form that can be compared and written down.

use std::collections::{BTreeMap, BTreeSet};

use pulumi_proto as proto;
use serde_json::{Value as JsonValue, json};

use crate::asset::{Archive, ArchiveSource, Asset, AssetOrArchive, AssetSource};
use crate::value::{Map, Value};
use crate::wire;

/// What a program registered and said.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Resources in the order in which they were registered, without the stack.
    pub nodes: Vec<Node>,
    /// Outputs of the stack.
    pub outputs: Map,
    /// Whether the program failed.
    pub failed: bool,
    /// Messages of severity error, in order.
    pub errors: Vec<String>,
    /// All messages, in order.
    pub messages: Vec<Message>,
}

/// A message of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// 0 debug, 1 info, 2 warning, 3 error.
    pub severity: i32,
    /// Text.
    pub text: String,
    /// The resource that it is about; empty for the stack.
    pub urn: String,
}

/// A resource.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// URN.
    pub urn: String,
    /// Type token.
    pub type_: String,
    /// Name.
    pub name: String,
    /// URN of the parent.
    pub parent: String,
    /// Whether a provider manages it; a component otherwise.
    pub custom: bool,
    /// Whether a provider makes the component.
    pub remote: bool,
    /// The id, if the resource is only read.
    pub read: Option<String>,
    /// Inputs; secrets are marked.
    pub inputs: Map,
    /// Outputs of a component, once it has recorded them.
    pub component_outputs: Option<Map>,
    /// URNs that it comes after.
    pub dependencies: BTreeSet<String>,
    /// URNs that inputs came from, by input.
    pub property_dependencies: BTreeMap<String, BTreeSet<String>>,
    /// Options as they were sent.
    pub options: Options,
}

/// Options of a resource as they were sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// `<urn>::<id>` of the provider instance; empty is the default one.
    pub provider: String,
    /// Provider instances for what is in a component, by package.
    pub providers: BTreeMap<String, String>,
    /// Version of the provider plugin.
    pub version: String,
    /// Where the plugin comes from.
    pub plugin_download_url: String,
    /// `None`: as the parent.
    pub protect: Option<bool>,
    /// `None`: as the parent.
    pub retain_on_delete: Option<bool>,
    /// `None`: as the provider says.
    pub delete_before_replace: Option<bool>,
    /// Property paths.
    pub ignore_changes: Vec<String>,
    /// Property paths.
    pub replace_on_changes: Vec<String>,
    /// Property paths.
    pub hide_diffs: Vec<String>,
    /// URNs.
    pub replace_with: Vec<String>,
    /// A value whose change replaces the resource.
    pub replacement_trigger: Option<Value>,
    /// URN.
    pub deleted_with: String,
    /// Former URNs, or the parts that were different, as JSON.
    pub aliases: Vec<JsonValue>,
    /// The id that is taken over.
    pub import: String,
    /// Limits by operation, as `5m`.
    pub custom_timeouts: BTreeMap<String, String>,
    /// Names of outputs.
    pub additional_secret_outputs: Vec<String>,
    /// Renamed variables of the plugin's environment.
    pub env_var_mappings: BTreeMap<String, String>,
}

impl Node {
    pub(crate) fn of(urn: &str, request: &proto::RegisterResourceRequest) -> Self {
        let deps = request.property_dependencies.iter();
        let timeouts = request.custom_timeouts.clone().unwrap_or_default();
        let timeouts = [
            ("create", timeouts.create),
            ("delete", timeouts.delete),
            ("read", timeouts.read),
            ("update", timeouts.update),
        ];
        Self {
            urn: urn.to_owned(),
            type_: request.r#type.clone(),
            name: request.name.clone(),
            parent: request.parent.clone(),
            custom: request.custom,
            remote: request.remote,
            read: None,
            inputs: request.object.clone().map(wire::map_from_wire).unwrap_or_default(),
            component_outputs: None,
            dependencies: request.dependencies.iter().cloned().collect(),
            property_dependencies: deps
                .map(|(name, urns)| (name.clone(), urns.urns.iter().cloned().collect()))
                .collect(),
            options: Options {
                provider: request.provider.clone(),
                providers: request.providers.clone().into_iter().collect(),
                version: request.version.clone(),
                plugin_download_url: request.plugin_download_url.clone(),
                protect: request.protect,
                retain_on_delete: request.retain_on_delete,
                delete_before_replace: request.delete_before_replace_defined.then_some(request.delete_before_replace),
                ignore_changes: request.ignore_changes.clone(),
                replace_on_changes: request.replace_on_changes.clone(),
                hide_diffs: request.hide_diffs.clone(),
                replace_with: request.replace_with.clone(),
                replacement_trigger: request.replacement_trigger.clone().map(wire::from_wire),
                deleted_with: request.deleted_with.clone(),
                aliases: request.aliases.iter().filter_map(alias_json).collect(),
                import: request.import_id.clone(),
                custom_timeouts: timeouts
                    .into_iter()
                    .filter(|(_, time)| !time.is_empty())
                    .map(|(operation, time)| (operation.to_owned(), time))
                    .collect(),
                additional_secret_outputs: request.additional_secret_outputs.clone(),
                env_var_mappings: request.env_var_mappings.clone().into_iter().collect(),
            },
        }
    }

    /// The resource as JSON: keys in order, secrets as `{"secret": …}` of what the program gave, defaults left out.
    pub fn to_json(&self) -> JsonValue {
        let mut json = json!({ "urn": self.urn, "type": self.type_, "name": self.name, "parent": self.parent });
        let mut put = |name: &str, value: JsonValue| {
            let empty = match &value {
                JsonValue::Null => true,
                JsonValue::Bool(flag) => !flag,
                JsonValue::String(text) => text.is_empty(),
                JsonValue::Array(items) => items.is_empty(),
                JsonValue::Object(map) => map.is_empty(),
                JsonValue::Number(_) => false,
            };
            if !empty {
                json[name] = value;
            }
        };
        put("component", json!(!self.custom));
        put("remote", json!(self.remote));
        put("read", json!(self.read));
        put("inputs", map_json(&self.inputs));
        put("outputs", self.component_outputs.as_ref().map_or(JsonValue::Null, map_json));
        put("dependencies", json!(self.dependencies));
        let by_property = self.property_dependencies.iter().filter(|(_, urns)| !urns.is_empty());
        put("propertyDependencies", json!(by_property.collect::<BTreeMap<_, _>>()));
        put("options", self.options.to_json());
        json
    }
}

impl Options {
    /// What was set, as JSON.
    pub fn to_json(&self) -> JsonValue {
        let all = [
            ("additionalSecretOutputs", json!(self.additional_secret_outputs)),
            ("aliases", json!(self.aliases)),
            ("customTimeouts", json!(self.custom_timeouts)),
            ("deleteBeforeReplace", json!(self.delete_before_replace)),
            ("deletedWith", json!(self.deleted_with)),
            ("envVarMappings", json!(self.env_var_mappings)),
            ("hideDiffs", json!(self.hide_diffs)),
            ("ignoreChanges", json!(self.ignore_changes)),
            ("import", json!(self.import)),
            ("pluginDownloadURL", json!(self.plugin_download_url)),
            ("protect", json!(self.protect)),
            ("provider", json!(self.provider)),
            ("providers", json!(self.providers)),
            ("replaceOnChanges", json!(self.replace_on_changes)),
            ("replaceWith", json!(self.replace_with)),
            ("replacementTrigger", self.replacement_trigger.as_ref().map_or(JsonValue::Null, value_json)),
            ("retainOnDelete", json!(self.retain_on_delete)),
            ("version", json!(self.version)),
        ];
        let empty = |value: &JsonValue| {
            value.is_null() || value == "" || value.as_array().is_some_and(Vec::is_empty) || *value == json!({})
        };
        all.into_iter().filter(|(_, value)| !empty(value)).map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

impl Graph {
    /// The resource of this name; the first one if several types have it.
    pub fn node(&self, name: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.name == name)
    }

    /// Resources of this type, in the order in which they were registered.
    pub fn of_type(&self, type_: &str) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(move |node| node.type_ == type_)
    }

    /// The graph as JSON, resources in the order of their URNs: the same program gives the same text.
    pub fn to_json(&self) -> JsonValue {
        let mut nodes: Vec<&Node> = self.nodes.iter().collect();
        nodes.sort_by(|a, b| a.urn.cmp(&b.urn));
        let nodes: Vec<JsonValue> = nodes.into_iter().map(Node::to_json).collect();
        json!({ "resources": nodes, "outputs": map_json(&self.outputs) })
    }
}

fn alias_json(alias: &proto::Alias) -> Option<JsonValue> {
    use proto::alias::{Alias, spec::Parent};
    Some(match alias.alias.as_ref()? {
        Alias::Urn(urn) => json!(urn),
        Alias::Spec(spec) => {
            let parts = [
                ("name", json!(spec.name)),
                ("type", json!(spec.r#type)),
                ("stack", json!(spec.stack)),
                ("project", json!(spec.project)),
                match &spec.parent {
                    Some(Parent::ParentUrn(urn)) => ("parentUrn", json!(urn)),
                    Some(Parent::NoParent(none)) => ("noParent", json!(none)),
                    None => ("parentUrn", json!("")),
                },
            ];
            let given = parts.into_iter().filter(|(_, value)| *value != "");
            given.map(|(name, value)| (name.to_owned(), value)).collect()
        }
    })
}

/// An object of property values as JSON.
pub(crate) fn map_json(map: &Map) -> JsonValue {
    map.iter().map(|(name, value)| (name.clone(), value_json(value))).collect()
}

/// A property value as JSON; what JSON does not have is an object with one member.
pub(crate) fn value_json(value: &Value) -> JsonValue {
    match value {
        Value::Null => JsonValue::Null,
        Value::Bool(flag) => json!(flag),
        Value::Number(number) => number_json(*number),
        Value::String(text) => json!(text),
        Value::Bytes(bytes) => json!({ "bytes": bytes }),
        Value::Array(items) => items.iter().map(value_json).collect(),
        Value::Object(map) => map_json(map),
        Value::Asset(asset) => asset_json(asset),
        Value::Archive(archive) => archive_json(archive),
        Value::Resource(reference) => json!({ "resource": reference.urn }),
        Value::Secret(inner) => json!({ "secret": value_json(inner) }),
        Value::Unknown => json!({ "unknown": true }),
        Value::Output(output) => json!({
            "output": output.value.as_ref().map(|value| value_json(value)),
            "secret": output.secret,
            "dependencies": output.dependencies,
        }),
    }
}

#[allow(clippy::cast_possible_truncation)]
fn number_json(number: f64) -> JsonValue {
    let whole = number.trunc() == number && number.abs() <= 9_007_199_254_740_992.0;
    if whole { json!(number as i64) } else { json!(number) }
}

fn asset_json(asset: &Asset) -> JsonValue {
    match &asset.source {
        AssetSource::Path(path) => json!({ "asset": { "path": path } }),
        AssetSource::Text(text) => json!({ "asset": { "text": text } }),
        AssetSource::Uri(uri) => json!({ "asset": { "uri": uri } }),
    }
}

fn archive_json(archive: &Archive) -> JsonValue {
    match &archive.source {
        ArchiveSource::Path(path) => json!({ "archive": { "path": path } }),
        ArchiveSource::Uri(uri) => json!({ "archive": { "uri": uri } }),
        ArchiveSource::Assets(members) => {
            let member = |member: &AssetOrArchive| match member {
                AssetOrArchive::Asset(asset) => asset_json(asset),
                AssetOrArchive::Archive(archive) => archive_json(archive),
            };
            let members: BTreeMap<_, _> = members.iter().map(|(name, it)| (name, member(it))).collect();
            json!({ "archive": { "assets": members } })
        }
    }
}
