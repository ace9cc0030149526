use std::collections::BTreeSet;

use jiff::civil::{date, time};
use proptest::prelude::*;

use super::*;
use crate::calendar::calendar_days;
use crate::order::OrderSource;

fn order(placed: &str, method: Option<&str>) -> Order {
    Order {
        created_at: Some(instant(placed)),
        shipping_method: method.map(str::to_owned),
        ..Order::blank(OrderSource::Shopify)
    }
}

/// A date means noon in New York on that date; everything else is RFC 3339.
fn instant(text: &str) -> Timestamp {
    let full = if text.len() == 10 { format!("{text}T12:00:00-04:00") } else { text.to_owned() };
    full.parse().unwrap()
}

fn told(order: &Order, asked: &str, rules: &EstimateRules) -> String {
    match estimate(order, instant(asked), rules) {
        Ok(estimate) => estimate.text().unwrap_or_else(|| "late".to_owned()),
        Err(_) => "no estimate".to_owned(),
    }
}

#[test]
fn plain_windows() {
    for (ordered, asked, window, holidays, elapsed, result) in [
        ("2026-09-01", "2026-09-01", "3-5", &[][..], 0, "3-5 business days"),
        ("2026-09-01", "2026-09-03", "3-5", &[], 2, "1-3 business days"),
        ("2026-09-04", "2026-09-08", "3-5", &[], 2, "1-3 business days"),
        ("2026-09-04", "2026-09-08", "3-5", &[date(2026, 9, 7)], 1, "2-4 business days"),
        ("2026-09-05", "2026-09-07", "3-5", &[], 1, "2-4 business days"),
        ("2026-09-04", "2026-09-10", "3-5", &[], 4, "0-1 business days"),
        ("2026-09-04", "2026-09-11", "3-5", &[], 5, "late"),
        ("2026-09-03", "2026-09-03", "1-1", &[], 0, "1 business day"),
        ("2026-09-03", "2026-09-04", "1-1", &[], 1, "late"),
        ("2026-12-30", "2027-01-05", "3-7", &[], 4, "0-3 business days"),
        ("2026-09-10", "2026-09-09", "3-5", &[], 0, "no estimate"),
        ("2026-09-08T02:30:00Z", "2026-09-10", "3-5", &[], 3, "0-2 business days"),
    ] {
        let rules = EstimateRules { holidays: holidays.iter().copied().collect(), ..EstimateRules::default() };
        let order = order(ordered, Some(window));
        assert_eq!(told(&order, asked, &rules), result, "{ordered} {asked} {window}");
        if let Ok(estimate) = estimate(&order, instant(asked), &rules) {
            assert_eq!(estimate.elapsed, elapsed, "{ordered} {asked} {window}");
        }
    }
}

#[test]
fn preorders_by_field() {
    let rules = EstimateRules {
        preorder: PreorderRules { eta_field: Some("custom.eta".into()), ..PreorderRules::default() },
        ..EstimateRules::default()
    };
    let mut order = order("2026-08-03", None);
    order.day_fields.insert("custom.eta".into(), 45);
    order.tags.push("preorder".into());
    for (asked, elapsed, result) in
        [("2026-08-24", 15, "30 business days"), ("2026-10-02", 44, "1 business day"), ("2026-10-05", 45, "late")]
    {
        let estimate = estimate(&order, instant(asked), &rules).unwrap();
        assert_eq!((estimate.elapsed, estimate.bucket), (elapsed, Bucket::PreOrder));
        assert_eq!(estimate.text().unwrap_or_else(|| "late".into()), result, "{asked}");
    }
}

#[test]
fn preorders_by_tag() {
    let rules = EstimateRules {
        preorder: PreorderRules { tag_rule_enabled: true, ..PreorderRules::default() },
        ..EstimateRules::default()
    };
    let mut order = order("2026-07-06", Some("Standard 3-5"));
    order.tags.push("pre order".into());
    for (asked, result) in
        [("2026-08-10", "11-13 business days"), ("2026-08-24", "1-3 business days"), ("2026-08-27", "late")]
    {
        assert_eq!(told(&order, asked, &rules), result, "{asked}");
    }
    let asked = date(2026, 8, 10);
    let dates = estimate(&order, instant("2026-08-10"), &rules).unwrap().preorder_dates.unwrap();
    assert_eq!(dates.ships_on, date(2026, 8, 20));
    assert_eq!((dates.window_start, dates.window_end), (date(2026, 8, 25), date(2026, 8, 27)));
    let in_days = [dates.ships_on, dates.window_start, dates.window_end].map(|day| calendar_days(asked, day));
    assert_eq!(in_days, [10, 15, 17]);
    order.shipping_method = Some("Local pickup".into());
    assert_eq!(estimate(&order, instant("2026-08-10"), &rules), Err(NoEstimate::UnknownMethod));
}

#[test]
fn a_tagged_preorder_never_gets_the_plain_window() {
    let mut order = order("2026-09-01", Some("Standard"));
    order.tags.push("pre-order".into());
    let found = estimate(&order, instant("2026-09-01"), &EstimateRules::default());
    assert_eq!(found, Err(NoEstimate::PreorderWithoutRule));
    order.tags = vec!["pre-order-fan".into()];
    assert!(estimate(&order, instant("2026-09-01"), &EstimateRules::default()).is_ok());
}

#[test]
fn reasons_for_no_estimate() {
    let rules = EstimateRules::default();
    let mut order = order("2026-09-01", Some("Teleport"));
    assert_eq!(estimate(&order, instant("2026-09-01"), &rules), Err(NoEstimate::UnknownMethod));
    order.created_at = None;
    assert_eq!(estimate(&order, instant("2026-09-01"), &rules), Err(NoEstimate::NoOrderDate));
}

#[test]
fn orders_after_the_cut_off_count_from_the_next_date() {
    let rules = EstimateRules { cutoff: Some(time(14, 0, 0, 0)), ..EstimateRules::default() };
    for (placed, result) in
        [("2026-09-01T13:59:00-04:00", "2-4 business days"), ("2026-09-01T14:00:00-04:00", "3-5 business days")]
    {
        assert_eq!(told(&order(placed, Some("3-5")), "2026-09-02", &rules), result, "{placed}");
    }
    assert_eq!(told(&order("2026-09-01T20:00:00-04:00", Some("3-5")), "2026-09-01", &rules), "3-5 business days");
}

#[test]
fn buckets_follow_the_window() {
    for (method, bucket) in [("Express", "Priority"), ("Expedited", "Standard"), ("Overnight", "Priority")] {
        let estimate =
            estimate(&order("2026-09-01", Some(method)), instant("2026-09-01"), &EstimateRules::default()).unwrap();
        assert_eq!(estimate.record().bucket, bucket);
    }
}

proptest! {
    #[test]
    fn bounds_stay_in_order(placed in 0_i64..4_000_000_000_000, asked in 0_i64..4_000_000_000_000, min in 0_u16..9, width in 0_u16..9) {
        let mut order = order("2026-09-01", None);
        order.created_at = Some(Timestamp::from_millis(placed));
        order.shipping_method = Some(format!("{min}-{} days", min + width));
        let none = BTreeSet::new();
        if let Ok(found) = estimate(&order, Timestamp::from_millis(asked), &EstimateRules { holidays: none, ..EstimateRules::default() }) {
            prop_assert!(found.remaining_min <= found.remaining_max);
            prop_assert_eq!(found.late, found.remaining_max == 0);
            prop_assert!(found.asked_on >= found.ordered_on);
        }
    }
}
