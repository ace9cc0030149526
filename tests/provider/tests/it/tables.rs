//! The committed tables fit the schema: a property that was renamed must not lose its rule unseen.

use aws_schema::Schema;
use stand_in::cloud::Table;
use stand_in::config::PROVIDER_TOKEN;
use stand_in::diff::ForceNew;
use stand_in::invoke::Functions;

#[test]
fn every_replacing_property_is_an_input_of_its_type() {
    let schema = Schema::embedded().unwrap();
    for (token, names) in ForceNew::embedded().unwrap().entries() {
        let resource = schema.resources.get(token).unwrap_or_else(|| panic!("{token} is not in the schema"));
        for name in names {
            let head = name.split(['.', '=']).next().unwrap();
            assert!(resource.inputs.contains_key(head), "{token} has no input `{name}`");
        }
    }
}

#[test]
fn every_type_has_a_form_of_its_id_and_every_form_a_type() {
    let schema = Schema::embedded().unwrap();
    let table = Table::embedded().unwrap();
    let mut with_form: Vec<&str> = Vec::new();
    for (token, outputs) in table.entries() {
        let resource = schema.resources.get(token).unwrap_or_else(|| panic!("{token} is not in the schema"));
        for name in outputs {
            assert!(resource.outputs.contains_key(name), "{token} has no output `{name}`");
        }
        with_form.push(token);
    }
    let without: Vec<&str> = schema
        .resources
        .keys()
        .map(String::as_str)
        .filter(|token| *token != PROVIDER_TOKEN && !with_form.contains(token))
        .collect();
    assert!(without.is_empty(), "add to tables/cloud.json: {without:?}");
}

#[test]
fn every_form_of_a_result_is_a_result() {
    let schema = Schema::embedded().unwrap();
    for (token, results) in Functions::embedded().unwrap().entries() {
        let function = schema.functions.get(token).unwrap_or_else(|| panic!("{token} is not in the schema"));
        for name in results {
            assert!(function.outputs.contains_key(name), "{token} has no result `{name}`");
        }
    }
}
