use proptest::prelude::*;

use super::*;

fn extract(newest: &str) -> Extraction {
    extract_number(&NumberSources { newest, ..NumberSources::default() }, &NumberRules::default())
}

fn best(newest: &str) -> Option<(String, &'static str)> {
    extract(newest).best.map(|n| (n.digits, n.source.as_str()))
}

#[test]
fn numbers_by_rank() {
    for (text, expected) in [
        ("order no. 10442", Some(("10442", "order_number_text"))),
        ("Order #7,731", Some(("7731", "order_hash"))),
        (r##"<a href="#m_55120">open</a>"##, None),
        (r##"<a href="#55120">open</a>"##, None),
        ("call me on 555 010 4477", None),
        ("20260903", None),
        ("03092026", None),
        ("12312026", None),
        ("#88213 and order number 90417", Some(("90417", "order_number_text"))),
        ("Order number is #10442", Some(("10442", "order_number_text"))),
        ("order number: 10442", Some(("10442", "order_number_text"))),
        ("ORDER ID 10442", Some(("10442", "order_number_text"))),
        ("order num 10442", Some(("10442", "order_number_text"))),
        ("order10442", Some(("10442", "order_hash"))),
        ("my order 10442 is late", Some(("10442", "order_hash"))),
        ("reorder 10442", None),
        ("ordered 10442", None),
        ("where is #10442?", Some(("10442", "hash_number"))),
        ("#104 please", None),
        ("&#8217; it&#10442;", None),
        ("1044212", Some(("1044212", "standalone"))),
        ("it is 1044212.", Some(("1044212", "standalone"))),
        ("10442", None),
        ("104421234", None),
        ("1Z10442123", None),
        ("9400 1000 0000 0000 0000 00", None),
        ("tracking number 10442123", None),
        ("I paid $1044212", None),
        ("I paid 10442.12", None),
        ("order 2026-09-03", None),
        ("order $1299", None),
        ("order 555-010-4477", None),
        ("https://shop.example/order/10442 #top", None),
        ("order 12", None),
        ("order number 12345678901", None),
        ("> order number 10442", None),
        ("order １０４４２", None),
    ] {
        let expected = expected.map(|(digits, source)| (digits.to_owned(), source));
        assert_eq!(best(text), expected, "{text}");
    }
}

#[test]
fn more_digits_then_earlier_within_a_rank() {
    assert_eq!(best("#8821 or #90417"), Some(("90417".into(), "hash_number")));
    assert_eq!(best("#88213 or #90417"), Some(("88213".into(), "hash_number")));
    let found = extract("#88213 and order number 90417");
    assert_eq!(found.alternatives, [OrderNumber { digits: "88213".into(), source: NumberSource::HashNumber }]);
    assert!(!found.ambiguous && found.single().is_some());
}

#[test]
fn two_named_numbers_are_ambiguous_and_two_equals_single_out_none() {
    assert!(extract("order 10442 and order number 10443").ambiguous);
    assert!(!extract("order 10442, that is order number 10442").ambiguous);
    let hashes = extract("#88213 or #90417");
    assert!(!hashes.ambiguous && hashes.single().is_none());
}

#[test]
fn sources_in_order() {
    let older = ["order 555", "order 666", "x", "x", "x", "order 777"];
    let sources = NumberSources {
        structured: Some("#10442"),
        subject: Some("Order 10443"),
        newest: "#10444",
        older: &older,
        pending_answer: false,
    };
    let found = extract_number(&sources, &NumberRules::default());
    assert_eq!(found.best, Some(OrderNumber { digits: "10442".into(), source: NumberSource::Field }));
    let others: Vec<&str> = found.alternatives.iter().map(|n| n.digits.as_str()).collect();
    assert_eq!(others, ["10443", "555", "666", "10444"]);
    assert!(found.ambiguous);
}

#[test]
fn structured_fields_hold_one_number() {
    for (field, expected) in
        [("10442", Some("10442")), (" Order #10442 ", Some("10442")), ("12", None), ("10442 / 10443", None), ("", None)]
    {
        let sources = NumberSources { structured: Some(field), ..NumberSources::default() };
        let found = extract_number(&sources, &NumberRules::default());
        assert_eq!(found.best.map(|n| n.digits).as_deref(), expected, "{field}");
    }
}

#[test]
fn answers_to_our_question_may_be_short() {
    for (text, expected) in [("104", Some("104")), ("it's 10442, thanks", Some("10442")), ("104 or 105", None)] {
        let sources = NumberSources { newest: text, pending_answer: true, ..NumberSources::default() };
        let found = extract_number(&sources, &NumberRules::default()).best;
        assert_eq!(found.as_ref().map(|n| n.digits.as_str()), expected, "{text}");
        assert!(found.is_none_or(|n| n.source == NumberSource::PendingAnswer));
    }
}

#[test]
fn bounds_and_prefix_apply_to_every_rank() {
    let rules = NumberRules { min_digits: 5, max_digits: 5, prefix: Some("SB".into()) };
    for (text, expected) in [
        ("order SB-10442", Some("10442")),
        ("order number sb10442", Some("10442")),
        ("#SB10442", Some("10442")),
        ("order 104421", None),
        ("USB 10442", None),
    ] {
        let sources = NumberSources { newest: text, ..NumberSources::default() };
        assert_eq!(extract_number(&sources, &rules).best.map(|n| n.digits).as_deref(), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_yields_only_digits_within_the_bounds(
        newest in "(?s).{0,80}", subject in "[order# 0-9,.$/-]{0,40}", prefix in proptest::option::of("[A-Zé-]{0,3}")
    ) {
        let older = [subject.as_str()];
        let sources = NumberSources {
            structured: Some(&newest), subject: Some(&subject), newest: &newest, older: &older, pending_answer: true,
        };
        for number in extract_number(&sources, &NumberRules { prefix, ..NumberRules::default() }).all() {
            prop_assert!((3..=10).contains(&number.digits.len()) && number.digits.bytes().all(|b| b.is_ascii_digit()));
        }
    }
}
