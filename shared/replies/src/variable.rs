//! The closed list of names that a template may use.

use std::fmt;

/// A variable of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum Variable {
    FirstName,
    OrderId,
    OrderStatus,
    FulfillmentStatus,
    TrackingNumber,
    TrackingCompany,
    TrackingUrl,
    StatusUrl,
    ShippingBucket,
    EtaRemainingHuman,
    OrderCreatedDateHuman,
    OrderCreatedAt,
    SupportHoursNote,
    BrandName,
    SupportSignature,
    HelpCenterUrl,
    OrderStatusPortalUrl,
    ReturnsPolicyUrl,
    ShippingPolicyUrl,
    WarrantyPolicyUrl,
    PrivacyPolicyUrl,
}

impl Variable {
    /// Every variable.
    pub const ALL: [Self; 21] = [
        Self::FirstName,
        Self::OrderId,
        Self::OrderStatus,
        Self::FulfillmentStatus,
        Self::TrackingNumber,
        Self::TrackingCompany,
        Self::TrackingUrl,
        Self::StatusUrl,
        Self::ShippingBucket,
        Self::EtaRemainingHuman,
        Self::OrderCreatedDateHuman,
        Self::OrderCreatedAt,
        Self::SupportHoursNote,
        Self::BrandName,
        Self::SupportSignature,
        Self::HelpCenterUrl,
        Self::OrderStatusPortalUrl,
        Self::ReturnsPolicyUrl,
        Self::ShippingPolicyUrl,
        Self::WarrantyPolicyUrl,
        Self::PrivacyPolicyUrl,
    ];

    /// The name in templates.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstName => "first_name",
            Self::OrderId => "order_id",
            Self::OrderStatus => "order_status",
            Self::FulfillmentStatus => "fulfillment_status",
            Self::TrackingNumber => "tracking_number",
            Self::TrackingCompany => "tracking_company",
            Self::TrackingUrl => "tracking_url",
            Self::StatusUrl => "status_url",
            Self::ShippingBucket => "shipping_bucket",
            Self::EtaRemainingHuman => "eta_remaining_human",
            Self::OrderCreatedDateHuman => "order_created_date_human",
            Self::OrderCreatedAt => "order_created_at",
            Self::SupportHoursNote => "support_hours_note",
            Self::BrandName => "brand_name",
            Self::SupportSignature => "support_signature",
            Self::HelpCenterUrl => "help_center_url",
            Self::OrderStatusPortalUrl => "order_status_portal_url",
            Self::ReturnsPolicyUrl => "returns_policy_url",
            Self::ShippingPolicyUrl => "shipping_policy_url",
            Self::WarrantyPolicyUrl => "warranty_policy_url",
            Self::PrivacyPolicyUrl => "privacy_policy_url",
        }
    }

    /// The variable with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|variable| variable.as_str() == name)
    }

    /// Whether it is a constant of the brand, which every template may use without declaring it.
    pub const fn is_brand_constant(self) -> bool {
        matches!(
            self,
            Self::BrandName
                | Self::SupportSignature
                | Self::HelpCenterUrl
                | Self::OrderStatusPortalUrl
                | Self::ReturnsPolicyUrl
                | Self::ShippingPolicyUrl
                | Self::WarrantyPolicyUrl
                | Self::PrivacyPolicyUrl
        )
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        for variable in Variable::ALL {
            assert_eq!(Variable::from_name(variable.as_str()), Some(variable));
        }
    }
}
