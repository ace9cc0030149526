//! Tables.

use std::collections::BTreeSet;

use crate::plan::{Plan, PlannedResource, Value};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const RULES: &[Rule] = &[ATTRIBUTES, PROTECT];

const ATTRIBUTES: Rule = Rule {
    id: "DDB-ATTRIBUTES",
    severity: Severity::Mandatory,
    reason: "DynamoDB takes definitions of key attributes only (`all attributes must be indexed`), and needs one for \
             each key of the table and its indexes.",
    fix: "List in `attributes` exactly the keys of the table and of its indexes",
    check: attributes,
};

const PROTECT: Rule = Rule {
    id: "DDB-PROTECT",
    severity: Severity::Mandatory,
    reason: "A lost table loses which replies were sent. A time to live is a number of seconds in an attribute that \
             is no key; in text or milliseconds nothing is ever deleted.",
    fix: "In production set `pointInTimeRecovery.enabled`, `deletionProtectionEnabled` and the option protect; give \
          `ttl` both `attributeName` and `enabled`",
    check: protect,
};

fn attributes(plan: &Plan, findings: &mut Findings) {
    for table in plan.of(tokens::TABLE) {
        let inputs = ["attributes", "hashKey", "rangeKey", "globalSecondaryIndexes", "localSecondaryIndexes"];
        if inputs.iter().any(|input| table.value(input).has_unknown()) {
            continue;
        }
        let declared: BTreeSet<&str> =
            table.list("attributes").iter().filter_map(|one| one.at("name").as_text()).collect();
        let keys = keys(table);
        for name in declared.difference(&keys) {
            findings.at(table, format!("`{name}` is declared, but is no key"));
        }
        for name in keys.difference(&declared) {
            findings.at(table, format!("the key `{name}` is not declared in `attributes`"));
        }
    }
}

/// The keys of a table and its indexes.
fn keys(table: &PlannedResource) -> BTreeSet<&str> {
    let mut keys: BTreeSet<&str> = ["hashKey", "rangeKey"].into_iter().filter_map(|key| table.text(key)).collect();
    for index in ["globalSecondaryIndexes", "localSecondaryIndexes"].into_iter().flat_map(|list| table.list(list)) {
        keys.extend(["hashKey", "rangeKey"].into_iter().filter_map(|key| index.at(key).as_text()));
        keys.extend(index.at("keySchemas").as_list().iter().filter_map(|key| key.at("attributeName").as_text()));
    }
    keys
}

fn protect(plan: &Plan, findings: &mut Findings) {
    for table in plan.of(tokens::TABLE) {
        let ttl = table.value("ttl");
        if let Some(name) = ttl.at("attributeName").as_text() {
            let declared = table.list("attributes").iter().find(|one| one.at("name").as_text() == Some(name));
            let text = declared.is_some_and(|one| one.at("type").as_text() == Some("S"));
            findings.when(text, table, || format!("its time to live `{name}` is text, which never ends"));
        }
        let half = !ttl.is_absent() && matches!(ttl.at("enabled"), Value::Null | Value::Flag(false));
        findings.when(half, table, || "its time to live is not enabled".to_owned());
        if plan.is_production() {
            let off = |path: &str| table.flag_or(path, false) == Some(false);
            findings.when(off("pointInTimeRecovery.enabled"), table, || "no point-in-time recovery".to_owned());
            findings.when(off("deletionProtectionEnabled"), table, || "anybody may delete it in AWS".to_owned());
            findings.when(table.options.protect == Some(false), table, || {
                "the program may delete or replace it: the option protect is not set".to_owned()
            });
        }
    }
}
