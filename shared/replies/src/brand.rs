//! The merchant's constants, usable in every template.

use switchboard_domain::HttpsUrl;

use crate::lint::{self, LintRule, LintViews};
use crate::sanitise::sanitise;
use crate::variable::Variable;

/// Constants of the merchant. A blank text and a missing link are omitted together with their sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// Trade name. The built-in texts do not use it.
    pub name: String,
    /// Signature under mails.
    pub support_signature: String,
    /// When people answer, for example `Mon-Fri 9-5 ET`.
    pub support_hours_text: String,
    /// Help center.
    pub help_center_url: Option<HttpsUrl>,
    /// Page on which a customer can look an order up.
    pub order_status_portal_url: Option<HttpsUrl>,
    /// Returns policy.
    pub returns_policy_url: Option<HttpsUrl>,
    /// Shipping policy.
    pub shipping_policy_url: Option<HttpsUrl>,
    /// Warranty policy.
    pub warranty_policy_url: Option<HttpsUrl>,
    /// Privacy policy.
    pub privacy_policy_url: Option<HttpsUrl>,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            name: String::new(),
            support_signature: "Customer Support".to_owned(),
            support_hours_text: String::new(),
            help_center_url: None,
            order_status_portal_url: None,
            returns_policy_url: None,
            shipping_policy_url: None,
            warranty_policy_url: None,
            privacy_policy_url: None,
        }
    }
}

/// A constant that would make every text with it unsendable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("brand constant {constant} contains or is {rule}")]
pub struct BrandError {
    /// Which constant.
    pub constant: Variable,
    /// The rule that it breaks.
    pub rule: LintRule,
}

impl BrandError {
    /// A stable code for logs.
    pub const fn code(&self) -> &'static str {
        "brand_lint"
    }
}

impl Brand {
    /// Checks the texts against the rules for replies, so that a start-up can refuse what would silence every reply.
    ///
    /// # Errors
    /// The first constant that breaks a rule.
    pub fn validate(&self) -> Result<(), BrandError> {
        for constant in [Variable::BrandName, Variable::SupportSignature, Variable::SupportHoursNote] {
            let text = sanitise(self.text(constant).unwrap_or_default());
            lint::lint(LintViews { full: &text, without_links: &text, without_facts: &text })
                .map_err(|rule| BrandError { constant, rule })?;
        }
        Ok(())
    }

    /// The constant behind a text variable; none if the variable is not the brand's.
    pub(crate) fn text(&self, variable: Variable) -> Option<&str> {
        match variable {
            Variable::BrandName => Some(&self.name),
            Variable::SupportSignature => Some(&self.support_signature),
            Variable::SupportHoursNote => Some(&self.support_hours_text),
            _ => None,
        }
    }

    /// The constant behind a link variable; none if it is unset or the variable is not the brand's.
    pub(crate) fn link(&self, variable: Variable) -> Option<&HttpsUrl> {
        match variable {
            Variable::HelpCenterUrl => self.help_center_url.as_ref(),
            Variable::OrderStatusPortalUrl => self.order_status_portal_url.as_ref(),
            Variable::ReturnsPolicyUrl => self.returns_policy_url.as_ref(),
            Variable::ShippingPolicyUrl => self.shipping_policy_url.as_ref(),
            Variable::WarrantyPolicyUrl => self.warranty_policy_url.as_ref(),
            Variable::PrivacyPolicyUrl => self.privacy_policy_url.as_ref(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_that_no_reply_may_contain_are_named() {
        assert_eq!(Brand::default().validate(), Ok(()));
        let brand = Brand { support_signature: "Team Shop.example".into(), ..Brand::default() };
        let error = BrandError { constant: Variable::SupportSignature, rule: LintRule::Link };
        assert_eq!(brand.validate(), Err(error));
        assert_eq!(error.to_string(), "brand constant support_signature contains or is a link");
        let brand = Brand { support_hours_text: "call 5550104477".into(), ..Brand::default() };
        assert_eq!(brand.validate().map_err(|e| e.rule), Err(LintRule::LongNumber));
    }
}
