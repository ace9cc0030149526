//! Template overrides: the compiled-in catalogue with some of its entries exchanged, checked as a whole again.

use std::collections::BTreeMap;

use serde_yaml_ng::{Mapping, Value};
use switchboard_domain::TemplateId;
use switchboard_replies::{Catalogue, CatalogueError};

use crate::documents::TemplateOverride;
use crate::error::Problem;

/// The compiled-in catalogue, as the crate of replies loads it.
const BUILT_IN: &str = include_str!("../../replies/templates.v1.yaml");

/// Overrides by template.
pub(crate) type Overrides = BTreeMap<TemplateId, TemplateOverride>;

/// Every compiled-in template in the form of an override that changes nothing.
pub(crate) fn compiled() -> Overrides {
    let mapping: Mapping = serde_yaml_ng::from_str(BUILT_IN).unwrap_or_default();
    let text = |entry: &Value, name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
    let template = |(key, entry): (&Value, &Value)| {
        let id = TemplateId::from_name(key.as_str()?)?;
        let enabled = entry.get("meta").and_then(|meta| meta.get("enabled")).and_then(Value::as_bool);
        Some((id, TemplateOverride { enabled, default: text(entry, "default"), livechat: text(entry, "livechat") }))
    };
    mapping.iter().filter_map(template).collect()
}

/// The overrides without what equals the compiled-in catalogue, so that a later release's text is not held back by it.
pub(crate) fn without_equal(overrides: &Overrides) -> Overrides {
    let compiled = compiled();
    let keep = |(id, entry): (&TemplateId, &TemplateOverride)| {
        let base = compiled.get(id).cloned().unwrap_or_default();
        let differs = |text: &Option<String>, base: &Option<String>| {
            text.clone().filter(|text| base.as_ref().is_none_or(|base| lines(base).ne(lines(text))))
        };
        let kept = TemplateOverride {
            enabled: entry.enabled.filter(|enabled| base.enabled != Some(*enabled)),
            default: differs(&entry.default, &base.default),
            livechat: differs(&entry.livechat, &base.livechat),
        };
        (kept != TemplateOverride::default()).then_some((*id, kept))
    };
    overrides.iter().filter_map(keep).collect()
}

/// The paragraphs of a text, as the renderer sees them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// The catalogue with these overrides.
///
/// # Errors
/// One problem for each template that breaks a rule of the catalogue or of the lint.
pub(crate) fn catalogue(overrides: &Overrides) -> Result<Catalogue, Vec<Problem>> {
    if overrides.is_empty() {
        return Ok(Catalogue::builtin().clone());
    }
    let alone = |(id, entry): (&TemplateId, &TemplateOverride)| {
        load(&Overrides::from([(*id, entry.clone())])).err().map(|error| problem(*id, entry, &error))
    };
    let problems: Vec<Problem> = overrides.iter().filter_map(alone).collect();
    if problems.is_empty() {
        load(overrides).map_err(|error| vec![Problem::shape("templates", "", error.to_string())])
    } else {
        Err(problems)
    }
}

fn load(overrides: &Overrides) -> Result<Catalogue, CatalogueError> {
    let yaml = |error: serde_yaml_ng::Error| CatalogueError::Yaml(error.to_string());
    let mut mapping: Mapping = serde_yaml_ng::from_str(BUILT_IN).map_err(yaml)?;
    for (id, change) in overrides {
        let Some(Value::Mapping(entry)) = mapping.get_mut(id.as_str()) else {
            return Err(CatalogueError::MissingTemplate(*id));
        };
        for (name, text) in [("default", &change.default), ("livechat", &change.livechat)] {
            if let Some(text) = text {
                entry.insert(name.into(), text.as_str().into());
            }
        }
        if let (Some(enabled), Some(Value::Mapping(meta))) = (change.enabled, entry.get_mut("meta")) {
            meta.insert("enabled".into(), enabled.into());
        }
    }
    Catalogue::from_yaml(&serde_yaml_ng::to_string(&mapping).map_err(yaml)?)
}

fn problem(id: TemplateId, change: &TemplateOverride, error: &CatalogueError) -> Problem {
    // The error names the template; the key, too, names the text where only one was changed.
    let field = match (change.enabled, &change.default, &change.livechat) {
        (None, Some(_), None) => ".default",
        (None, None, Some(_)) => ".livechat",
        (Some(_), None, None) => ".enabled",
        _ => "",
    };
    let reason = error.to_string();
    let reason = reason.strip_prefix(&format!("{id}: ")).unwrap_or(&reason);
    let key = format!("{id}{field}");
    match error {
        CatalogueError::Lint { .. } | CatalogueError::Tier0Enabled(_) => Problem::safety("templates", key, reason),
        _ => Problem::shape("templates", key, reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Rule;

    fn text(default: &str) -> TemplateOverride {
        TemplateOverride { default: Some(default.to_owned()), ..TemplateOverride::default() }
    }

    fn refused(id: TemplateId, entry: TemplateOverride) -> (String, Rule) {
        let problem = catalogue(&Overrides::from([(id, entry)])).unwrap_err().remove(0);
        (problem.to_string(), problem.rule)
    }

    #[test]
    fn the_compiled_catalogue_is_read_as_it_is_loaded() {
        let compiled = compiled();
        assert_eq!(compiled.len(), TemplateId::ALL.len());
        for (id, entry) in &compiled {
            assert_eq!(entry.enabled, Some(Catalogue::builtin().is_enabled(*id)), "{id}");
            assert!(entry.default.is_some());
        }
        assert_eq!(catalogue(&Overrides::new()).unwrap().version(), Catalogue::builtin().version());
        assert_eq!(without_equal(&compiled), Overrides::new());
    }

    #[test]
    fn a_changed_text_is_another_version_and_obeys_every_rule() {
        let id = TemplateId::MissingItemsIntake;
        let fine = catalogue(&Overrides::from([(id, text("Sorry about that.\n\nWhat is missing?"))])).unwrap();
        assert_ne!(fine.version(), Catalogue::builtin().version());
        for (entry, key, reason, rule) in [
            (text("We guarantee it."), ".default: ", "forbidden word", Rule::Safety),
            (text("See shop.example"), ".default: ", "a link", Rule::Safety),
            (text("Hello {{order_id}}"), ".default: ", "not declared", Rule::Shape),
            (text("Hello {{first_name"), ".default: ", "", Rule::Shape),
            (
                TemplateOverride { livechat: Some("tag mw-vip".into()), ..TemplateOverride::default() },
                ".livechat: ",
                "tag",
                Rule::Safety,
            ),
        ] {
            let (text, seen) = refused(id, entry);
            assert!(text.starts_with(&format!("templates.{id}{key}")) && text.contains(reason), "{text}");
            assert_eq!(seen, rule, "{text}");
        }
        let on = TemplateOverride { enabled: Some(true), ..TemplateOverride::default() };
        let (text, rule) = refused(TemplateId::FraudAck, on.clone());
        assert!(rule == Rule::Safety && text.contains("tier 0"), "{text}");
        assert_eq!(refused(TemplateId::UnknownAck, on).1, Rule::Shape); // has no live chat text
    }

    #[test]
    fn blank_lines_make_no_difference() {
        let id = TemplateId::MissingItemsIntake;
        let base = compiled()[&id].default.clone().unwrap();
        assert_eq!(without_equal(&Overrides::from([(id, text(&base.replace('\n', "\n\n")))])), Overrides::new());
        let other = Overrides::from([(id, text("Other."))]);
        assert_eq!(without_equal(&other), other);
    }
}
