//! Which keys a snapshot may hold, checked before anything is typed so that the message names the key.

use serde_json::{Map, Value};
use switchboard_domain::{Intent, Team, TemplateId};

use crate::documents::{Documents, TeamKey};
use crate::error::{Problem, SnapshotError};

const DOCUMENTS: [&str; 4] = ["thresholds", "routing", "teams", "templates"];
const THRESHOLDS: [&str; 9] = [
    "route",
    "uncertain",
    "tier1",
    "tier1_margin",
    "tier2",
    "tier2_verifier",
    "route_by_intent",
    "tier1_by_intent",
    "tier2_by_intent",
];
const ROUTING: [&str; 3] = ["team_by_intent", "livechat_team", "channels_map"];
const TEAM: [&str; 3] = ["vendor_id", "display_name", "exists"];
const TEMPLATE: [&str; 3] = ["enabled", "default", "livechat"];

/// Types documents after every key was found to be one that may change without a deployment.
pub(crate) fn documents(value: &Value) -> Result<Documents, SnapshotError> {
    let Value::Object(documents) = value else {
        return Err(SnapshotError::Form("documents must be an object".to_owned()));
    };
    let mut problems = Vec::new();
    for (document, content) in documents {
        match (document.as_str(), content) {
            (_, Value::Object(fields)) => check(document, fields, &mut problems),
            (known, _) if DOCUMENTS.contains(&known) => problems.push(Problem::shape(known, "", "must be an object")),
            (unknown, _) => problems.push(unknown_document(unknown)),
        }
    }
    if !problems.is_empty() {
        return Err(SnapshotError::Invalid(problems));
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let (document, key) = path.split_once('.').unwrap_or((&path, ""));
        SnapshotError::Invalid(vec![Problem::shape(document, key, error.inner().to_string())])
    })
}

fn check(document: &str, fields: &Map<String, Value>, problems: &mut Vec<Problem>) {
    match document {
        "thresholds" => {
            known(document, "", fields, &THRESHOLDS, problems);
            let number = |value: &Value| if value.is_number() { None } else { Some("must be a number".to_owned()) };
            for table in ["route_by_intent", "tier1_by_intent", "tier2_by_intent"] {
                by_intent(document, table, fields, number, problems);
            }
        }
        "routing" => {
            known(document, "", fields, &ROUTING, problems);
            let team = |value: &Value| {
                let known = value.as_str().and_then(TeamKey::parse).is_some();
                (!known).then(|| format!("{value} is no team; known are {}", Team::ALL.map(Team::key).join(", ")))
            };
            by_intent(document, "team_by_intent", fields, team, problems);
        }
        "teams" => {
            let is_team = |name: &str| TeamKey::parse(name).is_some();
            entries(document, fields, is_team, &Team::ALL.map(Team::key), &TEAM, problems);
        }
        "templates" => {
            let is_template = |name: &str| TemplateId::from_name(name).is_some();
            entries(document, fields, is_template, &["the template ids of this release"], &TEMPLATE, problems);
            types(fields, problems);
        }
        unknown => problems.push(unknown_document(unknown)),
    }
}

/// Entries by intent. Checked by hand, as all keys that are enums: a type error would not name them.
fn by_intent(
    document: &str,
    table: &str,
    fields: &Map<String, Value>,
    wrong: impl Fn(&Value) -> Option<String>,
    problems: &mut Vec<Problem>,
) {
    for (name, value) in fields.get(table).and_then(Value::as_object).into_iter().flatten() {
        let reason = if Intent::from_name(name).is_none() { Some("no such intent".to_owned()) } else { wrong(value) };
        problems.extend(reason.map(|reason| Problem::shape(document, format!("{table}.{name}"), reason)));
    }
}

/// Types of the fields of template overrides.
fn types(templates: &Map<String, Value>, problems: &mut Vec<Problem>) {
    for (id, entry) in templates {
        for (name, value) in entry.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
            let reason = match name.as_str() {
                "enabled" if !value.is_boolean() => "must be true or false",
                "default" | "livechat" if !value.is_string() => "must be a text",
                _ => continue,
            };
            problems.push(Problem::shape("templates", format!("{id}.{name}"), reason));
        }
    }
}

fn entries(
    document: &str,
    fields: &Map<String, Value>,
    is_known: impl Fn(&str) -> bool,
    names: &[&str],
    inner: &[&str],
    problems: &mut Vec<Problem>,
) {
    for (name, entry) in fields {
        match entry {
            _ if !is_known(name) => {
                problems.push(Problem::shape(document, name, format!("no such entry; known are {}", names.join(", "))));
            }
            Value::Object(fields) => known(document, &format!("{name}."), fields, inner, problems),
            _ => problems.push(Problem::shape(document, name, "must be an object")),
        }
    }
}

fn known(document: &str, prefix: &str, fields: &Map<String, Value>, names: &[&str], problems: &mut Vec<Problem>) {
    for name in fields.keys().filter(|name| !names.contains(&name.as_str())) {
        let reason = format!("a snapshot cannot change this key; it can change {}", names.join(", "));
        problems.push(Problem::shape(document, format!("{prefix}{name}"), reason));
    }
}

fn unknown_document(name: &str) -> Problem {
    let reason =
        format!("no document of a snapshot; those are {}. Everything else needs a deployment", DOCUMENTS.join(", "));
    Problem::shape(name, "", reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_wrong_is_named_by_document_and_key() {
        for (value, place, reason) in [
            (json!({"richpanel": {"base_url": "x"}}), "richpanel: ", "needs a deployment"),
            (json!({"richpanel": 1}), "richpanel: ", "needs a deployment"),
            (json!({"thresholds": {"tier3": 0.9}}), "thresholds.tier3: ", "cannot change this key"),
            (json!({"thresholds": []}), "thresholds: ", "must be an object"),
            (json!({"thresholds": {"tier2": "high"}}), "thresholds.tier2: ", "expected f64"),
            (
                json!({"thresholds": {"tier1_by_intent": {"gift": 0.9}}}),
                "thresholds.tier1_by_intent.gift: ",
                "no such intent",
            ),
            (
                json!({"thresholds": {"tier1_by_intent": {"refund_request": "x"}}}),
                "thresholds.tier1_by_intent.refund_request: ",
                "number",
            ),
            (json!({"templates": {"t_fraud_ack": {"default": 1}}}), "templates.t_fraud_ack.default: ", "a text"),
            (json!({"templates": {"t_fraud_ack": {"enabled": 1}}}), "templates.t_fraud_ack.enabled: ", "true or false"),
            (json!({"routing": {"channels": {}}}), "routing.channels: ", "cannot change this key"),
            (json!({"routing": {"channels_map": {"fax": "paper"}}}), "routing.channels_map.fax: ", "paper"),
            (
                json!({"routing": {"team_by_intent": {"refund_request": "vip"}}}),
                "routing.team_by_intent.refund_request: ",
                "no team",
            ),
            (json!({"teams": {"vip": {}}}), "teams.vip: ", "known are sales"),
            (json!({"teams": {"sales": {"exists": "no"}}}), "teams.sales.exists: ", "boolean"),
            (json!({"teams": {"sales": {"size": 3}}}), "teams.sales.size: ", "cannot change this key"),
            (json!({"teams": {"sales": false}}), "teams.sales: ", "must be an object"),
            (json!({"templates": {"t_other": {}}}), "templates.t_other: ", "no such entry"),
            (json!({"templates": {"t_fraud_ack": {"tier": 1}}}), "templates.t_fraud_ack.tier: ", "cannot change"),
        ] {
            let text = documents(&value).unwrap_err().to_string();
            assert!(text.starts_with(place) && text.contains(reason), "{value}: {text}");
        }
        let two = documents(&json!({"thresholds": {"a": 1}, "teams": {"b": {}}})).unwrap_err();
        assert!(matches!(two, SnapshotError::Invalid(problems) if problems.len() == 2));
        assert!(documents(&json!([])).is_err());
        assert_eq!(documents(&json!({})).unwrap(), Documents::default());
    }
}
