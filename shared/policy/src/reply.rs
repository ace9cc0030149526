//! Template and text of a reply (gate 14), and whether the ticket may be closed after it.

use switchboard_domain::outcome::EstimateRecord;
use switchboard_domain::{ChannelClass, Intent, Reason, SwitchView, TemplateId, Tier, Variant};
use switchboard_orders::OrderReply;
use switchboard_replies::{RenderRequest, Rendered, Variables, human_date};

use crate::config::{AutoClose, PolicyConfig};
use crate::context::Context;
use crate::proposal::Proposal;

/// The sentence that every text must hold after which a ticket may be closed.
const REOPEN_SENTENCE: &str = "Reply to this message any time to reopen the conversation";

/// The intake template of an intent. The two order intents have none: what they get follows from the order.
pub(crate) fn intake_template(intent: Intent, channel: ChannelClass) -> Option<TemplateId> {
    Some(match intent {
        Intent::DeliveredNotReceived => TemplateId::DeliveredNotReceivedIntake,
        Intent::MissingItemsInShipment => TemplateId::MissingItemsIntake,
        Intent::WrongItemReceived => TemplateId::WrongItemIntake,
        Intent::DamagedItem => TemplateId::DamagedItemIntake,
        Intent::CancelOrder => TemplateId::CancelOrderAckIntake,
        Intent::AddressChangeOrderEdit => TemplateId::AddressChangeAckIntake,
        Intent::CancelSubscription => TemplateId::CancelSubscriptionAckIntake,
        Intent::BillingIssue => TemplateId::BillingIssueIntake,
        Intent::ReturnRequest => TemplateId::ReturnRequestIntake,
        Intent::ExchangeRequest => TemplateId::ExchangeRequestIntake,
        Intent::RefundRequest => TemplateId::RefundRequestIntake,
        Intent::TechnicalSupport => TemplateId::TechnicalSupportIntake,
        Intent::PromoDiscountIssue => TemplateId::PromoDiscountInfo,
        Intent::PrePurchaseQuestion => TemplateId::PrePurchaseInfo,
        Intent::InfluencerMarketingInquiry if channel == ChannelClass::Email => TemplateId::InfluencerInquiryRoute,
        _ => return None,
    })
}

/// Renders and lints the text.
pub(crate) fn render(
    proposal: &Proposal,
    channel: ChannelClass,
    context: &Context,
    switches: &SwitchView,
    config: &PolicyConfig,
) -> Result<Rendered, Reason> {
    let template = proposal.template;
    if switches.templates.get(&template) == Some(&false) {
        return Err(Reason::TemplateDisabled);
    }
    let variables = variables(proposal.order.as_deref(), context);
    let request = RenderRequest {
        template,
        variant: if channel == ChannelClass::Livechat { Variant::Livechat } else { Variant::Default },
        variables: &variables,
        brand: &config.brand,
        format: config.body_format,
    };
    config.catalogue.render(&request).map_err(|error| error.reason())
}

/// The values of the text: the first word of the profile's name, and the facts that the verdict on the order allows.
fn variables(order: Option<&OrderReply>, context: &Context) -> Variables {
    let mut values = Variables::new();
    let name = context.customer.name.as_ref().and_then(|name| name.expose().split_whitespace().next());
    if let Some(name) = name {
        values = values.first_name(name);
    }
    let Some(order) = order else { return values };
    values = values
        .order_status(order.order_status.as_str())
        .fulfillment_status(order.fulfillment_status.as_str())
        .order_date(&human_date(order.ordered_on, order.asked_on));
    if let Some(name) = &order.order_name {
        values = values.order_id(name);
    }
    if let Some(estimate) = &order.estimate {
        values = values.shipping_bucket(estimate.bucket.as_str());
        if let Some(text) = estimate.text() {
            values = values.eta_remaining_human(&text);
        }
    }
    if let Some(tracking) = &order.tracking {
        if order.show_tracking_number {
            values = values.tracking_number(&tracking.number);
        }
        if let Some(carrier) = &tracking.carrier {
            values = values.tracking_company(carrier);
        }
        if let Some(url) = &tracking.url {
            values = values.tracking_url(url.clone());
        }
    }
    match &order.status_url {
        Some(url) => values.status_url(url.expose().clone()),
        None => values,
    }
}

/// Whether the ticket is to be closed once the reply is confirmed.
pub(crate) fn closes(
    proposal: &Proposal,
    estimate: Option<&EstimateRecord>,
    rendered: &Rendered,
    config: &PolicyConfig,
) -> bool {
    let AutoClose::After(templates) = &config.autoclose else { return false };
    proposal.tier == Tier::Tier2Verified
        && templates.contains(&proposal.template)
        && estimate.is_some_and(|e| !e.late && e.remaining_max > 0)
        && !proposal.order.as_ref().is_some_and(|order| order.preorder)
        && rendered.body.expose().contains(REOPEN_SENTENCE)
}
