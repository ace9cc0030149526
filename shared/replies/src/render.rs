//! From a template and values to the text that is sent.

use switchboard_domain::{HttpsUrl, Reason, Redacted, TemplateId, Variant, keys};

use crate::brand::Brand;
use crate::catalogue::{Catalogue, Template};
use crate::lint::{self, LintRule, LintViews};
use crate::paragraph;
use crate::sanitise::sanitise;
use crate::variable::Variable;
use crate::variables::Variables;

/// Form of the body that the helpdesk takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BodyFormat {
    /// Plain text, one blank line between paragraphs.
    #[default]
    Text,
    /// `<p>` paragraphs, everything escaped.
    Html,
}

/// What to render.
#[derive(Clone, Copy, Debug)]
pub struct RenderRequest<'a> {
    /// Which template.
    pub template: TemplateId,
    /// Which text of it.
    pub variant: Variant,
    /// Facts of this reply.
    pub variables: &'a Variables,
    /// Constants of the merchant.
    pub brand: &'a Brand,
    /// Form of the body.
    pub format: BodyFormat,
}

/// A text that may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The template.
    pub template: TemplateId,
    /// Its variant.
    pub variant: Variant,
    /// The body in the requested format.
    pub body: Redacted<String>,
    /// The body as plain text; equal to `body` in [`BodyFormat::Text`].
    pub text: Redacted<String>,
    /// SHA-256 of the plain text with single spaces, lower-case hex: independent of format and line breaks.
    pub fingerprint: String,
    /// Version of the catalogue that it came from.
    pub catalogue_version: String,
}

/// The sentence that tells a customer how to reopen a closed ticket. Only a reply that says it may close one.
pub const REOPEN_SENTENCE: &str = "Reply to this message any time to reopen the conversation.";

impl Rendered {
    /// Whether the text tells the customer how to reopen the ticket.
    pub fn says_how_to_reopen(&self) -> bool {
        self.text.expose().contains(REOPEN_SENTENCE)
    }
}

/// Why there is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum RenderError {
    /// The catalogue does not allow the template.
    #[error("the template is disabled")]
    Disabled,
    /// A required variable has no value.
    #[error("the required variable {0} has no value")]
    MissingVariable(Variable),
    /// The rendered text breaks a rule.
    #[error("the rendered text contains or is {0}")]
    Lint(LintRule),
}

impl RenderError {
    /// The stable code, which is also the reason of the decision.
    pub const fn code(&self) -> &'static str {
        self.reason().as_str()
    }

    /// The reason that a decision records.
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Disabled => Reason::TemplateDisabled,
            Self::MissingVariable(_) => Reason::TemplateVars,
            Self::Lint(_) => Reason::TemplateLint,
        }
    }
}

impl Catalogue {
    /// Renders a template and checks the result. The mail variant is framed by a greeting and the signature; live chat
    /// is sent as it is.
    ///
    /// # Errors
    /// The template is disabled, a required variable has no value, or the text breaks a rule. Nothing may be sent then.
    pub fn render(&self, request: &RenderRequest<'_>) -> Result<Rendered, RenderError> {
        let template = self.enabled_template(request.template).ok_or(RenderError::Disabled)?;
        let nodes = template.paragraphs(request.variant).ok_or(RenderError::Disabled)?;
        let values = Values::new(template, request.variables, request.brand);
        if let Some(missing) = template.required.iter().find(|v| values.get(**v, View::Full).is_none()) {
            return Err(RenderError::MissingVariable(*missing));
        }
        let paragraphs = |view: View| {
            let body = paragraph::expand(nodes, &|variable| values.get(variable, view));
            match request.variant {
                Variant::Default => framed(body, &values, view),
                Variant::Livechat => body,
            }
        };
        let full = paragraphs(View::Full);
        let text = paragraph::to_text(&full);
        lint::lint(LintViews {
            full: &text,
            without_links: &paragraph::to_text(&paragraphs(View::WithoutLinks)),
            without_facts: &paragraph::to_text(&paragraphs(View::WithoutFacts)),
        })
        .map_err(RenderError::Lint)?;
        let body = match request.format {
            BodyFormat::Text => text.clone(),
            BodyFormat::Html => paragraph::to_html(&full),
        };
        let words: Vec<&str> = text.split_whitespace().collect();
        Ok(Rendered {
            template: request.template,
            variant: request.variant,
            fingerprint: keys::fingerprint(&words.join(" ")),
            body: body.into(),
            text: text.into(),
            catalogue_version: self.version().to_owned(),
        })
    }
}

/// The greeting before and the signature after a mail.
fn framed(body: Vec<String>, values: &Values<'_>, view: View) -> Vec<String> {
    let greeting = match values.get(Variable::FirstName, view) {
        Some(name) => format!("Hi {name},"),
        None => "Hi,".to_owned(),
    };
    let signature = values.get(Variable::SupportSignature, view).map(str::to_owned);
    std::iter::once(greeting).chain(body).chain(signature).collect()
}

/// Which values a rendering shows. A value that is taken out leaves a space, so that its neighbours stay apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Full,
    WithoutLinks,
    WithoutFacts,
}

/// The values that one template may see.
struct Values<'a> {
    template: &'a Template,
    variables: &'a Variables,
    brand: &'a Brand,
    /// Sanitised constants of the brand: name, signature, hours.
    brand_texts: [(Variable, String); 3],
}

impl<'a> Values<'a> {
    fn new(template: &'a Template, variables: &'a Variables, brand: &'a Brand) -> Self {
        let names = [Variable::BrandName, Variable::SupportSignature, Variable::SupportHoursNote];
        let brand_texts = names.map(|name| (name, sanitise(brand.text(name).unwrap_or_default())));
        Self { template, variables, brand, brand_texts }
    }

    /// The value of a variable that the template declares; none if it is blank.
    fn get(&self, variable: Variable, view: View) -> Option<&str> {
        if !self.template.declares(variable) {
            return None;
        }
        if let Some(link) = self.variables.get_link(variable).or_else(|| self.brand.link(variable)) {
            return Some(if view == View::Full { HttpsUrl::as_str(link) } else { " " });
        }
        let brand_text = self.brand_texts.iter().find(|(name, _)| *name == variable).map(|(_, text)| text.as_str());
        let text = self.variables.get_text(variable).or(brand_text).filter(|text| !text.is_empty())?;
        let is_fact = matches!(variable, Variable::OrderId | Variable::TrackingNumber);
        Some(if view == View::WithoutFacts && is_fact { " " } else { text })
    }
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
