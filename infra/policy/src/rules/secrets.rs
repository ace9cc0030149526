//! Secrets, and the parameters that switch things off.

use std::collections::BTreeSet;

use switchboard_domain::Environment;

use crate::plan::{Plan, Value};
use crate::rule::{Findings, Rule, Severity};
use crate::tokens;

pub(super) const RULES: &[Rule] = &[NO_VALUE, WINDOW, PARAMETER_VALUE, SWITCH_FROZEN];

const NO_VALUE: Rule = Rule {
    id: "NO-SECRET-VALUE",
    severity: Severity::Mandatory,
    reason: "Whatever a program gives a resource is in the state and in the preview of everybody who may read them.",
    fix: "Define the container only, and put the value with `switchboard secrets put`; let the function read it when \
          it runs",
    check: no_value,
};

const WINDOW: Rule = Rule {
    id: "SECRET-WINDOW",
    severity: Severity::Mandatory,
    reason: "The name of a deleted secret is blocked for its recovery window: the next run fails with `already \
             scheduled for deletion`. Without a window a deleted secret is lost at once.",
    fix: "Set `recoveryWindowInDays` to 30 in production and staging, to 0 in dev and local; use each name once",
    check: window,
};

const PARAMETER_VALUE: Rule = Rule {
    id: "SSM-VALUE",
    severity: Severity::Mandatory,
    reason: "Parameters take no empty value, no `{{`, and at most 4 KB in the standard tier; SSM answers \
             ValidationException.",
    fix: "Leave the parameter out where the list is empty, and write values without `{{`",
    check: parameter_value,
};

const SWITCH_FROZEN: Rule = Rule {
    id: "SSM-SWITCH-FROZEN",
    severity: Severity::Mandatory,
    reason: "An update of any property but tags writes the value of the last state: it silently puts back a switch \
             that somebody has thrown.",
    fix: "Let `ignoreChanges` list value, insecureValue, description, allowedPattern, tier, dataType, keyId and \
          type, retain the parameter on delete in production and staging, and never set `overwrite`",
    check: switch_frozen,
};

/// What secrets of well-known services start with.
const MARKS: [&str; 9] =
    ["sk-", "shpat_", "shpss_", "AKIA", "ghp_", "github_pat_", "xoxb-", "-----BEGIN ", "eyJhbGciOi"];
/// Properties that hold secrets in clear.
const HOLDERS: [(&str, &str); 3] =
    [(tokens::REPLICATION_GROUP, "authToken"), (tokens::PROVIDER, "secretKey"), (tokens::FUNCTION, "environment")];
/// The longest value of the standard tier, in bytes.
const LONGEST: usize = 4_096;
/// Changes of these must not be applied to a switch.
const FROZEN: [&str; 8] =
    ["value", "insecureValue", "description", "allowedPattern", "tier", "dataType", "keyId", "type"];

fn no_value(plan: &Plan, findings: &mut Findings) {
    for version in plan.of(tokens::SECRET_VERSION) {
        findings.at(version, "it puts a secret's value into the state");
    }
    for parameter in plan.of(tokens::PARAMETER) {
        let secret = parameter.text("type") == Some("SecureString") || parameter.value("insecureValue").has_secret();
        findings.when(secret, parameter, || "it is a secret parameter, whose value is in the state".to_owned());
    }
    for (type_token, property) in HOLDERS {
        for one in plan.of(type_token) {
            // The emulator's key is none.
            let known = type_token != tokens::FUNCTION && plan.environment != Some(Environment::Local);
            let given = one.value(property).has_secret() || (known && one.text(property).is_some());
            findings.when(given, one, || format!("`{property}` holds a secret"));
        }
    }
    for one in &plan.resources {
        let marked = one.inputs.iter().find(|(_, value)| looks_secret(value));
        if let Some((property, _)) = marked {
            findings.at(one, format!("`{property}` holds what looks like a secret"));
        }
    }
}

fn looks_secret(value: &Value) -> bool {
    match value {
        Value::Text(text) => MARKS.iter().any(|mark| text.starts_with(mark) && text.len() >= mark.len() + 8),
        Value::List(items) => items.iter().any(looks_secret),
        Value::Object(_) => value.members().any(|(_, value)| looks_secret(value)),
        _ => false,
    }
}

fn window(plan: &Plan, findings: &mut Findings) {
    let mut names = BTreeSet::new();
    for secret in plan.of(tokens::SECRET) {
        if let Some(name) = secret.text("name") {
            let twice = !names.insert(name);
            findings.when(twice, secret, || format!("another secret has the name {name}"));
        }
        let Some(days) = secret.number_or("recoveryWindowInDays", 30.0) else { continue };
        let valid = days == 0.0 || (7.0..=30.0).contains(&days);
        findings.when(!valid, secret, || format!("`recoveryWindowInDays` is {days}; it is 0, or 7 to 30"));
        match plan.environment {
            Some(Environment::Dev | Environment::Local) if days > 0.0 => {
                findings.at(secret, format!("its name stays blocked for {days} days after destroy"));
            }
            Some(Environment::Prod | Environment::Staging) if days == 0.0 => {
                findings.at(secret, "deleting it cannot be undone: `recoveryWindowInDays` is 0");
            }
            _ => {}
        }
    }
}

fn parameter_value(plan: &Plan, findings: &mut Findings) {
    for parameter in plan.of(tokens::PARAMETER) {
        for property in ["value", "insecureValue"] {
            let Some(value) = parameter.value(property).as_text() else { continue };
            findings.when(value.is_empty(), parameter, || format!("`{property}` is empty"));
            findings.when(value.contains("{{"), parameter, || format!("`{property}` has {{{{ in it"));
            let long = value.len() > LONGEST && parameter.text("tier").is_none_or(|tier| tier == "Standard");
            findings.when(long, parameter, || format!("`{property}` has {} bytes of {LONGEST}", value.len()));
        }
    }
}

fn switch_frozen(plan: &Plan, findings: &mut Findings) {
    for parameter in plan.of(tokens::PARAMETER) {
        let ignored = |name: &&str| parameter.options.ignore_changes.iter().any(|one| one == name || one == "*");
        let open: Vec<&str> = FROZEN.into_iter().filter(|name| !ignored(name)).collect();
        findings
            .when(!open.is_empty(), parameter, || format!("a change of {} would put the switch back", open.join(", ")));
        // Elsewhere a destroyed stack is to leave nothing behind.
        let kept = matches!(plan.environment, Some(Environment::Prod | Environment::Staging));
        findings.when(kept && parameter.options.retain_on_delete == Some(false), parameter, || {
            "dropping it from the program deletes the switch".to_owned()
        });
        findings
            .when(parameter.is_set("overwrite"), parameter, || "`overwrite` takes over a switch as it is".to_owned());
    }
}
