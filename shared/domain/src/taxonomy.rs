//! `taxonomy.v1`: what a message is about, who handles it, and how much may be automated. Names are a stable contract.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version recorded in every decision.
pub const TAXONOMY_VERSION: &str = "taxonomy.v1";

/// What the customer wants: 25 closed values, in table order (the last tie-breaker of the policy).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// The customer asks where an order is, for tracking, or when it will arrive.
    OrderStatusTracking,
    /// The customer states or complains that an order has not shipped or tracking does not move.
    ShippingDelayNotShipped,
    /// The customer says the carrier shows delivery but nothing is there, or it was stolen after delivery.
    DeliveredNotReceived,
    /// The customer received a parcel with something absent.
    MissingItemsInShipment,
    /// The customer received another product, scent, size or someone else's order.
    WrongItemReceived,
    /// The customer received something broken, leaking or defective on arrival.
    DamagedItem,
    /// The customer wants a placed one-time order stopped.
    CancelOrder,
    /// The customer wants address, contact data or contents of a placed order changed.
    AddressChangeOrderEdit,
    /// The customer wants a recurring plan cancelled, paused, skipped or its cadence changed.
    CancelSubscription,
    /// The customer was charged twice, wrongly or could not pay; asks about an invoice.
    BillingIssue,
    /// The customer wants to send something back.
    ReturnRequest,
    /// The customer wants another variant or model instead.
    ExchangeRequest,
    /// The customer wants money back, or asks for the state of a refund.
    RefundRequest,
    /// The customer has a device or app that does not work as expected after a working or set-up phase.
    TechnicalSupport,
    /// The customer asks to be called or for a phone number.
    PhoneSupportRequest,
    /// The customer has a matter of the TikTok shop or channel.
    TiktokSupportRequest,
    /// The customer has a matter of another social channel (post, comment, giveaway).
    SocialMediaSupportRequest,
    /// The customer has a code that fails or asks for a discount.
    PromoDiscountIssue,
    /// The customer asks for advice before buying: suitability, compatibility, stock, restock.
    PrePurchaseQuestion,
    /// The customer offers collaboration, sponsorship, wholesale promotion.
    InfluencerMarketingInquiry,
    /// The customer filed or threatens a bank or payment-provider dispute.
    ChargebackDispute,
    /// The customer mentions legal steps or a regulator against the merchant.
    LegalThreat,
    /// The customer threatens or abuses persons, doxxing included.
    HarassmentThreats,
    /// The customer reports an unauthorised purchase, stolen card or account takeover, or shows such a pattern.
    FraudSuspected,
    /// None of the others, or nothing usable.
    UnknownOther,
}

/// Highest automation that an intent allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum IntentCeiling {
    /// Humans only; never a reply.
    Tier0Escalation,
    /// Tags only.
    RouteOnly,
    /// Intake question or generic information.
    Tier1SafeAssist,
    /// Order facts after a deterministic match.
    Tier2Verified,
}

struct IntentRow {
    intent: Intent,
    name: &'static str,
    definition: &'static str,
    team: Team,
    ceiling: IntentCeiling,
    priority: Priority,
    suffix: &'static str,
}

macro_rules! row {
    ($intent:ident, $name:literal, $team:ident, $ceiling:ident, $priority:ident, $suffix:literal, $definition:literal) => {
        IntentRow {
            intent: Intent::$intent,
            name: $name,
            definition: $definition,
            team: Team::$team,
            ceiling: IntentCeiling::$ceiling,
            priority: Priority::$priority,
            suffix: $suffix,
        }
    };
}

#[rustfmt::skip]
const INTENTS: [IntentRow; 25] = [
    row!(OrderStatusTracking, "order_status_tracking", EmailSupport, Tier2Verified, P4, "order-status", "asks where an order is, for tracking, or when it will arrive"),
    row!(ShippingDelayNotShipped, "shipping_delay_not_shipped", EmailSupport, Tier2Verified, P4, "shipping-delay", "states or complains that an order has not shipped or tracking does not move"),
    row!(DeliveredNotReceived, "delivered_not_received", ReturnsAdmin, Tier1SafeAssist, P2, "dnr", "says the carrier shows delivery but nothing is there, or it was stolen after delivery"),
    row!(MissingItemsInShipment, "missing_items_in_shipment", ReturnsAdmin, Tier1SafeAssist, P2, "missing-items", "received a parcel with something absent"),
    row!(WrongItemReceived, "wrong_item_received", ReturnsAdmin, Tier1SafeAssist, P2, "wrong-item", "received another product, scent, size or someone else's order"),
    row!(DamagedItem, "damaged_item", ReturnsAdmin, Tier1SafeAssist, P2, "damaged-item", "received something broken, leaking or defective on arrival"),
    row!(CancelOrder, "cancel_order", EmailSupport, Tier1SafeAssist, P1, "cancel-order", "wants a placed one-time order stopped"),
    row!(AddressChangeOrderEdit, "address_change_order_edit", EmailSupport, Tier1SafeAssist, P1, "address-change", "wants address, contact data or contents of a placed order changed"),
    row!(CancelSubscription, "cancel_subscription", EmailSupport, Tier1SafeAssist, P1, "cancel-subscription", "wants a recurring plan cancelled, paused, skipped or its cadence changed"),
    row!(BillingIssue, "billing_issue", EmailSupport, Tier1SafeAssist, P1, "billing", "was charged twice, wrongly or could not pay; asks about an invoice"),
    row!(ReturnRequest, "return_request", ReturnsAdmin, Tier1SafeAssist, P3, "return", "wants to send something back"),
    row!(ExchangeRequest, "exchange_request", ReturnsAdmin, Tier1SafeAssist, P3, "exchange", "wants another variant or model instead"),
    row!(RefundRequest, "refund_request", ReturnsAdmin, Tier1SafeAssist, P3, "refund", "wants money back, or asks for the state of a refund"),
    row!(TechnicalSupport, "technical_support", TechnicalSupport, Tier1SafeAssist, P5, "tech-support", "has a device or app that does not work as expected after a working or set-up phase"),
    row!(PhoneSupportRequest, "phone_support_request", PhoneSupport, RouteOnly, P5, "phone-support", "asks to be called or for a phone number"),
    row!(TiktokSupportRequest, "tiktok_support_request", Tiktok, RouteOnly, P5, "tiktok", "has a matter of the TikTok shop or channel"),
    row!(SocialMediaSupportRequest, "social_media_support_request", SocialMedia, RouteOnly, P5, "social", "has a matter of another social channel (post, comment, giveaway)"),
    row!(PromoDiscountIssue, "promo_discount_issue", Sales, Tier1SafeAssist, P6, "promo", "has a code that fails or asks for a discount"),
    row!(PrePurchaseQuestion, "pre_purchase_question", Sales, Tier1SafeAssist, P6, "prepurchase", "asks for advice before buying: suitability, compatibility, stock, restock"),
    row!(InfluencerMarketingInquiry, "influencer_marketing_inquiry", SocialMedia, Tier1SafeAssist, P6, "influencer", "offers collaboration, sponsorship, wholesale promotion"),
    row!(ChargebackDispute, "chargeback_dispute", Chargebacks, Tier0Escalation, P0, "chargeback", "filed or threatens a bank or payment-provider dispute"),
    row!(LegalThreat, "legal_threat", Leadership, Tier0Escalation, P0, "legal", "mentions legal steps or a regulator against the merchant"),
    row!(HarassmentThreats, "harassment_threats", Leadership, Tier0Escalation, P0, "harassment", "threatens or abuses persons, doxxing included"),
    row!(FraudSuspected, "fraud_suspected", Leadership, Tier0Escalation, P0, "fraud", "reports an unauthorised purchase, stolen card or account takeover, or shows such a pattern"),
    row!(UnknownOther, "unknown_other", EmailSupport, RouteOnly, P7, "unknown", "none of the others, or nothing usable"),
];

impl Intent {
    /// All intents in table order.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        INTENTS.iter().map(|row| row.intent)
    }

    fn row(self) -> &'static IntentRow {
        &INTENTS[self as usize]
    }

    /// The contract name, for example `order_status_tracking`.
    pub fn as_str(self) -> &'static str {
        self.row().name
    }

    /// The definition, as the end of the sentence "the customer …".
    pub fn definition(self) -> &'static str {
        self.row().definition
    }

    /// The team that handles it unless a later rule says otherwise.
    pub fn team(self) -> Team {
        self.row().team
    }

    /// The highest automation allowed.
    pub fn ceiling(self) -> IntentCeiling {
        self.row().ceiling
    }

    /// Urgency class.
    pub fn priority(self) -> Priority {
        self.row().priority
    }

    /// The end of its `mw-intent-*` and `mw-secondary-*` tags.
    pub fn tag_suffix(self) -> &'static str {
        self.row().suffix
    }

    /// Whether order facts may be disclosed for it.
    pub fn allows_tier2(self) -> bool {
        self.ceiling() == IntentCeiling::Tier2Verified
    }

    /// Whether it is one of the four escalation intents.
    pub fn is_tier0(self) -> bool {
        self.ceiling() == IntentCeiling::Tier0Escalation
    }

    /// The intent with this contract name.
    pub fn from_name(name: &str) -> Option<Self> {
        INTENTS.iter().find(|row| row.name == name).map(|row| row.intent)
    }
}

impl fmt::Display for Intent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Urgency, most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the names are the documentation: P0 is the most urgent")]
pub enum Priority {
    P0,
    P1,
    P2,
    P3,
    P4,
    P5,
    P6,
    P7,
}

/// A team of the merchant: 11 closed values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Team {
    /// Sales Team.
    #[serde(rename = "Sales Team")]
    Sales,
    /// Backend Team.
    #[serde(rename = "Backend Team")]
    Backend,
    /// Technical Support Team.
    #[serde(rename = "Technical Support Team")]
    TechnicalSupport,
    /// Phone Support Team.
    #[serde(rename = "Phone Support Team")]
    PhoneSupport,
    /// TikTok Support.
    #[serde(rename = "TikTok Support")]
    Tiktok,
    /// Returns Admin.
    #[serde(rename = "Returns Admin")]
    ReturnsAdmin,
    /// LiveChat Support.
    #[serde(rename = "LiveChat Support")]
    Livechat,
    /// Leadership Team.
    #[serde(rename = "Leadership Team")]
    Leadership,
    /// Social Media Team.
    #[serde(rename = "Social Media Team")]
    SocialMedia,
    /// Email Support Team.
    #[serde(rename = "Email Support Team")]
    EmailSupport,
    /// Chargebacks / Disputes Team.
    #[serde(rename = "Chargebacks / Disputes Team")]
    Chargebacks,
}

impl Team {
    /// All teams.
    pub const ALL: [Self; 11] = [
        Self::Sales,
        Self::Backend,
        Self::TechnicalSupport,
        Self::PhoneSupport,
        Self::Tiktok,
        Self::ReturnsAdmin,
        Self::Livechat,
        Self::Leadership,
        Self::SocialMedia,
        Self::EmailSupport,
        Self::Chargebacks,
    ];

    /// The display name, which is also the serialised one.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sales => "Sales Team",
            Self::Backend => "Backend Team",
            Self::TechnicalSupport => "Technical Support Team",
            Self::PhoneSupport => "Phone Support Team",
            Self::Tiktok => "TikTok Support",
            Self::ReturnsAdmin => "Returns Admin",
            Self::Livechat => "LiveChat Support",
            Self::Leadership => "Leadership Team",
            Self::SocialMedia => "Social Media Team",
            Self::EmailSupport => "Email Support Team",
            Self::Chargebacks => "Chargebacks / Disputes Team",
        }
    }

    /// The key under `teams.` in settings and snapshots.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Backend => "backend",
            Self::TechnicalSupport => "technical_support",
            Self::PhoneSupport => "phone_support",
            Self::Tiktok => "tiktok",
            Self::ReturnsAdmin => "returns_admin",
            Self::Livechat => "livechat",
            Self::Leadership => "leadership",
            Self::SocialMedia => "social_media",
            Self::EmailSupport => "email_support",
            Self::Chargebacks => "chargebacks",
        }
    }

    /// The tag that routes to it.
    pub const fn route_tag(self) -> &'static str {
        match self {
            Self::Sales => "route-sales-team",
            Self::Backend => "route-backend-team",
            Self::TechnicalSupport => "route-technical-support-team",
            Self::PhoneSupport => "route-phone-support-team",
            Self::Tiktok => "route-tiktok-support",
            Self::ReturnsAdmin => "route-returns-admin",
            Self::Livechat => "route-livechat-support",
            Self::Leadership => "route-leadership-team",
            Self::SocialMedia => "route-socialmedia-team",
            Self::EmailSupport => "route-email-support-team",
            Self::Chargebacks => "route-chargebacks-disputes",
        }
    }
}

impl fmt::Display for Team {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Automation tier of a decision, lowest automation first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Tier {
    /// Humans only, never a reply.
    #[serde(rename = "TIER_0_ESCALATION")]
    Tier0Escalation,
    /// Intake question or generic information; always also routed.
    #[serde(rename = "TIER_1_SAFE_ASSIST")]
    Tier1SafeAssist,
    /// Order facts after a deterministic match and the verifier.
    #[serde(rename = "TIER_2_VERIFIED")]
    Tier2Verified,
    /// Only in the model's advice; read as Tier 1 plus human.
    #[serde(rename = "TIER_3_AUTO_ACTION")]
    Tier3AutoAction,
}

impl Tier {
    /// The serialised name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tier0Escalation => "TIER_0_ESCALATION",
            Self::Tier1SafeAssist => "TIER_1_SAFE_ASSIST",
            Self::Tier2Verified => "TIER_2_VERIFIED",
            Self::Tier3AutoAction => "TIER_3_AUTO_ACTION",
        }
    }
}

/// Language of a message as far as the product distinguishes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English, the only automated language.
    En,
    /// Spanish: routed, not answered.
    Es,
    /// Anything else, or too little text to tell.
    #[default]
    Unknown,
}

impl Language {
    /// The serialised name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
            Self::Unknown => "unknown",
        }
    }
}

/// Class of a vendor channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChannelClass {
    /// Mail and contact forms.
    Email,
    /// Live chat, the only real-time class.
    Livechat,
    /// Facebook, Instagram, Twitter, WhatsApp.
    Social,
    /// TikTok.
    Tiktok,
    /// Telephone and SMS.
    Phone,
    /// Anything else; routed only.
    Unknown,
}

impl ChannelClass {
    /// The serialised name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Livechat => "livechat",
            Self::Social => "social",
            Self::Tiktok => "tiktok",
            Self::Phone => "phone",
            Self::Unknown => "unknown",
        }
    }

    /// The class of a vendor channel string by the built-in map (case-insensitive).
    pub fn of(channel: &str) -> Self {
        let channel = channel.trim().to_lowercase();
        let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| channel.starts_with(prefix));
        match channel.as_str() {
            "email" | "email_from_widget" | "contact_form" => Self::Email,
            "chat" | "livechat" | "live_chat" | "messenger" | "widget" => Self::Livechat,
            "aircall" | "phone" | "voice" | "sms" => Self::Phone,
            _ if starts(&["tiktok"]) => Self::Tiktok,
            _ if starts(&["facebook", "instagram", "twitter", "whatsapp"]) => Self::Social,
            _ => Self::Unknown,
        }
    }
}

/// Risk that a model or the deterministic screen sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum RiskFlag {
    ChargebackDispute,
    LegalThreat,
    HarassmentThreats,
    FraudSuspected,
    OtherHighRisk,
}

/// A privacy or security signal found in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecuritySignal {
    /// Text that addresses the system.
    Injection,
    /// Hidden characters: tag characters, bidirectional overrides, zero-width runs.
    InvisibleCharacters,
    /// New contact data together with a request to resend order details.
    ContactChangeAndResend,
    /// Access, export or deletion of personal data.
    PrivacyRequest,
    /// Asks for prompts, rules, credentials or other customers' data.
    Exfiltration,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_enum_order_and_names_match_serde() {
        for (i, intent) in Intent::all().enumerate() {
            assert_eq!(intent as usize, i);
            assert_eq!(serde_json::to_value(intent).unwrap(), intent.as_str());
            assert_eq!(Intent::from_name(intent.as_str()), Some(intent));
        }
        for team in Team::ALL {
            assert_eq!(serde_json::to_value(team).unwrap(), team.as_str());
        }
    }

    #[test]
    fn exactly_two_intents_allow_tier_2_and_four_are_tier_0() {
        assert_eq!(Intent::all().filter(|i| i.allows_tier2()).count(), 2);
        assert_eq!(Intent::all().filter(|i| i.is_tier0() && i.priority() == Priority::P0).count(), 4);
    }

    #[test]
    fn channel_strings_are_case_insensitive_and_unknown_is_route_only() {
        assert_eq!(ChannelClass::of("Email_From_Widget"), ChannelClass::Email);
        assert_eq!(ChannelClass::of("facebook_comment"), ChannelClass::Social);
        assert_eq!(ChannelClass::of("TikTok_shop"), ChannelClass::Tiktok);
        assert_eq!(ChannelClass::of("fax"), ChannelClass::Unknown);
    }
}
