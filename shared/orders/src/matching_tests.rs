use serde_json::json;

use super::*;
use crate::number::{NumberRules, NumberSources, extract_number};

fn store_order(name: &str, email: &str) -> Order {
    let id = name.trim_start_matches('#').parse::<u64>().unwrap() + 5_000_000;
    Order::from_shopify(&json!({"id": id, "name": name, "email": email, "phone": "+15550104477",
        "shipping_address": {"zip": "90210"}, "created_at": "2026-09-01T10:00:00Z"}))
    .unwrap()
}

fn numbers(text: &str) -> Extraction {
    extract_number(&NumberSources { newest: text, ..NumberSources::default() }, &NumberRules::default())
}

fn ticket(email: &str) -> TicketIdentity {
    TicketIdentity { email: Some(email.to_owned().into()), ..TicketIdentity::default() }
}

fn reason(facts: OrderFacts, text: &str, email: &str, rules: &MatchRules) -> &'static str {
    let matched = match_order(&facts, &numbers(text), &ticket(email), rules);
    assert_eq!(matched.order.is_some(), matched.record.by != MatchedBy::None);
    matched.record.reason.as_str()
}

#[test]
fn linked_order_steps() {
    let linked = || LinkedOrder::Found(store_order("#10442", "anna@mail.example"));
    let lax = MatchRules { linked_email_check: false, ..MatchRules::default() };
    let strict = MatchRules::default();
    for (linked, text, email, rules, expected) in [
        (LinkedOrder::LookupFailed, "order 10442", "anna@mail.example", &strict, "lookup_failed"),
        (LinkedOrder::UnknownToStore, "", "anna@mail.example", &strict, "lookup_failed"),
        (linked(), "", "anna@mail.example", &strict, "linked"),
        (linked(), "", " ANNA@mail.example", &strict, "linked"),
        (linked(), "", "", &strict, "linked"),
        (linked(), "order #10442", "anna@mail.example", &strict, "linked"),
        (linked(), "order #10443", "anna@mail.example", &strict, "ambiguous"),
        (linked(), "order #10442 and order 10443", "anna@mail.example", &strict, "ambiguous"),
        (linked(), "#10443", "anna@mail.example", &strict, "linked"),
        (linked(), "", "other@mail.example", &strict, "linked_conflict"),
        (linked(), "", "other@mail.example", &lax, "linked"),
    ] {
        let facts = OrderFacts { linked, found: FoundOrders::NotLookedUp };
        assert_eq!(reason(facts, text, email, rules), expected, "{text} {email}");
    }
}

#[test]
fn number_and_identity_steps() {
    let anna = || store_order("#10442", "anna@mail.example");
    let off = MatchRules { path_b_enabled: false, ..MatchRules::default() };
    let on = MatchRules::default();
    let twin = Order { id: Some("9".into()), ..anna() };
    for (found, text, email, rules, expected) in [
        (FoundOrders::LookupFailed, "order 10442", "anna@mail.example", &on, "lookup_failed"),
        (FoundOrders::Orders(vec![anna()]), "order 10442", "anna@mail.example", &off, "no_link"),
        (FoundOrders::NotLookedUp, "hello", "anna@mail.example", &on, "no_number"),
        (FoundOrders::Orders(vec![anna()]), "order 10442 and order 10443", "anna@mail.example", &on, "ambiguous"),
        (FoundOrders::Orders(vec![anna()]), "#10442 and #10443", "anna@mail.example", &on, "ambiguous"),
        (FoundOrders::Orders(vec![]), "order 10442", "anna@mail.example", &on, "no_match"),
        (
            FoundOrders::Orders(vec![store_order("#104421", "anna@mail.example")]),
            "order 10442",
            "anna@mail.example",
            &on,
            "no_match",
        ),
        (FoundOrders::Orders(vec![anna(), twin]), "order 10442", "anna@mail.example", &on, "ambiguous"),
        (FoundOrders::Orders(vec![anna(), anna()]), "order 10442", "anna@mail.example", &on, "number_and_identity"),
        (
            FoundOrders::Orders(vec![store_order("#104421", "x@y.example"), anna()]),
            "order 10442",
            "Anna@Mail.example",
            &on,
            "number_and_identity",
        ),
        (FoundOrders::Orders(vec![anna()]), "order 10442", "other@mail.example", &on, "unverified"),
        (FoundOrders::Orders(vec![anna()]), "order 10442, I am anna@mail.example", "", &on, "unverified"),
        (
            FoundOrders::Orders(vec![store_order("#1044212", "anna@mail.example")]),
            "1044212",
            "anna@mail.example",
            &on,
            "number_and_identity",
        ),
    ] {
        let facts = OrderFacts { linked: LinkedOrder::None, found };
        assert_eq!(reason(facts, text, email, rules), expected, "{text} {email}");
    }
}

#[test]
fn phone_is_identity_only_in_international_form() {
    let facts = OrderFacts {
        linked: LinkedOrder::None,
        found: FoundOrders::Orders(vec![store_order("#10442", "anna@mail.example")]),
    };
    for (phone, expected) in [("+1 555-010-4477", "number_and_identity"), ("5550104477", "unverified")] {
        let ticket = TicketIdentity { phone: Some(phone.to_owned().into()), ..TicketIdentity::default() };
        let matched = match_order(&facts, &numbers("order 10442"), &ticket, &MatchRules::default());
        assert_eq!(matched.record.reason.as_str(), expected, "{phone}");
    }
}

#[test]
fn a_typed_zip_can_refuse_but_never_select() {
    let facts = OrderFacts {
        linked: LinkedOrder::None,
        found: FoundOrders::Orders(vec![store_order("#10442", "anna@mail.example")]),
    };
    let accept = MatchRules { accept_zip: true, ..MatchRules::default() };
    for (text, email, rules, expected) in [
        ("zip code is 90210-1234", "anna@mail.example", &accept, "number_and_identity"),
        ("zip: 10001", "anna@mail.example", &accept, "unverified"),
        ("zip: 10001", "anna@mail.example", &MatchRules::default(), "number_and_identity"),
        ("postal code 90210", "other@mail.example", &accept, "unverified"),
    ] {
        let ticket = TicketIdentity { typed_zip: typed_zip(text), ..ticket(email) };
        assert!(ticket.typed_zip.is_some());
        let matched = match_order(&facts, &numbers("order 10442"), &ticket, rules);
        assert_eq!(matched.record.reason.as_str(), expected, "{text} {email}");
    }
}

#[test]
fn the_store_record_of_the_linked_order_wins() {
    let linked = Order::from_richpanel(&json!({"orderId": "5010442", "orderName": "#10442",
        "createdAt": 1_000_000_000_000_i64, "shippingMethod": "Express", "email": "old@mail.example"}))
    .unwrap();
    let found =
        FoundOrders::Orders(vec![store_order("#10443", "x@y.example"), store_order("#10442", "anna@mail.example")]);
    let facts = OrderFacts { linked: LinkedOrder::Found(linked), found };
    let matched = match_order(&facts, &numbers(""), &ticket("anna@mail.example"), &MatchRules::default());
    let order = matched.order.unwrap();
    assert_eq!(order.created_at.unwrap().to_string(), "2026-09-01T10:00:00.000Z");
    assert_eq!(order.shipping_method.as_deref(), Some("Express"));
    let refused = match_order(&facts, &numbers(""), &ticket("old@mail.example"), &MatchRules::default());
    assert_eq!(refused.record.reason, MatchReason::LinkedConflict);
}
