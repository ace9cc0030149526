//! What resources and functions turn out to be: the same for every program that asks for the same.

use aws_schema::{OutputProperty, Schema, Type};
use pulumi::Value;
use pulumi::value::Map;

/// Nested objects beyond this depth stay empty: some types hold themselves.
const DEEPEST: usize = 5;
/// The type whose ids have a form of their own.
const ACCOUNT: &str = "aws:organizations/account:Account";

/// Outputs of a resource: its inputs, and outside of a preview a value for each output of its type that it has for
/// certain and that is no input given: `<name>-<output>` where it is text.
pub(crate) fn outputs(schema: &Schema, type_: &str, name: &str, inputs: &Map, preview: bool) -> Map {
    let mut outputs = inputs.clone();
    let declared = schema.resources.get(type_).into_iter().flat_map(|type_| &type_.outputs);
    for (output, property) in declared.filter(|(_, property)| !preview && !property.optional) {
        let value = || sample(schema, &property.type_, &format!("{name}-{output}"), 0);
        outputs.entry(output.clone()).or_insert_with(value);
    }
    outputs
}

/// The provider's id of a resource: the one that is taken over, or outside of a preview `<name>-id`, and of an account 12
/// digits, which programs check.
pub(crate) fn id(type_: &str, name: &str, import: Option<&str>, preview: bool) -> Option<String> {
    let made = || if type_ == ACCOUNT { format!("{:012}", number(name)) } else { format!("{name}-id") };
    import.map(str::to_owned).or_else(|| (!preview).then(made))
}

/// Whether a text is the id of an account.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The result of a function; `None` if the schema does not have it.
pub(crate) fn result(schema: &Schema, token: &str, arguments: &Map) -> Option<Map> {
    let function = schema.functions.get(token)?;
    let mut result = arguments.clone();
    for (output, property) in &function.outputs {
        let at = format!("{}-{output}", function.name);
        let value = || fixed(&function.name, output).unwrap_or_else(|| sample(schema, &property.type_, &at, 0));
        result.entry(output.clone()).or_insert_with(value);
    }
    Some(result)
}

/// Results that programs look into.
fn fixed(function: &str, output: &str) -> Option<Value> {
    let text = match (function, output) {
        ("getCallerIdentity", "accountId" | "id") => "123456789012",
        ("getCallerIdentity", "arn") => "arn:aws:iam::123456789012:root",
        ("getRegion", "id" | "name" | "region") => "us-east-2",
        ("getPartition", "id" | "partition") => "aws",
        ("getPartition", "dnsSuffix") => "amazonaws.com",
        ("getPartition", "reverseDnsPrefix") => "com.amazonaws",
        ("getAvailabilityZones", "names") => return Some(texts(["us-east-2a", "us-east-2b", "us-east-2c"])),
        ("getAvailabilityZones", "zoneIds") => return Some(texts(["use2-az1", "use2-az2", "use2-az3"])),
        _ => return None,
    };
    Some(Value::String(text.to_owned()))
}

fn texts<const N: usize>(texts: [&str; N]) -> Value {
    Value::Array(texts.map(|text| Value::String(text.to_owned())).to_vec())
}

fn sample(schema: &Schema, type_: &Type, at: &str, depth: usize) -> Value {
    match type_ {
        Type::String | Type::Enum(_) | Type::Any => Value::String(at.to_owned()),
        Type::Number => Value::Number(f64::from(number(at))),
        Type::Boolean => Value::Bool(true),
        Type::Archive | Type::AssetOrArchive => Value::Archive(pulumi::Archive::file(at)),
        Type::Asset => Value::Asset(pulumi::Asset::file(at)),
        Type::List(item) => Value::Array(vec![sample(schema, item, &format!("{at}-0"), depth + 1)]),
        Type::Map(member) => {
            let value = sample(schema, member, &format!("{at}-key"), depth + 1);
            Value::Object(Map::from([("key".to_owned(), value)]))
        }
        Type::OneOf(types) => types.first().map_or(Value::Null, |first| sample(schema, first, at, depth)),
        Type::Object(key) => {
            let members = schema.output_object(key).into_iter().flatten();
            let certain = members.filter(|(_, member)| depth < DEEPEST && !member.optional);
            let value = |(name, member): (&String, &OutputProperty)| {
                (name.clone(), sample(schema, &member.type_, &format!("{at}-{name}"), depth + 1))
            };
            Value::Object(certain.map(value).collect())
        }
    }
}

/// A number below 2^20 that belongs to this text: the FNV-1a hash of it.
fn number(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)) >> 12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computed_outputs_are_known_after_a_preview_only() {
        let schema = Schema::embedded().unwrap();
        let inputs = Map::from([("name".to_owned(), Value::String("events.fifo".into()))]);
        let of = |preview| outputs(&schema, "aws:sqs/queue:Queue", "events", &inputs, preview);
        assert_eq!(of(true), inputs);
        assert_eq!(of(false)["arn"], Value::String("events-arn".into()));
        assert_eq!(of(false)["name"], inputs["name"]);
        assert!(!of(false).contains_key("delaySeconds"), "not given, and the type does not promise it");
    }

    #[test]
    fn ids_are_known_after_a_preview_and_those_of_accounts_have_their_form() {
        let of = |type_: &str, import, preview| id(type_, "dev", import, preview);
        assert_eq!(of("aws:sqs/queue:Queue", None, true), None);
        assert_eq!(of("aws:sqs/queue:Queue", None, false).as_deref(), Some("dev-id"));
        assert_eq!(of("aws:sqs/queue:Queue", Some("taken"), true).as_deref(), Some("taken"));
        assert!(of(ACCOUNT, None, false).is_some_and(|id| is_account(&id)));
        assert_ne!(of(ACCOUNT, None, false), id(ACCOUNT, "prod", None, false));
        assert!(!is_account("dev-id") && !is_account("12345678901x"));
    }

    #[test]
    fn functions_return_what_programs_look_into() {
        let schema = Schema::embedded().unwrap();
        let of = |token: &str| result(&schema, token, &Map::new()).unwrap();
        let identity = of("aws:index/getCallerIdentity:getCallerIdentity");
        assert_eq!(identity["accountId"], Value::String("123456789012".into()));
        let zones = of("aws:index/getAvailabilityZones:getAvailabilityZones");
        assert!(matches!(&zones["names"], Value::Array(names) if names.len() == 3));
        assert!(result(&schema, "aws:index/getNothing:getNothing", &Map::new()).is_none());
    }
}
