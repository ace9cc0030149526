//! Keys and indexes of a table.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, CreateGlobalSecondaryIndexAction, DeleteGlobalSecondaryIndexAction, GlobalSecondaryIndex,
    GlobalSecondaryIndexDescription, GlobalSecondaryIndexUpdate, KeySchemaElement, KeyType, Projection, ProjectionType,
    ProvisionedThroughput, ScalarAttributeType,
};
use serde_json::{Value, json};

use super::SERVICE;
use crate::kind::Properties;
use crate::properties::Inputs;
use crate::refusal::Refusal;

/// Property with the indexes.
pub(super) const INDEXES: &str = "globalSecondaryIndexes";

/// A key: its attributes with what they are for.
type Key = Vec<(String, KeyType)>;

/// The declared attributes.
pub(super) fn attributes(inputs: &Inputs<'_>) -> Result<Vec<AttributeDefinition>, Refusal> {
    let definition = |attribute: &Inputs<'_>| {
        let kind = ScalarAttributeType::from(attribute.required("type")?);
        let definition =
            AttributeDefinition::builder().attribute_name(attribute.required("name")?).attribute_type(kind);
        definition.build().map_err(|error| built(attribute, &error))
    };
    inputs.objects("attributes")?.iter().map(definition).collect()
}

/// The key of the table, or of an index in the older notation.
pub(super) fn key(inputs: &Inputs<'_>) -> Result<Key, Refusal> {
    let mut key = vec![(inputs.required("hashKey")?.to_owned(), KeyType::Hash)];
    key.extend(inputs.text("rangeKey")?.map(|range| (range.to_owned(), KeyType::Range)));
    Ok(key)
}

fn index_key(index: &Inputs<'_>) -> Result<Key, Refusal> {
    let members = index.objects("keySchemas")?;
    if members.is_empty() {
        return key(index);
    }
    let member = |member: &Inputs<'_>| {
        Ok((member.required("attributeName")?.to_owned(), KeyType::from(member.required("keyType")?)))
    };
    members.iter().map(member).collect()
}

/// The key as a call has it.
pub(super) fn schema(inputs: &Inputs<'_>, key: Key) -> Result<Vec<KeySchemaElement>, Refusal> {
    let element =
        |(name, kind): (String, KeyType)| KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
    key.into_iter().map(element).collect::<Result<_, _>>().map_err(|error| built(inputs, &error))
}

/// All indexes of the inputs as a call has them, by name.
pub(super) fn indexes(inputs: &Inputs<'_>) -> Result<BTreeMap<String, GlobalSecondaryIndex>, Refusal> {
    let mut indexes = BTreeMap::new();
    for index in inputs.objects(INDEXES)? {
        index.only(&[
            "name",
            "hashKey",
            "rangeKey",
            "keySchemas",
            "projectionType",
            "nonKeyAttributes",
            "readCapacity",
            "writeCapacity",
        ])?;
        let name = index.required("name")?;
        let others = index.texts("nonKeyAttributes")?;
        let projection = Projection::builder()
            .projection_type(ProjectionType::from(index.required("projectionType")?))
            .set_non_key_attributes((!others.is_empty()).then_some(others))
            .build();
        let definition = GlobalSecondaryIndex::builder()
            .index_name(name)
            .set_key_schema(Some(schema(&index, index_key(&index)?)?))
            .projection(projection)
            .set_provisioned_throughput(throughput(&index)?)
            .build()
            .map_err(|error| built(&index, &error))?;
        indexes.insert(name.to_owned(), definition);
    }
    Ok(indexes)
}

/// The throughput of a table or an index, if it is set.
pub(super) fn throughput(inputs: &Inputs<'_>) -> Result<Option<ProvisionedThroughput>, Refusal> {
    let (Some(read), Some(write)) = (inputs.number("readCapacity")?, inputs.number("writeCapacity")?) else {
        return Ok(None);
    };
    let throughput = ProvisionedThroughput::builder().read_capacity_units(read).write_capacity_units(write).build();
    throughput.map(Some).map_err(|error| built(inputs, &error))
}

/// Calls that bring the indexes from `olds` to `news`, in order. The service changes one index at a time; one whose key
/// or projection changes is made anew.
pub(super) fn updates(olds: &Inputs<'_>, news: &Inputs<'_>) -> Result<Vec<GlobalSecondaryIndexUpdate>, Refusal> {
    let (old, new) = (indexes(olds)?, indexes(news)?);
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let changed: Vec<&String> = names.into_iter().filter(|name| old.get(*name) != new.get(*name)).collect();
    if changed.len() > 1 {
        let names = changed.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
        let message = format!(
            "LimitExceededException: only one index can be created or deleted at a time, but {names} change; change them \
             in one deployment each"
        );
        return Err(Refusal::invalid(SERVICE, "DDB-ATTRIBUTES", message));
    }
    let mut updates = Vec::new();
    for name in changed {
        if old.contains_key(name) {
            let delete = DeleteGlobalSecondaryIndexAction::builder().index_name(name).build();
            let delete = delete.map_err(|error| built(olds, &error))?;
            updates.push(GlobalSecondaryIndexUpdate::builder().delete(delete).build());
        }
        if let Some(index) = new.get(name) {
            let create = CreateGlobalSecondaryIndexAction::builder()
                .index_name(name)
                .set_key_schema(Some(index.key_schema().to_vec()))
                .set_projection(index.projection().cloned())
                .set_provisioned_throughput(index.provisioned_throughput().cloned())
                .build();
            let create = create.map_err(|error| built(news, &error))?;
            updates.push(GlobalSecondaryIndexUpdate::builder().create(create).build());
        }
    }
    Ok(updates)
}

/// Refuses attributes that are in no key: the emulator drops them in an update.
pub(super) fn all_indexed(inputs: &Inputs<'_>) -> Result<(), Refusal> {
    let mut keys = key(inputs)?;
    for index in inputs.objects(INDEXES)? {
        keys.extend(index_key(&index)?);
    }
    let unused: Vec<String> = attributes(inputs)?
        .into_iter()
        .map(|attribute| attribute.attribute_name)
        .filter(|name| !keys.iter().any(|(key, _)| key == name))
        .collect();
    if unused.is_empty() {
        return Ok(());
    }
    let message = format!(
        "ValidationException: all attributes must be indexed. Unused attributes: {}; declare attributes of keys only",
        unused.join(", ")
    );
    Err(Refusal::invalid(SERVICE, "DDB-ATTRIBUTES", message))
}

/// An index as inputs have it, in the notation that the state uses for it.
pub(super) fn told(index: &GlobalSecondaryIndexDescription, known: &Properties) -> Value {
    let name = index.index_name().unwrap_or_default();
    let known = known.get(INDEXES).and_then(Value::as_array).into_iter().flatten();
    let known =
        known.filter_map(Value::as_object).find(|known| known.get("name").and_then(Value::as_str) == Some(name));
    let mut told = Properties::new();
    told.insert("name".to_owned(), json!(name));
    let older = known.is_some_and(|known| known.contains_key("hashKey"));
    let members = index.key_schema().iter();
    if older {
        told.extend(members.map(|member| {
            let property = if *member.key_type() == KeyType::Hash { "hashKey" } else { "rangeKey" };
            (property.to_owned(), json!(member.attribute_name()))
        }));
    } else {
        let member = |member: &KeySchemaElement| {
            let kind = member.key_type().as_str();
            json!({"attributeName": member.attribute_name(), "keyType": kind})
        };
        told.insert("keySchemas".to_owned(), members.map(member).collect());
    }
    if let Some(projection) = index.projection() {
        let kind = projection.projection_type().map(ProjectionType::as_str);
        told.insert("projectionType".to_owned(), json!(kind));
        if !projection.non_key_attributes().is_empty() {
            told.insert("nonKeyAttributes".to_owned(), json!(projection.non_key_attributes()));
        }
    }
    let provisioned = known.is_some_and(|known| known.contains_key("readCapacity"));
    if let Some(throughput) = index.provisioned_throughput().filter(|_| provisioned) {
        told.insert("readCapacity".to_owned(), json!(throughput.read_capacity_units()));
        told.insert("writeCapacity".to_owned(), json!(throughput.write_capacity_units()));
    }
    Value::Object(told)
}

/// An input that the client cannot send.
pub(super) fn built(inputs: &Inputs<'_>, error: &BuildError) -> Refusal {
    inputs.refuse("", error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(indexes: Value) -> Properties {
        let attributes = json!([{"name": "pk", "type": "S"}, {"name": "a", "type": "S"}, {"name": "b", "type": "N"}]);
        let table = json!({"name": "t", "hashKey": "pk", "attributes": attributes, INDEXES: indexes});
        table.as_object().cloned().unwrap()
    }

    fn index(name: &str, key: &str) -> Value {
        json!({"name": name, "projectionType": "ALL", "keySchemas": [{"attributeName": key, "keyType": "HASH"}]})
    }

    fn changes(olds: &Properties, news: &Properties) -> Result<usize, Refusal> {
        updates(&Inputs::new(SERVICE, olds), &Inputs::new(SERVICE, news)).map(|updates| updates.len())
    }

    #[test]
    fn one_index_changes_at_a_time() {
        let none = table(json!([]));
        let one = table(json!([index("x", "a")]));
        let other = table(json!([index("x", "b")]));
        let two = table(json!([index("x", "a"), index("y", "b")]));
        assert_eq!(changes(&one, &one).unwrap(), 0);
        assert_eq!(changes(&none, &one).unwrap(), 1);
        assert_eq!(changes(&one, &two).unwrap(), 1);
        assert_eq!(changes(&one, &other).unwrap(), 2);
        let refusal = changes(&none, &two).unwrap_err();
        assert!(matches!(refusal, Refusal::Invalid { rule: "DDB-ATTRIBUTES", .. }), "{refusal}");
    }

    #[test]
    fn every_attribute_is_in_a_key() {
        let all = table(json!([index("x", "a"), index("y", "b")]));
        assert_eq!(all_indexed(&Inputs::new(SERVICE, &all)), Ok(()));
        let some = table(json!([index("x", "a")]));
        let refusal = all_indexed(&Inputs::new(SERVICE, &some)).unwrap_err();
        assert!(refusal.to_string().contains("all attributes must be indexed. Unused attributes: b"), "{refusal}");
    }
}
