//! Inputs that the provider fills in, and the record of them.

use crate::property::{DEFAULTS, Map, Value};

/// What the real provider writes where a description is wanted and none is given.
const MANAGED: &str = "Managed by Pulumi";

/// Inputs that are filled in when absent, by type.
pub(super) fn defaults(type_token: &str) -> &'static [(&'static str, &'static str)] {
    match type_token {
        "aws:ec2/securityGroup:SecurityGroup" | "aws:elasticache/subnetGroup:SubnetGroup" => {
            &[("description", MANAGED)]
        }
        "aws:route53/zone:Zone" => &[("comment", MANAGED)],
        _ => &[],
    }
}

/// Writes down which inputs came from the provider: only such a name may be reused or replaced by another one later.
pub fn record(inputs: &mut Map, mut filled: Vec<String>) {
    filled.sort();
    let names = filled.into_iter().map(Value::String).collect();
    inputs.insert(DEFAULTS.to_owned(), Value::Array(names));
}

/// Whether the provider filled in this input; `None` if the inputs carry no record.
pub fn recorded(inputs: &Map, property: &str) -> Option<bool> {
    let Some(Value::Array(names)) = inputs.get(DEFAULTS) else { return None };
    Some(names.iter().any(|name| name.as_str() == Some(property)))
}
