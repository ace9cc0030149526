//! The catalogue of templates: loaded from YAML, checked as a whole, then immutable.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_yaml_ng::{Mapping, Value};
use switchboard_domain::{TemplateId, Tier, Variant, keys};

use crate::catalogue_error::CatalogueError;
use crate::lint::{self, LintViews};
use crate::mustache::{self, Node};
use crate::paragraph;
use crate::variable::Variable;

/// The built-in catalogue, as committed.
const BUILT_IN: &str = include_str!("../templates.v1.yaml");

/// One template.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    /// Tier of the replies it is for.
    pub(crate) tier: Tier,
    /// Whether it may be rendered at all.
    pub(crate) enabled: bool,
    /// Variables without which it is not rendered.
    pub(crate) required: Vec<Variable>,
    /// Variables it can do without.
    pub(crate) optional: Vec<Variable>,
    /// Mail.
    default: Vec<Vec<Node>>,
    /// Live chat; disabled templates may lack it.
    livechat: Option<Vec<Vec<Node>>>,
}

impl Template {
    /// The paragraphs of a variant.
    pub(crate) fn paragraphs(&self, variant: Variant) -> Option<&[Vec<Node>]> {
        match variant {
            Variant::Default => Some(&self.default),
            Variant::Livechat => self.livechat.as_deref(),
        }
    }

    /// Whether the template may see the variable.
    pub(crate) fn declares(&self, variable: Variable) -> bool {
        variable.is_brand_constant() || self.required.contains(&variable) || self.optional.contains(&variable)
    }
}

/// A checked catalogue.
#[derive(Clone, Debug)]
pub struct Catalogue {
    version: String,
    templates: BTreeMap<TemplateId, Template>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTemplate {
    meta: RawMeta,
    default: String,
    livechat: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMeta {
    tier: u8,
    enabled: bool,
    required: Vec<String>,
    optional: Vec<String>,
}

impl Catalogue {
    /// The catalogue of this release.
    pub fn builtin() -> &'static Self {
        static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
            // A catalogue that does not load has no templates, so nothing is sent; a test keeps it from happening.
            Catalogue::from_yaml(BUILT_IN).unwrap_or_else(|_| Catalogue::empty())
        });
        &CATALOGUE
    }

    fn empty() -> Self {
        Self { version: "templates.v1+none".to_owned(), templates: BTreeMap::new() }
    }

    /// Loads and checks a catalogue: every template of the version, nothing malformed, nothing undeclared.
    ///
    /// # Errors
    /// The first rule broken.
    pub fn from_yaml(yaml: &str) -> Result<Self, CatalogueError> {
        let mapping: Mapping = serde_yaml_ng::from_str(yaml).map_err(|e| CatalogueError::Yaml(e.to_string()))?;
        let mut templates = BTreeMap::new();
        for (key, value) in mapping {
            let name = key.as_str().unwrap_or_default();
            let id = TemplateId::from_name(name).ok_or_else(|| CatalogueError::UnknownTemplate(name.to_owned()))?;
            templates.insert(id, load(id, value)?);
        }
        match TemplateId::ALL.into_iter().find(|id| !templates.contains_key(id)) {
            Some(missing) => Err(CatalogueError::MissingTemplate(missing)),
            None => Ok(Self { version: format!("templates.v1+{}", &keys::fingerprint(yaml)[..12]), templates }),
        }
    }

    /// `templates.v1` and the beginning of the content's fingerprint.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether the catalogue allows the template. A kill switch can only forbid more.
    pub fn is_enabled(&self, id: TemplateId) -> bool {
        self.templates.get(&id).is_some_and(|template| template.enabled)
    }

    /// Tier of the replies that the template is for.
    pub fn tier(&self, id: TemplateId) -> Option<Tier> {
        self.templates.get(&id).map(|template| template.tier)
    }

    /// Variables without which the template is not rendered.
    pub fn required(&self, id: TemplateId) -> &[Variable] {
        self.templates.get(&id).map_or(&[], |template| &template.required)
    }

    /// The template, unless it is disabled.
    pub(crate) fn enabled_template(&self, id: TemplateId) -> Option<&Template> {
        self.templates.get(&id).filter(|template| template.enabled)
    }
}

fn load(id: TemplateId, value: Value) -> Result<Template, CatalogueError> {
    let shape = |problem: String| CatalogueError::Shape { template: id.as_str().to_owned(), problem };
    let raw: RawTemplate = serde_yaml_ng::from_value(value).map_err(|e| shape(e.to_string()))?;
    let tier = match raw.meta.tier {
        0 => Tier::Tier0Escalation,
        1 => Tier::Tier1SafeAssist,
        2 => Tier::Tier2Verified,
        other => return Err(shape(format!("tier {other} is none of 0, 1, 2"))),
    };
    let syntax = |error| CatalogueError::Syntax { template: id, error };
    let required = declared(id, &raw.meta.required, &[])?;
    let template = Template {
        tier,
        enabled: raw.meta.enabled,
        optional: declared(id, &raw.meta.optional, &required)?,
        required,
        default: paragraph::parse(&raw.default).map_err(syntax)?,
        livechat: raw.livechat.map(|text| paragraph::parse(&text)).transpose().map_err(syntax)?,
    };
    check(id, &template)?;
    Ok(template)
}

fn declared(id: TemplateId, names: &[String], others: &[Variable]) -> Result<Vec<Variable>, CatalogueError> {
    let mut variables: Vec<Variable> = Vec::new();
    for name in names {
        let variable = Variable::from_name(name)
            .filter(|v| !v.is_brand_constant() && !others.contains(v) && !variables.contains(v))
            .ok_or_else(|| CatalogueError::Declaration { template: id, name: name.clone() })?;
        variables.push(variable);
    }
    Ok(variables)
}

fn check(id: TemplateId, template: &Template) -> Result<(), CatalogueError> {
    if template.enabled && template.tier == Tier::Tier0Escalation {
        return Err(CatalogueError::Tier0Enabled(id));
    }
    if template.enabled && template.livechat.is_none() {
        return Err(CatalogueError::NoLivechat(id));
    }
    for paragraphs in [Some(&template.default), template.livechat.as_ref()].into_iter().flatten() {
        let used: Vec<Variable> = paragraphs.iter().flat_map(|nodes| mustache::variables(nodes)).collect();
        if let Some(variable) = used.into_iter().find(|v| !template.declares(*v)) {
            return Err(CatalogueError::Undeclared { template: id, variable });
        }
        let fixed = paragraph::to_text(&paragraph::expand(paragraphs, &|_| Some(" ")));
        let views = LintViews { full: &fixed, without_links: &fixed, without_facts: &fixed };
        lint::lint(views).map_err(|rule| CatalogueError::Lint { template: id, rule })?;
    }
    let used: Vec<Variable> = template.default.iter().flat_map(|nodes| mustache::variables(nodes)).collect();
    match template.required.iter().find(|v| !used.contains(v)) {
        Some(variable) => Err(CatalogueError::Unused { template: id, variable: *variable }),
        None => Ok(()),
    }
}

#[cfg(test)]
#[path = "catalogue_tests.rs"]
mod tests;
