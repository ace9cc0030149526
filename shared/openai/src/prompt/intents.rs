//! What each intent means to a model, in few words: every character of it travels with every message.

use switchboard_domain::Intent;

/// Intent and meaning, as the end of the sentence "the customer ...". The lines also draw the border to the intents
/// that are close.
#[rustfmt::skip]
pub(super) const MEANINGS: [(Intent, &str); 25] = [
    (Intent::OrderStatusTracking, "asks where an order is or when it comes, without complaint; placed pre-orders too"),
    (Intent::ShippingDelayNotShipped, "says it has not shipped, is label-only, stuck or overdue"),
    (Intent::DeliveredNotReceived, "whole parcel absent or stolen though the carrier says delivered, even if asked as \"where is it\""),
    (Intent::MissingItemsInShipment, "got a parcel with something absent and nothing in its place"),
    (Intent::WrongItemReceived, "got something else in place of the ordered item"),
    (Intent::DamagedItem, "got something broken, leaking or defective at unboxing"),
    (Intent::CancelOrder, "wants a one-time order stopped that is just placed or not shipped"),
    (Intent::AddressChangeOrderEdit, "wants address, contact or contents of a placed order changed"),
    (Intent::CancelSubscription, "wants something recurring (plan, auto-ship, monthly) cancelled, paused, skipped or changed"),
    (Intent::BillingIssue, "knows the shop and disputes amount or count of a charge, could not pay, or asks for an invoice"),
    (Intent::ReturnRequest, "wants to send goods back"),
    (Intent::ExchangeRequest, "names another variant wanted instead"),
    (Intent::RefundRequest, "names only money back, or asks for the state of a refund"),
    (Intent::TechnicalSupport, "has a fault after first good use, set-up trouble (pairing, no mist, app), or an unclear defect"),
    (Intent::PhoneSupportRequest, "wants a call or a phone number"),
    (Intent::TiktokSupportRequest, "has a TikTok matter and nothing more concrete"),
    (Intent::SocialMediaSupportRequest, "has another social media matter (post, comment, giveaway) and nothing more concrete"),
    (Intent::PromoDiscountIssue, "has a code that fails or was not applied, or asks for a discount"),
    (Intent::PrePurchaseQuestion, "owns none yet and asks before buying: fit, stock, release"),
    (Intent::InfluencerMarketingInquiry, "offers collaboration, sponsorship or wholesale promotion"),
    (Intent::ChargebackDispute, "has or threatens to have a payment reversed by bank or payment provider"),
    (Intent::LegalThreat, "mentions legal steps or a regulator against the shop"),
    (Intent::HarassmentThreats, "threatens or abuses persons or property, doxxing included"),
    (Intent::FraudSuspected, "did not make or recognise a purchase, stolen card, account takeover; or new address or contact plus sending tracking or details there"),
    (Intent::UnknownOther, "none of these, or nothing usable; unsubscribing from mails"),
];

/// Which of several intents comes first.
#[rustfmt::skip]
pub(super) const PRECEDENCE: [&str; 8] = [
    "Damaged, wrong or missing goods come before the wish (refund, return, exchange). Wrong before missing.",
    "Received, or shipped and refused: refund_request or return_request, not cancel_order.",
    "\"Cancel if not shipped\": cancel_order, then shipping_delay_not_shipped.",
    "A just billed renewal to be stopped: cancel_subscription, then cancel_order.",
    "A wrong total without a code: billing_issue. A new address alone is no fraud.",
    "A call as the way to settle another matter: that matter, then phone_support_request.",
    "Unsubscribe, unclear whether mails or plan: cancel_subscription, confidence 0.5 at most.",
    "Legal steps and a threat: harassment_threats if violent, else legal_threat.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_intent_has_its_line_in_table_order() {
        assert!(MEANINGS.iter().map(|(intent, _)| *intent).eq(Intent::all()));
    }

    #[test]
    fn rules_name_real_intents() {
        for rule in PRECEDENCE {
            let mut names = rule.split(|c: char| !c.is_ascii_lowercase() && c != '_').filter(|w| w.contains('_'));
            assert!(names.all(|name| Intent::from_name(name).is_some()), "{rule}");
        }
    }
}
