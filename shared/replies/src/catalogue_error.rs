//! Why a text is no catalogue.

use switchboard_domain::TemplateId;

use crate::lint::LintRule;
use crate::mustache::SyntaxError;
use crate::variable::Variable;

/// Why a text is no catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// Not YAML, or a template id twice.
    #[error("the catalogue is not a YAML mapping of distinct template ids: {0}")]
    Yaml(String),
    /// A template with missing, unknown or wrong fields.
    #[error("{template}: {problem}")]
    Shape {
        /// Template id as written.
        template: String,
        /// What is wrong.
        problem: String,
    },
    /// An id that is no template of this version.
    #[error("`{0}` is no template id of templates.v1")]
    UnknownTemplate(String),
    /// A template of this version is not there.
    #[error("{0} is missing")]
    MissingTemplate(TemplateId),
    /// A text is malformed.
    #[error("{template}: {error}")]
    Syntax {
        /// The template.
        template: TemplateId,
        /// What is malformed.
        error: SyntaxError,
    },
    /// A declared name that is no variable, a brand constant that is declared, or a name declared twice.
    #[error("{template}: `{name}` cannot be declared")]
    Declaration {
        /// The template.
        template: TemplateId,
        /// The name.
        name: String,
    },
    /// A text uses a variable that is not declared.
    #[error("{template}: the variable `{variable}` is used but not declared")]
    Undeclared {
        /// The template.
        template: TemplateId,
        /// The variable.
        variable: Variable,
    },
    /// A required variable that the mail text does not use.
    #[error("{template}: the required variable `{variable}` is not used")]
    Unused {
        /// The template.
        template: TemplateId,
        /// The variable.
        variable: Variable,
    },
    /// An enabled template without a live chat text.
    #[error("{0}: an enabled template needs a livechat text")]
    NoLivechat(TemplateId),
    /// A Tier 0 template that is enabled.
    #[error("{0}: a tier 0 template cannot be enabled")]
    Tier0Enabled(TemplateId),
    /// A fixed text that no reply may contain.
    #[error("{template}: the text contains {rule}")]
    Lint {
        /// The template.
        template: TemplateId,
        /// The rule.
        rule: LintRule,
    },
}

impl CatalogueError {
    /// A stable code for logs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Yaml(_) => "catalogue_yaml",
            Self::Shape { .. } => "catalogue_shape",
            Self::UnknownTemplate(_) => "catalogue_unknown_template",
            Self::MissingTemplate(_) => "catalogue_missing_template",
            Self::Syntax { .. } => "catalogue_syntax",
            Self::Declaration { .. } => "catalogue_declaration",
            Self::Undeclared { .. } => "catalogue_undeclared_variable",
            Self::Unused { .. } => "catalogue_unused_variable",
            Self::NoLivechat(_) => "catalogue_no_livechat",
            Self::Tier0Enabled(_) => "catalogue_tier0_enabled",
            Self::Lint { .. } => "catalogue_lint",
        }
    }
}
