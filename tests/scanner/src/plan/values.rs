//! Values: nested objects are blocks, which Terraform has in lists even where there is one at most.

use aws_schema::{Schema, Type};
use serde_json::{Map, Value as JsonValue, json};

use super::names;

/// Lists of one text at most, which Pulumi has as a text.
const FLAT_LISTS: [(&str, &str); 1] = [("input:apigateway.RestApiEndpointConfiguration", "types")];

/// The value of a property of this type.
///
/// # Errors
/// Names a property that the type does not have.
pub(super) fn value(schema: &Schema, type_: &Type, value: &JsonValue) -> Result<JsonValue, String> {
    match (type_, unmarked(value)) {
        (Type::Object(key), JsonValue::Object(members)) => Ok(json!([block(schema, key, members)?])),
        (Type::List(item), JsonValue::Array(items)) => {
            let of = |item_value: &JsonValue| match (&**item, unmarked(item_value)) {
                (Type::Object(key), JsonValue::Object(members)) => block(schema, key, members).map(JsonValue::Object),
                (type_, other) => self::value(schema, type_, other),
            };
            items.iter().map(of).collect()
        }
        (_, other) => Ok(other.clone()),
    }
}

fn block(schema: &Schema, key: &str, members: &Map<String, JsonValue>) -> Result<Map<String, JsonValue>, String> {
    let properties = schema.input_object(key).ok_or_else(|| format!("{key} is not in the schema"))?;
    let member = |(property, member): (&String, &JsonValue)| {
        let given = properties.get(property).ok_or_else(|| format!("{key} has no property `{property}`"))?;
        let member = value(schema, &given.type_, member)?;
        let flat = FLAT_LISTS.contains(&(key, property.as_str()));
        Ok((names::of_member(property, &given.type_), if flat { json!([member]) } else { member }))
    };
    members.iter().map(member).collect()
}

/// What a secret value is, or the path of an archive or asset: plans of Terraform know files by name.
fn unmarked(value: &JsonValue) -> &JsonValue {
    let JsonValue::Object(members) = value else { return value };
    let mut only = members.iter();
    match (only.next(), only.next()) {
        (Some((mark, inner)), None) if mark == "secret" => unmarked(inner),
        (Some((mark, inner)), None) if mark == "archive" || mark == "asset" => inner.get("path").unwrap_or(value),
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(token: &str, property: &str, given: JsonValue) -> Result<JsonValue, String> {
        let schema = Schema::embedded().unwrap();
        value(&schema, &schema.resources[token].inputs[property].type_, &given)
    }

    #[test]
    fn single_objects_are_lists_of_one_block_and_maps_stay_maps() {
        let function = "aws:lambda/function:Function";
        let environment = input(function, "environment", json!({ "variables": { "queueUrl": "x" } }));
        assert_eq!(environment, Ok(json!([{ "variables": { "queueUrl": "x" } }])));
        let code = input(function, "code", json!({ "archive": { "path": "target/worker.zip" } }));
        assert_eq!(code, Ok(json!("target/worker.zip")));
    }

    #[test]
    fn blocks_in_blocks_follow_their_types() {
        let rule = json!([{ "name": "rate", "priority": 0, "action": { "block": {} }, "statement": {
            "rateBasedStatement": { "limit": 100, "aggregateKeyType": "IP" },
        } }]);
        let block = json!([{ "name": "rate", "priority": 0, "action": [{ "block": [{}] }], "statement": [
            { "rate_based_statement": [{ "limit": 100, "aggregate_key_type": "IP" }] },
        ] }]);
        assert_eq!(input("aws:wafv2/webAcl:WebAcl", "rules", rule), Ok(block));
    }

    #[test]
    fn flattened_lists_are_lists_again_and_secrets_are_told() {
        let endpoints =
            input("aws:apigateway/restApi:RestApi", "endpointConfiguration", json!({ "types": "REGIONAL" }));
        assert_eq!(endpoints, Ok(json!([{ "types": ["REGIONAL"] }])));
        assert_eq!(input("aws:ssm/parameter:Parameter", "value", json!({ "secret": "x" })), Ok(json!("x")));
    }

    #[test]
    fn a_property_that_its_type_does_not_have_is_an_error() {
        let error = input("aws:lambda/function:Function", "environment", json!({ "varibles": {} })).unwrap_err();
        assert!(error.contains("`varibles`"), "{error}");
    }
}
