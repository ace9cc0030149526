//! The context gate and the table of order states: what may be said about a matched order.

use jiff::civil::Date;
use switchboard_domain::{HttpsUrl, Millis, Redacted, Tag, TemplateId, Timestamp, tag};

use crate::estimate::{Estimate, NoEstimate, estimate};
use crate::order::{Financial, Fulfilment, Order, OrderState};
use crate::rules::OrderRules;
use crate::tracking::{Tracking, newest_tracking};

/// A refund within this time goes to a person: 14 days.
const RECENT_REFUND: Millis = Millis::from_hours(14 * 24);

/// What a reply with order facts lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MissingContext {
    /// The order has no id of its own.
    OrderId,
    /// The order has no creation date.
    CreatedAt,
    /// Neither a valid tracking number nor a shipping method.
    TrackingOrMethod,
    /// The shipping method has no known window.
    MethodBucket,
}

impl MissingContext {
    /// The tag that names it.
    pub fn tag(self) -> Tag {
        match self {
            Self::OrderId => tag!("mw-order-lookup-missing-order-id"),
            Self::CreatedAt => tag!("mw-order-lookup-missing-created-at"),
            Self::TrackingOrMethod => tag!("mw-order-lookup-missing-tracking-or-method"),
            Self::MethodBucket => tag!("mw-order-lookup-missing-method-bucket"),
        }
    }

    /// Every tag that goes with a closed context gate.
    pub fn tags(self) -> [Tag; 3] {
        [tag!("mw-order-lookup-failed"), tag!("mw-order-status-suppressed"), self.tag()]
    }
}

/// The state of an order in the words of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderStatus {
    /// Nothing shipped.
    BeingPrepared,
    /// Shipped in one parcel.
    Shipped,
    /// A part shipped.
    PartiallyShipped,
    /// Shipped in several parcels.
    SeveralParcels,
    /// Every parcel delivered.
    Delivered,
}

impl OrderStatus {
    /// The words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BeingPrepared => "being prepared",
            Self::Shipped => "shipped",
            Self::PartiallyShipped => "partially shipped",
            Self::SeveralParcels => "shipped in several parcels",
            Self::Delivered => "delivered",
        }
    }
}

/// How much of an order shipped, in the words of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FulfilmentStatus {
    /// Nothing.
    NotShipped,
    /// Some items.
    PartlyShipped,
    /// Everything.
    Shipped,
}

impl FulfilmentStatus {
    /// The words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotShipped => "not shipped yet",
            Self::PartlyShipped => "partly shipped",
            Self::Shipped => "shipped",
        }
    }
}

/// Facts for a reply about an order.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderReply {
    /// The template.
    pub template: TemplateId,
    /// Customer-facing order name with `#`; without it no template renders.
    pub order_name: Option<String>,
    /// State in words.
    pub order_status: OrderStatus,
    /// Fulfilment in words.
    pub fulfillment_status: FulfilmentStatus,
    /// Order date in the store time zone.
    pub ordered_on: Date,
    /// Inquiry date in the store time zone.
    pub asked_on: Date,
    /// The estimate of an order that has not shipped; late ones are facts too, but have no text.
    pub estimate: Option<Estimate>,
    /// Tracking of the newest shipment, if the template tells it.
    pub tracking: Option<Tracking>,
    /// Whether the tracking number itself may be told.
    pub show_tracking_number: bool,
    /// Status page, only if the settings allow the link.
    pub status_url: Option<Redacted<HttpsUrl>>,
    /// Whether a person must look at it besides.
    pub also_human: bool,
    /// Whether it is a pre-order.
    pub preorder: bool,
}

/// What may be said about a matched order.
#[derive(Clone, Debug, PartialEq)]
pub enum OrderVerdict {
    /// The context gate is closed: no reply, route.
    ContextMissing {
        /// What is missing.
        missing: MissingContext,
    },
    /// A person must handle it; no order facts.
    Human {
        /// A tag that goes with it.
        tag: Option<Tag>,
    },
    /// A reply.
    Reply(Box<OrderReply>),
}

/// Judges a matched order for a question asked at `asked_at`. `conversation_id` guards against a helpdesk that gives
/// the conversation's id as the order's.
pub fn assess_order(
    order: &Order,
    conversation_id: Option<&str>,
    asked_at: Timestamp,
    rules: &OrderRules,
) -> OrderVerdict {
    let placed = match check_context(order, conversation_id, rules) {
        Ok(placed) => placed,
        Err(missing) => return OrderVerdict::ContextMissing { missing },
    };
    if let Some(human) = needs_human(order, asked_at) {
        return human;
    }
    let reply = OrderReply {
        template: TemplateId::ShippingDelayVerified,
        order_name: order.name.clone(),
        order_status: OrderStatus::BeingPrepared,
        fulfillment_status: FulfilmentStatus::NotShipped,
        ordered_on: rules.estimate.local_date(placed),
        asked_on: rules.estimate.local_date(asked_at),
        estimate: None,
        tracking: None,
        show_tracking_number: rules.disclosure.show_tracking_number,
        status_url: order
            .status_url
            .as_ref()
            .filter(|_| rules.disclosure.include_status_url)
            .and_then(|url| HttpsUrl::parse(url.expose()))
            .map(Redacted::new),
        also_human: true,
        preorder: rules.estimate.preorder.is_preorder(order),
    };
    match order.fulfilment {
        Fulfilment::Unfulfilled if order.shipments.is_empty() => {
            OrderVerdict::Reply(Box::new(unshipped(order, asked_at, rules, reply)))
        }
        _ if all_delivered(order) => OrderVerdict::Reply(Box::new(shipped(order, rules, reply))),
        Fulfilment::Fulfilled | Fulfilment::Partial => OrderVerdict::Reply(Box::new(shipped(order, rules, reply))),
        // The store contradicts itself, gives a state we do not know, or took the goods back.
        Fulfilment::Unfulfilled | Fulfilment::Unknown | Fulfilment::Restocked => OrderVerdict::Human { tag: None },
    }
}

/// The order's creation date, if everything that a reply with order facts needs is there.
fn check_context(
    order: &Order,
    conversation_id: Option<&str>,
    rules: &OrderRules,
) -> Result<Timestamp, MissingContext> {
    let own_id = order.id.as_deref().filter(|id| Some(*id) != conversation_id);
    if own_id.is_none() {
        return Err(MissingContext::OrderId);
    }
    let placed = order.created_at.ok_or(MissingContext::CreatedAt)?;
    let tracked = order.shipments.iter().any(|shipment| !shipment.tracking.is_empty());
    match &order.shipping_method {
        _ if tracked => Ok(placed),
        None => Err(MissingContext::TrackingOrMethod),
        Some(method) if rules.estimate.transit_map.window(method).is_none() => Err(MissingContext::MethodBucket),
        Some(_) => Ok(placed),
    }
}

/// The states about which a person must talk: payment, refunds, cancellation, and carrier exceptions of shipments that
/// were not all delivered.
fn needs_human(order: &Order, asked_at: Timestamp) -> Option<OrderVerdict> {
    let suppressed = order.state == OrderState::Cancelled
        || matches!(order.financial, Financial::Voided | Financial::Refunded)
        || order.fulfilment == Fulfilment::Restocked;
    if suppressed {
        return Some(OrderVerdict::Human { tag: Some(tag!("mw-order-lookup-suppressed-state")) });
    }
    let since = asked_at.saturating_sub(RECENT_REFUND);
    let refunding = order.financial == Financial::PartiallyRefunded
        || order.refunds.iter().any(|refund| refund.is_none_or(|at| at >= since));
    let unpaid = matches!(order.financial, Financial::Pending | Financial::Authorized | Financial::PartiallyPaid);
    let exceptional = !all_delivered(order) && order.shipments.iter().any(|shipment| shipment.is_exceptional());
    (refunding || unpaid || exceptional).then_some(OrderVerdict::Human { tag: None })
}

fn all_delivered(order: &Order) -> bool {
    !order.shipments.is_empty() && order.shipments.iter().all(|shipment| shipment.is_delivered())
}

fn unshipped(order: &Order, asked_at: Timestamp, rules: &OrderRules, reply: OrderReply) -> OrderReply {
    let found: Result<Estimate, NoEstimate> = estimate(order, asked_at, &rules.estimate);
    match found {
        Ok(estimate) if !estimate.late => OrderReply {
            template: TemplateId::OrderEtaNoTrackingVerified,
            estimate: Some(estimate),
            also_human: false,
            ..reply
        },
        late_or_unknown => OrderReply { estimate: late_or_unknown.ok(), ..reply },
    }
}

fn shipped(order: &Order, rules: &OrderRules, reply: OrderReply) -> OrderReply {
    let partial = order.fulfilment == Fulfilment::Partial;
    let several = order.shipments.len() > 1;
    let order_status = if all_delivered(order) {
        OrderStatus::Delivered
    } else if partial {
        OrderStatus::PartiallyShipped
    } else if several {
        OrderStatus::SeveralParcels
    } else {
        OrderStatus::Shipped
    };
    let fulfillment_status = if partial { FulfilmentStatus::PartlyShipped } else { FulfilmentStatus::Shipped };
    let reply = OrderReply { order_status, fulfillment_status, ..reply };
    let every_one_tracked =
        !order.shipments.is_empty() && order.shipments.iter().all(|shipment| !shipment.tracking.is_empty());
    if all_delivered(order) || every_one_tracked {
        OrderReply {
            template: TemplateId::OrderStatusVerified,
            tracking: newest_tracking(order, &rules.disclosure.tracking_url_hosts),
            also_human: all_delivered(order) || several,
            ..reply
        }
    } else {
        reply
    }
}

#[cfg(test)]
#[path = "assess_tests.rs"]
mod tests;
