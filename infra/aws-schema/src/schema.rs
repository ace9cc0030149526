//! The schema as a whole.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{Enumeration, Function, InputProperty, ObjectType, OutputProperty, Properties, ResourceType, object};

/// The file, built in: readers need no path to it, and a change of it rebuilds them.
const AWS: &str = include_str!("../../aws/schema/aws.json");

/// Everything known of the package.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Schema {
    /// Name of the package, as `aws`.
    pub package: String,
    /// Version of the package that this was read from, as `7.48.0`.
    pub version: String,
    /// Resource types by token, as `aws:sqs/queue:Queue`. The provider itself is `pulumi:providers:aws`.
    pub resources: BTreeMap<String, ResourceType>,
    /// Functions by token, as `aws:index/getRegion:getRegion`.
    pub functions: BTreeMap<String, Function>,
    /// Nested objects by key, as `input:lambda.FunctionEnvironment`.
    #[serde(deserialize_with = "object::read")]
    pub types: BTreeMap<String, ObjectType>,
    /// Enumerations by key, as `lambda.Runtime`.
    pub enums: BTreeMap<String, Enumeration>,
}

/// The schema that was built in has not the expected form.
#[derive(Debug, thiserror::Error)]
#[error("the AWS schema infra/aws/schema/aws.json cannot be read: {0}; run `cargo xtask schema` and build again")]
pub struct SchemaError(#[from] serde_json::Error);

impl Schema {
    /// Reads the schema that was built in.
    ///
    /// # Errors
    /// If it has not the expected form: what is wrong, with line and column.
    pub fn embedded() -> Result<Self, SchemaError> {
        Self::read(AWS)
    }

    fn read(text: &str) -> Result<Self, SchemaError> {
        Ok(serde_json::from_str(text)?)
    }

    /// Properties of a nested object that is given, by its key, as `input:lambda.FunctionEnvironment`.
    pub fn input_object(&self, key: &str) -> Option<&BTreeMap<String, InputProperty>> {
        self.types.get(key).map(|object| &object.properties).and_then(Properties::inputs)
    }

    /// Properties of a nested object that is returned, by its key, as `output:lambda.FunctionEnvironment`.
    pub fn output_object(&self, key: &str) -> Option<&BTreeMap<String, OutputProperty>> {
        self.types.get(key).map(|object| &object.properties).and_then(Properties::outputs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DefaultValue, Type};

    /// A schema whose one nested object, with this key, has the property `name` of this form.
    fn nested(key: &str, property: &str) -> Result<Schema, SchemaError> {
        Schema::read(&format!(
            r#"{{ "package": "aws", "version": "1.0.0", "resources": {{}}, "functions": {{}}, "enums": {{}},
                  "types": {{ "{key}": {{ "properties": {{ "name": {property} }}, "aliases": [] }} }} }}"#
        ))
    }

    /// Objects and enumerations that a type names.
    fn named<'a>(type_: &'a Type, found: &mut Vec<&'a Type>) {
        match type_ {
            Type::List(inner) | Type::Map(inner) => named(inner, found),
            Type::OneOf(alternatives) => alternatives.iter().for_each(|alternative| named(alternative, found)),
            Type::Object(_) | Type::Enum(_) => found.push(type_),
            _ => {}
        }
    }

    #[test]
    fn the_embedded_file_reads() {
        let schema = Schema::embedded().unwrap();
        assert_eq!((schema.package.as_str(), schema.version.as_str()), ("aws", "7.48.0"));

        let queue = &schema.resources["aws:sqs/queue:Queue"];
        assert_eq!((queue.module.as_str(), queue.name.as_str()), ("sqs", "Queue"));
        assert_eq!(queue.inputs["fifoQueue"].type_, Type::Boolean);
        assert!(!queue.inputs["fifoQueue"].required && !queue.outputs["arn"].optional);

        let provider = &schema.resources["pulumi:providers:aws"];
        assert_eq!(provider.inputs["skipCredentialsValidation"].default, Some(DefaultValue::Bool(false)));
        assert!(provider.inputs["defaultTags"].json && provider.inputs["secretKey"].secret);
        let parameter = &schema.resources["aws:ssm/parameter:Parameter"];
        assert_eq!(parameter.secret_outputs().collect::<Vec<_>>(), ["value", "valueWo"]);

        let runtimes = &schema.enums["lambda.Runtime"];
        assert!(runtimes.open);
        assert_eq!(runtimes.values["NodeJS22dX"], "nodejs22.x");
        assert_eq!(schema.functions["aws:index/getRegion:getRegion"].name, "getRegion");
    }

    #[test]
    fn every_object_and_enumeration_that_is_named_is_there() {
        let schema = Schema::embedded().unwrap();
        let (mut given, mut returned) = (Vec::new(), Vec::new());
        let inputs =
            schema.resources.values().map(|it| &it.inputs).chain(schema.functions.values().map(|it| &it.inputs));
        let inputs = inputs.chain(schema.types.values().filter_map(|it| it.properties.inputs()));
        inputs.flat_map(BTreeMap::values).for_each(|input| named(&input.type_, &mut given));
        let outputs =
            schema.resources.values().map(|it| &it.outputs).chain(schema.functions.values().map(|it| &it.outputs));
        let outputs = outputs.chain(schema.types.values().filter_map(|it| it.properties.outputs()));
        outputs.flat_map(BTreeMap::values).for_each(|output| named(&output.type_, &mut returned));

        assert!(given.len() > 100 && returned.len() > 100, "{} and {}", given.len(), returned.len());
        let no_enumeration = |type_: &Type| !matches!(type_, Type::Enum(key) if schema.enums.contains_key(key));
        given.retain(|type_| match type_ {
            Type::Object(key) => schema.input_object(key).is_none(),
            other => no_enumeration(other),
        });
        returned.retain(|type_| match type_ {
            Type::Object(key) => schema.output_object(key).is_none(),
            other => no_enumeration(other),
        });
        assert!(given.is_empty() && returned.is_empty(), "{given:?} {returned:?}");
    }

    #[test]
    fn a_type_may_nest_itself() {
        let key = "output:wafv2.Statement";
        let schema = nested(key, &format!(r#"{{ "type": {{ "list": {{ "object": "{key}" }} }}, "optional": true }}"#));
        let schema = schema.unwrap();
        let name = &schema.output_object(key).unwrap()["name"];
        assert_eq!(name.type_, Type::List(Box::new(Type::Object(key.to_owned()))));
        assert!(name.optional && !name.secret);
        assert_eq!(schema.types[key].properties.types().collect::<Vec<_>>(), [&name.type_]);
        assert_eq!(schema.input_object(key), None, "it is returned");
    }

    #[test]
    fn an_unknown_kind_is_an_error_that_names_it() {
        for type_ in [r#""decimal""#, r#"{ "decimal": "string" }"#, r#"{ "list": "decimal" }"#] {
            let error = nested("input:a.B", &format!(r#"{{ "type": {type_}, "required": true }}"#)).unwrap_err();
            let message = error.to_string();
            assert!(message.contains("unknown variant `decimal`") && message.contains("line 2"), "{message}");
            assert!(message.contains("cargo xtask schema"), "{message}");
        }
    }

    #[test]
    fn an_object_has_the_properties_of_the_side_that_its_key_says() {
        let error = nested("output:a.B", r#"{ "type": "string", "required": true }"#).unwrap_err().to_string();
        assert!(error.contains("missing field `optional`"), "{error}");
        let error = nested("a.B", r#"{ "type": "string", "required": true }"#).unwrap_err().to_string();
        assert!(error.contains("`a.B`"), "{error}");
    }
}
