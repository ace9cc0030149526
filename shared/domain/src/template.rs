//! Ids of the 24 reply templates. Texts live in the catalogue of the `replies` crate.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A template of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum TemplateId {
    #[serde(rename = "t_order_status_verified")]
    OrderStatusVerified,
    #[serde(rename = "t_order_eta_no_tracking_verified")]
    OrderEtaNoTrackingVerified,
    #[serde(rename = "t_shipping_delay_verified")]
    ShippingDelayVerified,
    #[serde(rename = "t_order_status_ask_order_number")]
    OrderStatusAskOrderNumber,
    #[serde(rename = "t_delivered_not_received_intake")]
    DeliveredNotReceivedIntake,
    #[serde(rename = "t_missing_items_intake")]
    MissingItemsIntake,
    #[serde(rename = "t_wrong_item_intake")]
    WrongItemIntake,
    #[serde(rename = "t_damaged_item_intake")]
    DamagedItemIntake,
    #[serde(rename = "t_cancel_order_ack_intake")]
    CancelOrderAckIntake,
    #[serde(rename = "t_address_change_ack_intake")]
    AddressChangeAckIntake,
    #[serde(rename = "t_cancel_subscription_ack_intake")]
    CancelSubscriptionAckIntake,
    #[serde(rename = "t_billing_issue_intake")]
    BillingIssueIntake,
    #[serde(rename = "t_return_request_intake")]
    ReturnRequestIntake,
    #[serde(rename = "t_exchange_request_intake")]
    ExchangeRequestIntake,
    #[serde(rename = "t_refund_request_intake")]
    RefundRequestIntake,
    #[serde(rename = "t_technical_support_intake")]
    TechnicalSupportIntake,
    #[serde(rename = "t_promo_discount_info")]
    PromoDiscountInfo,
    #[serde(rename = "t_pre_purchase_info")]
    PrePurchaseInfo,
    #[serde(rename = "t_influencer_inquiry_route")]
    InfluencerInquiryRoute,
    #[serde(rename = "t_chargeback_neutral_ack")]
    ChargebackNeutralAck,
    #[serde(rename = "t_legal_threat_ack")]
    LegalThreatAck,
    #[serde(rename = "t_harassment_ack")]
    HarassmentAck,
    #[serde(rename = "t_fraud_ack")]
    FraudAck,
    #[serde(rename = "t_unknown_ack")]
    UnknownAck,
}

impl TemplateId {
    /// All templates in catalogue order.
    pub const ALL: [Self; 24] = [
        Self::OrderStatusVerified,
        Self::OrderEtaNoTrackingVerified,
        Self::ShippingDelayVerified,
        Self::OrderStatusAskOrderNumber,
        Self::DeliveredNotReceivedIntake,
        Self::MissingItemsIntake,
        Self::WrongItemIntake,
        Self::DamagedItemIntake,
        Self::CancelOrderAckIntake,
        Self::AddressChangeAckIntake,
        Self::CancelSubscriptionAckIntake,
        Self::BillingIssueIntake,
        Self::ReturnRequestIntake,
        Self::ExchangeRequestIntake,
        Self::RefundRequestIntake,
        Self::TechnicalSupportIntake,
        Self::PromoDiscountInfo,
        Self::PrePurchaseInfo,
        Self::InfluencerInquiryRoute,
        Self::ChargebackNeutralAck,
        Self::LegalThreatAck,
        Self::HarassmentAck,
        Self::FraudAck,
        Self::UnknownAck,
    ];

    /// The contract name, for example `t_order_status_verified`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OrderStatusVerified => "t_order_status_verified",
            Self::OrderEtaNoTrackingVerified => "t_order_eta_no_tracking_verified",
            Self::ShippingDelayVerified => "t_shipping_delay_verified",
            Self::OrderStatusAskOrderNumber => "t_order_status_ask_order_number",
            Self::DeliveredNotReceivedIntake => "t_delivered_not_received_intake",
            Self::MissingItemsIntake => "t_missing_items_intake",
            Self::WrongItemIntake => "t_wrong_item_intake",
            Self::DamagedItemIntake => "t_damaged_item_intake",
            Self::CancelOrderAckIntake => "t_cancel_order_ack_intake",
            Self::AddressChangeAckIntake => "t_address_change_ack_intake",
            Self::CancelSubscriptionAckIntake => "t_cancel_subscription_ack_intake",
            Self::BillingIssueIntake => "t_billing_issue_intake",
            Self::ReturnRequestIntake => "t_return_request_intake",
            Self::ExchangeRequestIntake => "t_exchange_request_intake",
            Self::RefundRequestIntake => "t_refund_request_intake",
            Self::TechnicalSupportIntake => "t_technical_support_intake",
            Self::PromoDiscountInfo => "t_promo_discount_info",
            Self::PrePurchaseInfo => "t_pre_purchase_info",
            Self::InfluencerInquiryRoute => "t_influencer_inquiry_route",
            Self::ChargebackNeutralAck => "t_chargeback_neutral_ack",
            Self::LegalThreatAck => "t_legal_threat_ack",
            Self::HarassmentAck => "t_harassment_ack",
            Self::FraudAck => "t_fraud_ack",
            Self::UnknownAck => "t_unknown_ack",
        }
    }

    /// The template with this contract name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|id| id.as_str() == name)
    }
}

impl fmt::Display for TemplateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which text of a template is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Variant {
    /// Framed with greeting and signature; mail.
    Default,
    /// Unframed; live chat.
    Livechat,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_serde_and_are_unique() {
        for id in TemplateId::ALL {
            assert_eq!(serde_json::to_value(id).unwrap(), id.as_str());
            assert_eq!(TemplateId::from_name(id.as_str()), Some(id));
        }
    }
}
