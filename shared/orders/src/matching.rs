//! Which order a ticket is about. Linked order first; number plus verified identity second; never a guess.

use std::sync::LazyLock;

use regex::Regex;
use switchboard_domain::Redacted;
use switchboard_domain::outcome::{MatchReason, MatchedBy, OrderMatch};

use crate::identity::{normalise_email, normalise_phone, normalise_zip};
use crate::number::Extraction;
use crate::order::{Financial, Fulfilment, Order};
use crate::pattern::pattern;

/// The order that the helpdesk links to the conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum LinkedOrder {
    /// No link.
    #[default]
    None,
    /// The link, or the order behind it, could not be read.
    LookupFailed,
    /// The store does not know the linked order.
    UnknownToStore,
    /// The order.
    Found(Order),
}

/// What the store answered to the order number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FoundOrders {
    /// Nothing was asked.
    #[default]
    NotLookedUp,
    /// The store did not answer.
    LookupFailed,
    /// Candidates, also inexact ones; possibly none.
    Orders(Vec<Order>),
}

/// All that was looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderFacts {
    /// By link.
    pub linked: LinkedOrder,
    /// By number.
    pub found: FoundOrders,
}

/// Who the ticket says its customer is. Email and phone come from the ticket object only: what somebody types into a
/// message is never identity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketIdentity {
    /// The ticket's own email.
    pub email: Option<Redacted<String>>,
    /// The ticket's own phone; counts only in international form.
    pub phone: Option<Redacted<String>>,
    /// A ZIP typed into the message ([`typed_zip`]); a second factor at most.
    pub typed_zip: Option<Redacted<String>>,
}

/// What the match may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchRules {
    /// Whether number plus identity may select an order.
    pub path_b_enabled: bool,
    /// Whether a linked order of another email is refused.
    pub linked_email_check: bool,
    /// Whether a typed ZIP counts as a second factor: one that differs from the order's refuses the match. It never
    /// makes one.
    pub accept_zip: bool,
    /// What stands before the digits in order names.
    pub number_prefix: Option<String>,
}

impl Default for MatchRules {
    fn default() -> Self {
        Self { path_b_enabled: true, linked_email_check: true, accept_zip: false, number_prefix: None }
    }
}

/// The result. Without a match there is no order, so that nothing can be told about one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// How and why.
    pub record: OrderMatch,
    /// The order, if matched.
    pub order: Option<Order>,
}

impl Matched {
    const fn none(reason: MatchReason) -> Self {
        Self { record: OrderMatch { by: MatchedBy::None, reason }, order: None }
    }

    const fn order(by: MatchedBy, reason: MatchReason, order: Order) -> Self {
        Self { record: OrderMatch { by, reason }, order: Some(order) }
    }
}

/// Matches an order to the ticket.
pub fn match_order(facts: &OrderFacts, numbers: &Extraction, ticket: &TicketIdentity, rules: &MatchRules) -> Matched {
    match &facts.linked {
        LinkedOrder::LookupFailed | LinkedOrder::UnknownToStore => Matched::none(MatchReason::LookupFailed),
        LinkedOrder::Found(linked) => match_linked(with_store_record(linked, &facts.found), numbers, ticket, rules),
        LinkedOrder::None => match &facts.found {
            FoundOrders::LookupFailed => Matched::none(MatchReason::LookupFailed),
            FoundOrders::NotLookedUp => match_by_number(&[], numbers, ticket, rules),
            FoundOrders::Orders(orders) => match_by_number(orders, numbers, ticket, rules),
        },
    }
}

fn match_linked(linked: Order, numbers: &Extraction, ticket: &TicketIdentity, rules: &MatchRules) -> Matched {
    let names_another = numbers
        .all()
        .filter(|number| number.source.names_an_order())
        .any(|number| !linked.has_number(&number.digits, rules.number_prefix.as_deref()));
    if names_another {
        return Matched::none(MatchReason::Ambiguous);
    }
    let ticket_email = ticket_email(ticket);
    let emails = &linked.identity.emails;
    let conflict = ticket_email.is_some_and(|email| !emails.is_empty() && !emails.iter().any(|e| *e.expose() == email));
    if rules.linked_email_check && conflict {
        return Matched::none(MatchReason::LinkedConflict);
    }
    Matched::order(MatchedBy::Linked, MatchReason::Linked, linked)
}

fn match_by_number(orders: &[Order], numbers: &Extraction, ticket: &TicketIdentity, rules: &MatchRules) -> Matched {
    if !rules.path_b_enabled {
        return Matched::none(MatchReason::NoLink);
    }
    if numbers.best.is_none() {
        return Matched::none(MatchReason::NoNumber);
    }
    let Some(number) = numbers.single() else { return Matched::none(MatchReason::Ambiguous) };
    let mut candidates: Vec<&Order> = Vec::new();
    for order in orders.iter().filter(|o| o.has_number(&number.digits, rules.number_prefix.as_deref())) {
        if !candidates.iter().any(|c| c.id.is_some() && c.id == order.id) {
            candidates.push(order);
        }
    }
    match candidates.as_slice() {
        [] => Matched::none(MatchReason::NoMatch),
        [order] if is_buyer(order, ticket) && !zip_contradicts(order, ticket, rules) => {
            Matched::order(MatchedBy::NumberAndIdentity, MatchReason::NumberAndIdentity, (*order).clone())
        }
        [_] => Matched::none(MatchReason::Unverified),
        _ => Matched::none(MatchReason::Ambiguous),
    }
}

/// The store's own record of the linked order, where it was looked up, in place of the helpdesk's copy. What the store
/// does not say about name, method and states is kept from the copy.
fn with_store_record(linked: &Order, found: &FoundOrders) -> Order {
    let FoundOrders::Orders(orders) = found else { return linked.clone() };
    let by_id = orders.iter().find(|o| o.id.is_some() && o.id == linked.id);
    let Some(record) = by_id.or_else(|| orders.iter().find(|o| o.is_same_as(linked))) else { return linked.clone() };
    let mut order = record.clone();
    order.id = order.id.or_else(|| linked.id.clone());
    order.name = order.name.or_else(|| linked.name.clone());
    order.number = order.number.or_else(|| linked.number.clone());
    order.created_at = order.created_at.or(linked.created_at);
    order.shipping_method = order.shipping_method.or_else(|| linked.shipping_method.clone());
    if order.financial == Financial::Unknown {
        order.financial = linked.financial;
    }
    if order.fulfilment == Fulfilment::Unknown {
        order.fulfilment = linked.fulfilment;
    }
    order
}

fn ticket_email(ticket: &TicketIdentity) -> Option<String> {
    normalise_email(ticket.email.as_ref()?.expose())
}

fn is_buyer(order: &Order, ticket: &TicketIdentity) -> bool {
    let by_email = ticket_email(ticket).is_some_and(|email| order.identity.emails.iter().any(|e| *e.expose() == email));
    let phone = ticket.phone.as_ref().and_then(|phone| normalise_phone(phone.expose()));
    let by_phone = phone.is_some_and(|phone| order.identity.phone.as_ref().is_some_and(|p| *p.expose() == phone));
    by_email || by_phone
}

fn zip_contradicts(order: &Order, ticket: &TicketIdentity, rules: &MatchRules) -> bool {
    let typed = ticket.typed_zip.as_ref().filter(|_| rules.accept_zip);
    let known = order.identity.zip.as_ref();
    typed.zip(known).is_some_and(|(typed, known)| normalise_zip(typed.expose()) != *known.expose())
}

/// A US ZIP that the customer calls one ("zip", "zip code", "postal code").
pub fn typed_zip(text: &str) -> Option<Redacted<String>> {
    static ZIP: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?i)\b(?:zip|postal)(?:\s*code)?\s*(?:is\b)?\s*[:#]?\s*([0-9]{5})(?:-[0-9]{4})?\b"));
    ZIP.captures(text).and_then(|found| found.get(1)).map(|zip| Redacted::new(zip.as_str().to_owned()))
}

#[cfg(test)]
#[path = "matching_tests.rs"]
mod tests;
